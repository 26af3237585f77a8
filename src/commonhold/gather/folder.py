"""Works of a plain folder beside the recipe: for texts that a community keeps without version control.

Follows no symbolic link, so nothing outside the folder is ever read. Knows no history: authors are unknown.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from commonhold.consent import Seen
from commonhold.errors import SourceError
from commonhold.gather import gathered
from commonhold.gather.gathered import Omissions, Predicate, Skipped, Slight
from commonhold.recipe import Source
from commonhold.work import Origin, Revised, Work, content_id

_LEFT_ALONE = (".git", ".hg", ".svn")  # a repository's own files are no works


class FolderSource:
    """An open folder; satisfies :class:`commonhold.gather.gathered.Gathered`."""

    def __init__(self, source: Source, root: Path) -> None:
        self._source, self._root = source, root
        self._omitted = Omissions()

    @property
    def skipped(self) -> list[Skipped]:
        """See :class:`Gathered`."""
        return self._omitted.told()

    @property
    def notes(self) -> list[str]:
        """See :class:`Gathered`."""
        return []

    def works(self, wanted: Predicate, salt: str, names: bool = False) -> Iterator[Work]:
        """See :class:`Gathered`."""
        asked = gathered.asked_for(self._source, wanted)
        for path in sorted(filter(asked, self._paths("")), key=gathered.bytewise):
            data = self._content(path, gathered.MAX_WORK_BYTES)
            if data is not None:
                origin = Origin(self._source.origin, self._source.pin, path)
                yield Work(content_id(data), data, self._source.name, origin)

    def papers(self) -> dict[str, bytes]:
        """See :class:`Gathered`."""
        paths = sorted(path for path in self._paths("") if gathered.is_paper(path, self._source))
        found = {path: self._content(path, gathered.MAX_PAPER_BYTES, "paper-too-large") for path in paths}
        return {path: data for path, data in found.items() if data is not None}

    def shown(self, is_signal: Predicate, present_at: str = "") -> tuple[Seen, Seen | None]:
        """See :class:`Gathered`; a folder is only as it is now."""
        asked = (path for path in self._paths("") if gathered.is_paper(path, self._source) or is_signal(path))
        near, beyond = gathered.nearest(asked)
        for path in beyond:
            self._omitted.add(path, "too-many")
        found = {path: self._content(path, gathered.MAX_PAPER_BYTES, "paper-too-large") for path in sorted(near)}
        return Seen(self._source.pin, files={path: data for path, data in found.items() if data is not None}), None

    def revised(
        self, wanted: Predicate, subject: Predicate, slight: Slight | None = None, salt: str = ""
    ) -> Iterator[Revised]:
        """See :class:`Gathered`; a folder has no history."""
        return iter(())

    def lines_by(self, path: str, people: frozenset[str], salt: str) -> int:
        """See :class:`Gathered`; a folder has no history."""
        return 0

    def directories(self) -> Iterator[tuple[str, str]]:
        """See :class:`Gathered`; a folder has no ids of folders."""
        return iter(())

    def _paths(self, folder: str) -> Iterator[str]:
        try:
            with os.scandir(self._root / folder) as inside:
                entries = list(inside)
        except OSError:
            self._omitted.add(folder, "unreadable")
            return
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if not entry.is_dir(follow_symlinks=False):
                yield path
            elif entry.name not in _LEFT_ALONE:
                yield from self._paths(path)

    def _content(self, path: str, limit_bytes: int, above: str = "too-large") -> bytes | None:
        reason = above
        try:
            # O_NONBLOCK: opening a named pipe must not wait for a writer.
            handle = os.open(self._root / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as problem:
            reason = _REASONS.get(problem.errno or 0, "unreadable")
        else:
            with os.fdopen(handle, "rb") as file:
                if not stat.S_ISREG(os.fstat(handle).st_mode):
                    reason = "not-a-file"
                elif len(data := file.read(limit_bytes + 1)) <= limit_bytes:
                    return data
        self._omitted.add(path, reason)
        return None


_REASONS = {errno.ELOOP: "symlink", errno.ENXIO: "not-a-file"}


def open_folder(source: Source, beside: Path) -> FolderSource:
    """Open the folder of a ``folder:PATH`` origin, relative to ``beside``; raises :class:`SourceError`."""
    root = beside / source.origin.removeprefix("folder:")
    if not root.is_dir():
        raise SourceError(source=source.name, what=f"there is no folder {root}; its path is relative to the recipe")
    if not root.resolve().is_relative_to(beside.resolve()):
        raise SourceError(source=source.name, what=f"{root} leads outside the recipe's folder; put the texts beside it")
    return FolderSource(source, root)
