"""Words go into lists and out again, and nothing else of the files changes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commonhold.doors.dictionaries import UnreadListError
from commonhold.doors.wordbook import (
    ForbiddenWordError,
    LanguageCodeError,
    UnwritableListError,
    WordError,
    add_words,
    list_path,
    remove_words,
)

ADD = """
import sys
from pathlib import Path
from commonhold.doors.wordbook import add_words
for number in range(20):
    add_words(Path(sys.argv[1]), [f"word{sys.argv[2]}x{number}"])
"""


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("", ["restik"], "restik\n"),
        ("", ["zebra", "Ada", "mole"], "Ada\nmole\nzebra\n"),
        ("ant\nzebra\n", ["Mole"], "ant\nMole\nzebra\n"),
        ("ant\nzebra", ["mole"], "ant\nmole\nzebra\n"),
        ("ant\r\nzebra\r\n", ["mole"], "ant\r\nmole\r\nzebra\r\n"),
        ("# beasts\nzebra\nant\n", ["mole"], "# beasts\nzebra\nant\nmole\n"),
        ("# beasts\nant\n\n# names\nAda", ["mole", "Eve"], "# beasts\nant\n\n# names\nAda\nEve\nmole\n"),
        ("zebra\nant\n", ["mole"], "zebra\nant\nmole\n"),
        ("ant\n", ["ant", "Ant", "mole", "mole"], "ant\nmole\n"),
        ("Ant\n", ["ant"], "Ant\nant\n"),
        ("ant # small\n", ["ant"], "ant # small\n"),
        ("\ufeffant\n", ["mole"], "\ufeffant\nmole\n"),
        ("", ["New  Yrok", "it’s"], "it's\nNew Yrok\n"),
    ],
)
def test_words_are_put_in_and_the_rest_of_the_file_stays(
    tmp_path: Path, before: str, words: list[str], after: str
) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(before.encode())
    add_words(path, words)
    assert path.read_bytes().decode() == after


@pytest.mark.parametrize(
    ("before", "words", "after", "done"),
    [
        ("ant\nmole\n", ["ant"], "mole\n", ("ant",)),
        ("# beasts\nant # small\nmole\n", ["ant", "bee"], "# beasts\nmole\n", ("ant",)),
        ("ant\r\nmole\r\n", ["mole"], "ant\r\n", ("mole",)),
        ("Ant\n", ["ant"], "Ant\n", ()),
        ("ant\nant\n", ["ant"], "", ("ant",)),
    ],
)
def test_words_are_taken_out_with_their_lines(
    tmp_path: Path, before: str, words: list[str], after: str, done: tuple[str, ...]
) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(before.encode())
    change = remove_words(path, words)
    assert (path.read_bytes().decode(), change.done) == (after, done)


def test_a_list_and_its_folder_are_made_with_the_rights_of_new_files(tmp_path: Path) -> None:
    path = tmp_path / "deep" / ".commonhold" / "words.txt"
    change = add_words(path, ["restik"])
    assert (change.path, change.done, change.needless) == (path, ("restik",), ())
    (tmp_path / "new").touch()
    assert path.stat().st_mode == (tmp_path / "new").stat().st_mode
    assert [entry.name for entry in path.parent.iterdir()] == ["words.txt"]


def test_taking_a_word_out_of_a_list_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert remove_words(tmp_path / "deep" / "words.txt", ["ant"]).needless == ("ant",)
    assert not (tmp_path / "deep").exists()


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("ant\n")
    before = path.stat()
    assert add_words(path, ["Ant"]).needless == ("Ant",)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize(
    ("word", "what"),
    [
        ("", "there is no letter in it"),
        ("…", "there is no letter in it"),
        ("#name", "a # begins a remark there"),
        ("!name", "a ! forbids a word"),
        ("a #b", "a # begins a remark there"),
        ("a\x1bb", "signs in it that cannot be seen"),
        ("a" * 201, "longer than 200 letters"),
    ],
)
def test_what_cannot_be_a_word_is_refused_and_nothing_is_written(tmp_path: Path, word: str, what: str) -> None:
    with pytest.raises(WordError, match=what):
        add_words(tmp_path / "words.txt", ["restik", word])
    assert list(tmp_path.iterdir()) == []


def test_a_forbidden_word_has_to_be_allowed_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("!teh\n")
    with pytest.raises(ForbiddenWordError):
        add_words(path, ["ant", "teh"])
    assert path.read_text() == "!teh\n"


def test_a_list_that_is_no_text_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(b"caf\xe9\n")
    for change in (add_words, remove_words):
        with pytest.raises(UnreadListError, match="it is not UTF-8"):
            change(path, ["ant"])
    assert path.read_bytes() == b"caf\xe9\n"


def test_a_list_in_utf_16_stays_in_utf_16(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes("ant\r\n".encode("utf-16"))
    add_words(path, ["mole"])
    assert path.read_bytes().decode("utf-16") == "ant\r\nmole\r\n"


def test_a_linked_list_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("ant\n")
    (tmp_path / "words.txt").symlink_to("real.txt")
    add_words(tmp_path / "words.txt", ["mole"])
    assert (tmp_path / "words.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "ant\nmole\n"


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UnwritableListError):
        add_words(tmp_path / "file" / "words.txt", ["ant"])
    (tmp_path / "words.txt").mkdir()
    with pytest.raises(UnreadListError):
        add_words(tmp_path / "words.txt", ["ant"])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_list_that_is_write_protected_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("ant\n")
    path.chmod(0o444)
    with pytest.raises(UnwritableListError, match="write-protected"):
        add_words(path, ["mole"])
    assert path.read_text() == "ant\n"


def test_no_word_is_lost_where_several_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / ".commonhold" / "words.txt"
    writers = [subprocess.Popen([sys.executable, "-c", ADD, str(path), str(number)]) for number in range(4)]
    assert [writer.wait(60) for writer in writers] == [0] * 4
    words = path.read_text().splitlines()
    assert sorted(words) == sorted(f"word{writer}x{number}" for writer in range(4) for number in range(20))
    assert [entry.name for entry in path.parent.iterdir()] == ["words.txt"]


def test_a_list_is_named_by_its_owner_and_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert list_path("user", None) == tmp_path / "commonhold" / "words.txt"
    assert list_path("user", None, "de") == tmp_path / "commonhold" / "words.de.txt"
    (tmp_path / ".git").mkdir()
    (tmp_path / "docs").mkdir()
    assert list_path("project", tmp_path / "docs") == tmp_path.resolve() / ".commonhold" / "words.txt"
    with pytest.raises(LanguageCodeError):
        list_path("user", None, "../de")
