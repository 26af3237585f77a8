"""A text laid out for counting: tokens, sentences, hashes and word ids as arrays, padded so that n-grams never leak.

Around every sentence stand the boundary and empty places (hash 0), so that a window may be cut anywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.train.alternatives import NEAR_LEVEL
from commonhold.train.classes import Classes, class_of
from commonhold.train.classes import hashes as class_hashes
from commonhold.train.lexicon import Casing, Ids, Lexicon
from commonhold.train.tokens import BOUNDARY, TOKEN, folded, is_word, onset_hash, starts, token_hash

BEFORE, AFTER = 3, 3
"""Places of context kept on both sides of a token: an n-gram has at most four tokens."""

MOST_TIMES = 4
"""Words that recur more often in a text are trusted no more: so that few sentences hang on how often one is there."""

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """``n`` tokens of one or more texts.

    ``forms``; ``start`` and ``end`` (code points in the token's own text); ``text`` (index of the text); ``times`` (how
    often the token stands in its sentence, or a rare word in the whole text, in any casing, at most ``MOST_TIMES``);
    ``ids`` (word id or -1); ``wordy`` (a word a writer could misspell); ``first`` (begins a sentence); ``kinds``
    (number of the distinct form, into ``distinct``); ``row`` (hashes with padding), ``class_row`` and ``class_level``
    (hashes and levels of the tokens' classes, padded alike) and ``place`` (where each token stands in them); ``onset``
    (hash of how it begins); ``casing`` (``lexicon.casing``).
    """

    forms: Sequence[str]
    start: Places
    end: Places
    text: Places
    times: Places
    ids: Ids
    wordy: Flags
    first: Flags
    kinds: Places
    distinct: Sequence[str]
    row: NDArray[np.uint64]
    class_row: NDArray[np.uint64]
    class_level: NDArray[np.uint8]
    onset: NDArray[np.uint64]
    casing: NDArray[np.uint8]
    place: Places

    def __len__(self) -> int:
        return len(self.forms)


@dataclass(frozen=True, slots=True)
class _Fact:
    """What is known of a form: the hash and the id of its word, whether it is one, the word itself if it is rare, the
    hash and the level of its class, the hash of its onset, its casing.
    """

    hash: int
    id: int
    is_word: bool
    rare: str
    class_hash: int
    class_level: int
    onset: int
    casing: int


class Reader:
    """Reads texts with one lexicon, remembering the hash and id of every form it has met."""

    def __init__(self, lexicon: Lexicon, classes: Classes) -> None:
        self._lexicon, self._classes = lexicon, classes
        self._hash_of_class = class_hashes().tolist()
        self._known: dict[str, _Fact] = {}

    def read(self, texts: Sequence[str], rare: Mapping[str, int] | None = None) -> Reading:
        """Return the reading of some texts, in order.

        ``rare`` are the rare words of the whole that the texts are parts of; without it each text is a whole.
        """
        forms: list[str] = []
        spans: list[tuple[int, int]] = []
        owner: list[int] = []
        first: list[int] = []
        for number, text in enumerate(texts):
            base = len(forms)
            here = [match.span() for match in TOKEN.finditer(text)]
            mine = [text[start:end] for start, end in here]
            first.extend(base + index for index in starts(mine))
            forms += mine
            spans += here
            owner += [number] * len(mine)
        return self._laid_out(forms, spans, owner, first, rare)

    def rare_words(self, forms: Sequence[str]) -> Counter[str]:
        """Return those words (folded) among tokens as written that are unknown or rare in the language, and how often.

        A writer who uses such a word again and again means it. Of other words that says nothing.
        """
        self._learn(forms)
        known = self._known
        return Counter(word for form in forms if (word := known[form].rare))

    def _laid_out(
        self,
        forms: list[str],
        spans: list[tuple[int, int]],
        owner: list[int],
        first: list[int],
        rare: Mapping[str, int] | None,
    ) -> Reading:
        size = len(forms)
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__  # the next number for each new form
        kinds = np.fromiter(map(numbers.__getitem__, forms), np.int64, size)
        distinct = list(numbers)
        self._learn(distinct)
        facts = [self._known[form] for form in distinct]
        hashes = np.array([fact.hash for fact in facts], dtype=np.uint64)
        ids = np.array([fact.id for fact in facts], dtype=np.int32)
        wordy = np.array([fact.is_word for fact in facts], dtype=bool)
        text = np.array(owner, dtype=np.int64)
        begins = np.zeros(size, dtype=bool)
        begins[first] = True
        gap = BEFORE + AFTER
        place = np.arange(size, dtype=np.int64) + gap * np.cumsum(begins) - AFTER
        row = np.zeros(size + gap * len(first) + gap, dtype=np.uint64)
        row[place] = hashes[kinds] if size else 0
        row[place[begins] - 1] = BOUNDARY
        class_row, class_level = np.zeros_like(row), np.zeros(len(row), dtype=np.uint8)
        class_row[place] = np.array([fact.class_hash for fact in facts], dtype=np.uint64)[kinds] if size else 0
        class_level[place] = np.array([fact.class_level for fact in facts], dtype=np.uint8)[kinds] if size else 0
        class_row[place[begins] - 1] = BOUNDARY
        onset = np.array([fact.onset for fact in facts], dtype=np.uint64)
        edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
        return Reading(
            forms,
            edges[:, 0],
            edges[:, 1],
            text,
            _times(kinds, text, begins, facts, rare),
            ids[kinds] if size else np.zeros(0, np.int32),
            wordy[kinds] if size else np.zeros(0, bool),
            begins,
            kinds,
            distinct,
            row,
            class_row,
            class_level,
            onset[kinds] if size else onset,
            np.array([fact.casing for fact in facts], dtype=np.uint8)[kinds] if size else np.zeros(0, np.uint8),
            place,
        )

    def _learn(self, distinct: Sequence[str]) -> None:
        new = [form for form in dict.fromkeys(distinct) if form not in self._known]
        if not new:
            return
        words = [folded(form) for form in new]
        hashes = [token_hash(word) for word in words]
        ids = self._lexicon.ids(np.array(hashes, dtype=np.uint64)).tolist()
        for form, word, value, number in zip(new, words, hashes, ids, strict=True):
            wordy = is_word(form)
            is_rare = wordy and (number < 0 or self._lexicon.level[number] < NEAR_LEVEL)
            group = class_of(form, number, self._classes)
            casing = self._lexicon.casing(form, number) if wordy else Casing.USUAL
            seen = self._hash_of_class[group], int(self._classes.level[group]), onset_hash(form), casing
            self._known[form] = _Fact(value, number, wordy, word if is_rare else "", *seen)
        if len(self._known) > 500_000:  # a long-lived server must not grow without end
            keep = set(distinct)
            self._known = {form: fact for form, fact in self._known.items() if form in keep}


def _times(
    kinds: Places, text: Places, begins: Flags, facts: Sequence[_Fact], rare: Mapping[str, int] | None
) -> Places:
    """Return how often each token stands in its sentence, or in the whole text where it is a rare word."""
    words: dict[int, int] = {}
    word = np.array([words.setdefault(fact.hash, len(words)) for fact in facts], dtype=np.int64)
    is_rare = np.array([bool(fact.rare) for fact in facts], dtype=bool)
    if not len(kinds):
        return kinds
    within = np.where(is_rare[kinds], text, np.cumsum(begins) + text[-1])  # texts and sentences in one numbering
    _, which, counts = np.unique(within * len(words) + word[kinds], return_inverse=True, return_counts=True)
    out: Places = counts[which]
    if rare is not None:
        known = np.array([rare.get(fact.rare, 1) for fact in facts], dtype=np.int64)
        out = np.where(is_rare[kinds], known[kinds], out)
    return np.minimum(out, MOST_TIMES)
