"""What could be meant instead: for every known word the words it is confused with, for known slips their remedies.

Made once, at training, from the error model and the lexicon; read as arrays at checking. Words that are not in here
because nobody has misspelt them so before are the business of ``speller``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from commonhold.model import Arrays
from commonhold.train.errors import COMMON_RANK, Change, ErrorModel, ending
from commonhold.train.lexicon import Ids, Lexicon
from commonhold.train.table import Levels, levels
from commonhold.train.tokens import extend, is_word, token_hash

NEAR_LEVEL = 18
"""Level (about 50 times) from which a word is frequent enough to be a likely slip for another."""

JOINT_LEVEL = 29
"""Level (about 500 times) from which a word is so frequent that it may stand for its two parts, or they for it."""

MORE_FREQUENT = 10
"""Levels (about nine times as often) by which a word must be more frequent than a slip for it."""

MOST_PER_WORD = 16
MOST_INSERTED = 20
MOST_ENDINGS = 80


@dataclass(frozen=True, slots=True)
class Alternatives:
    """Rows of (before → first, second): ``ends`` (uint32) gives the last row of each key, keys ascending.

    ``keys`` (uint64): token hash of one word, or of two words as a bigram; ``first`` and ``second`` (int32 word ids,
    -1 for none); ``pair`` (uint8): level of times people made just this change; ``rule`` (uint8): level of times they
    exchanged these endings; ``distance`` (uint8): letters changed. ``inserted`` (int32 ids) with ``inserted_level``;
    ``deleted_level`` (uint8 by id, for the most frequent words).
    """

    keys: NDArray[np.uint64]
    ends: NDArray[np.uint32]
    first: Ids
    second: Ids
    pair: Levels
    rule: Levels
    distance: Levels
    inserted: Ids
    inserted_level: Levels
    deleted_level: Levels

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the alternatives as named arrays."""
        return {f"alt_{name}": getattr(self, name) for name in self.__slots__}

    def rows(self, hashes: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return (index into ``hashes``, row) of every row whose key is among the hashes."""
        if not len(self.keys):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        place = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
        hit = np.flatnonzero(self.keys[place] == hashes)
        key = place[hit]
        stop = self.ends[key].astype(np.int64)
        begin = np.where(key > 0, self.ends[np.maximum(key - 1, 0)].astype(np.int64), 0)
        length = stop - begin
        owner = np.repeat(np.arange(len(hit)), length)
        offset = np.arange(len(owner)) - np.repeat(np.cumsum(length) - length, length)
        return hit[owner], begin[owner] + offset


def slips(whole: Alternatives, lexicon: Lexicon) -> NDArray[np.bool_]:
    """Return which words, by id, are rare and put right by people: nobody wants them as a suggestion."""
    ids = lexicon.ids(whole.keys)
    ends = whole.ends.astype(np.int64)
    owner = np.repeat(ids, ends - np.append(0, ends[:-1]))
    better = lexicon.level[whole.first].astype(np.int64) >= lexicon.level[np.maximum(owner, 0)] + MORE_FREQUENT
    rare = (owner >= 0) & (lexicon.level[np.maximum(owner, 0)] < NEAR_LEVEL)
    out = np.zeros(len(lexicon), dtype=np.bool_)
    out[owner[rare & better & (whole.pair > 0) & (whole.second < 0)]] = True
    return out


def from_arrays(arrays: Arrays) -> Alternatives:
    """Return the alternatives that ``Alternatives.arrays`` made these arrays of."""
    return Alternatives(*(arrays[f"alt_{name}"] for name in Alternatives.__slots__))  # type: ignore[arg-type]


def key_hash(before: Iterable[str]) -> int:
    """Return the key of one or two folded words."""
    hashes = [np.array([token_hash(word)], dtype=np.uint64) for word in before]
    return int(hashes[0][0] if len(hashes) == 1 else extend(hashes[0], hashes[1])[0])


def build(lexicon: Lexicon, errors: ErrorModel) -> Alternatives:
    """Return the alternatives a lexicon and an error model give."""
    words = lexicon.words()
    ranks = {word: number for number, word in enumerate(words)}
    rows: dict[tuple[str, ...], dict[tuple[int, int], tuple[int, int, int]]] = defaultdict(dict)
    for before, after, distance in [*_inflected(words, ranks, lexicon, errors), *neighbours(words, lexicon)]:
        rule = errors.endings.get(ending(before, after) or ("", ""), 0)
        rows[(before,)][(ranks[after], -1)] = (0, rule, distance)
    for joint, parts in _joints(words, ranks, lexicon):
        rows[parts][(ranks[joint], -1)] = (0, 0, 1)
        rows[(joint,)][(ranks[parts[0]], ranks[parts[1]])] = (0, 0, 1)
    for (before_words, after_words), times in errors.pairs.items():
        if not before_words or not after_words or any(word not in ranks for word in after_words):
            continue
        first, second = ranks[after_words[0]], ranks[after_words[1]] if len(after_words) > 1 else -1
        old = rows[before_words].get((first, second), (0, 0, 0))
        distance = OSA.distance(" ".join(before_words), " ".join(after_words))
        rows[before_words][(first, second)] = (times, old[1], min(distance, 255))
    return _packed(rows, lexicon, errors, ranks)


def _packed(
    rows: Mapping[tuple[str, ...], dict[tuple[int, int], tuple[int, int, int]]],
    lexicon: Lexicon,
    errors: ErrorModel,
    ranks: Mapping[str, int],
) -> Alternatives:
    keyed = sorted((key_hash(before), before) for before in rows)
    flat: list[tuple[int, int, int, int, int]] = []
    ends = []
    for _, before in keyed:
        best = sorted(rows[before].items(), key=lambda row: (-row[1][0], -row[1][1], row[1][2], row[0]))
        flat += [(*after, *facts) for after, facts in best[:MOST_PER_WORD]]
        ends.append(len(flat))
    table = np.array(flat, dtype=np.int64).reshape(-1, 5)
    inserted = sorted(
        ((times, after[0]) for (before, after), times in errors.pairs.items() if not before and len(after) == 1),
        key=lambda row: (-row[0], row[1]),
    )[:MOST_INSERTED]
    deleted = np.zeros(min(COMMON_RANK, len(lexicon)), dtype=np.int64)
    for (before, after), times in errors.pairs.items():
        if not after and len(before) == 1 and ranks.get(before[0], COMMON_RANK) < len(deleted):
            deleted[ranks[before[0]]] = times
    return Alternatives(
        np.array([key for key, _ in keyed], dtype=np.uint64),
        np.array(ends, dtype=np.uint32),
        table[:, 0].astype(np.int32),
        table[:, 1].astype(np.int32),
        levels(table[:, 2]),
        levels(table[:, 3]),
        np.minimum(table[:, 4], 255).astype(np.uint8),
        np.array([ranks[word] for _, word in inserted if word in ranks], dtype=np.int32),
        levels(np.array([times for times, word in inserted if word in ranks], dtype=np.int64)),
        levels(deleted),
    )


def _inflected(
    words: list[str], ranks: Mapping[str, int], lexicon: Lexicon, errors: ErrorModel
) -> Iterable[tuple[str, str, int]]:
    """Yield (word, the same word with another ending, letters changed) by endings people exchanged."""
    rules: dict[str, list[str]] = defaultdict(list)
    for (old, new), _ in sorted(errors.endings.items(), key=lambda row: (-row[1], row[0]))[:MOST_ENDINGS]:
        rules[old].append(new)
    for number, word in enumerate(words):
        if lexicon.level[number] < NEAR_LEVEL or not is_word(word):
            continue
        for cut in range(4):
            stem, old = word[: len(word) - cut], word[len(word) - cut :]
            for new in rules.get(old, ()) if len(stem) >= 3 else ():
                other = stem + new
                if lexicon.level[ranks[other]] >= NEAR_LEVEL if other in ranks else False:
                    yield word, other, OSA.distance(word, other)


def _joints(words: list[str], ranks: Mapping[str, int], lexicon: Lexicon) -> Iterable[tuple[str, tuple[str, str]]]:
    """Yield (word, the two words it is made of) where all are frequent and one of the two as much as the word."""
    often, oftener = (
        {word for word in words if lexicon.level[ranks[word]] >= least and is_word(word) and "'" not in word}
        for least in (NEAR_LEVEL, JOINT_LEVEL)
    )
    for word in sorted(oftener):
        for cut in range(1, len(word)):
            parts = word[:cut], word[cut:]
            if often.issuperset(parts) and not oftener.isdisjoint(parts):
                yield word, parts


def neighbours(words: list[str], lexicon: Lexicon) -> Iterable[tuple[str, str, int]]:
    """Yield (frequent word, another that differs in one letter, 1), in both directions."""
    holes: dict[str, list[str]] = defaultdict(list)
    frequent = [
        word
        for number, word in enumerate(words)
        if lexicon.level[number] >= NEAR_LEVEL and len(word) >= 3 and is_word(word)
    ]
    for word in frequent:
        for form in {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}:
            holes[form].append(word)
    seen = set()
    for form in sorted(holes):
        group = holes[form]
        for before in group if len(group) < 60 else ():
            for after in group:
                if before != after and (before, after) not in seen and OSA.distance(before, after, score_cutoff=1) == 1:
                    seen.add((before, after))
                    yield before, after, 1


def without(
    whole: Alternatives, lexicon: Lexicon, totals: Mapping[Change, int], own: Mapping[Change, int]
) -> Alternatives:
    """Return the alternatives with the corrections of one source taken out of ``pair``; rows stay.

    The ranker is fitted on a source's corrections with this, so that none vouches for itself.
    """
    pair = whole.pair.copy()
    inserted, deleted = whole.inserted_level.copy(), whole.deleted_level.copy()
    for change, times in own.items():
        before, after = change
        left = int(levels(np.array([totals.get(change, times) - times]))[0])
        ids = [*lexicon.ids(np.array([token_hash(word) for word in after], dtype=np.uint64)).tolist(), -1, -1]
        if not before:
            inserted[whole.inserted == ids[0]] = left
        elif not after:
            number = int(lexicon.ids(np.array([token_hash(before[0])], dtype=np.uint64))[0])
            if 0 <= number < len(deleted):
                deleted[number] = left
        else:
            _, rows = whole.rows(np.array([key_hash(before)], dtype=np.uint64))
            pair[rows[(whole.first[rows] == ids[0]) & (whole.second[rows] == ids[1])]] = left
    return replace(whole, pair=pair, inserted_level=inserted, deleted_level=deleted)
