"""The counts behind a finding, in words a writer understands: what stands in the works read, and what does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Evidence
from commonhold.train.reading import Reading
from commonhold.train.table import LEVELS_PER_DOUBLING, MOST_LEVEL
from commonhold.train.tokens import extend, folded, token_hash, tokens

Words = tuple[str, ...]

Change = tuple[int, int, str]
"""A change of a reading: the first token, how many go, and the text that comes."""

_MOST = 1_600_000  # what the highest level stands for, and everything above


def grounds(reading: Reading, changes: Sequence[Change], evidence: Evidence) -> list[tuple[str, ...]]:
    """Return for each change one sentence comparing the words as written with those suggested, or nothing where counts
    say nothing.

    Looked at are the changed words with one neighbour, with both, and alone; told is what differs most.
    """
    if not changes:
        return []
    compared = [list(_comparisons(reading, change)) for change in changes]
    words = dict.fromkeys(words for pairs in compared for pair in pairs for words in pair)
    level = dict(zip(words, word_sequence_levels(list(words), evidence), strict=True))
    return [_told(pairs, level) for pairs in compared]


def _comparisons(reading: Reading, change: Change) -> Iterator[tuple[Words, Words]]:
    """Yield the words as written and as suggested, with more and more of what stands around them."""
    at, removed, new = change
    old_words = tuple(folded(form) for form in reading.forms[at : at + removed])
    new_words = tuple(folded(token.form) for token in tokens(new))
    before = _neighbour(reading, at - 1, at)
    after = _neighbour(reading, at + removed, at)
    for left, right in dict.fromkeys([((), ()), (before, ()), ((), after), (before, after)]):
        one, other = (*left, *old_words, *right), (*left, *new_words, *right)
        if 1 <= len(one) <= max(ORDERS) and 1 <= len(other) <= max(ORDERS):
            yield one, other


def _told(pairs: Sequence[tuple[Words, Words]], level: Mapping[Words, int]) -> tuple[str, ...]:
    rises = [level[other] - level[one] for one, other in pairs]
    if max(rises, default=0) <= 0:
        return ()
    one, other = pairs[rises.index(max(rises))]
    high, low = times(_count(level[other])), times(_count(level[one]))
    return (f"in the works read, ‘{' '.join(other)}’ stands {high}, ‘{' '.join(one)}’ {low}",)


def _neighbour(reading: Reading, place: int, at: int) -> Words:
    """Return the word at a place, if there is one in the same sentence."""
    if not 0 <= place < len(reading) or not reading.wordy[place]:
        return ()
    low, high = min(place, at), max(place, at)
    same = not reading.first[low + 1 : high + 1].any() if high < len(reading) else True
    return (folded(reading.forms[place]),) if same else ()


def word_sequence_levels(sequences: Sequence[Words], evidence: Evidence) -> list[int]:
    """Return the level of each sequence of one to four folded words: the lowest of all n-grams inside it."""
    length = np.array([len(words) for words in sequences], dtype=np.int64)
    hashes = np.zeros((len(sequences), max(ORDERS)), dtype=np.uint64)
    known = {word: token_hash(word) for word in dict.fromkeys(chain.from_iterable(sequences))}
    for row, words in enumerate(sequences):
        hashes[row, : len(words)] = [known[word] for word in words]
    ids = evidence.lexicon.ids(hashes[:, 0])
    alone = np.where(ids >= 0, evidence.lexicon.level[np.maximum(ids, 0)], 0)
    level = np.where(length == 1, alone, MOST_LEVEL).astype(np.uint8)
    for start in range(max(ORDERS) - 1):
        gram = hashes[:, start]
        for order in range(2, max(ORDERS) - start + 1):
            gram = extend(gram, hashes[:, start + order - 1])
            rows = np.flatnonzero(length >= start + order)
            level[rows] = np.minimum(level[rows], evidence.words.grams[order](gram[rows]))
    return level.tolist()  # type: ignore[no-any-return]


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
