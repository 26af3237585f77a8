"""Errors come in company: chances moved to how many a sentence seems to have.

The rankers learn from what fluent people wrote and mended, so their chances are those of fluent texts. Who writes in a
language she is still learning errs many times as often, and then each doubt is worth more. A sentence is taken to be
of one of two kinds; which of them is asked of the chances in it alone, so that it is judged the same in any text.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from commonhold.train.reading import Reading

Floats = NDArray[np.float32]
Numbers = NDArray[np.int64]

MORE = 20.0
"""How many times as often learners are taken to err: ten words of a hundred where fluent writers err in one of 200."""

LEARNERS = 0.005
"""Share of sentences taken to be by learners before anything is known of them."""

_SUREST = 0.98  # no single finding may speak for more


def homes(reading: Reading, at: Numbers) -> tuple[Numbers, Numbers]:
    """Return the sentences that some tokens are in, numbered, and how many words each of these has."""
    sentences = np.cumsum(reading.first, dtype=np.int64)
    words = np.bincount(sentences, weights=reading.wordy).astype(np.int64)
    return sentences[at], words[sentences[at]]


def together(chance: Floats, places: Numbers, sentences: Numbers, words: Numbers, density: float) -> Floats:
    """Return the chances (n) of candidates, moved to what the others in their sentence say.

    ``places`` (n) are the choices they are part of, ``sentences`` (n) the sentences these are in, ``words`` (n) how
    many words the sentence has, ``density`` how many errors a word the chances promise where text is right.

    Two doubts in one short sentence strengthen each other, a lone one stays what it was:

    >>> two = np.array([0.5, 0.4], dtype=np.float32)
    >>> own, same, size = np.array([0, 1]), np.array([0, 0]), np.array([6, 6])
    >>> together(two, own, same, size, 0.01).round(2)
    array([0.56, 0.47], dtype=float32)
    >>> together(two, own, own, size, 0.01).round(2)
    array([0.51, 0.41], dtype=float32)
    """
    if not len(chance):
        return chance
    _, one, choice = np.unique(places, return_index=True, return_inverse=True)
    _, head, home = np.unique(sentences[one], return_index=True, return_inverse=True)
    sums = np.clip(np.bincount(choice, weights=chance), 1e-9, 1.0)
    heard = np.log1p((MORE - 1) * np.minimum(sums, _SUREST))
    odds = math.log(LEARNERS / (1 - LEARNERS)) - (MORE - 1) * density * words[one][head]
    share = (1 / (1 + np.exp(-(odds + np.bincount(home, weights=heard)))))[home]
    risen = (1 - share) * sums + share * MORE * sums / (1 + (MORE - 1) * sums)
    moved: Floats = (chance * (risen / sums)[choice]).astype(np.float32)
    return moved
