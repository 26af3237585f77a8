"""Exchanges of letters by which two groups of sources write the same words differently (``our``, ``or``).

The share of one of two near forms is compared between the groups. A share may also flip because of what the sources
are about (``lodged``, ``logged``), so no two words are believed for themselves, but only an exchange of letters that
flips for unrelated words, seldom fails to, and whose two forms stand among the same neighbours.

Knows no letter of any language. Exchanges of which there are one or two (``grey``, ``gray``) are not found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from commonhold.train.counts import Hashes, Numbers
from commonhold.train.tokens import extend, is_word

SHORTEST = 4
"""Letters a word must have: shorter ones are near to too many others."""

LEAST_USED, LEAST_SPREAD = 5, 2
"""Times and sources of a word from which it is no slip."""

LONGEST = 2
"""Letters on either side of an exchange."""

HALF_HEARD = 3.0
"""Uses at which a source counts half: its tenth use of a word tells less than its first."""

LEAST_HEARD = 0.5
"""Sources, by that count, that each group must have for a pair to be tested."""

CLEAR = 0.5
"""Difference of shares from which a pair flips."""

EXCLUSIVE = 0.1
"""Share up to which a group hardly uses a form; one of two forms must be so in one group."""

FEWEST_STEMS = 2
"""Unrelated words (by their first letters) that must flip with an exchange, and one more for each letter changed."""

LEAST_TRUE = 0.62
"""Share of tested unrelated words, and one that does not, that must flip with an exchange."""

NEIGHBOURS = 400
"""The most frequent words: where others stand is told by how often these stand beside them."""

RIVALS = 1000
"""Frequent words; few of them may stand more like one form of a pair than its other form does."""

MOST_UNLIKE = 0.15
"""Share of the rivals that may, for the middle one of an exchange's pairs."""

_STEM = 4
_SAME = 1.0001  # products of many small numbers differ in their last digits

Matrix = NDArray[np.int64]
Shares = NDArray[np.float64]


class Exchange(NamedTuple):
    """Letters before, letters of one form, letters of the other, letters after; an empty context is any."""

    before: str
    old: str
    new: str
    after: str


@dataclass(frozen=True, slots=True)
class Words:
    """The ``forms`` of words by id, how often each source has ``used`` them, shape (words, sources), their ``hashes``,
    and the counts of all two in a row (``bigrams``: hashes ascending, numbers).
    """

    forms: Sequence[str]
    used: Matrix
    hashes: Hashes
    bigrams: tuple[Hashes, Numbers]

    def stem(self, number: int) -> str:
        """Return the beginning that words of one family share."""
        return self.forms[number][:_STEM]


@dataclass(frozen=True, slots=True)
class Heard:
    """Of each pair of ids in ``near``: the ``share`` of its first form in two groups, and how many sources tell it
    (``weight``), both of shape (n, 2); whether it was ``tested``; its ``side``: 1 where the first form is the first
    group's, -1 where it is the second's, 0 where it does not flip.
    """

    near: Matrix
    share: Shares
    weight: Shares
    tested: NDArray[np.bool_]
    side: NDArray[np.int64]


def heard(near: Matrix, used: Matrix, sides: NDArray[np.int64]) -> Heard:
    """Return what two groups of sources (``sides`` 0 and 1; others count for nothing) tell of pairs of words."""
    share, weight = np.zeros((len(near), 2)), np.zeros((len(near), 2))
    for side in (0, 1):
        for column in np.flatnonzero(sides == side).tolist():
            first = used[near[:, 0], column]
            both = first + used[near[:, 1], column]
            told = both / (both + HALF_HEARD)
            weight[:, side] += told
            share[:, side] += told * first / np.maximum(both, 1)
    share /= np.maximum(weight, 1e-9)
    tested = np.asarray((weight >= LEAST_HEARD).all(axis=1))
    low, high = share.min(axis=1), share.max(axis=1)
    flips = tested & (high - low >= CLEAR) & (np.minimum(low, 1 - high) <= EXCLUSIVE)
    return Heard(near, share, weight, tested, np.where(flips, np.where(share[:, 0] > share[:, 1], 1, -1), 0))


