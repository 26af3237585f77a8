"""Which places of a text its comments ask to leave alone: passages, lines, ranges, all of it.

Pure. Knows what comments mean and nothing of how they are written.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from commonhold.check.directives import FILE, LINE, NEXT_LINE, OFF, ON, PASSAGE, Directive, line_around
from commonhold.check.message import EVERY_KIND
from commonhold.curate.prose import Passage

Span = tuple[int, int, frozenset[str]]
"""From and to where, in code points of the source, findings of which kinds are left out."""


def silences(said: Sequence[Directive], source: str, read: Sequence[Passage]) -> list[Span]:
    """Return the spans that the directives of a source speak of, by their start; ``read`` are its passages."""
    return sorted([*_ranges(said, len(source)), *_places(said, source, read)], key=_start)


def _start(span: Span) -> int:
    return span[0]


def _ranges(said: Sequence[Directive], size: int) -> Iterator[Span]:
    """Yield what is switched off: the whole source, or from a comment to the one that switches on again."""
    off: dict[str, int] = {}
    for one in said:
        if one.meaning == FILE:
            yield 0, size + 1, one.kinds
        elif one.meaning == OFF:
            off |= {kind: one.start for kind in one.kinds if kind not in off}
        elif one.meaning == ON:
            yield from ((off.pop(kind), one.end, frozenset({kind})) for kind in sorted(one.kinds & off.keys()))
    yield from ((start, size + 1, frozenset({kind})) for kind, start in sorted(off.items()))


def _places(said: Sequence[Directive], source: str, read: Sequence[Passage]) -> Iterator[Span]:
    """Yield the passages and lines that comments are about, and the comments themselves: plain text reads them too."""
    extents = sorted(_extent(passage) for passage in read)
    for one in said:
        yield one.start, one.end, EVERY_KIND
        if one.meaning == PASSAGE:
            found = _passage(one, source, extents)
            if found:
                yield *found, one.kinds
        elif one.meaning in (LINE, NEXT_LINE):
            line = line_around(source, one.start, one.end)
            yield *(line if one.meaning == LINE else line_around(source, line[1] + 1, line[1] + 1)), one.kinds


def _extent(passage: Passage) -> tuple[int, int]:
    _, first, _ = passage.runs[0]
    _, last, length = passage.runs[-1]
    return first, last + length


def _passage(one: Directive, source: str, extents: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the extent of the passage a comment stands in or ends; where it stands alone, of the next one."""
    line_start, _ = line_around(source, one.start, one.end)
    before = bisect_left(extents, (one.start, -1)) - 1
    if before >= 0 and extents[before][1] > line_start:
        return extents[before]
    after = bisect_right(extents, (one.start, one.end))
    return extents[after] if after < len(extents) else None
