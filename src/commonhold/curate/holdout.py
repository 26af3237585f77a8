"""Overlap with evaluation texts: what a model is judged by must not be what it learnt from.

A passage overlaps when it holds a run of eight words of a held-out text, or all the words of a shorter one. Case and
punctuation do not count. Does not see paraphrases.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.curate.grams import Hashes, runs, words

RUN = 8
LEAST_WORDS = 5
_BITS = 22
_SHIFT = np.uint64(64 - _BITS)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The hashes of held-out runs, by their length in words, and a table of their first 22 bits to look at first."""

    _hashes: dict[int, Hashes]
    _table: dict[int, NDArray[np.bool_]]

    @classmethod
    def of(cls, texts: Iterable[str]) -> HeldOut:
        """Return what must not be learnt from these texts; those of under five words are left alone."""
        found: dict[int, list[Hashes]] = {}
        for text in texts:
            hashes = words(text)
            length = min(hashes.size, RUN)
            if length >= LEAST_WORDS:
                found.setdefault(length, []).append(runs(hashes, length))
        sorted_hashes = {length: np.unique(np.concatenate(parts)) for length, parts in sorted(found.items())}
        tables = {}
        for length, hashes in sorted_hashes.items():
            tables[length] = np.zeros(1 << _BITS, dtype=bool)
            tables[length][hashes >> _SHIFT] = True
        return cls(sorted_hashes, tables)

    def overlaps(self, text: str) -> bool:
        """Tell whether a text holds something held out.

        >>> HeldOut.of(["The cat sat on the mat."]).overlaps("And then the cat sat — on the mat, purring.")
        True
        """
        return self._hits(words(text)).any().item()

    def overlapping(self, passages: Sequence[str]) -> tuple[bool, ...]:
        """Tell of each passage whether it overlaps; much faster for many short ones than one by one."""
        if not self._hashes or not passages:
            return (False,) * len(passages)
        # Nine empty words between passages keep runs from reaching over; a separator is a word of its own.
        joined = words(_SEPARATOR.join(passages))
        hits = self._hits(joined)
        if not hits.any():
            return (False,) * len(passages)
        return tuple(self.overlaps(passage) for passage in passages)

    def _hits(self, hashes: Hashes) -> NDArray[np.bool_]:
        found = [np.zeros(0, dtype=bool)]
        seen = hashes[:0]
        for length, held_out in self._hashes.items():
            seen = runs(hashes, length)
            likely = seen[self._table[length][seen >> _SHIFT]]
            if likely.size:
                places = np.searchsorted(held_out, likely)
                places[places == held_out.size] = 0
                found.append(held_out[places] == likely)
        return np.concatenate(found)


_SEPARATOR = "\n\uffff\n"
