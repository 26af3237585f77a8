"""A work: one text of the commons with its content id, and the corrections people made to such texts.

Ids are Software Heritage identifiers (SWHID, ISO/IEC 18670): a content's id is git's blob hash of its bytes.
Knows nothing of disks, repositories or licences.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

from commonhold import swhid

WorkId = NewType("WorkId", str)
"""``swh:1:cnt:`` and 40 lower-case hexadecimal digits."""

SALT = "commonhold/1"
"""Goes before an author's e-mail address when it is hashed. Public, so that authors can look themselves up."""


def content_id(data: bytes) -> WorkId:
    """Return the SWHID of a content.

    >>> content_id(b"")
    'swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    return WorkId(swhid.content(data))


@dataclass(frozen=True, slots=True)
class Origin:
    """One place a work was found.

    ``url`` of the repository, package or folder; ``revision`` its revision SWHID (``swh:1:rev:…``) or the pinned
    version of a package (``1.2.3``); ``path`` inside it, ``/``-separated, surrogate-escaped where not UTF-8.
    """

    url: str
    revision: str
    path: str


@dataclass(frozen=True, slots=True)
class Work:
    """One text: its bytes, where it was found, who wrote it and since when.

    ``authors`` are (salted hash or name, number of commits to this path), most commits first; ``first_seen`` is the
    oldest commit to the path in seconds since 1970 (0 if unknown): the earliest origin wins among duplicates.
    ``people`` are the salted hashes of all who committed to the path or are named as co-authors, sorted.
    """

    id: WorkId
    data: bytes
    source: str
    origin: Origin
    authors: tuple[tuple[str, int], ...] = ()
    first_seen: int = 0
    people: tuple[str, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Length of the content."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class Revised:
    """One file a commit changed: its bytes before and after, the raw material of corrections.

    ``revision`` is the SWHID of the commit, ``subject`` its first line; ``told``: the commit says that it mends.
    ``people`` are the salted hashes of its author and co-authors.
    """

    source: str
    revision: str
    subject: str
    path: str
    before: bytes
    after: bytes
    told: bool = True
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A person's own fix of one sentence: the text before and after, and the commit that made it.

    ``edits`` are (start, end, replacement) in code points of ``before``; applying them gives ``after``. ``told``: the
    commit says that it mends; of others only changes are taken that look like it.
    """

    source: str
    revision: str
    path: str
    before: str
    after: str
    edits: tuple[tuple[int, int, str], ...]
    told: bool = True
