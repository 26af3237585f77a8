"""Classes of words that stand in the same places: what the order of words shows where the words themselves are rare.

Each of the most frequent words is a class of its own; the others are sorted by which of the most frequent words stand
before and after them and by how they end (k-means). Words that are hardly known are put where most words of the same
ending are. All arithmetic is on whole numbers below 2**53, so every machine draws the same classes.

Knows no part of speech by name, and one class only for a word that can be two things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays
from commonhold.train.counts import Hashes, Numbers, Stream, grams_of, summed
from commonhold.train.lexicon import Lexicon
from commonhold.train.table import Levels, levels
from commonhold.train.tokens import BOUNDARY, extend, folded, is_word, onset_hash, token_hash

OWN = 300
"""So many of the most frequent tokens are each a class of their own."""

DRAWN = 210
"""So many classes are drawn for the rest."""

UNKNOWN, NAME = OWN + DRAWN, OWN + DRAWN + 1
"""Classes of words of no known ending, written small and with a capital."""

CLASSES = OWN + DRAWN + 2
NEIGHBOURS = 400
"""Most frequent tokens that words are sorted by."""

LEAST_LEVEL = 20
"""Level (about 80 times) from which a word has been seen often enough to be sorted by its neighbours."""

LONGEST_ENDING = 4
_DRAWING_WORDS = 12_000
_ENDINGS = 300
_ENDING_WEIGHT = 48
_ROUNDS = 12
_SCALE = 255.0

ClassIds = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Classes:
    """``of_word`` (uint16, by word id); ``endings`` (uint64 hashes, ascending) with their ``of_ending`` (uint16);
    ``level`` (uint8, by class): how often a class is met.
    """

    of_word: ClassIds
    endings: Hashes
    of_ending: ClassIds
    level: Levels

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the classes as named arrays."""
        return {f"class_{name}": getattr(self, name) for name in self.__slots__}

    def of_unknown(self, form: str) -> int:
        """Return the class of a word that is not in the lexicon, by its casing and its ending."""
        if form[0].isupper():
            return NAME
        word = form.lower()
        for length in range(min(LONGEST_ENDING, len(word) - 1), 1, -1):
            ending = np.uint64(token_hash("~" + word[-length:]))
            place = int(np.searchsorted(self.endings, ending))
            if place < len(self.endings) and self.endings[place] == ending:
                return int(self.of_ending[place])
        return UNKNOWN


def from_arrays(arrays: Arrays) -> Classes:
    """Return the classes that ``Classes.arrays`` made these arrays of."""
    return Classes(*(arrays[f"class_{name}"] for name in Classes.__slots__))  # type: ignore[arg-type]


def class_of(form: str, number: int, classes: Classes) -> int:
    """Return the class of a token as written; ``number`` is its word id, -1 where it is not known."""
    if number >= 0:
        return int(classes.of_word[number])
    return classes.of_unknown(form) if is_word(form) else UNKNOWN


def hashes() -> Hashes:
    """Return the hash each class is counted under, by its number."""
    return np.array([token_hash(f"#{number}") for number in range(CLASSES)], dtype=np.uint64)


def draw(lexicon: Lexicon, counted: Numbers, bigrams: tuple[Hashes, Numbers]) -> Classes:
    """Return the classes of a lexicon; ``counted`` are its words' counts, ``bigrams`` the counts of all pairs."""
    words = lexicon.words()
    of_word = np.full(len(words), UNKNOWN, dtype=np.uint16)
    of_word[:OWN] = np.arange(min(OWN, len(words)))
    wordy = np.array([is_word(word) for word in words], dtype=bool)
    sorted_ones = np.flatnonzero(wordy & (lexicon.level >= LEAST_LEVEL))
    sorted_ones = sorted_ones[sorted_ones >= OWN]
    if len(sorted_ones) > DRAWN:
        rows = np.concatenate([_beside(sorted_ones, lexicon, counted, bigrams), _ended(sorted_ones, words)], axis=1)
        of_word[sorted_ones] = OWN + _drawn(rows)
    endings, of_ending = _by_ending(words, of_word, sorted_ones)
    found = Classes(of_word, endings, of_ending, np.zeros(CLASSES, np.uint8))
    for number in np.flatnonzero(of_word == UNKNOWN).tolist():
        if wordy[number]:
            named = lexicon.capital[number] > 128 or lexicon.upper[number] > 128
            of_word[number] = NAME if named else found.of_unknown(words[number])
    total = np.bincount(of_word, weights=counted.astype(np.float64), minlength=CLASSES).astype(np.int64)
    return Classes(of_word, endings, of_ending, levels(total))


