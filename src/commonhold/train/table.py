"""Counts made small: a static table from n-gram hashes to quantised counts, without the n-grams themselves.

A binary fuse table (Graf and Lemire 2022, "Binary Fuse Filters") that returns a value: every key owns three slots of
16 bits whose exclusive or is its fingerprint (10 bits) and its level (6 bits). Lookup is three reads, vectorised.
A key that was never put in is taken for one that was about once in a thousand times; callers cut that down by asking
for the shorter n-grams inside it as well (``model``). Pure arithmetic: the same counts give the same bytes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Levels = NDArray[np.uint8]

LEVELS_PER_DOUBLING = 3
"""How many levels a count rises when it doubles: level 1 is a count of 1, level 4 of 2, level 7 of 4."""

MOST_LEVEL = 63
_FINGERPRINT_BITS = 10
_ROUNDS = 100
_MIX = (np.uint64(0xFF51AFD7ED558CCD), np.uint64(0xC4CEB9FE1A85EC53))


def levels(counts: NDArray[np.int64]) -> Levels:
    """Return the levels (0 for nothing, 1 to 63) of counts; about a quarter of a doubling is lost.

    >>> levels(np.array([0, 1, 2, 3, 1000, 10**9])).tolist()
    [0, 1, 4, 6, 31, 63]
    """
    raised = np.rint(np.log2(np.maximum(counts, 1)) * LEVELS_PER_DOUBLING).astype(np.int64) + 1
    return np.where(counts > 0, np.minimum(raised, MOST_LEVEL), 0).astype(np.uint8)


def height(count: int) -> int:
    """Return the level of one count, however high: what all tokens together are measured by.

    >>> height(1), height(60_000_000)
    (1, 79)
    """
    return round(math.log2(max(count, 1)) * LEVELS_PER_DOUBLING) + 1


@dataclass(frozen=True, slots=True)
class Table:
    """``slots`` (uint16) hold the keys' values; ``seed`` and ``segment_bits`` say how a key finds its three slots."""

    slots: NDArray[np.uint16]
    seed: int
    segment_bits: int

    def look_up(self, hashes: Hashes) -> Levels:
        """Return the level of each hash, 0 where it is not in the table. Same shape as ``hashes``."""
        if len(self.slots) == 0:
            return np.zeros(hashes.shape, dtype=np.uint8)
        first, second, third, mark = _places(hashes, self.seed, self.segment_bits, len(self.slots))
        value = self.slots[first] ^ self.slots[second] ^ self.slots[third] ^ mark
        level = (value & np.uint16(MOST_LEVEL)).astype(np.uint8)
        return np.where(value >> np.uint16(16 - _FINGERPRINT_BITS) == 0, level, np.uint8(0))


def _places(
    hashes: Hashes, seed: int, segment_bits: int, slots: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.uint16]]:
    """Return the three slots of each hash and its fingerprint, moved to the upper bits."""
    mixed = (hashes ^ np.uint64(seed)) * _MIX[0]
    mixed ^= mixed >> np.uint64(33)
    mixed *= _MIX[1]
    mixed ^= mixed >> np.uint64(29)
    segments = np.uint64((slots >> segment_bits) - 2)
    base = (((mixed >> np.uint64(32)) * segments) >> np.uint64(32)) << np.uint64(segment_bits)
    mask = np.uint64((1 << segment_bits) - 1)
    size = np.uint64(1 << segment_bits)
    first = base + (mixed & mask)
    second = base + size + ((mixed >> np.uint64(18)) & mask)
    swapped = mixed * _MIX[0]
    third = base + size + size + ((swapped >> np.uint64(40)) & mask)
    mark = ((swapped >> np.uint64(8)) << np.uint64(16 - _FINGERPRINT_BITS)).astype(np.uint16)
    return first.astype(np.int64), second.astype(np.int64), third.astype(np.int64), mark


def build(hashes: Hashes, level: Levels) -> Table:
    """Return the table that gives ``level[i]`` (1 to 63) for ``hashes[i]``; the hashes are distinct.

    Takes about 2 µs and 60 bytes of memory a key.
    """
    if not len(hashes):
        return Table(np.zeros(0, dtype=np.uint16), 0, 0)
    size = len(hashes)
    segment_bits = min(18, max(2, int(math.log(size) / math.log(3.33) + 2.25)))
    factor = max(1.125, 0.875 + 0.25 * math.log(1_000_000) / math.log(max(size, 2)))
    segments = max(1, math.ceil(size * factor / (1 << segment_bits)) - 2)
    slots = (segments + 2) << segment_bits
    for seed in range(1, _ROUNDS):
        first, second, third, mark = _places(hashes, seed, segment_bits, slots)
        peeled = _peeled(np.stack([first, second, third]), slots)
        if peeled is not None:
            values = mark ^ level.astype(np.uint16)
            return Table(_filled(peeled, np.stack([first, second, third]), values, slots), seed, segment_bits)
    raise ValueError("no arrangement of the keys was found: are they distinct?")


_Peel = list[tuple[NDArray[np.int64], NDArray[np.int64]]]


def _peeled(places: NDArray[np.int64], slots: int) -> _Peel | None:
    """Return rounds of (keys, the slot each is alone in), or None where some keys cannot be set free."""
    degree = np.bincount(places.ravel(), minlength=slots)
    owners = np.zeros(slots, dtype=np.int64)
    keys = np.arange(places.shape[1])
    for row in places:
        np.bitwise_xor.at(owners, row, keys)
    rounds: _Peel = []
    left = places.shape[1]
    frontier = np.flatnonzero(degree == 1)
    while len(frontier):
        freed, index = np.unique(owners[frontier], return_index=True)
        rounds.append((freed, frontier[index]))
        left -= len(freed)
        touched = places[:, freed]
        for row in touched:
            np.subtract.at(degree, row, 1)
            np.bitwise_xor.at(owners, row, freed)
        around = np.unique(touched)
        frontier = around[degree[around] == 1]
    return rounds if left == 0 else None


def _filled(peel: _Peel, places: NDArray[np.int64], values: NDArray[np.uint16], slots: int) -> NDArray[np.uint16]:
    """Return slots in which the exclusive or of each key's three is its value."""
    out = np.zeros(slots, dtype=np.uint16)
    for keys, alone in reversed(peel):
        out[alone] = 0
        out[alone] = values[keys] ^ out[places[0, keys]] ^ out[places[1, keys]] ^ out[places[2, keys]]
    return out
