"""Strokes: the single letters in which one word was written for another, and how telling each is.

People drop one of two equal letters, swap neighbours and write ``a`` for ``e`` far more often than words differ so by
nature; an ``s`` at the end more often makes another word. How often people did it (``errors``) beside how often two
frequent words differ in just this tells a slip from a word of its own. Knows no place in a word and no keyboard.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log2

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays
from commonhold.train.errors import Change

DOUBT = 4
"""Times that are added on both sides, shared out evenly, before a stroke is believed."""

MOST_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Strokes:
    """``odds`` (float32): doublings by which a stroke is oftener a slip than a difference of two words, by stroke."""

    odds: Mapping[str, float]
    _told: dict[tuple[str, str], float] = field(default_factory=dict, compare=False)

    def of(self, wrong: str, right: str) -> float:
        """Return the odds of ``wrong`` being written for ``right``; 0 where more or less than one stroke parts them."""
        told = self._told.get((wrong, right))
        if told is None:
            if len(self._told) >= MOST_REMEMBERED:
                self._told.clear()
            told = self._told[wrong, right] = self.odds.get(stroke(wrong, right) or "", 0.0)
        return told

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the strokes as named arrays."""
        names = sorted(self.odds)
        return {
            "strokes": np.frombuffer("\n".join(names).encode(), dtype=np.uint8),
            "stroke_odds": np.array([self.odds[name] for name in names], dtype=np.float32),
        }


def from_arrays(arrays: Arrays) -> Strokes:
    """Return the strokes that ``Strokes.arrays`` made these arrays of; ValueError if they do not fit together."""
    names = bytes(arrays["strokes"]).decode()
    return Strokes(dict(zip(names.split("\n") if names else [], arrays["stroke_odds"].tolist(), strict=True)))


def nothing() -> Strokes:
    """Return what is known of strokes where nobody has made any."""
    return Strokes({})


def stroke(wrong: str, right: str) -> str | None:
    """Return the single letter edit that turned ``right`` into ``wrong``, if it was one.

    >>> stroke("teh", "the"), stroke("occured", "occurred"), stroke("wich", "which"), stroke("definate", "definite")
    ('he<', '-rr', '-h', 'i>a')
    """
    start = 0
    while start < min(len(wrong), len(right)) and wrong[start] == right[start]:
        start += 1
    stop = 0
    while stop < min(len(wrong), len(right)) - start and wrong[-1 - stop] == right[-1 - stop]:
        stop += 1
    lost, got = right[start : len(right) - stop], wrong[start : len(wrong) - stop]
    if len(lost) == 2 and got == lost[::-1]:
        return lost + "<"
    if len(lost) + len(got) == 1:
        letter = lost or got
        twice = start > 0 and right[start - 1] == letter
        return ("-" if lost else "+") + letter * (1 + twice)
    return f"{lost}>{got}" if len(lost) == len(got) == 1 else None


def learn(pairs: Mapping[Change, int], neighbours: Iterable[tuple[str, str, int]]) -> Strokes:
    """Return the odds of every stroke in the ``pairs`` of an error model or between frequent words.

    ``neighbours`` are (word, word, letters changed) of frequent words that differ in one letter, in both directions.
    """
    slips: Counter[str] = Counter()
    for (before, after), times in pairs.items():
        if len(before) == len(after) == 1 and (made := stroke(before[0], after[0])):
            slips[made] += times
    words = Counter(made for before, after, _ in neighbours if (made := stroke(before, after)))
    every = sorted(slips.keys() | words.keys())
    share = DOUBT / max(len(every), 1)
    slipped, differed = slips.total() + DOUBT, words.total() + DOUBT
    odds = {name: log2((slips[name] + share) / slipped * differed / (words[name] + share)) for name in every}
    return Strokes({name: round(told, 3) for name, told in odds.items()})
