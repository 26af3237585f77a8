"""The counts behind a finding, in words a writer understands: what stands in the works read, and what does not."""

from __future__ import annotations

import numpy as np

from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Evidence
from commonhold.train.reading import Reading
from commonhold.train.table import LEVELS_PER_DOUBLING
from commonhold.train.tokens import extend, folded, token_hash, tokens

Words = tuple[str, ...]

_MOST = 1_600_000  # what the highest level stands for, and everything above


def grounds(reading: Reading, at: int, removed: int, new: str, evidence: Evidence) -> tuple[str, ...]:
    """Return one sentence comparing the words as written with those suggested, or nothing where counts say nothing.

    Looked at are the changed words with one neighbour, with both, and alone; told is what differs most.
    """
    old_words = tuple(folded(form) for form in reading.forms[at : at + removed])
    new_words = tuple(folded(token.form) for token in tokens(new))
    before = _neighbour(reading, at - 1, at)
    after = _neighbour(reading, at + removed, at)
    best: tuple[int, Words, Words, int, int] | None = None
    for left, right in (((), ()), (before, ()), ((), after), (before, after)):
        one, other = (*left, *old_words, *right), (*left, *new_words, *right)
        if not 1 <= len(one) <= max(ORDERS) or not 1 <= len(other) <= max(ORDERS):
            continue
        levels = _level(one, evidence), _level(other, evidence)
        if levels[1] > levels[0] and (best is None or levels[1] - levels[0] > best[0]):
            best = (levels[1] - levels[0], one, other, *levels)
    if best is None:
        return ()
    _, one, other, low, high = best
    return (
        f"in the works read, ‘{' '.join(other)}’ stands {times(_count(high))}, ‘{' '.join(one)}’ {times(_count(low))}",
    )


def _neighbour(reading: Reading, place: int, at: int) -> Words:
    """Return the word at a place, if there is one in the same sentence."""
    if not 0 <= place < len(reading) or not reading.wordy[place]:
        return ()
    low, high = min(place, at), max(place, at)
    same = not reading.first[low + 1 : high + 1].any() if high < len(reading) else True
    return (folded(reading.forms[place]),) if same else ()


def _level(words: Words, evidence: Evidence) -> int:
    hashes = np.array([token_hash(word) for word in words], dtype=np.uint64)
    if len(words) == 1:
        number = int(evidence.lexicon.ids(hashes)[0])
        return int(evidence.lexicon.level[number]) if number >= 0 else 0
    level = 63
    for start in range(len(words) - 1):
        gram = hashes[start : start + 1]
        for order in range(2, len(words) - start + 1):
            gram = extend(gram, hashes[start + order - 1 : start + order])
            level = min(level, int(evidence.grams[order](gram)[0]))
    return level


def _count(level: int) -> int:
    return round(2 ** ((level - 1) / LEVELS_PER_DOUBLING)) if level else 0


def times(count: int) -> str:
    """Return a count in words; counts are kept as rough magnitudes, so large ones are rounded to two digits.

    >>> times(0), times(1), times(7), times(1204)
    ('never', 'once', '7 times', 'about 1,200 times')
    """
    if count < 2:
        return ("never", "once")[count]
    if count >= _MOST:
        return f"more than {_MOST:,} times"
    scale = 10 ** max(len(str(count)) - 2, 0)
    return f"{'about ' if count >= 10 else ''}{round(count / scale) * scale:,} times"
