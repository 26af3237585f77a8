"""Copies of what was opted out: a wish follows a text into the repositories that others copied it to.

Exact copies are found by content id, near ones by their sketches as in ``duplicates`` (similarity 0.8 and more). Does
not know why a work was opted out, and finds no work inside another.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.curate.duplicates import ALIKE, BANDS, LEAST_WORDS, MINIMA, ROWS, Sketch, band_keys
from commonhold.work import WorkId

__all__ = ["LEAST_WORDS", "Copy", "copies", "sketch_bytes", "sketch_of"]
_EMPTY = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Copy:
    """Of which work something is a copy (empty: of a fingerprint without an id), and how alike it is (1: exact)."""

    of: str
    similarity: float


def copies(
    ids: Sequence[WorkId],
    sketches: NDArray[np.uint32],
    opted_out: Collection[int],
    works: Collection[str] = (),
    fingerprints: Sequence[Sketch] = (),
) -> dict[int, Copy]:
    """Return, by place, the works that are copies of works opted out and are not opted out themselves.

    ``sketches`` is (works, 128); ``opted_out`` are places in both; ``works`` and ``fingerprints`` are the content ids
    and sketches of works that may be no work of any source.
    """
    gone = set(opted_out)
    named = {str(ids[place]) for place in gone} | set(works)
    found = {place: Copy(id_, 1.0) for place, id_ in enumerate(ids) if place not in gone and id_ in named}
    originals = [(str(ids[place]), sketches[place]) for place in sorted(gone)]
    originals += [("", one) for one in fingerprints]
    originals = [(id_, one) for id_, one in originals if one[0] != _EMPTY]
    if not originals or not len(ids):
        return dict(sorted(found.items()))
    table = np.stack([one for _, one in originals])
    best: dict[int, tuple[float, str]] = {}
    for band in range(BANDS):
        columns = slice(band * ROWS, (band + 1) * ROWS)
        for place, original in _meeting(band_keys(sketches[:, columns]), band_keys(table[:, columns])):
            if place in gone or place in found or sketches[place, 0] == _EMPTY:
                continue
            alike = float((sketches[place] == table[original]).mean())
            here = (alike, originals[original][0])
            if alike >= ALIKE and (place not in best or _better(here, best[place])):
                best[place] = here
    found.update({place: Copy(id_, alike) for place, (alike, id_) in best.items()})
    return dict(sorted(found.items()))


def sketch_bytes(one: Sketch) -> bytes:
    """Return a sketch as 512 bytes, the least significant first."""
    return one.astype("<u4").tobytes()


def sketch_of(told: bytes) -> Sketch:
    """Return what ``sketch_bytes`` wrote; ValueError for another length."""
    if len(told) != 4 * MINIMA:
        raise ValueError(f"a sketch has {4 * MINIMA} bytes, not {len(told)}")
    return np.frombuffer(told, dtype="<u4").astype(np.uint32)


def _better(one: tuple[float, str], other: tuple[float, str]) -> bool:
    return one[0] > other[0] or (one[0] == other[0] and one[1] < other[1])


def _meeting(keys: NDArray[np.uint64], originals: NDArray[np.uint64]) -> list[tuple[int, int]]:
    """Return the pairs of places that have one key in a band."""
    order = np.argsort(originals, kind="stable")
    ordered = originals[order]
    first, last = np.searchsorted(ordered, keys, "left"), np.searchsorted(ordered, keys, "right")
    return [
        (int(place), int(order[at]))
        for place in np.flatnonzero(last > first)
        for at in range(first[place], last[place])
    ]
