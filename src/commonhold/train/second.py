"""The second reading: candidates that have a chance are judged once more, by what the whole sentence says.

The first reading knows four tokens; here a ranker sees, beside all that the first saw and what came of it, how the
network of ``context`` answers for the place, and what else seems wrong in the sentence: errors come in company.
Where a model has no network there is one reading.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonhold.train.features import NAMES, Matrix
from commonhold.train.ranker import Ranker, Sums

WORTH, LOOKED = 0.004, 0.05
"""Chances from which a candidate is read again, and a sentence: most right sentences are read but once."""

OWN = (
    "odds", "together", "gain", "log_before", "log_after", "margin", "before", "after", "others", "worst", "odd",
)  # fmt: skip
COLUMNS = (*OWN, *NAMES)
"""The columns of ``rows``: log odds of the first reading, and the chance of its whole choice; by the network how much
better what comes fits, the log chances of what stands and of what comes among all that is offered, how far that is
behind the best of them, both scores; of the other choices in the sentence the sum of their chances, the highest of
them, and how many the network finds odd; then the features of the first reading."""

_ABSENT = -40.0
_LOWEST = -30.0
_SURE = 1e-6

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]


def rows(first: Matrix, chance: Floats, places: Numbers, sentences: Numbers, before: Floats, after: Floats) -> Matrix:
    """Return the rows, shape (n, len(COLUMNS)), of candidates with their rows of the first reading and its chances.

    ``places`` are the choices they are part of, ``sentences`` the sentences these are in, ``before`` and ``after`` what
    ``context.Context.scores`` says, which counts where it is ``asked``; all candidates of a sentence must be
    among them.
    """
    before, after = (np.where(asked(chance, places), scores, np.float32(np.nan)) for scores in (before, after))
    return np.concatenate([_own(chance, places, sentences, before, after), first], axis=1)


def looked_at(chance: Floats, sentences: Numbers) -> NDArray[np.bool_]:
    """Return which candidates are in sentences that are read again."""
    return np.isin(sentences, sentences[chance > LOOKED])


def worthy(chance: Floats, sentences: Numbers) -> NDArray[np.bool_]:
    """Return which candidates are judged again."""
    return (chance > WORTH) & looked_at(chance, sentences)


def asked(chance: Floats, places: Numbers) -> NDArray[np.bool_]:
    """Return about which candidates the network is asked, in sentences that are read again: about all of a choice of
    which one is judged again.
    """
    return np.isin(places, places[chance > WORTH])


def judged(ranker: Ranker, rows: Matrix, sums: Sums | None = None) -> Floats:
    """Return the chances of rows by the ranker of the second reading, which adds to the log odds of the first."""
    return ranker.probability(rows, sums, rows[:, 0])


def _own(chance: Floats, places: Numbers, sentences: Numbers, before: Floats, after: Floats) -> Matrix:
    if not len(chance):
        return np.zeros((0, len(OWN)), np.float32)
    _, one, choice = np.unique(places, return_index=True, return_inverse=True)
    _, where = np.unique(sentences, return_inverse=True)
    home = where[one]
    sums = np.minimum(np.bincount(choice, weights=chance), 1.0)
    has_before, has_after = ~np.isnan(before), ~np.isnan(after)
    stands, comes = np.where(has_before, before, -50.0), np.where(has_after, after, -50.0)
    best = np.full(len(one), -50.0)
    np.maximum.at(best, choice, comes)
    top = np.maximum(best, stands[one])
    total = np.bincount(choice, weights=np.exp(np.maximum(comes - top[choice], -60)))
    total = np.log(total + np.exp(np.maximum(stands[one] - top, -60))) + top
    log_before = np.where(has_before, np.maximum(before - total[choice], _LOWEST), _ABSENT)
    odd = np.where(has_before, 1 - np.exp(np.minimum(log_before, 0)), 0)[one]
    sure = np.clip(chance.astype(np.float64), _SURE, 1 - _SURE)
    columns = [
        np.log(sure / (1 - sure)),
        sums[choice],
        np.where(has_before & has_after, np.clip(after - before, _LOWEST, -_LOWEST), _ABSENT),
        log_before,
        np.where(has_after, np.maximum(after - total[choice], _LOWEST), _ABSENT),
        np.where(has_after, np.clip(after - best[choice], _LOWEST, 0), _ABSENT),
        np.where(has_before, before, _ABSENT),
        np.where(has_after, after, _ABSENT),
        np.bincount(home, weights=sums)[where] - sums[choice],
        _others_worst(sums, home)[choice],
        np.bincount(home, weights=odd)[where] - odd[choice],
    ]
    return np.stack([np.nan_to_num(column).astype(np.float32) for column in columns], axis=1)


def _others_worst(sums: NDArray[np.float64], home: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return for each choice the highest chance of another in its sentence, 0 where it is alone."""
    order = np.lexsort((-sums, home))
    first = np.append(True, home[order][1:] != home[order][:-1])
    heads = np.flatnonzero(first)
    second = np.where(np.append(heads[1:], len(order)) - heads > 1, np.minimum(heads + 1, len(order) - 1), -1)
    rank = np.cumsum(first) - 1
    runner_up = np.where(second >= 0, sums[order[np.maximum(second, 0)]], 0.0)
    out = np.empty(len(sums))
    out[order] = np.where(first, runner_up[rank], sums[order[heads]][rank])
    return out
