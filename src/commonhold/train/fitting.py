"""Examples for the ranker: candidates of corrected and of untouched sentences, with what the person really did.

Everything is measured without the source at hand: its own counts, words and corrections are taken out first, so that
no sentence vouches for itself (leaving out only the pairs of the positives would teach the ranker the leak).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.train.alternatives import Alternatives
from commonhold.train.candidates import Candidates, Kind, candidates, choices, usual
from commonhold.train.company import homes
from commonhold.train.context import Context
from commonhold.train.dialects import Dialects, nothing, same_but_for_dialect
from commonhold.train.errors import Change, changes, near
from commonhold.train.evidence import Evidence
from commonhold.train.features import NAMES, Matrix, promising
from commonhold.train.lexicon import Lexicon
from commonhold.train.reading import Reader, Reading
from commonhold.train.speller import Speller
from commonhold.train.tokens import folded, is_written, token_hash, tokens
from commonhold.work import Correction


@dataclass(frozen=True, slots=True)
class Examples:
    """``rows`` (float32, (n, features)), ``labels`` (bool, n); ``places`` (int64, n): the choice each is part of
    (``candidates.choices``), so that alarms can be counted; ``sentences`` and ``lengths`` (int64, n): the sentence each
    is in, and how many words that has; ``before`` and ``after`` (float32, n): ``context.Context.scores``, NaN without a
    network; ``words``: how many words the sentences have.
    """

    rows: Matrix
    labels: NDArray[np.bool_]
    places: NDArray[np.int64]
    sentences: NDArray[np.int64]
    lengths: NDArray[np.int64]
    before: NDArray[np.float32]
    after: NDArray[np.float32]
    words: int


def joined(parts: Sequence[Examples]) -> Examples:
    """Return all examples, in order."""
    whole = [none(), *parts]
    columns = {name: [getattr(part, name) for part in whole] for name in COLUMNS}
    for name in ("places", "sentences"):
        base = 0
        for number, numbers in enumerate(columns[name]):
            columns[name][number] = numbers + base
            base += int(numbers.max(initial=-1)) + 1
    arrays: dict[str, Any] = {name: np.concatenate(columns[name]) for name in COLUMNS}
    return Examples(**arrays, words=sum(part.words for part in parts))


def none() -> Examples:
    """Return no examples."""
    numbers, scores = np.zeros(0, np.int64), np.zeros(0, np.float32)
    return Examples(
        np.zeros((0, len(NAMES)), np.float32), np.zeros(0, bool), numbers, numbers, numbers, scores, scores, 0
    )


COLUMNS = tuple(field.name for field in fields(Examples))[:-1]
"""The arrays of examples, a row each."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What reading a source's sentences without its own counts needs."""

    lexicon: Lexicon
    alternatives: Alternatives
    evidence: Evidence
    errors: frozenset[Change]
    speller: Speller
    dialects: Dialects = field(default_factory=nothing)
    context: Context | None = None


def corrected(found: Sequence[Correction], bench: Bench) -> Examples:
    """Return the examples of corrections: positive where a candidate is what the person wrote."""
    reading = Reader(bench.lexicon, bench.evidence.drawn).read([correction.before for correction in found])
    return _examples(reading, bench, _truths(reading, found, bench))


def drawn(found: Sequence[Correction], bench: Bench) -> Examples:
    """Return the examples of slips that were drawn: every change of theirs mends."""
    reading = Reader(bench.lexicon, bench.evidence.drawn).read([correction.before for correction in found])
    everything = frozenset(change for correction in found for change in changes(correction))
    return _examples(reading, bench, _truths(reading, found, replace(bench, errors=everything)))


def untouched(sentences: Sequence[str], bench: Bench) -> Examples:
    """Return the examples of sentences that are taken as right: all negative."""
    reading = Reader(bench.lexicon, bench.evidence.drawn).read(sentences)
    no_token = np.zeros(len(reading), dtype=bool)
    return _examples(reading, bench, Truths(frozenset(), no_token, no_token))


