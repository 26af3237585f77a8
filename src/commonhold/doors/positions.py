"""Lines and columns of a text: one-based, in code points, without knowing any protocol or terminal."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a text as people count: first line 1, first column 1, columns in code points."""

    line: int
    column: int


class Lines:
    """The lines of one text. A line ends with LF, CRLF or CR, as editors count; the end is not part of the line.

    >>> lines = Lines("one\\r\\ntwo")
    >>> lines.position(5)
    Position(line=2, column=1)
    >>> lines.line(2)
    'two'
    """

    def __init__(self, text: str) -> None:
        self._text = text
        ends = [match.span() for match in LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._stops = [*(start for start, _ in ends), len(text)]

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Return the line and column of code point ``offset`` (0 to the length of the text)."""
        if not 0 <= offset <= len(self._text):
            raise IndexError(f"offset {offset} is outside a text of {len(self._text)} code points")
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return line ``number`` (from 1) without its line end."""
        start, stop = self.span(number)
        return self._text[start:stop]

    def span(self, number: int) -> tuple[int, int]:
        """Return where line ``number`` (from 1) starts and stops, its line end left out."""
        if not 1 <= number <= len(self._starts):
            raise IndexError(f"there is no line {number} in {len(self._starts)} lines")
        return self._starts[number - 1], self._stops[number - 1]
