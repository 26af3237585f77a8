"""A text that is open in a client: its rows as the client last said, its draft as it was last checked.

The client's side (``change``) and the checking side (``advance``) never meet: edits wait in between, so that a text can
be typed in while it is checked, in another thread. Not known here: which checker, which settings, whom it is told to.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonhold.check import Checker, Draft
from commonhold.doors.lsp.rows import Rows
from commonhold.finding import Finding

Edit = tuple[int, int, str]

Range = tuple[int, int, int, int]
"""Row and column of a start and an end, from 0, as the client counts."""


class OutOfStepError(Exception):
    """A change that cannot be made in the text as we know it; the text is no longer the client's."""


@dataclass(slots=True)
class OpenText:
    """One text. ``version`` is the client's; ``kind`` None where it is none that is checked.

    ``is_lost`` after a change that could not be followed: nothing is known of the text until it comes whole again.
    """

    uri: str
    language_id: str
    kind: str | None
    version: int | None
    rows: Rows
    is_lost: bool = False
    edits: list[Edit] = field(default_factory=list)
    near: int = 0

    def change(self, version: int | None, changes: Sequence[tuple[Range | None, str]]) -> None:
        """Make changes, in their order, each in a range or (None) of the whole text.

        Raise OutOfStepError where they are of an older text than this one, or begin behind their end; then the text is
        lost.
        """
        is_old = version is not None and self.version is not None and version <= self.version
        comes_whole = bool(changes) and changes[0][0] is None
        if self.is_lost and not comes_whole:
            return
        if is_old and not comes_whole:
            self.is_lost = True
            raise OutOfStepError(f"version {version} came after version {self.version}")
        for place, text in changes:
            self._change(place, text)
        self.version = version
        self.is_lost = False

    def _change(self, place: Range | None, text: str) -> None:
        if place is None:
            start, end = 0, len(self.rows.source)
        else:
            start, end = self.rows.offset(*place[:2]), self.rows.offset(*place[2:])
        if start > end:
            self.is_lost = True
            raise OutOfStepError(f"a change begins at {place[:2] if place else 0} and ends before that")
        self.rows.edit(start, end, text)
        self.edits.append((start, end, text))
        self.near = start + len(text)

    def taken(self) -> list[Edit]:
        """Return the edits that no draft has made yet, and forget them."""
        edits, self.edits = self.edits, []
        return edits


class Reading:
    """The draft of one text under one checker, and how far it is checked; used in one thread only."""

    def __init__(self, checker: Checker, kind: str, source: str) -> None:
        self.checker = checker
        self._kind = kind
        self._draft = Draft(checker, kind, source)
        self._steps: Iterator[object] | None = None

    @property
    def waiting(self) -> int:
        """Code points of prose that are not checked yet."""
        return self._draft.waiting

    def follow(self, edits: Sequence[Edit]) -> None:
        """Make edits, each in the text that those before it left; a text that came whole is compared."""
        for start, end, replacement in edits:
            if start == 0 and end == len(self._draft.source):
                self._draft.update(replacement)
            else:
                self._draft.edit(start, end, replacement)
            self._steps = None

    def advance(self, near: int, seconds: float) -> bool:
        """Check on, beginning near a place, for about so long; return whether all is checked."""
        if self._steps is None:
            self._steps = self._draft.check(near)
        end = time.monotonic() + seconds
        for _ in self._steps:
            if time.monotonic() >= end:
                return False
        self._steps = None
        return True

    def known(self) -> list[Finding]:
        """Return the findings known so far, by place."""
        return self._draft.known()
