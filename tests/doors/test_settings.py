"""Which settings hold for a text, and what is laid over what."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.doors.settings import Settings, settings_for


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with a folder for settings and a project in it."""
    folder = tmp_path.resolve() / "home"
    (folder / ".config" / "commonhold").mkdir(parents=True)
    (folder / "book" / ".commonhold").mkdir(parents=True)
    (folder / "book" / "part").mkdir()
    monkeypatch.setenv("HOME", str(folder))
    return folder


def mine(home: Path, text: str) -> None:
    (home / ".config" / "commonhold" / "config.toml").write_text(text)


def ours(home: Path, text: str) -> None:
    (home / "book" / ".commonhold" / "config.toml").write_text(text)


def test_nothing_is_set_where_no_file_is(home: Path) -> None:
    assert settings_for(home / "book" / "part" / "a.md") == Settings()
    assert settings_for(None) == Settings()


def test_single_values_of_the_project_win_and_lists_add_up(home: Path) -> None:
    mine(
        home, 'language = "de"\nsensitivity = 1\nkinds_off = ["split"]\nexclude = ["*.bak.md"]\nword_lists = ["a.txt"]'
    )
    ours(home, 'sensitivity = 0.0\nkinds_off = ["doubled"]\nexclude = ["drafts/"]\nword_lists = ["names.txt"]')
    found = settings_for(home / "book" / "part" / "a.md")
    assert (found.language, found.sensitivity) == ("de", 0.0)
    assert found.kinds_off == {"split", "doubled"}
    assert found.word_lists == (home / ".config" / "commonhold" / "a.txt", home / "book" / "names.txt")
    assert found.excludes(home / "book" / "drafts")
    assert found.excludes(home / "book" / "part" / "x.bak.md")
    assert not found.excludes(home / "drafts" / "a.md")
    alone = settings_for(None)
    assert (alone.language, alone.sensitivity, alone.kinds_off) == ("de", 1.0, {"split"})


def test_the_nearest_project_is_the_only_one(home: Path) -> None:
    ours(home, "sensitivity = 1")
    (home / "book" / "part" / ".commonhold").mkdir()
    (home / "book" / "part" / ".commonhold" / "config.toml").write_text('kinds_off = ["split"]')
    assert settings_for(home / "book" / "part" / "a.md").sensitivity is None
    assert settings_for(home / "book" / "a.md").sensitivity == 1


def test_changed_settings_are_read_again(home: Path) -> None:
    ours(home, "sensitivity = 1")
    assert settings_for(home / "book").sensitivity == 1
    ours(home, "sensitivity = 1.5")
    assert settings_for(home / "book").sensitivity == 1.5


def test_relative_and_linked_paths_are_excluded_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours(home, 'exclude = ["part/drafts"]')
    (home / "link").symlink_to(home / "book")
    monkeypatch.chdir(home / "book")
    found = settings_for("a.md")
    assert found.excludes("part/drafts/a.md")
    assert found.excludes("./part/drafts")
    assert found.excludes(home / "link" / "part" / "drafts")
    assert not found.excludes("part/a.md")


def test_word_lists_are_no_texts_to_check(home: Path) -> None:
    ours(home, 'word_lists = ["part/names.txt"]')
    assert settings_for(home / "book").excludes(home / "book" / "part" / "names.txt")
