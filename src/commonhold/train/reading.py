"""A text laid out for counting: tokens, sentences, hashes and word ids as arrays, padded so that n-grams never leak.

Around every sentence stand the boundary and empty places (hash 0), so that a window may be cut anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.train.classes import Classes, class_of
from commonhold.train.classes import hashes as class_hashes
from commonhold.train.lexicon import Casing, Ids, Lexicon
from commonhold.train.tokens import BOUNDARY, TOKEN, folded, is_word, onset_hash, starts, token_hash

BEFORE, AFTER = 3, 3
"""Places of context kept on both sides of a token: an n-gram has at most four tokens."""

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reading:
    """``n`` tokens of one or more texts.

    ``forms``; ``start`` and ``end`` (code points in the token's own text); ``text`` (index of the text); ``group``
    (number of the whole the text is part of: repeated words are counted within it); ``ids`` (word id or -1);
    ``wordy`` (a word a writer could misspell); ``first`` (begins a sentence); ``kinds`` (number of the distinct form,
    into ``distinct``); ``row`` (hashes with padding), ``class_row`` and ``class_level`` (hashes and levels of the
    tokens' classes, padded alike) and ``place`` (where each token stands in them); ``onset`` (hash of how it begins);
    ``casing`` (``lexicon.casing``).
    """

    forms: Sequence[str]
    start: Places
    end: Places
    text: Places
    group: Places
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


class Reader:
    """Reads texts with one lexicon, remembering the hash and id of every form it has met."""

    def __init__(self, lexicon: Lexicon, classes: Classes) -> None:
        self._lexicon, self._classes = lexicon, classes
        self._hash_of_class = class_hashes().tolist()
        self._known: dict[str, tuple[int, int, bool, int, int, int, int]] = {}

    def read(self, texts: Sequence[str], groups: Sequence[int] | None = None) -> Reading:
        """Return the reading of some texts, in order; without ``groups`` every text stands for itself."""
        forms: list[str] = []
        spans: list[tuple[int, int]] = []
        owner: list[int] = []
        first: list[int] = []
        for number, text in enumerate(texts):
            base = len(forms)
            here = [(match.group(), match.span()) for match in TOKEN.finditer(text)]
            mine = [form for form, _ in here]
            first.extend(base + index for index in starts(mine))
            forms += mine
            spans += [span for _, span in here]
            owner += [number] * len(mine)
        whole = owner if groups is None else [groups[text] for text in owner]
        return self._laid_out(forms, spans, (owner, whole), first)

    def _laid_out(
        self, forms: list[str], spans: list[tuple[int, int]], owners: tuple[list[int], list[int]], first: list[int]
    ) -> Reading:
        size = len(forms)
        numbers: dict[str, int] = {}
        kinds = np.fromiter((numbers.setdefault(form, len(numbers)) for form in forms), np.int64, size)
        distinct = list(numbers)
        self._learn(distinct)
        facts = [self._known[form] for form in distinct]
        hashes = np.array([fact[0] for fact in facts], dtype=np.uint64)
        ids = np.array([fact[1] for fact in facts], dtype=np.int32)
        wordy = np.array([fact[2] for fact in facts], dtype=bool)
        begins = np.zeros(size, dtype=bool)
        begins[first] = True
        gap = BEFORE + AFTER
        place = np.arange(size, dtype=np.int64) + gap * np.cumsum(begins) - AFTER
        row = np.zeros(size + gap * len(first) + gap, dtype=np.uint64)
        row[place] = hashes[kinds] if size else 0
        row[place[begins] - 1] = BOUNDARY
        class_row, class_level = np.zeros_like(row), np.zeros(len(row), dtype=np.uint8)
        class_row[place] = np.array([fact[3] for fact in facts], dtype=np.uint64)[kinds] if size else 0
        class_level[place] = np.array([fact[4] for fact in facts], dtype=np.uint8)[kinds] if size else 0
        class_row[place[begins] - 1] = BOUNDARY
        onset = np.array([fact[5] for fact in facts], dtype=np.uint64)
        edges = np.array(spans, dtype=np.int64).reshape(-1, 2)
        return Reading(
            forms,
            edges[:, 0],
            edges[:, 1],
            np.array(owners[0], dtype=np.int64),
            np.array(owners[1], dtype=np.int64),
            ids[kinds] if size else np.zeros(0, np.int32),
            wordy[kinds] if size else np.zeros(0, bool),
            begins,
            kinds,
            distinct,
            row,
            class_row,
            class_level,
            onset[kinds] if size else onset,
            np.array([fact[6] for fact in facts], dtype=np.uint8)[kinds] if size else np.zeros(0, np.uint8),
            place,
        )

    def _learn(self, distinct: Sequence[str]) -> None:
        new = [form for form in distinct if form not in self._known]
        words = [folded(form) for form in new]
        hashes = [token_hash(word) for word in words]
        ids = self._lexicon.ids(np.array(hashes, dtype=np.uint64)).tolist()
        for form, value, number in zip(new, hashes, ids, strict=True):
            group = class_of(form, number, self._classes)
            level = int(self._classes.level[group])
            wordy = is_word(form)
            casing = self._lexicon.casing(form, number) if wordy else Casing.USUAL
            seen = self._hash_of_class[group], level, onset_hash(form)
            self._known[form] = (value, number, wordy, *seen, casing)
        if len(self._known) > 500_000:  # a long-lived server must not grow without end
            keep = set(distinct)
            self._known = {form: fact for form, fact in self._known.items() if form in keep}
