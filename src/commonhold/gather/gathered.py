"""What every kind of source promises once it is open, and the rules all kinds share.

Which paths are asked for, which files are licence papers, how large a work may be, what was left out and why.
Knows no particular kind of source and touches nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from commonhold.consent import Seen
from commonhold.recipe import Source
from commonhold.work import Revised, Work

Predicate = Callable[[str], bool]
Slight = Callable[[str, bytes, bytes], bool]
"""Says of a commit's first line and a file before and after whether the change may be taken without being told."""

MAX_WORK_BYTES = 8_000_000
"""Larger files are tables and dumps; the longest novels measured (ELTeC) have 3 MB."""
MAX_PAPER_BYTES = 512 * 1024
MAX_REVISED_BYTES = 1_000_000
MAX_REVISED_FILES = 60
"""Of one commit: a change to more files is a machine's, and the first ones show its kind."""
MAX_SLIGHT_FILES = 8
"""Of a commit that does not say that it mends: one to more files changes something everywhere."""
MAX_SHOWN_FILES = 4_000
"""Of one revision, papers and signals, those nearest the root; the most measured are 2,635 (licences as a database)."""

_PAPER_NAME = re.compile(
    r"(?:(?:un)?licen[cs]es?|notices?|copyrights?|readme)(?:[._-].*)?|pkg-info|reuse\.toml|.*\.license"
    # "copying-files-to-a-share.md" is a common title of a manual page; COPYING-GPL is a licence.
    r"|copying(?:\.[^.]+|(?-i:[-_][A-Z0-9][A-Z0-9.-]*(?:\.[a-z]+)?))?",
    re.I,
)
_PAPER_FOLDER = re.compile(r"(?:^|/)licenses/", re.I)
_LFS = b"version https://git-lfs.github.com/spec/v1\n"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that was asked for and is not there, with the reason (the table is in ``docs/gather.md``).

    A version in the history is ``path@commit``; a licence paper above its limit has the reason ``paper-too-large``.
    """

    path: str
    reason: str


class Gathered(Protocol):
    """An open source. Reading it again gives the same works in the same order."""

    @property
    def skipped(self) -> list[Skipped]:
        """What was asked for and left out so far, in the order met."""

    @property
    def notes(self) -> list[str]:
        """What a reader of the result should know (``shallow: …``)."""

    def works(self, wanted: Predicate, salt: str, names: bool = False) -> Iterator[Work]:
        """Yield the files within ``paths`` that ``wanted`` asks for, sorted by path (bytewise).

        Authors are the first 16 hexadecimal digits of SHA-256 of ``salt`` and the e-mail address, or with ``names``
        the names themselves; people are always hashes. Raises :class:`SourceError` if the source turns out broken.
        """

    def papers(self) -> dict[str, bytes]:
        """Return the licence evidence of the whole source, by path."""

    def shown(self, is_signal: Predicate, present_at: str = "") -> tuple[Seen, Seen | None]:
        """Return the papers, and the files whose paths are signals, at the pin and at the newest revision known here.

        The newest is where the default branch stands, or exactly ``present_at`` (``swh:1:rev:…``). None where that is
        the pin or an ancestor of it, where it is not known, and for sources without a history. Raises
        :class:`SourceError` if ``present_at`` is not here.
        """

    def revised(
        self, wanted: Predicate, subject: Predicate, slight: Slight | None = None, salt: str = ""
    ) -> Iterator[Revised]:
        """Yield what commits whose first line passes ``subject`` changed, oldest first; nothing without a history.

        Of other commits to few files yield those files whose change is ``slight``. People are hashed with ``salt``.
        """

    def lines_by(self, path: str, people: frozenset[str], salt: str) -> int:
        """Return how many lines of ``path`` at the pin were last changed by commits of ``people`` (salted hashes).

        Lines without a letter or digit are nobody's. 0 without a history, and for what is no work: links, files above
        ``MAX_WORK_BYTES``, unknown paths.
        """

    def directories(self) -> Iterator[tuple[str, str]]:
        """Yield (path, directory SWHID) of the folders at the pin: the root with an empty path, others with ``/`` last.

        Nothing but git has such ids ready.
        """


class Omissions:
    """The paths left out and why, each pair once, however often the source is read."""

    def __init__(self) -> None:
        self._told: dict[Skipped, None] = {}

    def add(self, path: str, reason: str) -> None:
        """Remember that ``path`` was left out."""
        self._told.setdefault(Skipped(path, reason))

    def told(self) -> list[Skipped]:
        """Return them in the order met."""
        return list(self._told)


def is_under(path: str, place: str) -> bool:
    """Say whether ``place`` is the file ``path`` or a folder it is in.

    >>> is_under("doc/a.md", "doc"), is_under("docs/a.md", "doc")
    (True, False)
    """
    place = place.removesuffix("/")
    return path == place or path.startswith(place + "/")


def asked_for(source: Source, wanted: Predicate) -> Predicate:
    """Return the predicate of paths within ``paths``, not within ``exclude``, that ``wanted`` accepts."""

    def asked(path: str) -> bool:
        within = not source.paths or any(is_under(path, place) for place in source.paths)
        return within and not any(is_under(path, place) for place in source.exclude) and wanted(path)

    return asked


def is_paper(path: str, source: Source | None = None) -> bool:
    """Say whether a path can hold evidence of a licence.

    >>> [path for path in ("LICENSE-MIT", "src/a.md.license", "LICENSES/MIT.txt", "src/licensing.py") if is_paper(path)]
    ['LICENSE-MIT', 'src/a.md.license', 'LICENSES/MIT.txt']
    """
    name = path.rpartition("/")[2]
    return (
        _PAPER_NAME.fullmatch(name) is not None
        or _PAPER_FOLDER.search(path) is not None
        or is_under(path, ".reuse/dep5")
        or path.endswith("debian/copyright")
        or (source is not None and path == source.license_from)
    )


def nearest(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the ``MAX_SHOWN_FILES`` paths nearest the root, and those beyond, both by depth and then bytewise.

    >>> nearest(["a/LICENSE", "b", "a/b/README"])
    (['b', 'a/LICENSE', 'a/b/README'], [])
    """
    ranked = sorted(paths, key=lambda path: (path.count("/"), bytewise(path)))
    return ranked[:MAX_SHOWN_FILES], ranked[MAX_SHOWN_FILES:]


def is_lfs_pointer(data: bytes) -> bool:
    """Say whether a content only points at a file kept by Git LFS."""
    return data.startswith(_LFS)


def bytewise(path: str) -> bytes:
    """Return the bytes a path stands for, the key that paths are sorted by."""
    return path.encode("utf-8", "surrogateescape")