def near_pairs(words: Words) -> Matrix:
    """Return pairs of ids of words that are no slips and differ in one short exchange, shape (n, 2).

    Of all pairs with one exchange the same side stands first.
    """
    often = (words.used.sum(axis=1) >= LEAST_USED) & ((words.used > 0).sum(axis=1) >= LEAST_SPREAD)
    holes: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number in np.flatnonzero(often).tolist():
        word = words.forms[number]
        if len(word) >= SHORTEST and is_word(word):
            for start in range(len(word) + 1):
                for size in range(min(LONGEST, len(word) - start) + 1):
                    holes[word[:start], word[start + size :]].append(number)
    pairs = {pair for group in holes.values() for pair in combinations(group, 2)}
    ordered = []
    for pair in sorted(pairs):
        swap = exchange(words.forms[pair[0]], words.forms[pair[1]])
        ordered.append(pair if swap.old < swap.new else pair[::-1])
    return np.array(ordered, dtype=np.int64).reshape(-1, 2)


def exchange(first: str, second: str) -> Exchange:
    """Return what is exchanged between two words, with the letters around it; ``^`` and ``$`` are their ends.

    >>> tuple(exchange("color", "colour")), tuple(exchange("center", "centre"))
    (('lo', '', 'u', 'r'), ('nt', 'er', 're', '$'))
    """
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    stop = 0
    while stop < min(len(first), len(second)) - start and first[-1 - stop] == second[-1 - stop]:
        stop += 1
    old, new = first[start : len(first) - stop], second[start : len(second) - stop]
    return Exchange(("^" + first)[: start + 1][-2:], old, new, (first[len(first) - stop :] + "$")[0])


def exchanged(word: str, way: Exchange) -> Iterator[str]:
    """Yield the words that an exchange makes of a word, place by place.

    >>> list(exchanged("colorless", Exchange("o", "", "u", "r"))), list(exchanged("our", Exchange("o", "", "u", "r")))
    (['colourless'], [])
    """
    framed = f"^{word}$"
    pattern = way.before + way.old + way.after
    at = framed.find(pattern)
    while at >= 0:
        start = at + len(way.before)
        yield (framed[:start] + way.new + framed[start + len(way.old) :])[1:-1]
        at = framed.find(pattern, at + 1)


def exchanges(words: Words, told: Heard) -> list[tuple[Exchange, Shares]]:
    """Return the exchanges that tell two groups apart, each with the share of its old letters in both, best first."""
    ways = {key: rows for key, rows in _ways(words, told.near).items() if _turned(words, told, key, rows)}
    unlike = _unlike(words, told.near, sorted({row for rows in ways.values() for row in rows if told.side[row]}))
    found: list[tuple[Exchange, Shares]] = []
    taken: set[int] = set()
    while (best := _best(words, told, ways, unlike, taken)) is not None:
        key, rows = best
        taken.update(told.near[rows].ravel().tolist())
        found.append((key, told.share[[row for row in rows if told.side[row]]].mean(axis=0)))
    return found


def _ways(words: Words, near: Matrix) -> dict[Exchange, list[int]]:
    """Return the rows of near pairs by exchange, with more and with fewer of the letters around."""
    rows: dict[Exchange, list[int]] = defaultdict(list)
    for row, (first, second) in enumerate(near.tolist()):
        left, old, new, right = exchange(words.forms[first], words.forms[second])
        for before, after in {(left, right), (left[-1:], right), (left[-1:], ""), ("", right)}:
            rows[Exchange(before, old, new, after)].append(row)
    return dict(sorted(rows.items()))


