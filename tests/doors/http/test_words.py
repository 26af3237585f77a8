"""The writer's words as the server uses them are those of the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.doors.http.refusal import RequestError
from commonhold.doors.http.words import Words
from commonhold.doors.settings import Settings
from commonhold.doors.settings_reader import SettingsError
from commonhold.doors.wordbook import UnwritableListError
from commonhold.finding import Finding

NOTHING_SET = Settings()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with the folder of settings in it."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path


def finding(text: str, words: str, kind: str = "spelling") -> Finding:
    start = text.index(words)
    return Finding(start, start + len(words), kind, "", (), 0.9)


def left(words: Words, text: str, language: str = "en", settings: Settings = NOTHING_SET) -> list[str]:
    """The words of a text that are still found, if all of them are."""
    found = [finding(text, word) for word in text.split()]
    return [text[each.start : each.end] for each in words.kept(found, text, language, settings)]


def test_words_are_kept_in_the_list_of_the_command_line_and_remarks_stay(home: Path) -> None:
    words, path = Words(home), home / "commonhold" / "words.txt"
    assert words.listed() == []
    assert words.add(["Łódź", "it’s"])
    assert not words.add(["Łódź"])
    path.write_text("# mine\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert words.remove(["it's"])
    assert not words.remove(["it's"])
    assert path.read_text(encoding="utf-8") == "# mine\nŁódź\n"
    assert words.listed() == ["Łódź"]


def test_a_word_is_taken_out_of_every_list_of_the_user_and_of_no_project(home: Path) -> None:
    project = home / "project"
    for path in (home / "commonhold" / "words.en.txt", project / ".commonhold" / "words.txt"):
        path.parent.mkdir(parents=True)
        path.write_text("restikk\nother\n", encoding="utf-8")
    words = Words(project)
    words.add(["restikk"])
    assert words.listed() == ["other", "restikk"]
    assert words.remove(["restikk"])
    assert words.listed() == ["other"]
    assert left(words, "restikk") == [], "the project still has it"


def test_the_lists_around_the_folder_hold_as_those_of_the_user_do(home: Path) -> None:
    (home / "project" / "deep").mkdir(parents=True)
    (home / "project" / ".harper-dictionary.txt").write_text("restikk\n")
    Words(None).add(["frobnik"])
    assert left(Words(home / "project" / "deep"), "frobnik restikk") == []
    assert left(Words(None), "frobnik restikk") == ["restikk"]


def test_a_list_of_a_region_holds_in_that_region(home: Path) -> None:
    (home / "commonhold").mkdir()
    (home / "commonhold" / "words.en-GB.txt").write_text("restikk\n")
    assert [left(Words(home), "restikk", code) for code in ("en-GB", "en", "en-US")] == [[], [], ["restikk"]]


def test_settings_take_kinds_away_and_name_lists(home: Path) -> None:
    folder = home / "project" / ".commonhold"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('kinds_off = ["split"]\nword_lists = ["names.txt"]\n')
    (home / "project" / "names.txt").write_text("Xqvort\n")
    words = Words(home / "project")
    text = "Xqvort a lot"
    found = [finding(text, "Xqvort"), finding(text, "a lot", "split")]
    assert words.kept(found, text, "en", words.settings()) == []
    assert words.kept(found, text, "en", NOTHING_SET) == found


def test_a_known_word_may_still_be_doubled(home: Path) -> None:
    words = Words(home)
    words.add(["foo"])
    text = "the foo foo bar"
    found = [finding(text, "foo foo", "doubled")]
    assert words.kept(found, text, "en", NOTHING_SET) == found


def test_a_change_from_elsewhere_is_seen(home: Path) -> None:
    words = Words(home)
    words.add(["one"])
    (home / "commonhold" / "words.txt").write_text("twotwo\n", encoding="utf-8")
    assert (words.listed(), left(words, "one twotwo")) == (["twotwo"], ["one"])


@pytest.mark.parametrize("word", ["", "...", "#a", "!a", "a\x00b", "x" * 201])
def test_what_cannot_stand_in_a_list_is_refused_with_a_sentence(home: Path, word: str) -> None:
    for change in (Words(home).add, Words(home).remove):
        with pytest.raises(RequestError, match="cannot stand in a word list") as caught:
            change([word])
        assert caught.value.status == 400
    assert not (home / "commonhold").exists()


def test_a_word_that_the_list_forbids_is_not_added(home: Path) -> None:
    (home / "commonhold").mkdir()
    (home / "commonhold" / "words.txt").write_text("!teh\n")
    with pytest.raises(RequestError, match="is forbidden in"):
        Words(home).add(["teh"])


def test_a_list_that_cannot_be_written_is_said_and_left(home: Path) -> None:
    (home / "commonhold").write_text("a file where the folder should be")
    with pytest.raises(UnwritableListError, match="was left as it was"):
        Words(home).add(["word"])


def test_what_is_wrong_with_lists_and_settings_is_told(home: Path) -> None:
    (home / "commonhold").mkdir()
    (home / "commonhold" / "words.txt").write_bytes(b"\x00\x01")
    (home / ".cspell.yaml").write_text("words: [a]\n")
    assert ["words.txt" in str(each) for each in Words(home).troubles()] == [True]
    (home / "commonhold" / "config.toml").write_text("langauge = 3\n")
    with pytest.raises(SettingsError):
        Words(home).troubles()
