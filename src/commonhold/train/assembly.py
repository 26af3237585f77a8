"""The last steps of training: what to leave out so that the model fits, and where to set the dial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations_with_replacement

import numpy as np
from numpy.typing import NDArray

from commonhold.train.counts import ORDERS, Hashes, Numbers
from commonhold.train.table import Table, build, levels

GRAM_SHARE = 0.53
"""Share of a bundle's size that n-grams may take; the rest is for words, the error model and the manifest."""

CLASS_SHARE = 0.11
"""Share of a bundle's size that n-grams of classes may take."""

BYTES_PER_GRAM = 2.26
SENSITIVITIES = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 10.0, 20.0)
"""Expected false alarms per 1,000 words for which a threshold is written down."""

Grams = Mapping[int, tuple[Hashes, Numbers]]


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


def thresholds(chances: NDArray[np.float32], places: Numbers, words: int) -> dict[float, float]:
    """Return the probability above which so many alarms a 1,000 words were raised in untouched text, by their number.

    ``chances`` (n) are of candidates in sentences taken as right, ``places`` (n) the choice each is part of; the
    chances in a choice add up. More sensitive settings than the text can tell are left out.
    """
    falling = np.sort(np.bincount(places, weights=chances))[::-1]
    out = {}
    for alarms in SENSITIVITIES:
        index = int(alarms * words / 1000)
        if 1 <= index < len(falling):
            out[alarms] = round(float(falling[index]), 6)
    return out or {2.0: 0.5}


def reliability(
    chances: NDArray[np.float32], labels: NDArray[np.bool_], places: Numbers
) -> tuple[tuple[float, float, int], ...]:
    """Return (mean chance, share that was right, how many) of choices, by tenths of their chance from 0.1 on.

    A choice is right if a person made one of its changes; chances in a choice add up.
    """
    sums = np.minimum(np.bincount(places, weights=chances), 1.0)
    right = np.bincount(places, weights=labels) > 0
    tenth = np.minimum((sums * 10).astype(np.int64), 9)
    out = []
    for number in range(1, 10):
        here = tenth == number
        if here.any():
            out.append((round(float(sums[here].mean()), 3), round(float(right[here].mean()), 3), int(here.sum())))
    return tuple(out)
