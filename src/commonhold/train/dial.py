"""Where to set the dial, and how far chances can be believed: both from texts that the ranker has not seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonhold.train.counts import Numbers

SENSITIVITIES = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 10.0, 20.0)
"""Expected false alarms per 1,000 words for which a threshold is written down."""

CAUTION = 0.8
"""Share of sources that are to raise no more alarms than the dial says."""

FEWEST_WORDS = 1000
"""A source that gives fewer words as right says nothing of alarms."""

_HEARD = 0.05
_ROUNDS, _FLATTEST = 20, 0.1

Chance = NDArray[np.float32]

Judged = tuple[Chance, Numbers, int]
"""Chances (n) of candidates in sentences taken as right, the choices (n) they are part of, how many words there are."""


def thresholds(sources: Sequence[Judged]) -> dict[float, float]:
    """Return the probability to ask for, by the alarms in 1,000 words to expect: four in five sources raise fewer.

    Some texts look more like slips than others do: full of names, of a trade's own words. The chances in a choice add
    up. More sensitive settings than the text of most sources can tell are left out.
    """
    found: dict[float, list[float]] = {alarms: [] for alarms in SENSITIVITIES}
    for chances, places, words in sources:
        falling = np.sort(np.bincount(places, weights=chances))[::-1] if len(places) else np.zeros(0)
        for alarms in SENSITIVITIES:
            index = int(alarms * words / 1000)
            if 1 <= index < len(falling) and words >= FEWEST_WORDS:
                found[alarms].append(float(falling[index]))
    told: dict[float, float] = {}
    for alarms, seen in found.items():
        if seen:
            chance = round(float(np.quantile(seen, CAUTION, method="higher")), 6)
            told[alarms] = min(chance, *told.values()) if told else chance
    return told or {2.0: 0.5}


def scale(chances: Chance, labels: NDArray[np.bool_], places: Numbers) -> tuple[float, float]:
    """Return what to add to the log odds of choices, after what they are to be multiplied by (the first number, the
    second), so that they become those of how often they were right (Platt 1999, "Probabilistic outputs").

    Choices with less than ``_HEARD`` say nothing; (0, 1) where the others do not tell.
    """
    sums = np.bincount(places, weights=chances).astype(np.float64)
    right = (np.bincount(places, weights=labels) > 0)[sums >= _HEARD]
    odds = _log_odds(sums[sums >= _HEARD])
    if right.all() or not right.any():
        return 0.0, 1.0
    rows, found = np.stack([np.ones_like(odds), odds], axis=1), np.array([0.0, 1.0])
    for _ in range(_ROUNDS):
        said = 1 / (1 + np.exp(-(rows @ found)))
        curve = rows.T @ (rows * (said * (1 - said))[:, None]) + 1e-3 * np.eye(2)
        found += np.linalg.solve(curve, rows.T @ (right - said))
    return round(float(found[0]), 4), round(float(max(found[1], _FLATTEST)), 4)


def believed(chances: Chance, places: Numbers, how: tuple[float, float]) -> Chance:
    """Return chances by how often such choices were right (``scale``); which of two is higher stays as it is.

    >>> believed(np.array([0.5, 0.2, 0.9], dtype=np.float32), np.array([3, 3, 4]), (-0.5, 0.8)).round(2)
    array([0.39, 0.16, 0.78], dtype=float32)
    """
    _, which = np.unique(places, return_inverse=True)
    sums = np.maximum(np.bincount(which, weights=chances), 1e-9)
    shrunk = 1 / (1 + np.exp(-(how[0] + how[1] * _log_odds(sums)))) / sums
    scaled: Chance = (chances * shrunk[which]).astype(np.float32)
    return scaled


def _log_odds(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    sure = np.clip(sums, 1e-6, 1 - 1e-6)
    odds: NDArray[np.float64] = np.log(sure / (1 - sure))
    return odds


def reliability(chances: Chance, labels: NDArray[np.bool_], places: Numbers) -> tuple[tuple[float, float, int], ...]:
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