@dataclass(frozen=True, slots=True)
class Truths:
    """What people did: the (at, removed, first, second) they ``chose``, which tokens (bool, n) they ``mended``
    otherwise, and which they ``touched`` as a matter of taste.
    """

    chose: frozenset[tuple[int, int, int, int]]
    mended: NDArray[np.bool_]
    touched: NDArray[np.bool_]


def _truths(reading: Reading, found: Sequence[Correction], bench: Bench) -> Truths:
    chose: set[tuple[int, int, int, int]] = set()
    touched, mended = np.zeros(len(reading), dtype=bool), np.zeros(len(reading), dtype=bool)
    bounds = np.searchsorted(reading.text, np.arange(len(found) + 1))
    for number, correction in enumerate(found):
        low, high = int(bounds[number]), int(bounds[number + 1])
        start, end = reading.start[low:high], reading.end[low:high]
        for (left, right, replacement), change in zip(correction.edits, changes(correction), strict=True):
            inside = low + np.flatnonzero((start < right) & (end > left))
            at = int(inside[0]) if len(inside) else low + int(np.searchsorted(start, left))
            words = [folded(token.form) for token in tokens(replacement) if is_written(token.form)]
            ids = bench.lexicon.ids(np.array([token_hash(word) for word in words], dtype=np.uint64)).tolist()
            if (
                change[0] == change[1]
                and len(inside) == 1
                and ids[0] >= 0
                and usual(reading, at, bench.lexicon) == replacement
            ):
                chose.add((at, 1, ids[0], -1))
            elif change in bench.errors and len(ids) <= 2 and min(ids, default=0) >= 0 and at < high:
                first, second = (*ids, -1, -1)[:2]
                chose.add((at, len(inside), first, second))
                mended[at] |= len(inside) == 1
                if not ids and len(inside) == 1 and at + 1 < high and reading.ids[at] == reading.ids[at + 1]:
                    chose.add((at + 1, 1, -1, -1))  # of a doubled word either copy may go
            elif len(inside) == len(words) == 1 and max(reading.ids[at], *ids) < 0 and near(change[0][0], words[0]):
                mended[at] = True  # a rare word misspelt: nobody could have offered the right one
            else:
                touched[max(at - 1, low) : at + len(inside) + 1] = True
    return Truths(frozenset(chose), mended, touched)


def _examples(reading: Reading, bench: Bench, truths: Truths) -> Examples:
    chosen = candidates(reading, bench.lexicon, bench.alternatives, bench.speller)
    same = same_but_for_dialect(chosen, reading, bench.dialects)
    chosen = chosen.select(~truths.touched[chosen.at] & _stands(chosen) & ~same)
    chosen, rows = promising(reading, chosen, bench.evidence)
    columns = (chosen.at, chosen.removed, chosen.first, chosen.second)
    answers = zip(*(column.tolist() for column in columns), strict=True)
    labels = np.fromiter((answer in truths.chose for answer in answers), dtype=bool, count=len(chosen))
    offered = np.zeros(len(reading), dtype=bool)
    offered[chosen.at[labels & (chosen.removed == 1)]] = True
    labels |= (chosen.kind == Kind.UNKNOWN) & (truths.mended & ~offered)[chosen.at]
    before, after = bench.context.scores(reading, chosen) if bench.context else _unread(len(chosen))
    return Examples(rows, labels, choices(chosen), *homes(reading, chosen.at), before, after, int(reading.wordy.sum()))


def _unread(size: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    return np.full(size, np.nan, np.float32), np.full(size, np.nan, np.float32)


def _stands(chosen: Candidates) -> NDArray[np.bool_]:
    """Leave out candidates that only the source's own corrections would have brought."""
    learned = (chosen.kind == Kind.NEAR) | (chosen.kind == Kind.JOIN) | (chosen.kind == Kind.SPLIT)
    alone: NDArray[np.bool_] = learned & (chosen.pair == 0) & (chosen.rule == 0) & (chosen.distance > 1)
    return ~alone
