"""Reading line by line, and where reading can be taken up again: what the readers of markup by lines have in common.

Knows no markup. Readers whose markup is not made of lines (HTML, XML) have no walk; their texts are read whole.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Protocol

from commonhold.curate.prose.passage import Passage

FAR = 1 << 62
"""As far as any text goes: the ``reach`` of a reader that has looked for something and not found it."""


class Walk(Protocol):
    """A reader of one prepared text. ``found`` are the passages so far, in order.

    ``reach`` is how far it has looked ahead to read what it has read, where that was further than the line it stands
    at: up to there the text must stay as it is for the same to be read again.
    """

    text: str
    found: list[Passage]
    reach: int

    def begin(self) -> int:
        """Return where the first line starts, behind what stands only at the beginning of a text."""

    def step(self, position: int) -> int:
        """Read the line (or the region of lines) that starts here, and return where the next one starts."""

    def close(self) -> None:
        """End the open block: the text is at its end."""

    def state(self) -> Hashable | None:
        """Return all of the text so far that matters for what follows; None where a block is open."""

    def take_up(self, state: Hashable) -> None:
        """Be as a reader was that had this state."""


def read(walk: Walk) -> Iterator[Passage]:
    """Yield the passages of a text, from beginning to end."""
    position, size, step = walk.begin(), len(walk.text), walk.step
    while position < size:
        position = step(position)
    walk.close()
    return iter(walk.found)
