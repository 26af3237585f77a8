"""Profiles: which sources write which of two forms, and the dialects that this tells apart.

A recipe says of some sources in which dialect they are written. From these come exchanges of letters (``exchanges``),
and from the exchanges pairs of words, rarer ones too. Sources that say nothing of their dialect join one when their
own use of the pairs is clear, and all is learnt once more.

Knows no letter or word of any language. Words that share no form (``lift``, ``elevator``) are not found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from commonhold.train.counts import Counts, Hashes, Numbers
from commonhold.train.dialects import Dialects, nothing
from commonhold.train.exchanges import (
    CLEAR,
    LEAST_HEARD,
    Heard,
    Matrix,
    Shares,
    Words,
    exchange,
    exchanged,
    exchanges,
    heard,
    near_pairs,
)
from commonhold.train.lexicon import Lexicon, tally

AT_HOME = 0.15
"""Share of a pair's uses from which a form is at home in a dialect, even if it is not the usual one there."""

SHORTEST_OF_PAIR = 5
"""Letters of the shorter form of a pair made by an exchange; below that most words have such a neighbour by chance."""

MOSTLY, ORDINARY = 128, 0.1
"""A form written with a capital more often than not (of 255) is a name, unless a tenth of all pairs are written so."""

TRUST = 1.0
"""Sources' worth of evidence that an exchange lends to each of its pairs."""

CLEAR_SOURCE, FEWEST_USES, MOST_OF_A_WORD = 0.95, 20, 5
"""A source of unknown dialect joins one by so many uses of known pairs, nearly all of one side, a few of each pair."""

ROUNDS = 3

Pair = tuple[int, int]


def usage(parts: Iterable[Counts], lexicon: Lexicon) -> Matrix:
    """Return how often each source uses each word, shape (words, sources)."""
    ranks = {word: number for number, word in enumerate(lexicon.words())}
    columns = []
    for part in parts:
        column = np.zeros(len(ranks), dtype=np.int64)
        for word, row in tally([part]).rows.items():
            if word in ranks:
                column[ranks[word]] = row[0]
        columns.append(column)
    return np.stack(columns, axis=1) if columns else np.zeros((len(ranks), 0), dtype=np.int64)


def learn(lexicon: Lexicon, used: Matrix, labels: Sequence[str], bigrams: tuple[Hashes, Numbers]) -> Dialects:
    """Return the dialects that the ``labels`` of some sources (the others: empty) tell apart.

    ``used`` are the uses of each word in each source, ``bigrams`` the counts of all. Of more than two dialects each two
    are compared; a word keeps the partner of the first two that tell it apart.
    """
    names = tuple(sorted(set(labels) - {""}))
    if len(names) < 2:
        return nothing()
    words = Words(lexicon.words(), used, lexicon.by_id(), bigrams)
    near = near_pairs(words)
    unknown = np.array([not label for label in labels])
    partner: dict[int, int] = {}
    home: dict[int, int] = {}
    for one, other in combinations(range(len(names)), 2):
        sides = np.array([{names[one]: 0, names[other]: 1}.get(label, -1) for label in labels])
        for (first, second), share in _nameless(_settled(words, near, sides, unknown), lexicon):
            for word, mate, shares in ((first, second, share), (second, first, 1 - share)):
                if partner.setdefault(word, mate) == mate:
                    bits = (int(shares[0] >= AT_HOME) << one) | (int(shares[1] >= AT_HOME) << other)
                    home[word] = home.get(word, 0) | bits
    ids = [word for word in sorted(partner) if partner.get(partner[word]) == word]
    return Dialects(
        names,
        np.array(ids, dtype=np.int32),
        np.array([partner[word] for word in ids], dtype=np.int32),
        np.array([home[word] for word in ids], dtype=np.uint8),
    )


def _nameless(found: Sequence[tuple[Pair, Shares]], lexicon: Lexicon) -> list[tuple[Pair, Shares]]:
    """Return the pairs without names; where capitals are ordinary, as for nouns in German, they make no name."""
    is_capital = [(lexicon.capital[list(pair)] > MOSTLY).any() for pair, _ in found]
    if sum(is_capital) > ORDINARY * len(found):
        return list(found)
    return [row for row, capital in zip(found, is_capital, strict=True) if not capital]


def _settled(
    words: Words, near: Matrix, sides: NDArray[np.int64], unknown: NDArray[np.bool_]
) -> list[tuple[Pair, Shares]]:
    """Return the pairs that tell two dialects apart, with the share of the first form in each, sources joining in."""
    found: list[tuple[Pair, Shares]] = []
    for _ in range(ROUNDS):
        found = list(_pairs(words, heard(near, words.used, sides), sides))
        joined = _joined(found, words.used, sides, unknown)
        if (joined == sides).all():
            break
        sides = joined
    return found


def _pairs(words: Words, told: Heard, sides: NDArray[np.int64]) -> Iterator[tuple[Pair, Shares]]:
    """Yield the pairs that some exchange makes of known words, if nothing speaks against it; of each word one.

    Then come pairs that flip by the same letters in a word of the same stem (``centre`` beside ``centres``).
    """
    ranks = {word: number for number, word in enumerate(words.forms) if len(word) >= SHORTEST_OF_PAIR}
    taken: set[int] = set()
    families: set[tuple[str, str, str, int]] = set()
    for way, lent in exchanges(words, told):
        made = np.array(
            [
                (number, ranks[other])
                for word, number in ranks.items()
                if way.old in word
                for other in exchanged(word, way)
                if other in ranks
            ],
            dtype=np.int64,
        ).reshape(-1, 2)
        own = heard(made, words.used, sides)
        share = (own.share * own.weight + lent * TRUST) / (own.weight + TRUST)
        gap, weight = np.abs(share[:, 0] - share[:, 1]), own.weight.sum(axis=1)
        is_clear = (gap >= CLEAR) & ((share[:, 0] > share[:, 1]) == (lent[0] > lent[1])) & (weight >= LEAST_HEARD)
        for row in np.argsort(-gap * weight, kind="stable").tolist():
            pair = (int(made[row, 0]), int(made[row, 1]))
            if is_clear[row] and taken.isdisjoint(pair):
                taken.update(pair)
                families.add((words.stem(pair[0]), way.old, way.new, 1 if lent[0] > lent[1] else -1))
                yield pair, share[row]
    for row in np.flatnonzero(told.side).tolist():
        pair = (int(told.near[row, 0]), int(told.near[row, 1]))
        _, old, new, _ = exchange(words.forms[pair[0]], words.forms[pair[1]])
        family = (words.stem(pair[0]), old, new, int(told.side[row]))
        if family in families and taken.isdisjoint(pair):
            taken.update(pair)
            yield pair, told.share[row]


def _joined(
    found: Sequence[tuple[Pair, Shares]], used: Matrix, sides: NDArray[np.int64], unknown: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the sides with those of unknown sources whose own use of the pairs is clear."""
    if not found:
        return sides
    pairs = np.array([pair if share[0] > share[1] else pair[::-1] for pair, share in found])
    uses = np.minimum(used[pairs], MOST_OF_A_WORD).sum(axis=0)
    enough = unknown & (uses.sum(axis=0) >= FEWEST_USES)
    clear = enough & (uses >= CLEAR_SOURCE * uses.sum(axis=0))
    return np.where(clear[0], 0, np.where(clear[1], 1, np.where(unknown, -1, sides)))
