"""The nearest known words to a word that is not known, by letters changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from commonhold.train.alternatives import NEAR_LEVEL
from commonhold.train.letters import LONGEST, Letters, Search, letters_of, plain_search
from commonhold.train.lexicon import Lexicon
from commonhold.train.tokens import token_hash

MOST = 8
"""Neighbours offered for one word."""

FEWEST_JOINED = 100
"""Words of a lexicon from which what stands before or behind their apostrophe goes with any word: "'s", "l'"."""


class Speller:
    """Finds known words within two letters (three for long words), remembering what it has found.

    ``searching`` makes what searches among all words, when first one is asked for; ``slips`` are those that are never
    offered, by id.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        searching: Callable[[Letters], Search] = plain_search,
        slips: NDArray[np.bool_] | None = None,
    ) -> None:
        self._lexicon = lexicon
        self._slips = np.zeros(len(lexicon), dtype=np.bool_) if slips is None else slips
        self._searching = searching
        self._letters: Letters | None = None
        self._joints: frozenset[str] | None = None
        self._found: dict[tuple[str, int], list[tuple[int, int]]] = {}

    def is_joined(self, word: str) -> bool:
        """Tell whether a word is a known one with what goes with any word before or behind an apostrophe."""
        if word.count("'") != 1:
            return False
        if self._joints is None:
            self._joints = joints(self._lexicon)
        head, tail = word.split("'")
        known = head if f"'{tail}" in self._joints else tail if f"{head}'" in self._joints else ""
        return bool(known) and self._level(known) >= NEAR_LEVEL

    def _level(self, word: str) -> int:
        number = int(self._lexicon.ids(np.array([token_hash(word)], dtype=np.uint64))[0])
        return int(self._lexicon.level[number]) if number >= 0 else 0

    def near(self, word: str, level: int) -> list[tuple[int, int]]:
        """Return (id, letters changed) of clearly more frequent words than one of this level, nearest first."""
        key = (word, level)
        if key not in self._found:
            if len(self._found) > 100_000:
                self._found.clear()
            self._found[key] = self._nearest(word, level) if 2 <= len(word) <= LONGEST else []
        return self._found[key]

    def _nearest(self, word: str, level: int) -> list[tuple[int, int]]:
        if self._letters is None:
            self._letters = letters_of(self._lexicon)
            self._search = self._searching(self._letters)
        most = 1 if len(word) <= 3 else 2 if len(word) <= 7 else 3
        ids, far = self._search(word, most, level + 6)
        ids, far = ids[~self._slips[ids]], far[~self._slips[ids]]
        nearest = np.lexsort((ids, far))[: 4 * MOST]
        ids, far = ids[nearest], far[nearest]
        other_head = self._letters.heads[ids] != ord(word[0])
        ranked = np.lexsort((ids, far + other_head))[:MOST]
        found = ids[ranked].tolist(), far[ranked].tolist()
        return [(number, changed) for number, changed in zip(*found, strict=True) if changed]


def joints(lexicon: Lexicon) -> frozenset[str]:
    """Return what stands before the apostrophe of many words of a lexicon, or behind it."""
    ends = lexicon.ends.astype(np.int64)
    marked = np.unique(np.searchsorted(ends, np.flatnonzero(lexicon.blob == ord("'")), "right")).tolist()
    times: Counter[str] = Counter()
    for word in (lexicon.word(number) for number in marked):
        if word.count("'") == 1:
            head, tail = word.split("'")
            times.update((f"{head}'", f"'{tail}"))
    return frozenset(part for part, many in times.items() if many >= FEWEST_JOINED)


def splits(word: str, known: Callable[[Sequence[str]], Sequence[int]], shortest: int = 1) -> list[tuple[int, int]]:
    """Return the ids of two words that a word may have been joined from, the most frequent first.

    ``known`` gives the ids of words, -1 for those that are not known.
    """
    cuts = range(shortest, len(word) - shortest + 1)
    lefts = [(at, left) for at, left in zip(cuts, known([word[:at] for at in cuts]), strict=True) if left >= 0]
    rights = known([word[at:] for at, _ in lefts])
    found = sorted((left + right, left, right) for (_, left), right in zip(lefts, rights, strict=True) if right >= 0)
    return [(left, right) for _, left, right in found[:2]]