def _beside(numbers: NDArray[np.int64], lexicon: Lexicon, counted: Numbers, bigrams: tuple[Hashes, Numbers]) -> Numbers:
    """Return how much of each word stands after and before each of the most frequent tokens: 0 to 255, by root."""
    by_id = lexicon.by_id()
    around = np.concatenate([[np.uint64(BOUNDARY)], by_id[:NEIGHBOURS]])
    own = by_id[numbers]
    columns = []
    for other in around:
        pair = np.full(len(own), other, dtype=np.uint64)
        for grams in (extend(pair, own), extend(own, pair)):
            columns.append(_times(bigrams, grams))
    share = np.stack(columns, axis=1) / np.maximum(counted[numbers], 1)[:, None]
    return np.rint(np.sqrt(share) * _SCALE).astype(np.int64)


def _times(counts: tuple[Hashes, Numbers], asked: Hashes) -> Numbers:
    keys, numbers = counts
    place = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[place] == asked, numbers[place], 0)


def _ended(numbers: NDArray[np.int64], words: list[str]) -> Numbers:
    """Return which of the most frequent endings of two and three letters each word has, weighed."""
    times: dict[str, int] = {}
    for number in numbers.tolist():
        for length in (2, 3):
            if len(words[number]) > length:
                ending = words[number][-length:]
                times[ending] = times.get(ending, 0) + 1
    often = sorted(times, key=lambda ending: (-times[ending], ending))[:_ENDINGS]
    column = {ending: at for at, ending in enumerate(often)}
    out = np.zeros((len(numbers), len(often)), dtype=np.int64)
    for row, number in enumerate(numbers.tolist()):
        for length in (2, 3):
            at = column.get(words[number][-length:]) if len(words[number]) > length else None
            if at is not None:
                out[row, at] = _ENDING_WEIGHT
    return out


def _drawn(rows: Numbers) -> NDArray[np.int64]:
    """Return the class (0 to DRAWN - 1) of each row: k-means that begins with the most frequent words."""
    exact = rows.astype(np.float64)  # whole numbers: sums of products stay exact
    centres = exact[:DRAWN].copy()
    few = exact[:_DRAWING_WORDS]
    for _ in range(_ROUNDS):
        nearest = _nearest(few, centres)
        for number in range(DRAWN):
            members = few[nearest == number]
            if len(members):
                centres[number] = np.rint(members.sum(axis=0) / len(members))
    return _nearest(exact, centres)


def _nearest(rows: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.int64]:
    sizes = (centres * centres).sum(axis=1)
    near = [2 * rows[at : at + 4096] @ centres.T - sizes for at in range(0, len(rows), 4096)]
    return np.concatenate([part.argmax(axis=1) for part in near])


def _by_ending(words: list[str], of_word: ClassIds, numbers: NDArray[np.int64]) -> tuple[Hashes, ClassIds]:
    """Return hashes of endings of two to four letters that five words have, with the class most of those are in."""
    votes: dict[str, dict[int, int]] = {}
    for number in numbers.tolist():
        word = words[number]
        for length in range(2, min(LONGEST_ENDING, len(word) - 1) + 1):
            tally = votes.setdefault(word[-length:], {})
            one = int(of_word[number])
            tally[one] = tally.get(one, 0) + 1
    best: Mapping[int, int] = {
        token_hash("~" + ending): max(tally, key=lambda one: (tally[one], -one))
        for ending, tally in votes.items()
        if sum(tally.values()) >= 5
    }
    keys = sorted(best)
    return np.array(keys, dtype=np.uint64), np.array([best[key] for key in keys], dtype=np.uint16)


def count(forms: Sequence[str], stream: Stream, lexicon: Lexicon, drawn: Classes) -> dict[int, tuple[Hashes, Numbers]]:
    """Count the n-grams of classes in a stream of numbers into ``forms`` (see ``counts.count``).

    Among those of order 2 are the pairs of a frequent word and the onset of the token after it.
    """
    ids = lexicon.ids(np.array([token_hash(folded(form)) for form in forms], dtype=np.uint64))
    of_form = [class_of(form, number, drawn) for form, number in zip(forms, ids.tolist(), strict=True)]
    found = grams_of(stream, hashes()[np.array(of_form, dtype=np.int64)])
    first, second = stream[:-1], stream[1:]
    inside = (first >= 0) & (second >= 0)
    often = inside & (np.append(ids, -1)[first] >= 0) & (np.append(ids, -1)[first] < OWN)
    starts = np.array([onset_hash(form) for form in forms], dtype=np.uint64)
    words = lexicon.by_id()[ids[first[often]]]
    pairs, times = np.unique(extend(words, starts[second[often]]), return_counts=True)
    both = np.concatenate([found[2][0], pairs]), np.concatenate([found[2][1], times.astype(np.int64)])
    return {**found, 2: summed(*both)}
