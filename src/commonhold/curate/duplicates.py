"""Exact and near duplicates over all works of a build, and who stays of each group.

A work's sketch is 128 minima over its runs of five words (MinHash): two works' share of equal minima estimates the
Jaccard similarity of their sets of runs. Works of one content id are exact duplicates. Of alike works the one seen
first stays, never the one with the handier licence. Does not see translations, nor one work inside another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.curate.grams import mix, runs, words
from commonhold.work import WorkId

VERSION = "1"
RUN = 5
MINIMA = 128
LEAST_WORDS = 20
"""Shorter works are compared by content id only."""
ALIKE = 0.8
BANDS, ROWS = 21, 6
"""Works that agree in all rows of a band are compared: 99.8 % of pairs with similarity 0.8, 28 % of those with 0.5."""

Sketch = NDArray[np.uint32]
_EMPTY = np.uint32(0xFFFFFFFF)
_BLOCK = 512

_SEEDS = mix(np.arange(1, 2 * MINIMA + 1, dtype=np.uint64))
_FACTORS = _SEEDS[:MINIMA] | np.uint64(1)
_SHIFTS = _SEEDS[MINIMA:]


@dataclass(frozen=True, slots=True)
class Holder:
    """One place a work was found in: what decides who came first (``first_seen`` 0: unknown, after all others)."""

    id: WorkId
    first_seen: int
    url: str
    path: str


@dataclass(frozen=True, slots=True)
class Election:
    """Why a work does not stay: ``kept`` does, found at ``kept_at`` in the list, alike by ``similarity`` (1: exact)."""

    kept: WorkId
    kept_at: int
    similarity: float


def sketch(passages: Sequence[str]) -> Sketch:
    """Return the 128 minima of a work's passages (uint32); all ones for a work of under 20 words.

    >>> bool((sketch(["one two three " * 9]) == sketch(["One, two, three. " * 9])).all())
    True
    """
    hashes = words("\n".join(passages))
    if hashes.size < LEAST_WORDS:
        return np.full(MINIMA, _EMPTY)
    shingles = np.unique(runs(hashes, RUN))
    minima = np.full(MINIMA, np.uint64(0xFFFFFFFFFFFFFFFF))
    for start in range(0, shingles.size, _BLOCK):
        block = shingles[start : start + _BLOCK]
        np.minimum(minima, (block[:, None] * _FACTORS + _SHIFTS).min(axis=0), out=minima)
    return np.minimum((minima >> np.uint64(32)).astype(np.uint32), _EMPTY - np.uint32(1))


def similarity(one: Sketch, other: Sketch) -> float:
    """Estimate the Jaccard similarity of two works from their sketches (standard error 0.04 at most)."""
    return float((one == other).mean())


def elect(holders: Sequence[Holder], sketches: NDArray[np.uint32]) -> tuple[Election | None, ...]:
    """Return for each holder None if its work stays, or the election that it lost; ``sketches`` is (holders, 128).

    A work leaves only in favour of one that stays and is itself alike, so that no chain of small changes drops it.
    Ties of age go by the smallest url, then path.
    """
    order = sorted(range(len(holders)), key=lambda index: _age(holders[index]))
    elections: list[Election | None] = [None] * len(holders)
    unique: list[int] = []
    first: dict[WorkId, int] = {}
    for index in order:
        if (kept_at := first.setdefault(holders[index].id, index)) == index:
            unique.append(index)
        else:
            elections[index] = Election(holders[index].id, kept_at, 1.0)
    for group in _groups(unique, sketches):
        for index, kept_at, alike in _leaders(group, sketches):
            elections[index] = Election(holders[kept_at].id, kept_at, alike)
    for index, lost in enumerate(elections):
        # The first holder of an exact content may itself have lost to a near duplicate.
        if lost and (further := elections[lost.kept_at]):
            elections[index] = Election(further.kept, further.kept_at, min(lost.similarity, further.similarity))
    return tuple(elections)


def holders_of(elections: Sequence[Election | None]) -> dict[int, tuple[int, ...]]:
    """Return for each work that stays in favour of others, by its place, the places of all it stands for."""
    found: dict[int, list[int]] = {}
    for index, lost in enumerate(elections):
        if lost:
            found.setdefault(lost.kept_at, []).append(index)
    return {kept_at: tuple(places) for kept_at, places in found.items()}


def _age(holder: Holder) -> tuple[bool, int, str, str]:
    return (holder.first_seen == 0, holder.first_seen, holder.url, holder.path)


def _groups(ordered: list[int], sketches: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Yield groups of places that may be alike, each oldest first: connected by pairs that are."""
    places = np.array(ordered, dtype=np.int64)
    if places.size:
        places = places[sketches[places, 0] != _EMPTY]
    if places.size < 2:
        return
    parents = np.arange(places.size)
    table = sketches[places]
    for band in range(BANDS):
        keys = band_keys(table[:, band * ROWS : (band + 1) * ROWS])
        by_key = np.argsort(keys, kind="stable")
        same = keys[by_key][1:] == keys[by_key][:-1]
        older, newer = by_key[:-1][same], by_key[1:][same]
        alike = _all_similar(table, older, newer)
        for one, other in zip(older[alike].tolist(), newer[alike].tolist(), strict=True):
            _join(parents, one, other)
    roots = np.array([_root(parents, index) for index in range(places.size)])
    by_root = np.argsort(roots, kind="stable")
    for group in np.split(by_root, np.flatnonzero(np.diff(roots[by_root])) + 1):
        if group.size > 1:
            yield places[group].tolist()


def band_keys(rows: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return one number for each row of a band: works that agree in the whole row have the same."""
    keys = np.zeros(rows.shape[0], dtype=np.uint64)
    for column in range(rows.shape[1]):
        keys = mix(keys * np.uint64(3) + rows[:, column])
    return keys


def _all_similar(table: NDArray[np.uint32], ones: NDArray[np.int64], others: NDArray[np.int64]) -> NDArray[np.bool_]:
    alike = np.zeros(ones.size, dtype=bool)
    for start in range(0, ones.size, 1 << 14):
        part = slice(start, start + (1 << 14))
        alike[part] = (table[ones[part]] == table[others[part]]).mean(axis=1) >= ALIKE
    return alike


def _leaders(group: list[int], sketches: NDArray[np.uint32]) -> Iterator[tuple[int, int, float]]:
    """Yield (place, who stays instead, similarity): the oldest stays, then the oldest not alike to it, and so on."""
    left = np.array(group)
    while left.size:
        leader, left = int(left[0]), left[1:]
        alike = (sketches[left] == sketches[leader]).mean(axis=1)
        out = alike >= ALIKE
        for place, value in zip(left[out].tolist(), alike[out].tolist(), strict=True):
            yield place, leader, value
        left = left[~out]


def _join(parents: NDArray[np.int64], one: int, other: int) -> None:
    one, other = _root(parents, one), _root(parents, other)
    if one != other:
        parents[max(one, other)] = min(one, other)


def _root(parents: NDArray[np.int64], index: int) -> int:
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = int(parents[index])
    return index
