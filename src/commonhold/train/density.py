"""Errors come in company: where a text shows some, each of its doubtful places is more doubtful, else less.

The ranker is fitted on sentences of which many were mended, so its chances are those of a text with that many errors.
Here the odds of each choice are moved to the density of errors in its own paragraph, as told by the other choices in
it; a short paragraph says little and is held near the usual. Knows nothing of what the errors are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonhold.train.reading import Places

PULL = 0.5
"""Power of the ratio of densities by which odds are moved."""

WORDS_OF_DOUBT = 40
"""So many words of usual text are imagined beside each paragraph."""

Chances = NDArray[np.float32]


def settled(chances: Chances, choice: Places, text: Places, words: Places, usual: float) -> Chances:
    """Return the chances of candidates (n), moved to the density of errors around them.

    ``choice`` and ``text`` (int64, n) say which choice and which paragraph each is part of, ``words`` (int64, by
    paragraph) how many words that has; ``usual`` is the density (errors a word) of what the ranker was fitted on.
    """
    if not len(chances):
        return chances
    _, first, which = np.unique(choice, return_index=True, return_inverse=True)
    sums = np.minimum(np.bincount(which, weights=chances), 1.0)
    paragraph = text[first]
    total = np.bincount(paragraph, weights=sums, minlength=len(words))
    others = total[paragraph] - sums
    density = (others + WORDS_OF_DOUBT * usual) / (words[paragraph] + WORDS_OF_DOUBT)
    pull = np.log(density / usual) * PULL
    odds = np.log(np.clip(chances, 1e-9, 1 - 1e-7) / (1 - np.clip(chances, 1e-9, 1 - 1e-7))) + pull[which]
    moved: Chances = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return moved
