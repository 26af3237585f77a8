"""The nearest known words to a word that is not known, by letters changed."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from commonhold.train.lexicon import Lexicon
from commonhold.train.tokens import is_word

MOST = 8
"""Neighbours offered for one word."""

LONGEST = 40
"""Letters beyond which nobody is helped by a neighbour."""


class Speller:
    """Finds known words within two letters (three for long words), remembering what it has found.

    A word's letters make a 64-bit mask; words whose masks differ in too many bits cannot be near, so most of the
    lexicon is ruled out by one pass of exclusive or and bit counting.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._words: list[str] = []
        self._masks: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._lengths: NDArray[np.int64] = np.zeros(0, np.int64)
        self._found: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def near(self, word: str, level: int) -> list[tuple[int, int]]:
        """Return (id, letters changed) of clearly more frequent words than one of this level, nearest first."""
        key = (word, level)
        if key not in self._found:
            if len(self._found) > 100_000:
                self._found.clear()
            self._found[key] = self._search(word, level) if 2 <= len(word) <= LONGEST else []
        return self._found[key]

    def _search(self, word: str, level: int) -> list[tuple[int, int]]:
        if not self._words:
            self._prepare()
        most = 1 if len(word) <= 3 else 2 if len(word) <= 9 else 3
        differing = np.bitwise_count(self._masks ^ np.uint64(_mask(word)))
        close = (differing <= 2 * most) & (np.abs(self._lengths - len(word)) <= most)
        close &= self._lexicon.level >= level + 6
        choices = {number: self._words[number] for number in np.flatnonzero(close).tolist()}
        hits = extract(word, choices, scorer=OSA.distance, score_cutoff=most, limit=4 * MOST)
        ranked = sorted(
            (int(distance) + (other[0] != word[0]), number, int(distance)) for other, distance, number in hits
        )
        return [(number, distance) for _, number, distance in ranked[:MOST] if distance]

    def _prepare(self) -> None:
        words = self._lexicon.words()
        self._masks = np.array([_mask(word) if is_word(word) else 2**64 - 1 for word in words], dtype=np.uint64)
        self._lengths = np.array([len(word) for word in words], dtype=np.int64)
        self._words = words


def _mask(word: str) -> int:
    mask = 0
    for letter in word:
        mask |= 1 << (ord(letter) & 63)
    return mask


def splits(word: str, ranks: Mapping[str, int], shortest: int = 2) -> list[tuple[int, int]]:
    """Return the ids of two known words that a word may have been joined from, the most frequent first."""
    found = []
    for at in range(1, len(word)):
        left, right = ranks.get(word[:at], -1), ranks.get(word[at:], -1)
        if left >= 0 and right >= 0 and min(at, len(word) - at) >= shortest:
            found.append((left + right, left, right))
    return [(left, right) for _, left, right in sorted(found)[:2]]
