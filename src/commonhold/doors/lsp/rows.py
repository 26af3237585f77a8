"""The rows of a text that is edited: places as clients say them, to code points and back.

Clients count rows from 0 and units of UTF-16, UTF-8 or UTF-32 in them; a row ends with LF, CRLF or CR. Only what an
edit touches is looked at again. A place outside of the text is the nearest one in it, as the protocol wants it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from commonhold.doors.positions import LINE_END

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"

Row = tuple[int, int]
"""The number of a row, from 0, and the units in front of a place in it."""


def units(text: str, encoding: str) -> int:
    """Return how many units a text takes.

    >>> [units("aé€𝄞", encoding) for encoding in (UTF8, UTF16, UTF32)]
    [10, 5, 4]
    """
    if encoding == UTF32 or text.isascii():
        return len(text)
    return len(_octets(text, encoding)) // (1 if encoding == UTF8 else 2)


def _octets(text: str, encoding: str) -> bytes:
    return text.encode("utf-8" if encoding == UTF8 else "utf-16-le", "surrogatepass")


class Rows:
    """A text and where its rows begin; ``encoding`` is what the client counts in."""

    def __init__(self, source: str, encoding: str = UTF16) -> None:
        self.source = source
        self.encoding = encoding
        self._starts = np.array([0, *_breaks(source, 0, len(source))], dtype=np.int64)

    def __len__(self) -> int:
        return len(self._starts)

    def edit(self, start: int, end: int, replacement: str) -> None:
        """Put ``replacement`` in the place of ``source[start:end]``."""
        before = self.source
        self.source = before[:start] + replacement + before[end:]
        growth = len(replacement) - (end - start)
        # One more on both sides: a carriage return and a line feed may have met, or been parted.
        low, high = max(start - 1, 0), min(end + 1, len(before))
        first = int(np.searchsorted(self._starts, low, "right"))
        last = int(np.searchsorted(self._starts, high, "right"))
        fresh = np.fromiter(_breaks(self.source, low, high + growth), dtype=np.int64)
        self._starts = np.concatenate([self._starts[:first], fresh, self._starts[last:] + growth])

    def offset(self, row: int, column: int) -> int:
        """Return the code point at so many units in a row."""
        if row >= len(self._starts):
            return len(self.source)
        start, stop = int(self._starts[row]), self._stop(row)
        if self.encoding == UTF32:
            return min(start + column, stop)
        text = self.source[start : min(start + column, stop)]
        if text.isascii():
            return start + len(text)
        return start + _within(text, column, self.encoding)

    def places(self, offsets: Iterable[int]) -> Iterator[Row]:
        """Yield the places of code points that come in ascending order; a row is counted through once."""
        row, done, column = -1, 0, 0
        for offset in offsets:
            now = int(np.searchsorted(self._starts, offset, "right")) - 1
            if now != row:
                row, done, column = now, int(self._starts[now]), 0
            column += units(self.source[done:offset], self.encoding)
            done = offset
            yield row, column

    def place(self, offset: int) -> Row:
        """Return the place of one code point."""
        return next(self.places([offset]))

    def _stop(self, row: int) -> int:
        """Return where a row stops, its end left out."""
        if row + 1 == len(self._starts):
            return len(self.source)
        stop = int(self._starts[row + 1]) - 1
        return stop - (self.source[stop] == "\n" and self.source[stop - 1 : stop] == "\r" and stop > self._starts[row])


def _within(text: str, column: int, encoding: str) -> int:
    """Return how many code points of a text take up so many units; the first half of one counts as none."""
    octets = _octets(text, encoding)
    if encoding == UTF8:
        cut = min(column, len(octets))
        while cut < len(octets) and octets[cut] & 0xC0 == 0x80:
            cut -= 1
        return len(octets[:cut].decode("utf-8", "surrogatepass"))
    cut = min(2 * column, len(octets))
    if cut < len(octets) and octets[cut + 1] & 0xFC == 0xDC and cut and octets[cut - 1] & 0xFC == 0xD8:
        cut -= 2
    return len(octets[:cut].decode("utf-16-le", "surrogatepass"))


def _breaks(source: str, start: int, end: int) -> Iterator[int]:
    """Yield where rows begin in ``source``, after ``start`` and up to ``end``."""
    if start and source[start : start + 1] == "\n" and source[start - 1] == "\r":
        start -= 1
    for match in LINE_END.finditer(source, start, min(end + 1, len(source))):
        if match.end() <= end:
            yield match.end()
