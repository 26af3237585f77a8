"""What to leave out so that the model fits, and the static tables of what stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from commonhold.train.counts import ORDERS, Hashes, Numbers
from commonhold.train.table import Table, build, levels

GRAM_SHARE = 0.5
"""Share of a bundle's size that n-grams may take; the rest is for words, the error model and the manifest."""

CLASS_SHARE = 0.11
"""Share of a bundle's size that n-grams of classes may take."""

WITH_RANKER = 1.1
"""What a network takes with the ranker of the second reading, beside its own size."""

BYTES_PER_GRAM = 2.26
Grams = Mapping[int, tuple[Hashes, Numbers]]


def gram_bytes(megabytes: float, network_megabytes: float) -> tuple[float, float]:
    """Return the bytes that n-grams of words and of classes may take in a bundle of a size; a network is at their cost.

    >>> [round(size / 1e6, 2) for size in (*gram_bytes(30, 0), *gram_bytes(30, 4.6))]
    [15.0, 3.3, 10.85, 2.39]
    """
    both = GRAM_SHARE + CLASS_SHARE
    left = 1e6 * (megabytes * both - network_megabytes * WITH_RANKER) / both
    return max(left * GRAM_SHARE, 0.0), max(left * CLASS_SHARE, 0.0)


def floors(grams: Grams, size_bytes: float) -> dict[int, int]:
    """Return the fewest times an n-gram of each order must have been seen, so that all that remain fit.

    Singletons are never kept: dropping them cost nothing where it was measured. Longer n-grams are dropped first.
    """
    often = {order: np.bincount(np.minimum(numbers, 64), minlength=65) for order, (_, numbers) in grams.items()}
    kept = {order: often[order][::-1].cumsum()[::-1] for order in ORDERS}
    choices = sorted(combinations_with_replacement(range(2, 64), len(ORDERS)), key=lambda choice: (sum(choice), choice))
    for choice in choices:
        if sum(kept[order][floor] for order, floor in zip(ORDERS, choice, strict=True)) * BYTES_PER_GRAM <= size_bytes:
            return dict(zip(ORDERS, choice, strict=True))
    return dict.fromkeys(ORDERS, 64)


def tables(grams: Grams, least: Mapping[int, int], hear: Callable[[], None] = lambda: None) -> dict[int, Table]:
    """Return the static table of each order; ``hear`` is called after each."""
    out = {}
    for order, (hashes, numbers) in grams.items():
        kept = numbers >= least[order]
        out[order] = build(hashes[kept], levels(numbers[kept]))
        hear()
    return out


def less(whole: tuple[Hashes, Numbers], own: tuple[Hashes, Numbers], least: int, asked: Hashes) -> NDArray[np.uint8]:
    """Return the levels of hashes in the counts of all works but one source's own, as a table would give them."""
    distinct, inverse = np.unique(asked, return_inverse=True)
    left = _found(*whole, distinct) - _found(*own, distinct)
    return levels(np.where(left >= least, left, 0))[inverse]


def _found(hashes: Hashes, numbers: Numbers, asked: Hashes) -> Numbers:
    if not len(hashes):
        return np.zeros(len(asked), dtype=np.int64)
    place = np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)
    return np.where(hashes[place] == asked, numbers[place], 0)
