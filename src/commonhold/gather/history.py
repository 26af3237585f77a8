"""The history of a git repository, read in one streaming pass of ``git log``: who changed which path, and since when.

Knows commits, paths and object ids, never contents. Merges are passed over: what they bring was counted where it was
made. A move without a change is followed to the old path; a move with changes is not, and begins a new history.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from commonhold.gather.child import reading

_FIELDS = (
    *("%H", "%at", "%aE", "%aN", "%s", "%ae"),
    "%(trailers:key=Co-authored-by,valueonly,unfold,separator=%x01)",
)
_OPTIONS = (
    "-z",
    "--use-mailmap",
    "--encoding=UTF-8",
    "--no-color",
    "--no-show-signature",
    "--format=" + "%x00".join(_FIELDS),
)
_CHANGES = ("--raw", "--no-renames", "--no-abbrev", "--no-merges")
_CHUNK_BYTES = 1 << 20
_EMPTY = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"  # every empty file: no sign of a move


@dataclass(frozen=True, slots=True)
class Change:
    """One file of a commit: ``kind`` A, M, D or T; object ids in hexadecimal, all zeros where there is none."""

    kind: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit without its tree: ``time`` is the author's, in seconds since 1970; names are through the mailmap.

    ``raw_email`` is the author's address as the commit has it, ``co_authors`` what its trailers say, as they say it.
    """

    id: str
    time: int
    email: str
    name: str
    subject: str
    raw_email: str
    co_authors: tuple[str, ...]
    changes: tuple[Change, ...]


@dataclass(slots=True)
class Trace:
    """What the history says of one path: commits by author, the oldest author time (0: unknown), all its people."""

    authors: Counter[str] = field(default_factory=Counter)
    first_seen: int = 0
    people: set[str] = field(default_factory=set)

    def ranked(self) -> tuple[tuple[str, int], ...]:
        """Return (author, commits), most commits first, then by author."""
        return tuple(sorted(self.authors.items(), key=lambda told: (-told[1], told[0])))


def commits(source: str, repository: Path, cache: Path, head: str, *, oldest_first: bool = False) -> Iterator[Commit]:
    """Yield the commits that lead to ``head``, newest first unless asked otherwise.

    Memory stays small however long the history. Raises :class:`SourceError` when git cannot read it to its end.
    """
    order = ("--reverse",) if oldest_first else ()
    return _logged(source, repository, cache, head, *_CHANGES, *order, head, "--")


def commits_named(source: str, repository: Path, cache: Path, head: str, ids: Iterable[str]) -> Iterator[Commit]:
    """Yield the commits of these ids, merges too, in no particular order and without their changes.

    The mailmap is that of ``head``. Raises :class:`SourceError` when git cannot read one.
    """
    asked = "".join(f"{id_}\n" for id_ in ids).encode("ascii")
    if not asked:
        return iter(())
    return _logged(source, repository, cache, head, "--no-walk=unsorted", "--no-patch", "--stdin", told=asked)


def _logged(
    source: str, repository: Path, cache: Path, head: str, *options: str, told: bytes = b""
) -> Iterator[Commit]:
    with reading(source, repository, cache, head, "log", *_OPTIONS, *options, told=told) as child:
        assert child.stdout is not None
        yield from parsed(iter(lambda: child.stdout.read(_CHUNK_BYTES), b""))  # type: ignore[union-attr]


def parsed(chunks: Iterable[bytes]) -> Iterator[Commit]:
    r"""Parse the NUL-separated stream of ``git log --raw -z``; chunks may be cut anywhere.

    >>> stream = b"c0\x007\x00a@b\x00A\x00Fix\x00a@c\x00\x00\n:1 1 x y M\x00p\x00"
    >>> next(parsed([stream])).changes
    (Change(kind='M', path='p', before='x', after='y'),)
    """
    head: list[str] = []
    changes: list[Change] = []
    raw: list[str] | None = None  # the facts of a change whose path comes next
    for token in _tokens(chunks):
        if raw is not None:
            changes.append(Change(raw[4][:1], token, raw[2], raw[3]))
            raw = None
        elif len(head) < len(_FIELDS):
            head.append(token)
        elif token.startswith((":", "\n:")):
            # Only after all fields: a subject may begin with a colon, an object id cannot.
            raw = token.split()
        else:
            yield _commit(head, changes)
            head, changes = [token], []
    if len(head) == len(_FIELDS):
        yield _commit(head, changes)


def _tokens(chunks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        for token in whole:
            yield token.decode("utf-8", "surrogateescape")


def _commit(head: list[str], changes: list[Change]) -> Commit:
    id_, time, email, name, subject, raw_email, trailers = head
    canonical = email.strip().lower()
    raw = canonical if raw_email == email else raw_email.strip().lower()
    co_authors = tuple(trailers.split("\1")) if trailers else ()
    return Commit(id_, _seconds(time), canonical, name.strip(), subject, raw, co_authors, tuple(changes))


def _seconds(text: str) -> int:
    # Clocks before 1970 and beyond reason exist in the wild; both mean "unknown".
    return int(text) if text.isdecimal() and len(text) < 12 else 0


def traces(
    history: Iterable[Commit],
    paths: Collection[str],
    grafts: Collection[str],
    label: Callable[[Commit], str],
    people: Callable[[Commit], Collection[str]],
) -> dict[str, Trace]:
    """Return what ``history`` (newest first) tells of each of ``paths``.

    ``label`` is what to call a commit's author, ``people`` are all whom it is of.
    ``grafts`` are the commits where a shallow history is cut off: they seem to add everything, so they credit
    nobody, and what they add was first seen at an unknown time.
    """
    found = {path: Trace() for path in paths}
    now = {path: (path,) for path in paths}  # an older path -> the paths it became
    cut: set[str] = set()
    for commit in history:
        moved = _moves(commit.changes)
        for change in commit.changes:
            later = now.get(change.path)
            if later is None or change.kind == "D" or change.before == change.after:
                continue
            if commit.id in grafts:
                cut.update(later)
            elif change.kind == "A" and change.path in moved:
                old = moved[change.path]
                now[old] = tuple(dict.fromkeys((*now.get(old, ()), *later)))
            else:
                for path in later:
                    _credit(found[path], label(commit), commit.time)
                    found[path].people.update(people(commit))
    for path in cut:
        found[path].first_seen = 0
    return found


def _credit(trace: Trace, author: str, time: int) -> None:
    trace.authors[author] += 1
    if time and (not trace.first_seen or time < trace.first_seen):
        trace.first_seen = time


def _moves(changes: tuple[Change, ...]) -> dict[str, str]:
    """Return new path -> old path of the files a commit moved without changing them."""
    gone = {change.before: change.path for change in changes if change.kind == "D" and change.before != _EMPTY}
    return {c.path: gone[c.after] for c in changes if c.kind == "A" and c.after in gone} if gone else {}


def author_hash(salt: str, email: str) -> str:
    """Return the first 16 hexadecimal digits of SHA-256 of ``salt`` and the lower-case e-mail address.

    >>> author_hash("", "ada@example.org")
    'cfe00dde46ef9426'
    """
    return hashlib.sha256((salt + email).encode("utf-8", "surrogateescape")).hexdigest()[:16]
