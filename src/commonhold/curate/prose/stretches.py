"""The prose of a text that is being written: after each change only that is read again which may read differently.

A text is kept as stretches, cut where its reader can be taken up again with the little it knows there (its *state*).
After a change reading begins at the last such place that cannot have seen the change, and ends as soon as it comes,
in the same state, to a place where it was before. Kinds that are not read by lines (HTML, XML) are read whole again.
Does not know what the passages are wanted for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from commonhold.curate.prose import asciidoc, markdown, passages, plain, rst
from commonhold.curate.prose.passage import Passage, prepare
from commonhold.curate.prose.walk import FAR, Walk

SPACING = 500
"""Code points between two places where reading can be taken up again, at least."""

_STIRRING = ("]:", "\r")  # lines without these in them, before and after, change nothing that is known of the whole


def _nothing(source: str, text: str) -> None:
    return None


# What has to be known of a whole source (as it is, and prepared), and a reader of the prepared text that knows it.
_WALKS: dict[str, tuple[Callable[[str, str], Any], Callable[[str, Any], Walk]]] = {
    "markdown": (markdown.facts, markdown.walk),
    "rst": (_nothing, lambda text, _: rst.walk(text)),
    "asciidoc": (_nothing, lambda text, _: asciidoc.walk(text)),
    "text": (_nothing, lambda text, _: plain.walk(text)),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """``length`` code points of a source and the ``passages`` in them.

    Offsets of the passages are those of a source in which the stretch began at ``base``. ``state`` is that of the
    reader in front of it, ``reach`` how far that had looked, from the beginning of the stretch.
    """

    base: int
    length: int
    passages: tuple[Passage, ...]
    state: Hashable
    reach: int


class Stretches:
    """A source of one kind of markup, and its stretches: ``now``, which begin at ``starts``."""

    def __init__(self, source: str, kind: str) -> None:
        """Raises ValueError for a kind that ``prose.passages`` does not know."""
        self.source = source
        self.kind = kind
        self.now: list[Stretch] = []
        self.starts: list[int] = []
        self._text = ""  # the source prepared, of the kinds that are read by lines
        self._known: Any = None  # what their readers know of the whole text
        if kind in _WALKS:
            self._text = prepare(source)
            self._known = _WALKS[kind][0](source, self._text)
            self._put(0, 0, self._read(0, len(source), 0)[1])
        else:
            self._put(0, 0, self._whole())

    def edit(self, start: int, end: int, replacement: str) -> tuple[int, int, int]:
        """Put ``replacement`` in the place of ``source[start:end]``.

        Return (first, last, many): what was ``now[first:last]`` is ``now[first : first + many]``, all others are the
        same as before. Raises ValueError where start and end are no places of the source.
        """
        if not 0 <= start <= end <= len(self.source):
            raise ValueError(f"there is no place from {start} to {end} in a text of {len(self.source)} code points")
        before = self.source
        self.source = before[:start] + replacement + before[end:]
        if self.kind not in _WALKS:
            return self._put(0, len(self.now), self._whole())
        return self._reread(before[max(start - 1, 0) : end + 1], start, end, len(replacement) - (end - start))

    def _whole(self) -> list[Stretch]:
        return [Stretch(0, len(self.source), tuple(passages(self.source, self.kind)), None, 0)]

    def _put(self, first: int, last: int, fresh: list[Stretch]) -> tuple[int, int, int]:
        self.now[first:last] = fresh
        self.starts = [0, *accumulate(stretch.length for stretch in self.now[:-1])]
        return first, last, len(fresh)

    def _reread(self, gone: str, start: int, end: int, growth: int) -> tuple[int, int, int]:
        before, source = self._text, self.source
        # One more on both sides, as what a carriage return means depends on what comes after it.
        low, high = max(start - 1, 0), min(end + growth + 1, len(source))
        high += source[high - 1 : high + 1] == "\r\n"
        self._text = before[:low] + prepare(source[low:high]) + before[high - growth :]
        lines = gone + source[low:high] + _lines(before, low, high - growth) + _lines(self._text, low, high)
        if any(sign in lines for sign in _STIRRING):
            known = _WALKS[self.kind][0](source, self._text)
            if known != self._known:
                self._known = known
                return self._put(0, len(self.now), self._read(0, len(source), 0)[1])
        first = bisect_right(self.starts, low) - 1
        while first and not self._is_untouched(first, before, low):
            first -= 1
        last, fresh = self._read(first, high - growth, growth)
        return self._put(first, last, fresh)

    def _is_untouched(self, number: int, before: str, low: int) -> bool:
        """Whether the reader, to come to the beginning of a stretch, saw nothing from ``low`` on.

        Readers may look at the whole of the line they come to, and say by their reach when they look further.
        """
        start = self.starts[number]
        return start + self.now[number].reach <= low and 0 <= before.find("\n", start) < low

    def _read(self, first: int, high: int, growth: int) -> tuple[int, list[Stretch]]:
        """Read from the beginning of stretch ``first`` until things are as they were; return up to which stretch.

        They can be as they were only from ``high`` on (in the text of before), which is ``growth`` further on now.
        """
        now, starts, size = self.now, self.starts, len(self._text)
        walk = _WALKS[self.kind][1](self._text, self._known)
        fresh: list[Stretch] = []
        cut, state, reach, found = 0, None, 0, 0
        if first:
            cut, state, reach = starts[first], now[first].state, now[first].reach
            walk.take_up(state)
            walk.reach = cut + reach
        position = cut if first else walk.begin()
        old = bisect_left(starts, high)
        while position < size:
            while old < len(starts) and starts[old] + growth < position:
                old += 1
            meets = old < len(starts) and starts[old] + growth == position
            if (meets or position - cut >= SPACING) and (there := walk.state()) is not None:
                looked = FAR if walk.reach == FAR else max(walk.reach - position, 0)
                if meets and (there, looked) == (now[old].state, now[old].reach):
                    break
                if position - cut >= SPACING:
                    fresh.append(Stretch(cut, position - cut, tuple(walk.found[found:]), state, reach))
                    cut, state, reach, found = position, there, looked, len(walk.found)
            position = walk.step(position)
        else:
            walk.close()
            position, old = size, len(now)
        if position > cut or not now[old:]:
            fresh.append(Stretch(cut, position - cut, tuple(walk.found[found:]), state, reach))
        return old, fresh


def _lines(text: str, start: int, end: int) -> str:
    """Return the whole lines that a part of a text touches."""
    last = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else len(text)]
