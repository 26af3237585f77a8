"""The words of a language as the kept works have them: how often, in how many sources, in which casing.

Punctuation marks and classes of protected tokens are in it too, with their counts alone. Words are folded
(``tokens.folded``) and numbered by falling frequency; those too rare to be told from slips are left out.

Knows nothing of meaning, inflection or parts of speech.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays
from commonhold.train.counts import Counts, Numbers
from commonhold.train.table import Levels, levels
from commonhold.train.tokens import folded, is_word, token_hash

FEWEST = 3
"""A word must be there so often, or in two sources, to be known at all."""

MOSTLY = 128
"""Of 255: more than half of a word's forms inside sentences."""

Ids = NDArray[np.int32]
Bytes = NDArray[np.uint8]


class Casing(IntEnum):
    """How a word is written: as usual, small as usual, or otherwise than usual (not counting a capital in front)."""

    USUAL = 0
    SMALL = 1
    ODD = 2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``n`` words by id (rank by frequency).

    ``blob`` (uint8) and ``ends`` (uint32, n): their UTF-8; ``hashes`` (uint64, n) ascending with ``ranks`` (uint32, n)
    their ids; ``level`` (uint8, n): quantised count; ``sources`` (uint8, n): how many sources have it, at most 255;
    ``capital`` and ``upper`` (uint8, n): share of capitalised and of all-capital forms inside sentences, 255 = all;
    ``cased``: the form as written where it is mixed (``GitHub``), by id.
    """

    blob: Bytes
    ends: NDArray[np.uint32]
    hashes: NDArray[np.uint64]
    ranks: NDArray[np.uint32]
    level: Levels
    sources: Bytes
    capital: Bytes
    upper: Bytes
    cased: Mapping[int, str]

    def __len__(self) -> int:
        return len(self.ends)

    def word(self, number: int) -> str:
        """Return the folded word of an id."""
        start = int(self.ends[number - 1]) if number else 0
        return self.blob[start : int(self.ends[number])].tobytes().decode("utf-8")

    def written(self, number: int) -> str:
        """Return a word as it is usually written inside a sentence."""
        word = self.word(number)
        if number in self.cased:
            return self.cased[number]
        if self.upper[number] > MOSTLY:
            return word.upper()
        return word[0].upper() + word[1:] if self.capital[number] > MOSTLY else word

    def casing(self, form: str, number: int) -> Casing:
        """Tell how a word as written differs from its usual casing."""
        if number < 0:
            return Casing.USUAL
        written = self.written(number).replace("'", "’") if "’" in form else self.written(number)
        if form == written:
            return Casing.SMALL if form == form.lower() else Casing.USUAL
        capital_only = form != form.lower() and form[1:] == form[1:].lower() and written == written.lower()
        return Casing.USUAL if capital_only or (len(form) > 1 and form.isupper()) else Casing.ODD

    def words(self) -> list[str]:
        """Return all words by id."""
        raw = self.blob.tobytes()
        bounds = [0, *self.ends.tolist()]
        return [raw[a:b].decode("utf-8") for a, b in pairwise(bounds)]

    def ids(self, hashes: NDArray[np.uint64]) -> Ids:
        """Return the ids of token hashes, -1 where the word is not known."""
        if not len(self.hashes):
            return np.full(hashes.shape, -1, dtype=np.int32)
        place = np.minimum(np.searchsorted(self.hashes, hashes), len(self.hashes) - 1)
        return np.where(self.hashes[place] == hashes, self.ranks[place].astype(np.int32), np.int32(-1))

    def by_id(self) -> NDArray[np.uint64]:
        """Return the token hash of each id."""
        out = np.zeros(len(self), dtype=np.uint64)
        out[self.ranks] = self.hashes
        return out

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the lexicon as named arrays."""
        numbers = sorted(self.cased)
        forms = "\n".join(self.cased[number] for number in numbers).encode()
        return {
            "words": self.blob,
            "word_ends": self.ends,
            "word_hashes": self.hashes,
            "word_ranks": self.ranks,
            "word_level": self.level,
            "word_sources": self.sources,
            "word_capital": self.capital,
            "word_upper": self.upper,
            "cased_ids": np.array(numbers, dtype=np.uint32),
            "cased_forms": np.frombuffer(forms, dtype=np.uint8),
        }


