"""What the ranker looks at: one row of numbers a candidate, the same in training and in checking."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonhold.train.candidates import Candidates, Kind, begins
from commonhold.train.evidence import Evidence, Fit, Scores, Strand, as_classes, as_words, fits, joined_fits
from commonhold.train.lexicon import Lexicon
from commonhold.train.reading import Reading
from commonhold.train.table import Levels, levels
from commonhold.train.tokens import STOPS, extend, folded, is_word, shape_of, token_hash

NAMES = (
    "kind", "pair", "rule", "distance", "stroke", "gain", "gain_left", "gain_right", "score_before", "score_after",
    "most2_before", "most3_before", "most4_before", "least2_before", "least3_before", "least4_before",
    "most2_after", "most3_after", "most4_after", "least2_after", "least3_after", "least4_after",
    "class_gain", "class_gain_left", "class_gain_right", "class_before", "class_after",
    "class_most3_before", "class_most4_before", "class_least2_before", "class_least3_before", "class_least4_before",
    "class_most3_after", "class_most4_after", "class_least2_after", "class_least3_after", "class_least4_after",
    "home_before", "home_after", "onset_before", "onset_after",
    "level_before", "level_after", "sources_before", "sources_after", "capital_before", "capital_after",
    "upper_before", "part_before", "begins", "shape", "is_first", "length_before", "length_change", "same_first_letter",
    "times_in_text",
    "previous_wordy", "next_wordy", "previous_known", "next_known", "closes", "sentence_length",
    "plain_level", "stand_ins", "unknown",
    "margin", "rank", "rivals",
)  # fmt: skip
"""The columns of ``features``."""

Matrix = NDArray[np.float32]

LEAST_GAIN = -1.0
"""Doublings. Candidates that make the text less likely than this are not ranked: they hold one in a hundred of the
changes people make that are told from taste, and nineteen in twenty of all candidates."""

LEAST_GAIN_OF_PAIR = -4.0
_TWICE = 4  # level of two times

LONG_SENTENCE = 60
"""Tokens beyond which it does not matter how long a sentence is."""

FITTED_AT_ONCE = 16_000
"""Tokens whose candidates are read in place together: a text without line ends may have millions."""


def features(reading: Reading, chosen: Candidates, evidence: Evidence) -> Matrix:
    """Return the features of candidates, shape (n, len(NAMES)); all candidates for a token must be among them."""
    before, after = fits(reading, chosen, as_words(reading, evidence))
    everything = np.arange(len(chosen))
    return _matrix(reading, chosen, (before, after), _rivals(chosen, _gain(before, after), everything), evidence)


def promising(reading: Reading, chosen: Candidates, evidence: Evidence) -> tuple[Candidates, Matrix]:
    """Return the hopeful ones among candidates with their rows of ``features``, making none for the others."""
    tokens = [*range(0, max(len(reading), 1), FITTED_AT_ONCE), len(reading)]
    cuts = np.searchsorted(chosen.at, tokens).tolist()
    strand = as_words(reading, evidence)
    parts = [_promising(reading, chosen, range(*ends), strand) for ends in pairwise(cuts)]
    kept = chosen.select(np.concatenate([np.zeros(0, np.int64), *(part[0] for part in parts)]))
    both = joined_fits([part[1] for part in parts]), joined_fits([part[2] for part in parts])
    rivals = [np.concatenate(column) for column in zip(*(part[3] for part in parts), strict=True)]
    return kept, _matrix(reading, kept, both, rivals, evidence)


def _promising(
    reading: Reading, chosen: Candidates, span: range, strand: Strand
) -> tuple[NDArray[np.int64], Fit, Fit, list[NDArray[np.generic]]]:
    """Return which candidates of a span are hopeful, how they fit before and after, and how they stand among rivals."""
    part = chosen.select(slice(span.start, span.stop))
    before, after = fits(reading, part, strand)
    gain = _gain(before, after)
    rows = np.flatnonzero(_is_hopeful(part, gain))
    return span.start + rows, before.take(rows), after.take(rows), _rivals(part, gain, rows)


def _gain(before: Fit, after: Fit) -> Scores:
    return (after.left - before.left) + (after.right - before.right)


def _matrix(
    reading: Reading,
    chosen: Candidates,
    both: tuple[Fit, Fit],
    rivals: list[NDArray[np.generic]],
    evidence: Evidence,
) -> Matrix:
    before, after = both
    gain_left, gain_right = after.left - before.left, after.right - before.right
    columns = [chosen.kind, chosen.pair, chosen.rule, chosen.distance, _strokes(reading, chosen, evidence)]
    columns += [gain_left + gain_right, gain_left, gain_right]
    columns += [before.left + before.right, after.left + after.right]
    columns += [part for fit in both for part in _columns(fit)]
    columns += _classes(reading, chosen, evidence)
    columns += _words(reading, chosen, evidence)
    columns += _surroundings(reading, chosen, evidence)
    columns += rivals
    return np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)


def hopeful(chosen: Candidates, rows: Matrix) -> NDArray[np.bool_]:
    """Return which candidates are worth ranking, in training as in checking."""
    return _is_hopeful(chosen, rows[:, NAMES.index("gain")])


def _is_hopeful(chosen: Candidates, gain: Scores) -> NDArray[np.bool_]:
    often = (chosen.kind == Kind.PAIR) & (chosen.pair >= _TWICE)
    always = (chosen.kind == Kind.CASE) | (chosen.kind == Kind.UNKNOWN)
    worthy: NDArray[np.bool_] = always | (gain > LEAST_GAIN) | (often & (gain > LEAST_GAIN_OF_PAIR))
    return worthy


def _strokes(reading: Reading, chosen: Candidates, evidence: Evidence) -> NDArray[np.float32]:
    """Return how telling the letter is in which a word and the one that comes differ, 0 where it is not one letter."""
    out = np.zeros(len(chosen), dtype=np.float32)
    rows = np.flatnonzero((chosen.removed == 1) & (chosen.first >= 0) & (chosen.second < 0) & (chosen.distance == 1))
    kinds, ids = reading.kinds[chosen.at[rows]].tolist(), chosen.first[rows].tolist()
    words = {number: folded(reading.distinct[number]) for number in set(kinds)}
    comes = {number: evidence.lexicon.word(number) for number in set(ids)}
    out[rows] = [evidence.strokes.of(words[kind], comes[number]) for kind, number in zip(kinds, ids, strict=True)]
    return out


def _columns(fit: Fit) -> list[NDArray[np.generic]]:
    return [*fit.most.T, *fit.least.T]


def _classes(reading: Reading, chosen: Candidates, evidence: Evidence) -> list[NDArray[np.generic]]:
    """How the classes of the words read before and after, how much the words are at home in them, and onsets."""
    strand = as_classes(reading, evidence)
    before, after = fits(reading, chosen, strand)
    left, right = after.left - before.left, after.right - before.right
    known = evidence.lexicon
    homes = []
    for ids in _changed(reading, chosen):
        inside = np.clip(ids, 0, max(len(known) - 1, 0))
        home = known.level[inside].astype(np.float32) - strand.side.levels[inside]
        homes.append(np.where(ids >= 0, home, np.float32(-64)))
    return [
        left + right, left, right, before.left + before.right, after.left + after.right,
        *before.most.T[1:], *before.least.T, *after.most.T[1:], *after.least.T, *homes,
        *_onsets(reading, chosen, evidence),
    ]  # fmt: skip


def _onsets(reading: Reading, chosen: Candidates, evidence: Evidence) -> list[NDArray[np.generic]]:
    """Levels of the last word that goes, and of the last that comes, before the onset of the token that follows."""
    last = max(len(reading) - 1, 0)
    follows = chosen.at + chosen.removed
    goes_on = (follows <= last) & ~(reading.first[np.minimum(follows, last)] & (follows > chosen.at))
    onset = reading.onset[np.minimum(follows, last)]
    old = reading.row[reading.place[np.minimum(np.maximum(follows - 1, 0), last)]]
    new_id = np.where(chosen.second >= 0, chosen.second, chosen.first)
    new = np.where(new_id >= 0, evidence.words.hashes[np.maximum(new_id, 0)], reading.row[reading.place[chosen.at] - 1])
    look_up = evidence.classes.grams[2]
    return [np.where(goes_on, look_up(extend(one, onset)), 0) for one in (old, new)]


def _changed(reading: Reading, chosen: Candidates) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the ids of the word that goes and of the rarer word that comes; -1 for none."""
    old = np.where(chosen.removed > 0, reading.ids[chosen.at], -1)
    return old, np.where(chosen.second >= 0, np.maximum(chosen.first, chosen.second), chosen.first)


