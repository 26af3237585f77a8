"""Works, papers and revisions of a git repository, read from its objects and never from a checkout.

A blob's id *is* the hash of its SWHID, so nothing is hashed twice: libgit2 verifies each object against its id when
it reads it. Only the object store is opened: no configuration, index, filter or hook of the repository has a say.
Does not know SHA-256 repositories: their ids are not SWHIDs, and libgit2 cannot read them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pygit2

from commonhold.errors import SourceError
from commonhold.gather import clone, gathered, history
from commonhold.gather.gathered import Omissions, Predicate, Skipped, Slight
from commonhold.recipe import Source
from commonhold.work import Origin, Revised, Work, WorkId

_COMMIT, _TREE, _BLOB = 1, 2, 3  # git's object types, as libgit2 numbers them
_FOLDER, _LINK, _MODULE = b"40000", b"120000", b"160000"
_MAX_DEPTH = 200
_Read = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf of a tree: its path, its mode as git writes it, and the id of its object."""

    path: str
    mode: bytes
    id: str


class GitSource:
    """An open repository at its pinned commit; satisfies :class:`commonhold.gather.gathered.Gathered`."""

    def __init__(self, source: Source, repository: Path, cache: Path) -> None:
        self._source, self._repository, self._cache = source, repository, cache
        self._read: _Read = pygit2.Odb(str(repository / "objects")).read
        self._omitted = Omissions()
        self._grafts = _grafts(repository)
        kind, commit = self._read(source.pin)
        if kind != _COMMIT:
            raise SourceError(source=source.name, what=f"{source.pin} is no commit; pin the commit, not a tag or tree")
        self._root = commit[5:45].decode("ascii")

    @property
    def skipped(self) -> list[Skipped]:
        """See :class:`Gathered`."""
        return self._omitted.told()

    @property
    def notes(self) -> list[str]:
        """See :class:`Gathered`."""
        return ["shallow: authors and corrections incomplete"] if self._grafts else []

    def works(self, wanted: Predicate, salt: str, names: bool = False) -> Iterator[Work]:
        """See :class:`Gathered`."""
        asked = gathered.asked_for(self._source, wanted)
        chosen = [entry for entry in self._entries() if self._is_file(entry, asked)]
        chosen.sort(key=lambda entry: gathered.bytewise(entry.path))
        hashed = functools.cache(functools.partial(history.author_hash, salt))
        if not chosen:
            return
        past = history.commits(self._source.name, self._repository, self._cache, self._source.pin)
        paths = [entry.path for entry in chosen]
        told = history.traces(past, paths, self._grafts, lambda by: by.name if names else hashed(by.email))
        for entry in chosen:
            data = self._content(entry.path, entry.id, gathered.MAX_WORK_BYTES)
            if data is None:
                continue
            trace = told.pop(entry.path)
            origin = Origin(self._source.origin, f"swh:1:rev:{self._source.pin}", entry.path)
            id_ = WorkId("swh:1:cnt:" + entry.id)
            yield Work(id_, data, self._source.name, origin, trace.ranked(), trace.first_seen)

    def papers(self) -> dict[str, bytes]:
        """See :class:`Gathered`."""
        found = {}
        for entry in self._entries():
            if gathered.is_paper(entry.path, self._source) and self._is_file(entry, lambda _: True):
                data = self._content(entry.path, entry.id, gathered.MAX_PAPER_BYTES, "paper-too-large")
                if data is not None:
                    found[entry.path] = data
        return dict(sorted(found.items()))

    def revised(self, wanted: Predicate, subject: Predicate, slight: Slight | None = None) -> Iterator[Revised]:
        """See :class:`Gathered`."""
        asked = gathered.asked_for(self._source, wanted)
        past = history.commits(self._source.name, self._repository, self._cache, self._source.pin, oldest_first=True)
        for commit in past:
            told = subject(commit.subject)
            if commit.id in self._grafts or not (told or slight):
                continue
            changes = [c for c in commit.changes if c.kind == "M" and c.before != c.after and asked(c.path)]
            changes.sort(key=lambda change: gathered.bytewise(change.path))
            if not told and len(changes) > gathered.MAX_SLIGHT_FILES:
                continue
            for change in changes[: gathered.MAX_REVISED_FILES]:
                version = f"{change.path}@{commit.id}"
                before = self._content(version, change.before, gathered.MAX_REVISED_BYTES)
                after = self._content(version, change.after, gathered.MAX_REVISED_BYTES)
                if before is None or after is None:
                    continue
                if told or (slight and slight(commit.subject, before, after)):
                    revision = f"swh:1:rev:{commit.id}"
                    yield Revised(self._source.name, revision, commit.subject, change.path, before, after, told)

    def _is_file(self, entry: Entry, asked: Predicate) -> bool:
        if not asked(entry.path):
            return False
        if entry.mode in (_LINK, _MODULE):
            self._omitted.add(entry.path, "symlink" if entry.mode == _LINK else "submodule")
        return entry.mode not in (_LINK, _MODULE)

    def _content(self, path: str, id_: str, limit_bytes: int, above: str = "too-large") -> bytes | None:
        reason = ""
        try:
            kind, data = self._read(id_)
        except KeyError:
            reason = "missing-object"
        except pygit2.GitError:
            reason = "corrupt-object"
        else:
            if kind != _BLOB:
                reason = "not-a-file"
            elif len(data) > limit_bytes:
                reason = above
            elif gathered.is_lfs_pointer(data):
                reason = "lfs-pointer"
            else:
                return data
        self._omitted.add(path, reason)
        return None

    def _entries(self) -> Iterator[Entry]:
        return self._walk(b"", self._root, 0)

    def _walk(self, folder: bytes, tree: str, depth: int) -> Iterator[Entry]:
        try:
            kind, data = self._read(tree)
        except (KeyError, pygit2.GitError):
            kind, data = 0, b""
        if kind != _TREE or depth > _MAX_DEPTH:
            where = folder.decode("utf-8", "replace") or "its root"
            what = f"the folder {where} cannot be read from its objects; mirror or clone it again, with all trees"
            raise SourceError(source=self._source.name, what=what)
        for mode, name, id_ in _listed(data):
            if mode == _FOLDER:
                yield from self._walk(folder + name + b"/", id_, depth + 1)
            else:
                yield Entry((folder + name).decode("utf-8", "surrogateescape"), mode, id_)


