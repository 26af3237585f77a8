"""Everything a person might have meant to write instead, for every token and gap of a reading.

Generous on purpose: the ranker decides. Candidates are rows of arrays, so that a whole text is ranked at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import partial

import numpy as np
from numpy.typing import NDArray

from commonhold.train.alternatives import NEAR_LEVEL, Alternatives
from commonhold.train.lexicon import Casing, Lexicon
from commonhold.train.reading import Places, Reading
from commonhold.train.speller import Speller, splits
from commonhold.train.table import Levels
from commonhold.train.tokens import STOPS, extend, folded, token_hash


class Kind(IntEnum):
    """How a candidate came about."""

    SPELLING = 0  # near a rare or unknown word
    PAIR = 1  # people have made this very change
    ENDING = 2  # people have exchanged these endings
    NEAR = 3  # another frequent word, one letter away
    DELETE = 4
    DOUBLED = 5
    INSERT = 6
    JOIN = 7
    SPLIT = 8
    CASE = 9  # the same word in its usual casing
    UNKNOWN = 10  # a rare word that is wrong, whatever was meant


ANYTHING = -2
"""Stands for the word of an ``UNKNOWN``: any that is not among the candidates."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """``n`` candidates, ascending by ``at``.

    ``at``: the token replaced, or before which something is missing; ``removed``: how many tokens go (0, 1, 2);
    ``first`` and ``second``: ids of the words that come (-1: none); ``kind``; ``pair``, ``rule``, ``distance``: see
    ``Alternatives`` (for deletions and insertions ``pair`` is the level of the word dropped or put in).
    """

    at: Places
    removed: Levels
    first: NDArray[np.int32]
    second: NDArray[np.int32]
    kind: Levels
    pair: Levels
    rule: Levels
    distance: Levels

    def __len__(self) -> int:
        return len(self.at)

    def select(self, rows: NDArray[np.generic] | slice) -> Candidates:
        """Return the candidates of some rows (a mask, indices, or a slice that copies nothing)."""
        return Candidates(*(getattr(self, field.name)[rows] for field in fields(self)))


def candidates(reading: Reading, lexicon: Lexicon, alternatives: Alternatives, speller: Speller) -> Candidates:
    """Return the candidates of a reading."""
    level = np.where(reading.ids >= 0, lexicon.level[np.maximum(reading.ids, 0)], np.uint8(0))
    meant = np.array([_is_meant(form, speller) for form in reading.distinct], dtype=np.bool_)
    rare = np.flatnonzero(reading.wordy & (level < NEAR_LEVEL) & ~meant[reading.kinds])
    parts = [
        _learned(reading, alternatives),
        _spelled(reading, rare, level, lexicon, speller),
        _deleted(reading, alternatives),
        _inserted(reading, alternatives),
        _joined(reading, level, lexicon, alternatives),
        _cased(reading, lexicon),
        _filled(rare, removed=1, first=ANYTHING, kind=Kind.UNKNOWN),
    ]
    joined = Candidates(
        *(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Candidates))
    )
    # Of two ways to the same words the one with more evidence from people stays.
    keys = (joined.kind, 255 - joined.rule, 255 - joined.pair, joined.second, joined.first, joined.removed, joined.at)
    order = np.lexsort(keys)
    return _distinct(joined.select(order))


def _is_meant(form: str, speller: Speller) -> bool:
    """Tell whether a rare form is no slip by the look of it: "StackOverflow", a known word with an apostrophe's end."""
    return (form[1:] != form[1:].lower() and not form.isupper()) or speller.is_joined(folded(form))


def choices(chosen: Candidates) -> Places:
    """Return the number of the choice each candidate is part of: of one token, of two, or of what goes in between.

    Of a choice at most one candidate is right, so their probabilities add up.
    """
    return chosen.at * 3 + chosen.removed


def _distinct(ordered: Candidates) -> Candidates:
    """Drop a candidate that says the same as the one before it."""
    if not len(ordered):
        return ordered
    same = np.ones(len(ordered) - 1, dtype=bool)
    for name in ("at", "removed", "first", "second"):
        column = getattr(ordered, name)
        same &= column[1:] == column[:-1]
    return ordered.select(np.concatenate(([True], ~same)))


def _filled(at: Places, **columns: NDArray[np.generic] | int) -> Candidates:
    size = len(at)

    def column(name: str, kind: type[np.generic]) -> NDArray[np.generic]:
        value = columns.get(name, -1 if name in ("first", "second") else 0)
        return np.full(size, value, dtype=kind) if isinstance(value, int) else value.astype(kind)

    small = [column(name, np.uint8) for name in ("kind", "pair", "rule", "distance")]
    ids = [column(name, np.int32) for name in ("first", "second")]
    return Candidates(at.astype(np.int64), column("removed", np.uint8), *ids, *small)  # type: ignore[arg-type]


def _learned(reading: Reading, alternatives: Alternatives) -> Candidates:
    """What people replaced a word by, its other endings and its neighbours."""
    words = np.flatnonzero(reading.wordy)
    index, rows = alternatives.rows(reading.row[reading.place[words]])
    pair, rule = alternatives.pair[rows], alternatives.rule[rows]
    kind = np.where(pair > 0, Kind.PAIR, np.where(rule > 0, Kind.ENDING, Kind.NEAR))
    second = alternatives.second[rows]
    return _filled(
        words[index],
        removed=1,
        first=alternatives.first[rows],
        second=second,
        kind=np.where(second >= 0, Kind.SPLIT, kind),
        pair=pair,
        rule=rule,
        distance=alternatives.distance[rows],
    )