def _words(reading: Reading, chosen: Candidates, evidence: Evidence) -> list[NDArray[np.generic]]:
    """What is known of the word that goes and the word that comes."""
    known = evidence.lexicon
    size = max(len(known), 1)
    old, new = _changed(reading, chosen)
    out: list[NDArray[np.generic]] = []
    for table in (known.level, known.sources, known.capital):
        for ids in (old, new):
            out.append(np.where(ids >= 0, table[np.clip(ids, 0, size - 1)], 0))
    out.append(np.where(old >= 0, known.upper[np.clip(old, 0, size - 1)], 0))
    out.append(np.where(chosen.removed > 0, _parts(reading, known)[reading.kinds[chosen.at]], 0))
    out.append(begins(reading)[chosen.at])
    shapes = np.array([shape_of(form) for form in reading.distinct], dtype=np.uint8)
    lengths = np.array([len(form) for form in reading.distinct], dtype=np.int64)
    kinds = reading.kinds[chosen.at]
    spans = [np.where(ids >= 0, _end(known, ids) - _end(known, ids - 1), 0) for ids in (chosen.first, chosen.second)]
    length = np.where(chosen.removed > 0, lengths[kinds], 0)
    heads = np.array([form[0].lower().encode("utf-8", "replace")[0] for form in reading.distinct], dtype=np.uint8)
    head_of_new = known.blob[np.minimum(_end(known, chosen.first - 1), max(len(known.blob) - 1, 0))]
    same = head_of_new == heads[kinds]
    return [
        *out,
        np.where(chosen.removed > 0, shapes[kinds], 0),
        reading.first[chosen.at],
        length,
        sum(spans) - length,
        same & (chosen.removed > 0),
        np.where(chosen.removed > 0, levels(reading.times)[chosen.at], 0),
    ]


