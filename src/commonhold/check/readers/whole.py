"""Texts of kinds that are read as a whole: what ``Stretches`` is for kinds that are read by lines.

Reading LaTeX or the comments of a program again takes some milliseconds; what is known of their sentences stays known,
as a draft keeps it by their words.
"""

from __future__ import annotations

from commonhold.check.readers import OTHERS, passages
from commonhold.curate.prose.stretches import Stretch, Stretches


class Whole:
    """A source of one of the kinds that only checking reads, as one stretch that is read again after every edit."""

    def __init__(self, source: str, kind: str) -> None:
        self.source = source
        self.kind = kind
        self.starts = [0]
        self.now = [self._read()]

    def edit(self, start: int, end: int, replacement: str) -> tuple[int, int, int]:
        """Put ``replacement`` in the place of ``source[start:end]`` and say what changed as ``Stretches.edit`` does.

        Raise ValueError where start and end are no places of the source.
        """
        if not 0 <= start <= end <= len(self.source):
            raise ValueError(f"there is no place from {start} to {end} in a text of {len(self.source)} code points")
        self.source = self.source[:start] + replacement + self.source[end:]
        self.now = [self._read()]
        return 0, 1, 1

    def _read(self) -> Stretch:
        return Stretch(0, len(self.source), tuple(passages(self.source, self.kind)), None, 0)


def stretches_of(source: str, kind: str) -> Stretches | Whole:
    """Return the stretches of a source of any kind that is checked; ValueError for a kind that nobody reads."""
    return Whole(source, kind) if kind in OTHERS else Stretches(source, kind)