def from_arrays(arrays: Arrays) -> Lexicon:
    """Return the lexicon that ``Lexicon.arrays`` made these arrays of, without copying the large ones."""
    forms = bytes(arrays["cased_forms"]).decode()
    cased = dict(zip(arrays["cased_ids"].tolist(), forms.split("\n") if forms else [], strict=True))
    names = (
        "words",
        "word_ends",
        "word_hashes",
        "word_ranks",
        "word_level",
        "word_sources",
        "word_capital",
        "word_upper",
    )
    parts: list[Any] = [*(arrays[name] for name in names), cased]
    return Lexicon(*parts)


@dataclass(frozen=True, slots=True)
class Tally:
    """Folded words with (times, times inside sentences, capitalised there, all capitals there, works, sources)."""

    rows: Mapping[str, tuple[int, int, int, int, int, int]]
    mixed: Mapping[str, Mapping[str, int]]


def tally(parts: Sequence[Counts]) -> Tally:
    """Fold the forms of each source's counts and add them up."""
    rows: dict[str, list[int]] = {}
    mixed: dict[str, dict[str, int]] = {}
    for part in parts:
        here: set[str] = set()
        for form, (times, inner, works) in part.forms.items():
            word = folded(form)
            row = rows.setdefault(word, [0] * 6)
            is_upper = len(word) > 1 and form.isupper()
            row[0] += times
            if not is_word(form):
                continue
            row[1] += inner
            row[2] += inner if form[0].isupper() and not is_upper else 0
            row[3] += inner if is_upper else 0
            row[4] += works
            if word not in here:
                here.add(word)
                row[5] += 1
            if not is_upper and form[1:] != form[1:].lower():
                forms = mixed.setdefault(word, {})
                forms[form] = forms.get(form, 0) + inner
    return Tally({word: (r[0], r[1], r[2], r[3], r[4], r[5]) for word, r in rows.items()}, mixed)


def lexicon(counted: Tally, most: int = 200_000) -> Lexicon:
    """Return the lexicon of the ``most`` frequent words of a tally that are not too rare."""
    known = [word for word, row in counted.rows.items() if row[0] >= FEWEST or row[5] >= 2]
    known.sort(key=lambda word: (-counted.rows[word][0], word))
    known = known[:most]
    table = np.array([counted.rows[word] for word in known], dtype=np.int64).reshape(-1, 6)
    raw = [word.encode() for word in known]
    hashes = np.array([token_hash(word) for word in known], dtype=np.uint64)
    order = np.argsort(hashes)
    inner = np.maximum(table[:, 1], 1)
    cased = {}
    for number, word in enumerate(known):
        best = max(counted.mixed.get(word, {"": 0}).items(), key=lambda pair: (pair[1], pair[0]))
        if best[1] * 2 > table[number, 1]:
            cased[number] = best[0]
    return Lexicon(
        np.frombuffer(b"".join(raw), dtype=np.uint8),
        np.cumsum([len(word) for word in raw], dtype=np.uint32),
        hashes[order],
        order.astype(np.uint32),
        levels(table[:, 0]),
        np.minimum(table[:, 5], 255).astype(np.uint8),
        (255 * table[:, 2] // inner).astype(np.uint8),
        (255 * table[:, 3] // inner).astype(np.uint8),
        cased,
    )


def without(whole: Lexicon, counted: Numbers, sources: Numbers, own: Counts) -> Lexicon:
    """Return the lexicon with one source's own counts taken out of levels and sources; ids stay.

    ``counted`` and ``sources`` (int64, n) are the times and the sources of each word. The ranker is fitted on a
    source's text with this, so that no sentence vouches for its own words.
    """
    mine = tally([own]).rows
    ids = whole.ids(np.array([token_hash(word) for word in mine], dtype=np.uint64))
    known = ids >= 0
    left, others = counted.copy(), sources.copy()
    left[ids[known]] -= np.array([row[0] for row in mine.values()], dtype=np.int64)[known]
    others[ids[known]] -= 1
    level = np.where((left >= FEWEST) | (others >= 2), levels(left), 0).astype(np.uint8)
    return replace(whole, level=level, sources=np.minimum(others, 255).astype(np.uint8))
