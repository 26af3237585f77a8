"""Overlap with evaluation texts: what a model is judged by must not be what it learnt from.

A passage overlaps when it holds a run of eight words of a held-out text, or all the words of a shorter one. Case and
punctuation do not count. Does not see paraphrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.curate.grams import Hashes, runs, words

RUN = 8
LEAST_WORDS = 5
_BITS = 22
_SHIFT = np.uint64(64 - _BITS)
_RUN = re.compile(r"([0-9]):([0-9a-f]{16})")


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
        return cls._with({length: np.unique(np.concatenate(parts)) for length, parts in sorted(found.items())})

    @classmethod
    def of_runs(cls, told: Iterable[str]) -> HeldOut:
        """Return what `met` told of; ValueError for anything else.

        What was met in some texts is all of the held-out texts that matters for them, and does not show the others.
        """
        found: dict[int, list[int]] = {}
        for run in told:
            match = _RUN.fullmatch(run)
            if match is None or not LEAST_WORDS <= int(match[1]) <= RUN:
                raise ValueError(f"{run!r} is no run held out")
            found.setdefault(int(match[1]), []).append(int(match[2], 16))
        return cls._with({length: np.unique(np.array(one, np.uint64)) for length, one in sorted(found.items())})

    @classmethod
    def _with(cls, hashes: dict[int, Hashes]) -> HeldOut:
        tables = {}
        for length, own in hashes.items():
            tables[length] = np.zeros(1 << _BITS, dtype=bool)
            tables[length][own >> _SHIFT] = True
        return cls(hashes, tables)

    def met(self, text: str) -> tuple[str, ...]:
        """Return the held-out runs a text holds, each as its length in words and its hash, sorted.

        >>> HeldOut.of(["The cat sat on the mat."]).met("And then the cat sat — on the mat, purring.")
        ('6:b65e6a61a1640c48',)
        """
        return tuple(sorted(f"{length}:{hashed:016x}" for length, hashed in self._hits(words(text))))

    def met_in(self, passages: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return for each passage what `met` does; much faster for many short ones than one by one."""
        # Between passages stands a word of its own, which keeps runs from reaching over.
        if not self._hashes or not passages or not self._hits(words(_SEPARATOR.join(passages))):
            return ((),) * len(passages)
        return tuple(self.met(passage) for passage in passages)

    def _hits(self, hashes: Hashes) -> set[tuple[int, int]]:
        found: set[tuple[int, int]] = set()
        for length, held_out in self._hashes.items():
            seen = runs(hashes, length)
            likely = seen[self._table[length][seen >> _SHIFT]]
            if likely.size:
                places = np.searchsorted(held_out, likely)
                places[places == held_out.size] = 0
                found.update((length, int(hashed)) for hashed in likely[held_out[places] == likely])
        return found


_SEPARATOR = "\n\uffff\n"
