"""How well words fit where they stand: n-gram levels turned into scores, before and after a candidate.

Stupid backoff (Brants and others 2007, "Large Language Models in Machine Translation") over quantised counts, in
doublings (log2): a score of -10 is a chance of about one in a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.train.candidates import Candidates
from commonhold.train.classes import Classes
from commonhold.train.classes import hashes as class_hashes
from commonhold.train.lexicon import Lexicon
from commonhold.train.reading import AFTER, BEFORE, Places, Reading
from commonhold.train.strokes import Strokes, nothing
from commonhold.train.table import LEVELS_PER_DOUBLING, Levels
from commonhold.train.tokens import BOUNDARY, extend

Hashes = NDArray[np.uint64]
Scores = NDArray[np.float32]

BACKOFF_DOUBLINGS = 1.3219  # log2(1 / 0.4), the factor of the paper

LookUp = Callable[[Hashes], Levels]


@dataclass(frozen=True, slots=True)
class Side:
    """One way to see words, as themselves or as their classes.

    ``hashes`` (uint64) and ``levels`` (uint8) of every word, by id; ``grams`` by order (2, 3, 4): where the levels of
    longer n-grams come from; ``top``: level of all tokens together. ``reads`` may do what ``fits`` does, sooner.
    """

    hashes: Hashes
    levels: Levels
    grams: Mapping[int, LookUp]
    top: int
    reads: Reads | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where levels come from: the lexicon for words, ``words`` and ``classes`` for what stands side by side.

    Among the pairs of ``classes`` are also those of a frequent word and the onset of the next. ``stop`` is the level of
    the boundary; ``strokes`` tell slips of letters from other words.
    """

    lexicon: Lexicon
    stop: int
    words: Side
    drawn: Classes
    classes: Side
    strokes: Strokes


def evidence(
    lexicon: Lexicon,
    drawn: Classes,
    grams: Mapping[int, LookUp],
    class_grams: Mapping[int, LookUp],
    top: int,
    stop: int,
    strokes: Strokes | None = None,
) -> Evidence:
    """Return the evidence of a lexicon and its classes; ``top`` and ``stop``: levels of all tokens and the boundary."""
    words = Side(lexicon.by_id(), lexicon.level, grams, top)
    classes = Side(class_hashes()[drawn.of_word], drawn.level[drawn.of_word], class_grams, top)
    return Evidence(lexicon, stop, words, drawn, classes, strokes or nothing())


@dataclass(frozen=True, slots=True)
class Strand:
    """A text seen from one side: ``row`` (uint64 hashes) and ``level`` (uint8) of every place of the padded row."""

    row: Hashes
    level: Levels
    side: Side


@dataclass(frozen=True, slots=True)
class Fit:
    """How ``n`` windows read: ``left`` and ``right`` (float32): scores of the changed words, and of the words after;
    ``most`` and ``least`` (uint8, (n, 3)): highest and lowest level of the n-grams of orders 2, 3, 4 that touch them.
    """

    left: Scores
    right: Scores
    most: Levels
    least: Levels

    def take(self, rows: NDArray[np.generic]) -> Fit:
        """Return the fit of some windows."""
        return Fit(self.left[rows], self.right[rows], self.most[rows], self.least[rows])


def joined_fits(parts: Sequence[Fit]) -> Fit:
    """Return the fits of all parts, in order."""
    none = Fit(*(np.zeros(0, np.float32),) * 2, *(np.zeros((0, 3), np.uint8),) * 2)
    return Fit(*(np.concatenate([getattr(part, name) for part in (none, *parts)]) for name in Fit.__slots__))


Reads = Callable[[Hashes, Levels, Places, Candidates], tuple[Fit, Fit]]
"""How a padded row with its levels, and the places of tokens in it, reads before and after each candidate."""


def as_words(reading: Reading, evidence: Evidence) -> Strand:
    """Return a text as its words."""
    level = np.zeros(len(reading.row), dtype=np.uint8)
    level[reading.place] = np.where(reading.ids >= 0, evidence.lexicon.level[np.maximum(reading.ids, 0)], 0)
    level[reading.row == np.uint64(BOUNDARY)] = evidence.stop
    return Strand(reading.row, level, evidence.words)


def as_classes(reading: Reading, evidence: Evidence) -> Strand:
    """Return a text as the classes of its words."""
    level = reading.class_level.copy()
    level[reading.class_row == np.uint64(BOUNDARY)] = evidence.stop
    return Strand(reading.class_row, level, evidence.classes)


