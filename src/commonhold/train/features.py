"""What the ranker looks at: one row of numbers a candidate, the same in training and in checking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from commonhold.train.candidates import Candidates, Kind
from commonhold.train.evidence import Evidence, Fit, fits
from commonhold.train.reading import Reading
from commonhold.train.table import levels

NAMES = (
    "kind", "pair", "rule", "distance", "gain", "gain_left", "gain_right", "score_before", "score_after",
    "most2_before", "most3_before", "most4_before", "least2_before", "least3_before", "least4_before",
    "most2_after", "most3_after", "most4_after", "least2_after", "least3_after", "least4_after",
    "level_before", "level_after", "sources_before", "sources_after", "capital_before", "capital_after",
    "shape", "is_first", "length_before", "length_change", "same_first_letter", "times_in_text",
    "previous_wordy", "next_wordy", "previous_known", "next_known", "margin", "rank", "rivals",
)  # fmt: skip
"""The columns of ``features``."""

Matrix = NDArray[np.float32]

LEAST_GAIN = -1.0
"""Doublings. Candidates that make the text less likely than this are not ranked: they hold one in a hundred of the
changes people make that are told from taste, and nineteen in twenty of all candidates."""

LEAST_GAIN_OF_PAIR = -4.0
_TWICE = 4  # level of two times


def features(reading: Reading, chosen: Candidates, evidence: Evidence) -> Matrix:
    """Return the features of candidates, shape (n, len(NAMES))."""
    before, after = fits(reading, chosen, evidence)
    gain_left, gain_right = after.left - before.left, after.right - before.right
    gain = gain_left + gain_right
    columns = [chosen.kind, chosen.pair, chosen.rule, chosen.distance, gain, gain_left, gain_right]
    columns += [before.left + before.right, after.left + after.right]
    columns += [part for fit in (before, after) for part in _columns(fit)]
    columns += _words(reading, chosen, evidence)
    columns += _surroundings(reading, chosen)
    columns += _rivals(chosen, gain)
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def hopeful(chosen: Candidates, rows: Matrix) -> NDArray[np.bool_]:
    """Return which candidates are worth ranking, in training as in checking."""
    gain = rows[:, NAMES.index("gain")]
    often = (chosen.kind == Kind.PAIR) & (chosen.pair >= _TWICE)
    worthy: NDArray[np.bool_] = (gain > LEAST_GAIN) | (often & (gain > LEAST_GAIN_OF_PAIR))
    return worthy


def _columns(fit: Fit) -> list[NDArray[np.generic]]:
    return [*fit.most.T, *fit.least.T]


def _words(reading: Reading, chosen: Candidates, evidence: Evidence) -> list[NDArray[np.generic]]:
    """What is known of the word that goes and the word that comes."""
    words = evidence.lexicon
    size = max(len(words), 1)
    old = np.where(chosen.removed > 0, reading.ids[chosen.at], -1)
    new = np.where(chosen.second >= 0, np.maximum(chosen.first, chosen.second), chosen.first)
    out: list[NDArray[np.generic]] = []
    for table in (words.level, words.sources, words.capital):
        for ids in (old, new):
            out.append(np.where(ids >= 0, table[np.clip(ids, 0, size - 1)], 0))
    shapes = np.array([_shape(form) for form in reading.distinct], dtype=np.uint8)
    lengths = np.array([len(form) for form in reading.distinct], dtype=np.int64)
    kinds = reading.kinds[chosen.at]
    bounds = np.concatenate([[0], words.ends]).astype(np.int64)
    spans = [np.where(ids >= 0, bounds[ids + 1] - bounds[ids], 0) for ids in (chosen.first, chosen.second)]
    length = np.where(chosen.removed > 0, lengths[kinds], 0)
    heads = np.array([form[0].lower().encode("utf-8", "replace")[0] for form in reading.distinct], dtype=np.uint8)
    head_of_new = words.blob[np.minimum(bounds[np.maximum(chosen.first, 0)], max(len(words.blob) - 1, 0))]
    same = head_of_new == heads[kinds]
    times = np.unique(reading.group * len(reading.distinct) + reading.kinds, return_inverse=True, return_counts=True)
    repeated = levels(times[2])[times[1]]
    return [
        *out,
        np.where(chosen.removed > 0, shapes[kinds], 0),
        reading.first[chosen.at],
        length,
        sum(spans) - length,
        same & (chosen.removed > 0),
        np.where(chosen.removed > 0, repeated[chosen.at], 0),
    ]


def _shape(form: str) -> int:
    """Return 0 for lower case, 1 capitalised, 2 all capitals, 3 mixed."""
    if form == form.lower():
        return 0
    if form[0].isupper() and form[1:] == form[1:].lower():
        return 1
    return 2 if form == form.upper() else 3


def _surroundings(reading: Reading, chosen: Candidates) -> list[NDArray[np.generic]]:
    """What kind of tokens stand before and after, within the sentence."""
    last = len(reading) - 1
    behind = np.maximum(chosen.at - 1, 0)
    ahead = np.minimum(chosen.at + chosen.removed, last)
    inside = ~reading.first[chosen.at]
    goes_on = (chosen.at + chosen.removed <= last) & ~(reading.first[ahead] & (ahead > chosen.at))
    known = reading.ids >= 0
    return [
        reading.wordy[behind] & inside,
        reading.wordy[ahead] & goes_on,
        known[behind] & inside,
        known[ahead] & goes_on,
    ]


def _rivals(chosen: Candidates, gain: NDArray[np.float32]) -> list[NDArray[np.generic]]:
    """How a candidate stands among those for the same token: gain over the best other, rank, and how many."""
    size = len(chosen)
    order = np.lexsort((-gain, chosen.at))
    at = chosen.at[order]
    begins = np.flatnonzero(np.concatenate(([True], at[1:] != at[:-1]))) if size else np.zeros(0, np.int64)
    count = np.diff(np.append(begins, size))
    rank_sorted = np.arange(size) - np.repeat(begins, count)
    sorted_gain = gain[order]
    best = np.repeat(sorted_gain[begins], count) if size else sorted_gain
    second = np.repeat(sorted_gain[np.minimum(begins + 1, max(size - 1, 0))], count) if size else sorted_gain
    other = np.where(rank_sorted == 0, np.where(np.repeat(count, count) > 1, second, 0), best)
    margin, rank, many = np.empty(size, np.float32), np.empty(size, np.float32), np.empty(size, np.float32)
    margin[order] = sorted_gain - other
    rank[order] = rank_sorted
    many[order] = np.repeat(count, count)
    return [margin, rank, many]