def _end(words: Lexicon, ids: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return where words end in the blob; 0 for those before the first."""
    return np.where(ids >= 0, words.ends[np.maximum(ids, 0)], 0).astype(np.int64)


def _parts(reading: Reading, known: Lexicon) -> Levels:
    """Return of each distinct form with an apostrophe the level of its longest part, 0 of the others."""
    parts = [max(re.split("['’]", form), key=len) if "'" in form or "’" in form else "" for form in reading.distinct]
    hashes = np.array([token_hash(folded(part)) if part else 0 for part in parts], dtype=np.uint64)
    ids = known.ids(hashes)
    return np.where(ids >= 0, known.level[np.maximum(ids, 0)], np.uint8(0))


def _surroundings(reading: Reading, chosen: Candidates, evidence: Evidence) -> list[NDArray[np.generic]]:
    """What kind of tokens stand before and after, within the sentence."""
    last = len(reading) - 1
    behind = np.maximum(chosen.at - 1, 0)
    ahead = np.minimum(chosen.at + chosen.removed, last)
    inside = ~reading.first[chosen.at]
    goes_on = (chosen.at + chosen.removed <= last) & ~(reading.first[ahead] & (ahead > chosen.at))
    known = reading.ids >= 0
    which = np.cumsum(reading.first) - 1
    length = np.bincount(which)
    stops = np.array([form in STOPS for form in reading.distinct], dtype=np.bool_)[reading.kinds]
    closing = np.cumsum(length) - 1
    before = np.maximum(closing - 1, 0)  # a closing bracket or quotation mark may stand behind the stop
    closes = stops[closing] | (stops[before] & ~reading.wordy[closing] & (length > 1))
    return [
        reading.wordy[behind] & inside,
        reading.wordy[ahead] & goes_on,
        known[behind] & inside,
        known[ahead] & goes_on,
        closes[which[chosen.at]],
        np.minimum(length[which[chosen.at]], LONG_SENTENCE),
        *(told[which[chosen.at]] for told in _plainness(reading, which, length, evidence.lexicon)),
    ]


def _plainness(
    reading: Reading, which: NDArray[np.int64], length: NDArray[np.int64], known: Lexicon
) -> list[NDArray[np.float64]]:
    """Of each sentence the mean level of its known words, the share of code, numbers and names, and of unknown words.

    A rare word among plain ones is another thing than one among the words of a trade.
    """
    word = reading.wordy & (reading.ids >= 0)
    level = np.where(word, known.level[np.maximum(reading.ids, 0)], 0)
    number = np.arange(len(length))
    # Sums of whole numbers, so that a sentence tells the same whatever stands beside it.
    told = np.bincount(which, weights=level, minlength=len(number)) / np.maximum(
        np.bincount(which, weights=word, minlength=len(number)), 1
    )
    other = np.array([not is_word(form) and form[-1].isalnum() for form in reading.distinct], dtype=np.bool_)
    other |= np.array([form[0] == "`" for form in reading.distinct], dtype=np.bool_)
    stand_ins = np.bincount(which, weights=other[reading.kinds], minlength=len(number)) / length
    strange = np.bincount(which, weights=reading.wordy & (reading.ids < 0), minlength=len(number)) / length
    return [told, stand_ins, strange]


def _rivals(chosen: Candidates, gain: Scores, rows: NDArray[np.int64]) -> list[NDArray[np.generic]]:
    """How some candidates stand among all for the same token: gain over the best other, rank, and how many."""
    if not len(rows):
        return [np.zeros(0, np.float32)] * 3
    begins = np.flatnonzero(np.concatenate(([True], chosen.at[1:] != chosen.at[:-1])))
    count = np.diff(np.append(begins, len(chosen)))
    token = np.searchsorted(begins, rows, "right") - 1
    many = count[token]
    # One line for each pair of a row and a candidate for the same token, its own among them.
    owner = np.repeat(np.arange(len(rows)), many)
    starts = np.cumsum(many) - many
    other = np.arange(len(owner)) + np.repeat(begins[token] - starts, many)
    mine = gain[rows]
    theirs = gain[other]
    ahead = (theirs > mine[owner]) | ((theirs == mine[owner]) & (other < rows[owner]))
    rank = np.add.reduceat(ahead, starts, dtype=np.int64)
    best = np.maximum.reduceat(np.where(other == rows[owner], np.float32(-np.inf), theirs), starts)
    margin = mine - np.where(many > 1, best, np.float32(0))
    return [margin, rank.astype(np.float32), many.astype(np.float32)]
