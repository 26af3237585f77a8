"""The word lists that hold for a text: where they lie, what they say, and the vocabulary they make together.

Lists are read once and again when they change, so asking for every text is cheap. How each form is read is told in
``wordlist`` and ``cspell``; which settings name more lists, in ``settings``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from commonhold.doors.project import FOLDER, folders_above, home_folder, listed, user_folder
from commonhold.errors import AskedWronglyError, CommonholdError

if TYPE_CHECKING:
    from commonhold.vocabulary import Vocabulary

MAX_LIST_BYTES = 16 * 1024 * 1024
"""Larger lists are not read: all words of a language take less."""

OURS = frozenset({"user", "project", "settings"})
"""Origins of lists whose trouble is an error; what another program's list holds is only worth a note."""

_OWN = r"words(?:\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*))?\.txt"
_HUNSPELL = r"\.hunspell_([A-Za-z]{2,3}(?:_[A-Za-z]{2,4})?|default)"
_CSPELL = r"\.?c[sS]pell(?:\.config)?\.(jsonc?|ya?ml|toml|[cm]?js|mts)"

Stamp = tuple[int, int, int]
"""When a file was changed, how long it is and which one it is: together they tell one state of it from another."""


class UnreadListError(AskedWronglyError):
    """The word list {path} was not read: {what}."""

    advice = "Save it as UTF-8 text with one word on each line, or leave it out; all other lists were used."


