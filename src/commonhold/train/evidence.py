"""How well words fit where they stand: n-gram levels turned into scores, before and after a candidate.

Stupid backoff (Brants and others 2007, "Large Language Models in Machine Translation") over quantised counts, in
doublings (log2): a score of -10 is a chance of about one in a thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.train.candidates import Candidates
from commonhold.train.classes import Classes
from commonhold.train.classes import hashes as class_hashes
from commonhold.train.lexicon import Lexicon
from commonhold.train.reading import AFTER, BEFORE, Reading
from commonhold.train.table import LEVELS_PER_DOUBLING, Levels
from commonhold.train.tokens import BOUNDARY, extend

Hashes = NDArray[np.uint64]
Scores = NDArray[np.float32]

BACKOFF_DOUBLINGS = 1.3219  # log2(1 / 0.4), the factor of the paper

LookUp = Callable[[Hashes], Levels]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where levels come from: the lexicon for words, ``grams`` by order (2, 3, 4) for longer n-grams.

    ``classes`` and ``class_grams`` are the same for the classes of words; in ``class_grams`` of order 2 are also pairs
    of a frequent word and the onset of the next.
    """

    lexicon: Lexicon
    grams: Mapping[int, LookUp]
    top: int  # level of all tokens together
    stop: int  # level of the boundary
    classes: Classes
    class_grams: Mapping[int, LookUp]


@dataclass(frozen=True, slots=True)
class Strand:
    """A text seen one way, as words or as classes of words.

    ``row`` (uint64) and ``level`` (uint8) of the padded text; ``hashes`` and ``levels`` of every word that could come
    in, by id; ``grams`` by order; ``top``: level of all tokens together.
    """

    row: Hashes
    level: Levels
    hashes: Hashes
    levels: Levels
    grams: Mapping[int, LookUp]
    top: int


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


def words(reading: Reading, evidence: Evidence) -> Strand:
    """Return a text as its words."""
    known = evidence.lexicon
    ids = known.ids(reading.row)
    level = np.where(ids >= 0, known.level[np.maximum(ids, 0)], 0).astype(np.uint8)
    level[reading.row == np.uint64(BOUNDARY)] = evidence.stop
    return Strand(reading.row, level, known.by_id(), known.level, evidence.grams, evidence.top)


def classes(reading: Reading, evidence: Evidence) -> Strand:
    """Return a text as the classes of its words."""
    drawn = evidence.classes
    level = reading.class_level.copy()
    level[reading.class_row == np.uint64(BOUNDARY)] = evidence.stop
    by_id = class_hashes()[drawn.of_word]
    return Strand(reading.class_row, level, by_id, drawn.level[drawn.of_word], evidence.class_grams, evidence.top)


def fit(windows: Hashes, level: Levels, width: int, strand: Strand) -> Fit:
    """Return how windows read: ``windows`` (uint64) and ``level`` (uint8) have shape (n, BEFORE + width + AFTER)."""
    columns = windows.shape[1]
    grams: dict[int, Hashes] = {1: windows}
    found: dict[int, Levels] = {1: level}
    for order in (2, 3, 4):
        grams[order] = extend(grams[order - 1][:, :-1], windows[:, order - 1 :])
        raw = strand.grams[order](grams[order].ravel()).reshape(grams[order].shape)
        inner = found[order - 1]
        found[order] = np.where((inner[:, :-1] > 0) & (inner[:, 1:] > 0), raw, 0).astype(np.uint8)
    left = np.zeros(len(windows), dtype=np.float32)
    right = np.zeros(len(windows), dtype=np.float32)
    for column in range(BEFORE, columns):
        score = _score(found, column, strand.top)
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
    out = (found[1][:, column].astype(np.float32) - top) / LEVELS_PER_DOUBLING - 3 * BACKOFF_DOUBLINGS
    for order, penalty in ((2, 2), (3, 1), (4, 0)):
        whole = found[order][:, column - order + 1].astype(np.float32)
        context = found[order - 1][:, column - order + 1].astype(np.float32)
        better = np.minimum(whole - context, 0) / LEVELS_PER_DOUBLING - penalty * BACKOFF_DOUBLINGS
        out = np.where(whole > 0, better, out)
    return out.astype(np.float32)


def fits(reading: Reading, chosen: Candidates, strand: Strand) -> tuple[Fit, Fit]:
    """Return how the text reads before and after each candidate."""
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
            _put(out, rows, fit(strand.row[places], strand.level[places], width, strand))
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
            [strand.row[places[:, :BEFORE]], strand.hashes[ids], strand.row[places[:, BEFORE:]]], axis=1
        )
        ranks = np.concatenate(
            [strand.level[places[:, :BEFORE]], strand.levels[ids], strand.level[places[:, BEFORE:]]], axis=1
        )
        _put(out, rows, fit(windows, ranks, added, strand))
    return out


def _empty(size: int) -> Fit:
    scores = np.zeros((2, size), dtype=np.float32)
    return Fit(scores[0], scores[1], np.zeros((size, 3), np.uint8), np.zeros((size, 3), np.uint8))


def _put(out: Fit, rows: NDArray[np.int64], part: Fit) -> None:
    out.left[rows], out.right[rows] = part.left, part.right
    out.most[rows], out.least[rows] = part.most, part.least