def open_git(source: Source, mirror: Path | None, cache: Path, offline: bool) -> GitSource:
    """Open a repository at its pinned commit; raises :class:`SourceError` with what to do when it cannot be."""
    if len(source.pin) == 64:
        _refuse_sha256(source)
    place = clone.locate(source, mirror, cache, offline, functools.partial(_holds, source))
    return GitSource(source, place, cache)


def _holds(source: Source, repository: Path, commit: str) -> bool:
    if not (repository / "objects").is_dir() or not (repository / "HEAD").is_file():
        what = f"{repository} is no bare git repository; remove it, or mirror it again"
        raise SourceError(source=source.name, what=what)
    config = repository / "config"
    if config.is_file() and re.search(r"(?i)objectformat\s*=\s*sha256", config.read_text("utf-8", "replace")):
        _refuse_sha256(source)
    try:
        pygit2.Odb(str(repository / "objects")).read(commit)
    except (KeyError, ValueError):
        return False
    except pygit2.GitError as problem:
        raise SourceError(source=source.name, what=f"the commit {commit} is corrupt ({problem})") from None
    return True


def _refuse_sha256(source: Source) -> None:
    what = "it is a SHA-256 repository, whose ids are not Software Heritage ids; give a SHA-1 copy of it, or its folder"
    raise SourceError(source=source.name, what=what)


def _grafts(repository: Path) -> frozenset[str]:
    shallow = repository / "shallow"
    return frozenset(shallow.read_text("ascii").split()) if shallow.is_file() else frozenset()


def _listed(tree: bytes) -> Iterator[tuple[bytes, bytes, str]]:
    """Yield (mode, name, object id) of git's tree format: mode, space, name, NUL, 20 bytes of id."""
    at = 0
    while at < len(tree):
        space = tree.index(b" ", at)
        end = tree.index(b"\0", space)
        yield tree[at:space], tree[space + 1 : end], tree[end + 1 : end + 21].hex()
        at = end + 21