def _spelled(reading: Reading, rare: Places, level: Levels, lexicon: Lexicon, speller: Speller) -> Candidates:
    """The nearest known words to rare and unknown ones, and the two words they may be made of."""
    rows: list[tuple[int, int, int, int, int]] = []
    known = partial(_frequent, lexicon=lexicon)
    made: dict[int, list[tuple[int, int, int, int]]] = {}
    for at, number, rank in zip(rare.tolist(), reading.kinds[rare].tolist(), level[rare].tolist(), strict=True):
        if number not in made:
            word = folded(reading.distinct[number])
            made[number] = [(first, -1, Kind.SPELLING, far) for first, far in speller.near(word, int(rank))]
            if len(word) < 40:
                made[number] += [(first, second, Kind.SPLIT, 1) for first, second in splits(word, known)]
        rows += [(at, *row) for row in made[number]]
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return _filled(
        table[:, 0], removed=1, first=table[:, 1], second=table[:, 2], kind=table[:, 3], distance=table[:, 4]
    )


def _frequent(words: Sequence[str], lexicon: Lexicon) -> list[int]:
    """Return the ids of those words that are frequent, -1 for the others."""
    ids = lexicon.ids(np.array([token_hash(word) for word in words], dtype=np.uint64))
    found: list[int] = np.where((ids >= 0) & (lexicon.level[np.maximum(ids, 0)] >= NEAR_LEVEL), ids, -1).tolist()
    return found


def _deleted(reading: Reading, alternatives: Alternatives) -> Candidates:
    """Small words that people drop again, and words written twice."""
    level = alternatives.deleted_level
    ids = reading.ids
    often = np.where((ids >= 0) & (ids < len(level)), level[np.clip(ids, 0, max(len(level) - 1, 0))], 0)
    hashes = reading.row[reading.place]
    twice = np.zeros(len(reading), dtype=bool)
    twice[1:] = (hashes[1:] == hashes[:-1]) & ~reading.first[1:] & reading.wordy[1:] & reading.wordy[:-1]
    again = np.append(twice[1:], False)  # the first of two: it is the second that goes
    at = np.flatnonzero(((often > 0) & ~reading.first & ~again) | twice)
    return _filled(at, removed=1, kind=np.where(twice[at], Kind.DOUBLED, Kind.DELETE), pair=often[at])


def _inserted(reading: Reading, alternatives: Alternatives) -> Candidates:
    """The small words people most often forget, in every gap next to a word."""
    gaps = np.zeros(len(reading), dtype=bool)
    gaps[1:] = (reading.wordy[1:] | reading.wordy[:-1]) & ~reading.first[1:]
    at = np.flatnonzero(gaps)
    many = len(alternatives.inserted)
    return _filled(
        np.repeat(at, many),
        first=np.tile(alternatives.inserted, len(at)),
        kind=Kind.INSERT,
        pair=np.tile(alternatives.inserted_level, len(at)),
    )


def _cased(reading: Reading, lexicon: Lexicon) -> Candidates:
    """Words that are not written as they usually are, or small where a sentence begins."""
    odd = np.flatnonzero((reading.casing == Casing.ODD) | ((reading.casing == Casing.SMALL) & begins(reading)))
    at = np.array([place for place in odd.tolist() if usual(reading, place, lexicon)], dtype=np.int64)
    return _filled(at, removed=1, first=reading.ids[at], kind=Kind.CASE)


def begins(reading: Reading) -> NDArray[np.bool_]:
    """Return which tokens stand where a sentence may begin: at the start of a text, after a stop."""
    stops = np.array([form in STOPS for form in reading.distinct], dtype=bool)
    out = reading.first.copy()
    out[1:] |= stops[reading.kinds[:-1]]
    return out


def usual(reading: Reading, at: int, lexicon: Lexicon) -> str:
    """Return a known word in its usual casing if it is written otherwise, an empty text if it is not."""
    form = reading.forms[at]
    written = lexicon.written(int(reading.ids[at]))
    if "’" in form:
        written = written.replace("'", "’")
    if written == written.lower() and (reading.first[at] or (at > 0 and reading.forms[at - 1] in STOPS)):
        written = written[:1].upper() + written[1:]
    return "" if written == form else written


def _joined(reading: Reading, level: Levels, lexicon: Lexicon, alternatives: Alternatives) -> Candidates:
    """Two words that people write as one (or as two others), and two of which one is rare but not both together."""
    if len(reading) < 2:
        return _filled(np.zeros(0, np.int64))
    hashes = reading.row[reading.place]
    inner = ~reading.first[1:] & reading.wordy[1:] & reading.wordy[:-1]
    at = np.flatnonzero(inner)
    index, rows = alternatives.rows(extend(hashes[at], hashes[at + 1]))
    known = _filled(
        at[index], removed=2, first=alternatives.first[rows], second=alternatives.second[rows], kind=Kind.JOIN,
        pair=alternatives.pair[rows], distance=alternatives.distance[rows],
    )  # fmt: skip
    odd = at[(level[at] < NEAR_LEVEL) | (level[at + 1] < NEAR_LEVEL)]
    words = [folded(reading.forms[place]) + folded(reading.forms[place + 1]) for place in odd.tolist()]
    ids = lexicon.ids(np.array([token_hash(word) for word in words], dtype=np.uint64))
    good = (ids >= 0) & (lexicon.level[np.maximum(ids, 0)] >= NEAR_LEVEL)
    made = _filled(odd[good], removed=2, first=ids[good], kind=Kind.JOIN, distance=1)
    return Candidates(
        *(np.concatenate([getattr(known, field.name), getattr(made, field.name)]) for field in fields(Candidates))
    )
