"""Which lists hold for a text, and what happens when they change or cannot be read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from commonhold.doors.dictionaries import lists_for, speaks, troubles_for, vocabulary_for

LISTS = Path(__file__).parent / "lists"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with every kind of list, some of them further up than the text."""
    root = tmp_path / "outer" / "repo"
    (root / ".git").mkdir(parents=True)
    (root / "docs" / ".commonhold").mkdir(parents=True)
    (root / ".commonhold").mkdir()
    (root / "docs" / ".commonhold" / "words.txt").write_text("nearby\n")
    (root / ".commonhold" / "words.txt").write_text("faraway\n!forbidden\n")
    (root / ".commonhold" / "words.de.txt").write_text("deutsch\n")
    (root / ".commonhold" / "words.en-GB.txt").write_text("british\n")
    for name in (".harper-dictionary.txt", "cspell.json", ".hunspell_en_US"):
        shutil.copy(LISTS / name, root / name)
    shutil.copytree(LISTS / "dictionaries", root / "dictionaries")
    (tmp_path / "outside.txt").write_text("outsider\n")
    (tmp_path / "outer" / ".harper-dictionary.txt").write_text("outsider\n")
    (root / "docs" / "a.md").write_text("text")
    return root.resolve()


def words_of(text: Path | None, language: str | None) -> dict[str, tuple[str, ...]]:
    return {Path(found.place.path).name: found.words for found in lists_for(text, language)}


def test_lists_of_every_folder_up_to_the_repository_hold(project: Path) -> None:
    found = [Path(one.place.path).relative_to(project).as_posix() for one in lists_for(project / "docs" / "a.md", "en")]
    assert found == [
        "docs/.commonhold/words.txt",
        ".commonhold/words.en-GB.txt",
        ".commonhold/words.txt",
        ".harper-dictionary.txt",
        ".hunspell_en_US",
        "cspell.json",
        "dictionaries/names.txt",
    ]


def test_all_lists_make_one_vocabulary(project: Path) -> None:
    words = vocabulary_for(project / "docs" / "a.md", "en")
    assert words
    for right in ("nearby", "Faraway", "british", "GitHup", "frobnik’s", "and/or", "Erikson", "cafe"):
        assert words.accepts(right), right
    for wrong in ("forbidden", "teh", "Ericson", "deutsch", "outsider", "unusedword"):
        assert not words.accepts(wrong), wrong


def test_a_list_of_a_language_holds_for_that_language(project: Path) -> None:
    assert "words.de.txt" in words_of(project, "de")
    assert ".hunspell_en_US" not in words_of(project, "de")
    assert "words.en-GB.txt" not in words_of(project, "en-US")
    assert {"words.de.txt", "words.en-GB.txt", ".hunspell_en_US"} <= words_of(project, None).keys()


def test_languages_match_by_region_only_where_both_name_one() -> None:
    assert speaks("en", "en-GB") and speaks("en-GB", "en") and speaks("EN-gb", "en-GB")
    assert not speaks("en-GB", "en-US") and not speaks("de", "en")


def test_lists_of_the_user_hold_everywhere_and_nowhere_in_particular(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (home / ".config" / "commonhold").mkdir(parents=True)
    (home / ".config" / "harper-ls").mkdir(parents=True)
    (home / ".config" / "commonhold" / "words.txt").write_text("mine\n")
    (home / ".config" / "harper-ls" / "dictionary.txt").write_text("harpers\n")
    (home / ".hunspell_default").write_text("hunspells\n")
    monkeypatch.setenv("HOME", str(home))
    mine = {"words.txt": ("mine",), "dictionary.txt": ("harpers",), ".hunspell_default": ("hunspells",)}
    assert words_of(None, "en") == mine
    words = vocabulary_for(project / "docs" / "a.md", "en")
    assert words and all(words.accepts(word) for word in ("mine", "harpers", "hunspells", "nearby"))


def test_without_any_list_there_is_no_vocabulary(tmp_path: Path) -> None:
    assert vocabulary_for(tmp_path, "en") is None
    assert lists_for(tmp_path, "en") == []


def test_a_changed_list_is_read_again(project: Path) -> None:
    path = project / ".commonhold" / "words.txt"
    place = project / "docs" / "a.md"
    before = vocabulary_for(place, "en")
    assert vocabulary_for(place, "en") is before
    path.write_text("faraway\nnewest\n")
    after = vocabulary_for(place, "en")
    assert before and after and after.accepts("newest") and not before.accepts("newest")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"caf\xe9\n", "it is not UTF-8 (byte 0xE9 at byte offset 3)"),
        (b"a\0b", "it is not text (a NUL at byte offset 1)"),
    ],
)
def test_a_list_that_is_no_text_is_told_and_the_others_hold(project: Path, data: bytes, what: str) -> None:
    path = project / ".commonhold" / "words.txt"
    path.write_bytes(data)
    [found] = troubles_for(project / "docs" / "a.md", "en")
    assert str(found.trouble) == f"The word list {path} was not read: {what}."
    words = vocabulary_for(project / "docs" / "a.md", "en")
    assert words and words.accepts("nearby")


def test_a_list_in_utf_16_is_read_by_its_mark(project: Path) -> None:
    (project / ".commonhold" / "words.txt").write_bytes("wörtlich\r\n".encode("utf-16"))
    words = vocabulary_for(project / "docs" / "a.md", "en")
    assert words and words.accepts("Wörtlich")


def test_a_list_beyond_all_measure_is_not_read(project: Path) -> None:
    path = project / ".commonhold" / "words.txt"
    with path.open("wb") as file:
        file.truncate(16 * 2**20 + 1)
    [found] = troubles_for(project / "docs" / "a.md", "en")
    assert str(found.trouble) == f"The word list {path} was not read: it is larger than 16 MB."


def test_what_is_no_file_is_told(project: Path) -> None:
    (project / ".harper-dictionary.txt").unlink()
    (project / ".harper-dictionary.txt").mkdir()
    os.mkfifo(project / ".commonhold" / "words.fr.txt")
    told = [str(found.trouble) for found in troubles_for(project / "docs" / "a.md", "fr")]
    assert [sentence.partition(": ")[2] for sentence in told] == ["it is not an ordinary file."] * 2


@pytest.mark.parametrize("name", ["cspell.yaml", ".cspell.config.yml", "cspell.config.js"])
def test_settings_of_cspell_in_other_forms_are_told_not_to_be_read(project: Path, name: str) -> None:
    (project / name).write_text("words: [frobnik]")
    [found] = troubles_for(project / "docs" / "a.md", "en")
    assert str(found.trouble) == (
        f"The words in {project / name} are not used: of cspell's settings only those in JSON are read."
    )


def test_broken_settings_of_cspell_are_told_as_somebody_elses(project: Path) -> None:
    (project / "cspell.json").write_text("{")
    [found] = troubles_for(project / "docs" / "a.md", "en")
    assert str(found.trouble) == f"The words in {project / 'cspell.json'} are not used: it is not JSON."
    assert found.place.origin == "cspell"


def test_lists_that_settings_name_are_missed_where_they_are_not_there(project: Path) -> None:
    names = project / "names.txt"
    [found] = troubles_for(project / "docs" / "a.md", "en", [names])
    assert f"The word list {names} was not read" in str(found.trouble)
    names.write_text("Erikson\n")
    words = vocabulary_for(None, "en", [names])
    assert words and words.accepts("Erikson")