def fit(windows: Hashes, level: Levels, width: int, side: Side) -> Fit:
    """Return how windows read: ``windows`` (uint64) and ``level`` (uint8) have shape (n, BEFORE + width + AFTER)."""
    columns = windows.shape[1]
    grams: dict[int, Hashes] = {1: windows}
    found: dict[int, Levels] = {1: level}
    for order in (2, 3, 4):
        grams[order] = extend(grams[order - 1][:, :-1], windows[:, order - 1 :])
        raw = side.grams[order](grams[order].ravel()).reshape(grams[order].shape)
        inner = found[order - 1]
        found[order] = np.where((inner[:, :-1] > 0) & (inner[:, 1:] > 0), raw, 0).astype(np.uint8)
    left = np.zeros(len(windows), dtype=np.float32)
    right = np.zeros(len(windows), dtype=np.float32)
    for column in range(BEFORE, columns):
        score = _score(found, column, side.top)
        score = np.where(windows[:, column] == 0, np.float32(0), score)
        if column < BEFORE + width:
            left += score
        else:
            right += score
    most = np.zeros((len(windows), 3), dtype=np.uint8)
    least = np.zeros((len(windows), 3), dtype=np.uint8)
    for order in (2, 3, 4):
        touching = found[order][:, BEFORE - order + 1 : BEFORE + width]
        most[:, order - 2] = touching.max(axis=1)
        least[:, order - 2] = touching.min(axis=1)
    return Fit(left, right, most, least)


def _score(found: Mapping[int, Levels], column: int, top: int) -> Scores:
    """Return log2 of the backed-off chance of the token in a column after the tokens before it."""
    out = alone(found[1][:, column], top)
    for order in (2, 3, 4):
        whole = found[order][:, column - order + 1].astype(np.float32)
        context = found[order - 1][:, column - order + 1].astype(np.float32)
        out = np.where(whole > 0, fallen(whole - context, order), out)
    return out


def alone(level: Levels, top: int) -> Scores:
    """Return the score of words of which nothing but their level is known."""
    return ((level.astype(np.float32) - top) / LEVELS_PER_DOUBLING - 3 * BACKOFF_DOUBLINGS).astype(np.float32)


def fallen(rise: Scores, order: int) -> Scores:
    """Return the score of words by how much higher the level of an n-gram of that order is than its context's."""
    score = np.minimum(rise, 0) / LEVELS_PER_DOUBLING - (4 - order) * BACKOFF_DOUBLINGS
    return score.astype(np.float32)


def fits(reading: Reading, chosen: Candidates, strand: Strand) -> tuple[Fit, Fit]:
    """Return how the text reads before and after each candidate."""
    if strand.side.reads is not None:
        return strand.side.reads(strand.row, strand.level, reading.place, chosen)
    return _before(reading, chosen, strand), _after(reading, chosen, strand)


def _context(at: NDArray[np.int64], removed: NDArray[np.generic]) -> NDArray[np.int64]:
    """Return the places in the row around tokens of which some are removed, shape (n, BEFORE + AFTER)."""
    before = at[:, None] + np.arange(-BEFORE, 0)
    after = at[:, None] + removed.astype(np.int64)[:, None] + np.arange(AFTER)
    return np.concatenate([before, after], axis=1)


def _before(reading: Reading, chosen: Candidates, strand: Strand) -> Fit:
    """Score each distinct (place, number of tokens removed) once."""
    key = chosen.at * 3 + chosen.removed
    distinct, inverse = np.unique(key, return_inverse=True)
    removed = distinct % 3
    place = reading.place[distinct // 3]
    out = _empty(len(distinct))
    for width in range(3):
        rows = np.flatnonzero(removed == width)
        if len(rows):
            places = place[rows][:, None] + np.arange(-BEFORE, width + AFTER)
            _put(out, rows, fit(strand.row[places], strand.level[places], width, strand.side))
    return out.take(inverse)


def _after(reading: Reading, chosen: Candidates, strand: Strand) -> Fit:
    out = _empty(len(chosen))
    width = (chosen.first >= 0).astype(np.int64) + (chosen.second >= 0)
    for added in range(3):
        rows = np.flatnonzero(width == added)
        if not len(rows):
            continue
        places = _context(reading.place[chosen.at[rows]], chosen.removed[rows])
        ids = np.stack([chosen.first[rows], chosen.second[rows]], axis=1)[:, :added]
        windows = np.concatenate(
            [strand.row[places[:, :BEFORE]], strand.side.hashes[ids], strand.row[places[:, BEFORE:]]], axis=1
        )
        ranks = np.concatenate(
            [strand.level[places[:, :BEFORE]], strand.side.levels[ids], strand.level[places[:, BEFORE:]]], axis=1
        )
        _put(out, rows, fit(windows, ranks, added, strand.side))
    return out


def _empty(size: int) -> Fit:
    scores = np.zeros((2, size), dtype=np.float32)
    return Fit(scores[0], scores[1], np.zeros((size, 3), np.uint8), np.zeros((size, 3), np.uint8))


def _put(out: Fit, rows: NDArray[np.int64], part: Fit) -> None:
    out.left[rows], out.right[rows] = part.left, part.right
    out.most[rows], out.least[rows] = part.most, part.least
