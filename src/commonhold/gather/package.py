"""A package file that is read once into works and papers, whatever kind of package it is.

Knows archives, not registries. Memory holds the texts asked for, bounded by the limits of :mod:`archive`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from commonhold.consent import Seen
from commonhold.errors import SourceError
from commonhold.gather import gathered
from commonhold.gather.archive import BrokenArchiveError, Omit
from commonhold.gather.gathered import Omissions, Predicate, Skipped, Slight
from commonhold.recipe import Source
from commonhold.work import Origin, Revised, Work, content_id

ReadFiles = Callable[[Predicate, Omit, int], Iterator[tuple[str, bytes]]]
"""(asked, omit, limit in bytes) -> (path, content) in any order; opens the package anew each time."""


class PackageSource:
    """An open package; satisfies :class:`commonhold.gather.gathered.Gathered`."""

    def __init__(self, source: Source, read_files: ReadFiles) -> None:
        self._source, self._read_files = source, read_files
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
        """See :class:`Gathered`; authors and dates of a package's files are unknown."""
        files = self._files(gathered.asked_for(self._source, wanted), gathered.MAX_WORK_BYTES, "too-large")
        for path, data in files:
            origin = Origin(self._source.origin, self._source.pin, path)
            yield Work(content_id(data), data, self._source.name, origin)

    def papers(self) -> dict[str, bytes]:
        """See :class:`Gathered`."""
        return dict(
            self._files(lambda path: gathered.is_paper(path, self._source), gathered.MAX_PAPER_BYTES, "paper-too-large")
        )

    def shown(self, is_signal: Predicate, present_at: str = "") -> tuple[Seen, Seen | None]:
        """See :class:`Gathered`; a package never changes."""
        files = dict(
            self._files(
                lambda path: gathered.is_paper(path, self._source) or is_signal(path),
                gathered.MAX_PAPER_BYTES,
                "paper-too-large",
            )
        )
        near, beyond = gathered.nearest(files)
        for path in beyond:
            self._omitted.add(path, "too-many")
        return Seen(self._source.pin, files={path: files[path] for path in sorted(near)}), None

    def revised(
        self, wanted: Predicate, subject: Predicate, slight: Slight | None = None, salt: str = ""
    ) -> Iterator[Revised]:
        """See :class:`Gathered`; a package has no history."""
        return iter(())

    def lines_by(self, path: str, people: frozenset[str], salt: str) -> int:
        """See :class:`Gathered`; a package has no history."""
        return 0

    def directories(self) -> Iterator[tuple[str, str]]:
        """See :class:`Gathered`; a package has no ids of folders."""
        return iter(())

    def _files(self, asked: Predicate, limit_bytes: int, above: str) -> list[tuple[str, bytes]]:
        def omit(path: str, reason: str) -> None:
            self._omitted.add(path, above if reason == "too-large" else reason)

        try:
            # A dict: where a tar names a path twice, the later one is what unpacking would leave.
            found = dict(self._read_files(asked, omit, limit_bytes))
        except BrokenArchiveError as problem:
            raise SourceError(source=self._source.name, what=f"its file is unusable: {problem}") from None
        files = [(path, data) for path, data in found.items() if not self._points_elsewhere(path, data)]
        return sorted(files, key=lambda file: gathered.bytewise(file[0]))

    def _points_elsewhere(self, path: str, data: bytes) -> bool:
        if gathered.is_lfs_pointer(data):
            self._omitted.add(path, "lfs-pointer")
        return gathered.is_lfs_pointer(data)
