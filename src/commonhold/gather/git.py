"""Works, papers and revisions of a git repository, read from its objects and never from a checkout.

A blob's id *is* the hash of its SWHID, so nothing is hashed twice: libgit2 verifies each object against its id when
it reads it. Only the object store is opened: no configuration, index, filter or hook of the repository has a say.
Does not know SHA-256 repositories: their ids are not SWHIDs, and libgit2 cannot read them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pygit2

from commonhold.consent import Seen
from commonhold.errors import SourceError
from commonhold.gather import clone, gathered, history, refs
from commonhold.gather.blame import lines_by_commit
from commonhold.gather.child import reading
from commonhold.gather.gathered import Omissions, Predicate, Skipped, Slight
from commonhold.gather.people import people_of
from commonhold.gather.tree import BLOB, COMMIT, LINK, MODULE, Entry, Read, entries, find
from commonhold.recipe import Source
from commonhold.work import Origin, Revised, Work, WorkId

_REVISION = "swh:1:rev:"
_TIME = re.compile(rb"^committer [^\n]*> ([0-9]{1,11}) [+-][0-9]+$", re.M)


class GitSource:
    """An open repository at its pinned commit; satisfies :class:`commonhold.gather.gathered.Gathered`."""

    def __init__(self, source: Source, repository: Path, cache: Path) -> None:
        self._source, self._repository, self._cache = source, repository, cache
        self._read: Read = pygit2.Odb(str(repository / "objects")).read
        self._omitted = Omissions()
        self._grafts = _grafts(repository)
        self._unsure = ""
        kind, commit = self._read(source.pin)
        if kind != COMMIT:
            raise SourceError(source=source.name, what=f"{source.pin} is no commit; pin the commit, not a tag or tree")
        self._root = _tree_of(commit)

    @property
    def skipped(self) -> list[Skipped]:
        """See :class:`Gathered`."""
        return self._omitted.told()

    @property
    def notes(self) -> list[str]:
        """See :class:`Gathered`."""
        shallow = ["shallow: authors and corrections incomplete"] if self._grafts else []
        return shallow + ([self._unsure] if self._unsure else [])

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
        people = people_of(salt, self._mailmap)
        told = history.traces(past, paths, self._grafts, lambda by: by.name if names else hashed(by.email), people)
        for entry in chosen:
            data = self._content(entry.path, entry.id, gathered.MAX_WORK_BYTES)
            if data is None:
                continue
            trace = told.pop(entry.path)
            origin = Origin(self._source.origin, _REVISION + self._source.pin, entry.path)
            id_ = WorkId("swh:1:cnt:" + entry.id)
            known = tuple(sorted(trace.people))
            yield Work(id_, data, self._source.name, origin, trace.ranked(), trace.first_seen, known)

    def papers(self) -> dict[str, bytes]:
        """See :class:`Gathered`."""
        found = {}
        for entry in self._entries():
            if gathered.is_paper(entry.path, self._source) and self._is_file(entry, lambda _: True):
                data = self._content(entry.path, entry.id, gathered.MAX_PAPER_BYTES, "paper-too-large")
                if data is not None:
                    found[entry.path] = data
        return dict(sorted(found.items()))

    def shown(self, is_signal: Predicate, present_at: str = "") -> tuple[Seen, Seen | None]:
        """See :class:`Gathered`."""
        contents: dict[str, bytes] = {}  # by id: most files are the same at both revisions
        pinned = self._seen(self._source.pin, is_signal, contents)
        present = self._present(present_at)
        return pinned, self._seen(present, is_signal, contents) if present else None

    def lines_by(self, path: str, people: frozenset[str], salt: str) -> int:
        """See :class:`Gathered`; as :mod:`blame` counts, and nothing that lies before the cut of a shallow history."""
        entry = find(self._read, self._root, gathered.bytewise(path))
        if entry is None or not self._is_file(entry, lambda _: True):
            return 0
        data = self._content(path, entry.id, gathered.MAX_WORK_BYTES)
        if data is None:
            return 0
        where = (self._source.name, self._repository, self._cache, self._source.pin)
        lines = lines_by_commit(*where, gathered.bytewise(path), data)
        of_commit = people_of(salt, self._mailmap)
        named = history.commits_named(*where, lines.keys() - self._grafts)
        return sum(lines[commit.id] for commit in named if of_commit(commit) & people)

    def directories(self) -> Iterator[tuple[str, str]]:
        """See :class:`Gathered`."""
        yield "", f"swh:1:dir:{self._root}"
        for entry in entries(self._source.name, self._read, self._root):
            if entry.is_folder:
                yield entry.path, f"swh:1:dir:{entry.id}"

    def revised(
        self, wanted: Predicate, subject: Predicate, slight: Slight | None = None, salt: str = ""
    ) -> Iterator[Revised]:
        """See :class:`Gathered`."""
        people = people_of(salt, self._mailmap)
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
                    revision = _REVISION + commit.id
                    subject_, of = commit.subject, tuple(sorted(people(commit)))
                    yield Revised(self._source.name, revision, subject_, change.path, before, after, told, of)

    @functools.cached_property
    def _mailmap(self) -> bytes:
        entry = find(self._read, self._root, b".mailmap")
        is_file = entry is not None and entry.mode not in (LINK, MODULE)
        return (self._content(".mailmap", entry.id, gathered.MAX_WORK_BYTES) if entry and is_file else None) or b""

    def _seen(self, commit: str, is_signal: Predicate, contents: dict[str, bytes]) -> Seen:
        _, told = self._read(commit)
        at = "" if commit == self._source.pin else f"@{commit}"

        def asked(path: str) -> bool:
            return gathered.is_paper(path, self._source) or is_signal(path)

        ids = {entry.path: entry.id for entry in self._entries(_tree_of(told)) if self._is_file(entry, asked, at)}
        near, beyond = gathered.nearest(ids)
        for path in beyond:
            self._omitted.add(path + at, "too-many")
        files = {}
        for path in sorted(near):
            data = contents.get(ids[path])
            if data is None:
                data = self._content(path + at, ids[path], gathered.MAX_PAPER_BYTES, "paper-too-large")
            if data is not None:
                contents[ids[path]] = files[path] = data
        return Seen(_REVISION + commit, _time_of(told), files)

    def _present(self, present_at: str) -> str:
        """Return the commit of the newest revision, or nothing where the pin is the newest."""
        pin = self._source.pin
        newest = present_at.removeprefix(_REVISION) if present_at else refs.tip(self._repository)
        if not newest and not present_at:
            self._unsure = "its default branch is not known here: the pin counts as its newest revision"
            return ""
        if newest == pin:
            return ""
        if not self._holds_commit(newest):
            told = present_at or newest
            what = f"{self._repository} does not hold its newest revision {told}; fetch the repository again"
            raise SourceError(source=self._source.name, what=what)
        if self._descends(newest, pin):
            return newest
        if self._descends(pin, newest):
            return ""
        self._unsure = f"its newest revision {newest} does not descend from the pin"
        return newest

    def _holds_commit(self, id_: str) -> bool:
        try:
            return re.fullmatch(r"[0-9a-f]{40}", id_) is not None and self._read(id_)[0] == COMMIT
        except (KeyError, pygit2.GitError):
            return False

    def _descends(self, later: str, earlier: str) -> bool:
        """Say whether everything that leads to ``earlier`` leads to ``later`` too."""
        where = (self._source.name, self._repository, self._cache, self._source.pin)
        with reading(*where, "rev-list", "--max-count=1", earlier, f"^{later}") as child:
            assert child.stdout is not None
            return not child.stdout.read()

    def _is_file(self, entry: Entry, asked: Predicate, at: str = "") -> bool:
        if not asked(entry.path):
            return False
        if entry.mode in (LINK, MODULE):
            self._omitted.add(entry.path + at, "symlink" if entry.mode == LINK else "submodule")
        return entry.mode not in (LINK, MODULE)

    def _content(self, path: str, id_: str, limit_bytes: int, above: str = "too-large") -> bytes | None:
        reason = ""
        try:
            kind, data = self._read(id_)
        except KeyError:
            reason = "missing-object"
        except pygit2.GitError:
            reason = "corrupt-object"
        else:
            if kind != BLOB:
                reason = "not-a-file"
            elif len(data) > limit_bytes:
                reason = above
            elif gathered.is_lfs_pointer(data):
                reason = "lfs-pointer"
            else:
                return data
        self._omitted.add(path, reason)
        return None

    def _entries(self, root: str = "") -> Iterator[Entry]:
        inside = entries(self._source.name, self._read, root or self._root)
        return (entry for entry in inside if not entry.is_folder)


def open_git(source: Source, mirror: Path | None, cache: Path, offline: bool) -> GitSource:
    """Open a repository at its pinned commit; raises :class:`SourceError` with what to do when it cannot be."""
    return GitSource(source, _located(source, mirror, cache, offline), cache)


def newest(source: Source, mirror: Path | None, cache: Path, offline: bool) -> str:
    """Return the SWHID of the revision at which a repository's default branch stands, or nothing if not known here."""
    tip = refs.tip(_located(source, mirror, cache, offline))
    return _REVISION + tip if tip else ""


def _located(source: Source, mirror: Path | None, cache: Path, offline: bool) -> Path:
    if len(source.pin) == 64:
        _refuse_sha256(source)
    return clone.locate(source, mirror, cache, offline, functools.partial(_holds, source))


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


def _tree_of(commit: bytes) -> str:
    return commit[5:45].decode("ascii")


def _time_of(commit: bytes) -> str:
    """Return when a commit object says that it was made, or nothing where that is beyond reason."""
    found = _TIME.search(commit.partition(b"\n\n")[0])
    seconds = int(found[1]) if found else 0
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else ""