def _turned(words: Words, told: Heard, key: Exchange, rows: Sequence[int]) -> tuple[int, int] | None:
    """Return (which way, score) if an exchange flips for enough unrelated words and seldom fails to."""
    fewest = FEWEST_STEMS + OSA.distance(key.old, key.new)
    for turn in (1, -1):
        stems = {words.stem(told.near[row, 0]) for row in rows if told.side[row] == turn}
        if len(stems) >= fewest:
            asked = {words.stem(told.near[row, 0]) for row in rows if _is_asked(told, row)}
            if len(stems) >= LEAST_TRUE * (len(asked) + 1):
                return turn, 2 * len(stems) - len(asked)
    return None


def _is_asked(told: Heard, row: int) -> bool:
    """Tell whether a pair says anything of an exchange: not one that flips nowhere, one form seldom to nobody.

    Such are two other words ("pored" and "poured") or a word and its slip.
    """
    low, high = float(told.share[row].min()), float(told.share[row].max())
    return bool(told.tested[row]) and (bool(told.side[row]) or (low < 1 - EXCLUSIVE and high > EXCLUSIVE))


def _best(
    words: Words, told: Heard, ways: dict[Exchange, list[int]], unlike: Mapping[int, float], taken: set[int]
) -> tuple[Exchange, list[int]] | None:
    """Return the exchange that flips for most unrelated words not taken yet, with its rows, or nothing."""
    best: tuple[int, Exchange, list[int]] | None = None
    for key in list(ways):
        rows = [row for row in ways[key] if taken.isdisjoint(told.near[row].tolist())]
        turned = _turned(words, told, key, rows)
        if turned is None or _middle(words, told, rows, unlike, turned[0]) > MOST_UNLIKE:
            del ways[key]  # what is taken only grows
        elif best is None or turned[1] > best[0]:
            best = (turned[1], key, [row for row in rows if told.side[row] != -turned[0]])
    return best[1:] if best else None


def _middle(words: Words, told: Heard, rows: Sequence[int], unlike: Mapping[int, float], turn: int) -> float:
    """Return how unlike the forms of the middle one of an exchange's stems are, each taken by its likest pair."""
    least: dict[str, float] = {}
    for row in rows:
        if told.side[row] == turn:
            stem = words.stem(told.near[row, 0])
            least[stem] = min(least.get(stem, 1.0), unlike[row])
    return float(np.median(list(least.values())))


def _unlike(words: Words, near: Matrix, rows: Sequence[int]) -> dict[int, float]:
    """Return for each of these pairs the share of rivals that stand more like one form than the other form does."""
    if not rows:
        return {}
    rivals = [
        number for number, word in enumerate(words.forms[: 8 * RIVALS]) if len(word) >= SHORTEST and is_word(word)
    ]
    ids, places = np.unique(near[list(rows)], return_inverse=True)
    known = len(ids)
    both = np.concatenate([ids, np.array(rivals[:RIVALS], dtype=np.int64)])
    left, right = (_stands(words, both, before) for before in (True, False))
    others = (left[:known] @ left[known:].T) * (right[:known] @ right[known:].T)
    others[ids[:, None] == both[None, known:]] = 0  # nothing is its own rival
    out = {}
    for row, (first, second) in zip(rows, places.reshape(-1, 2).tolist(), strict=True):
        alike = (left[first] @ left[second]) * (right[first] @ right[second])
        out[row] = max(float((others[one] > alike * _SAME).mean()) for one in (first, second))
    return out


def _stands(words: Words, ids: NDArray[np.int64], before: bool) -> NDArray[np.float32]:
    """Return how often each of the most frequent words stands before (or after) these words, as unit vectors."""
    hashes, numbers = words.bigrams
    known = words.hashes[ids]
    out = np.zeros((len(ids), min(NEIGHBOURS, len(words.forms))), dtype=np.float32)
    for column in range(out.shape[1] if len(hashes) else 0):
        beside = np.full(len(ids), words.hashes[column], dtype=np.uint64)
        asked = extend(beside, known) if before else extend(known, beside)
        place = np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)
        out[:, column] = np.sqrt(np.where(hashes[place] == asked, numbers[place], 0))
    out /= np.maximum(np.sqrt((out**2).sum(axis=1, keepdims=True)), np.float32(1e-9))
    return out