class ForeignListError(AskedWronglyError):
    """The words in {path} are not used: {what}."""

    advice = "Add them with `commonhold words add`."


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list lies: ``origin`` tells whose it is, ``form`` how it is read, ``language`` is empty for any."""

    path: str
    origin: str
    form: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class WordList:
    """One list as it was read: words declared right and forbidden ones, or the ``trouble`` that kept it from it.

    ``more`` are paths of other lists it names.
    """

    place: Place
    words: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    trouble: CommonholdError | None = None


def vocabulary_for(text: str | Path | None, language: str, more: Sequence[Path] = ()) -> Vocabulary | None:
    """Return the vocabulary that holds for a text in a language, by where it lies (None: nowhere, so the user's alone).

    There is none where there is no list. ``more`` are further lists, as settings name them. Lists that cannot be read
    are left out; :func:`troubles_for` tells why.
    """
    keys = tuple(_keys(text, language, more))
    return _vocabulary(keys) if keys else None


def lists_for(text: str | Path | None, language: str | None, more: Sequence[Path] = ()) -> list[WordList]:
    """Return the lists that hold for a text, the user's first, with what is in them; without a language, of all."""
    return [_read(*key) for key in _keys(text, language, more)]


def troubles_for(text: str | Path | None, language: str, more: Sequence[Path] = ()) -> list[WordList]:
    """Return those of the lists for a text that could not be read."""
    return [found for found in lists_for(text, language, more) if found.trouble]


def own_list(folder: Path, language: str | None = None) -> Path:
    """Return the path of our own list in a folder of settings, for one language or for all."""
    return folder / (f"words.{language}.txt" if language else "words.txt")


def _keys(text: str | Path | None, language: str | None, more: Sequence[Path]) -> Iterator[tuple[Place, Stamp]]:
    """Yield each list that is there once, with its stamp."""
    above = [] if text is None else folders_above(text)
    seen = set()
    for place in (*_of_user(), *(place for folder in above for place in _in_folder(folder)), *_named(more)):
        if place.path not in seen and (not language or not place.language or speaks(place.language, language)):
            seen.add(place.path)
            stamp = _stamp(place)
            if stamp is not None:
                yield place, stamp
                if place.form == "cspell":
                    yield from _dictionaries_of(_read(place, stamp), above[-1])


def speaks(tag: str, language: str) -> bool:
    """Tell whether a list of one language holds in another: the same one, and the same region where both name one.

    >>> speaks("en-GB", "en"), speaks("en-GB", "en-US"), speaks("de", "en")
    (True, False, False)
    """
    mine, other = tag.lower().split("-"), language.lower().split("-")
    return mine[0] == other[0] and (len(mine) == 1 or len(other) == 1 or mine[1:] == other[1:])


def _of_user() -> Iterator[Place]:
    folder = user_folder()
    if folder:
        yield from _own(folder, "user")
    harper = user_folder("harper-ls")
    if harper:
        yield Place(str(harper / "dictionary.txt"), "harper", "harper")
    home = home_folder()
    if home:
        yield from (place for place in _in_folder(home) if place.origin == "hunspell")


def _in_folder(folder: Path) -> Iterator[Place]:
    """Yield the lists in one folder of a project."""
    names = listed(folder)
    if FOLDER in names:
        yield from _own(folder / FOLDER, "project")
    for name in names:
        path = str(folder / name)
        if name == ".harper-dictionary.txt":
            yield Place(path, "harper", "harper")
        elif match := re.fullmatch(_HUNSPELL, name):
            yield Place(path, "hunspell", "hunspell", "" if match[1] == "default" else match[1].replace("_", "-"))
        elif match := re.fullmatch(_CSPELL, name):
            yield Place(path, "cspell", "cspell" if match[1].startswith("json") else "cspell unread")


def _own(folder: Path, origin: str) -> Iterator[Place]:
    for name in listed(folder):
        if match := re.fullmatch(_OWN, name):
            yield Place(str(folder / name), origin, "words", match[1] or "")


def _named(more: Sequence[Path]) -> Iterator[Place]:
    for path in more:
        from commonhold.doors.wordlist import form_of

        yield Place(str(path), "settings", form_of(path.name))


def _dictionaries_of(settings: WordList, root: Path) -> Iterator[tuple[Place, Stamp]]:
    """Yield the dictionaries that cspell's settings name; those outside of the project are none of ours."""
    folder = Path(settings.place.path).parent
    if not os.path.lexists(root / ".git"):
        root = folder
    for name in settings.more:
        path = (folder / name).resolve()
        place = Place(str(path), "cspell", "cspell words")
        stamp = _stamp(place) if path.is_relative_to(root) else None
        if stamp is not None:
            yield place, stamp


def _stamp(place: Place) -> Stamp | None:
    """Return the state of a file; None where there is none, unless settings promise it."""
    try:
        state = os.stat(place.path)  # noqa: PTH116 - one call a list and text
    except (OSError, ValueError):
        return (0, -1, 0) if place.origin == "settings" else None
    return state.st_mtime_ns, state.st_size, state.st_ino


@lru_cache(maxsize=64)
def _read(place: Place, stamp: Stamp) -> WordList:
    """Read a list in that state of it."""
    from commonhold.doors.reading import decode
    from commonhold.doors.wordlist import READERS

    try:
        if place.form == "cspell unread":
            raise ForeignListError(path=place.path, what="of cspell's settings only those in JSON are read")
        text = decode(place.path, _bytes(place, stamp))[2]
        if place.form == "cspell":
            from commonhold.doors.cspell import read_cspell

            found = read_cspell(text)
            return WordList(place, *found.words, more=found.paths)
        return WordList(place, *READERS[place.form](text))
    except (OSError, ValueError, CommonholdError) as error:
        return WordList(place, trouble=_trouble(place, error))


def _bytes(place: Place, stamp: Stamp) -> bytes:
    if stamp[1] > MAX_LIST_BYTES:
        raise ValueError(f"it is larger than {MAX_LIST_BYTES // 2**20} MB")
    path = Path(place.path)
    if stamp[1] >= 0 and not path.is_file():
        raise ValueError("it is not an ordinary file")
    with path.open("rb") as file:
        return file.read(MAX_LIST_BYTES)


def _trouble(place: Place, error: Exception) -> CommonholdError:
    if isinstance(error, ForeignListError):
        return error
    what = error.facts.get("what") if isinstance(error, CommonholdError) else None
    if isinstance(error, OSError):
        what = (error.strerror or str(error)).lower()
    kind = UnreadListError if place.origin in OURS else ForeignListError
    return kind(path=place.path, what=what or error)


@lru_cache(maxsize=64)
def _vocabulary(keys: tuple[tuple[Place, Stamp], ...]) -> Vocabulary:
    from commonhold.vocabulary import vocabulary

    lists = [_read(*key) for key in keys]
    return vocabulary(
        (word for found in lists for word in found.words), (word for found in lists for word in found.refused)
    )
