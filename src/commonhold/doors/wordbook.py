"""Writing our own word lists: words put in and taken out, remarks and order kept, nothing lost between two writers.

Every door that offers to add a word does it here. The format is ``docs/formats/words.md``.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonhold.doors.dictionaries import UnreadListError, own_list
from commonhold.doors.project import FOLDER, project_folder, user_folder
from commonhold.doors.reading import decode
from commonhold.doors.wordlist import entry_of
from commonhold.doors.writing import rewrite
from commonhold.errors import AskedWronglyError, CommonholdError, DiskError, WorldError
from commonhold.vocabulary import LONGEST_ENTRY, plain

USER, PROJECT = "user", "project"
"""Whose list a word is put into."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


class WordError(AskedWronglyError):
    """The word “{word}” cannot stand in a word list: {what}."""

    advice = "Give each word as it is written in texts, several words of one entry in quotation marks."


class ForbiddenWordError(AskedWronglyError):
    """The word “{word}” is forbidden in {path}."""

    advice = "Take the line “!{word}” out of that file first."


class UnwritableListError(DiskError):
    """The word list {path} was left as it was: {what}."""

    advice = "See that you may write there, or choose the other list with --user or --project."


class LanguageCodeError(AskedWronglyError):
    """There is no language with the code “{language}”."""

    advice = "Give a code such as en or pt-BR."


@dataclass(frozen=True, slots=True)
class Change:
    """What became of words asked to be put in or taken out: ``done`` and ``needless``, and the file they are about."""

    path: Path
    done: tuple[str, ...]
    needless: tuple[str, ...]


def list_path(whose: str, place: str | Path | None, language: str | None = None) -> Path:
    """Return the list of the user, or that of the project at a place; it need not be there yet.

    Raise UnwritableListError where a user has no home, LanguageCodeError where the language is none.
    """
    if language and not _LANGUAGE.fullmatch(language):
        raise LanguageCodeError(language=language)
    if whose == PROJECT:
        return own_list(project_folder(place or Path.cwd()) / FOLDER, language)
    folder = user_folder()
    if folder is None:
        raise UnwritableListError(path="of this user", what="the system does not tell where your home is")
    return own_list(folder, language)


def add_words(path: Path, words: Sequence[str]) -> Change:
    """Put words into a list, making it and its folder where they are lacking, and tell which were not there yet.

    A list that was in order stays in order; else new words come last. Raise WordError, ForbiddenWordError,
    UnreadListError or UnwritableListError; then the list is as it was.
    """
    wanted = list(dict.fromkeys(_checked(word) for word in words))
    with _alone(path):
        text = _text(path)
        entries = _entries(text)
        for word in wanted:
            if f"!{word}" in entries:
                raise ForbiddenWordError(word=word, path=path)
        new = [word for word in wanted if not _stands_for(word, entries)]
        if new:
            _write(path, text, _with(text, new))
    return Change(path, tuple(new), tuple(word for word in wanted if word not in new))


def remove_words(path: Path, words: Sequence[str]) -> Change:
    """Take words out of a list, with the remarks in their lines, and tell which were there."""
    wanted = list(dict.fromkeys(_checked(word) for word in words))
    if not path.exists():
        return Change(path, (), tuple(wanted))
    with _alone(path):
        text = _text(path)
        there = [word for word in wanted if word in _entries(text)]
        if there:
            kept = [line for line in text.splitlines(keepends=True) if plain(entry_of(line)) not in there]
            _write(path, text, "".join(kept))
    return Change(path, tuple(there), tuple(word for word in wanted if word not in there))


def _checked(word: str) -> str:
    entry = plain(word)
    if not any(letter.isalnum() for letter in entry):
        raise WordError(word=word, what="there is no letter in it")
    if len(entry) > LONGEST_ENTRY:
        raise WordError(word=f"{entry[:20]}…", what=f"it is longer than {LONGEST_ENTRY} letters")
    if not entry.isprintable():
        raise WordError(word=word, what="it has signs in it that cannot be seen")
    if entry_of(entry) != entry or entry.startswith("!"):
        raise WordError(word=word, what="a # begins a remark there, and a ! forbids a word")
    return entry


def _entries(text: str) -> set[str]:
    return {plain(entry) for line in text.splitlines() if (entry := entry_of(line))}


def _stands_for(word: str, entries: set[str]) -> bool:
    """Tell whether a list has a word already, as it is or in small letters, which stand for a capital as well."""
    small = word[:1].lower() + word[1:]
    return word in entries or (small in entries and small == small.lower())


def _with(text: str, new: Sequence[str]) -> str:
    lines = text.splitlines()
    end = "\r\n" if "\r\n" in text else "\n"
    if all(plain(entry_of(line)) == line for line in lines) and lines == sorted(lines, key=_order):
        lines = sorted([*lines, *new], key=_order)
        return "".join(f"{line}{end}" for line in lines)
    ended = not text or text.endswith(("\n", "\r"))
    return text + ("" if ended else end) + "".join(f"{word}{end}" for word in sorted(new, key=_order))


def _order(word: str) -> tuple[str, str]:
    return word.casefold(), word


def _text(path: Path) -> str:
    try:
        return decode(str(path), path.read_bytes())[2]
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UnreadListError(path=path, what=(error.strerror or str(error)).lower()) from error
    except CommonholdError as error:
        raise UnreadListError(path=path, what=error.facts["what"]) from error


def _write(path: Path, before: str, after: str) -> None:
    """Replace a list, whole or not at all; its encoding and byte order mark stay."""
    try:
        if not path.exists():
            path.touch(exist_ok=False)  # with the rights that new files get here
        data = path.read_bytes()
        mark, encoding, text = decode(str(path), data)
        if text != before:  # only where folders cannot be locked
            raise UnwritableListError(path=path, what="another program changed it at the same moment")
        rewrite(str(path), data, mark + after.encode(encoding))
    except UnwritableListError:
        raise
    except OSError as error:
        raise UnwritableListError(path=path, what=(error.strerror or str(error)).lower()) from error
    except WorldError as error:  # what is said of a text that is fixed
        what = error.facts.get("what", "another program changed it at the same moment")
        raise UnwritableListError(path=path, what=what) from error


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other writers of lists in the same folder waiting; make the folder where it is lacking."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableListError(path=path, what=(error.strerror or str(error)).lower()) from error
    try:
        import fcntl
    except ImportError:  # Windows: a change by another in between is seen when the list is replaced, and refused
        yield
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks cannot lock a folder; same as above
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
