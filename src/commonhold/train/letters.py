"""Words by their letters: how long each is and which letters it has, so that most can be ruled out as neighbours.

A word's letters make a mask of 64 bits: which of 32 classes of letters it has, and which of them twice. A letter that
is put in or left out changes at most one of these bits, another letter instead of one at most two, an exchange of
neighbours none; so words whose masks differ in more bits cannot be near.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.train.lexicon import Ids, Lexicon
from commonhold.train.table import Levels
from commonhold.train.tokens import is_word

LONGEST = 40
"""Letters beyond which nobody is helped by a neighbour."""

MOST_CHANGED = 3
"""Letters that a neighbour may differ in, at most."""

Search = Callable[[str, int, int], tuple[Ids, Levels]]
"""Finds, for (word, most, least), ids and distances of the words of at least level ``least`` that are at most ``most``
letters from a word, in any order. ``most`` is at most ``MOST_CHANGED``; the word has at most ``LONGEST`` letters."""


@dataclass(frozen=True, slots=True)
class Letters:
    """The words of a lexicon that can be neighbours, by length and then by id.

    ``order`` (uint32): their ids; ``masks`` (uint64) in that order; ``starts`` (int64): where the words of each length
    begin in it, and an end for the longest; ``heads`` (uint32): the first letter of every word, by id.
    """

    lexicon: Lexicon
    order: NDArray[np.uint32]
    masks: NDArray[np.uint64]
    starts: NDArray[np.int64]
    heads: NDArray[np.uint32]


def plain_search(letters: Letters) -> Search:
    """Return a search by numpy and a library for distances; it keeps all words as strings."""
    from rapidfuzz.distance import OSA  # not needed where there is compiled code
    from rapidfuzz.process import cdist

    words = letters.lexicon.words()

    def search(word: str, most: int, least: int) -> tuple[Ids, Levels]:
        mask = np.uint64(mask_of(word))
        close = []
        for length in range(max(len(word) - most, 1), min(len(word) + most, LONGEST + MOST_CHANGED) + 1):
            low, high = letters.starts[length : length + 2].tolist()
            apart = 2 * most - abs(length - len(word))
            close.append(low + np.flatnonzero(np.bitwise_count(letters.masks[low:high] ^ mask) <= apart))
        ids = letters.order[np.concatenate(close)]
        ids = ids[letters.lexicon.level[ids] >= least]
        others = [words[number] for number in ids.tolist()]
        far = cdist([word], others, scorer=OSA.distance, score_cutoff=most, dtype=np.uint8)[0]
        return ids[far <= most].astype(np.int32), far[far <= most]

    return search


def mask_of(word: str) -> int:
    """Return the mask of a word's letters.

    >>> mask_of("be") == 1 << 2 | 1 << 5, mask_of("bee") == mask_of("ebe") == 1 << 2 | 1 << 5 | 1 << 37
    (True, True)
    """
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32


def letters_of(lexicon: Lexicon) -> Letters:
    """Return the letters of a lexicon's words."""
    text = lexicon.blob.tobytes().decode("utf-8")
    codes = np.frombuffer(text.encode("utf-32-le"), dtype="<u4")
    count = np.cumsum((lexicon.blob & 0xC0) != 0x80, dtype=np.int32)  # letters up to each byte
    bounds = np.zeros(len(lexicon) + 1, dtype=np.int64)
    bounds[1:] = np.where(lexicon.ends > 0, count[np.maximum(lexicon.ends, 1) - 1], 0)
    lengths = np.diff(bounds)
    some = np.flatnonzero(lengths)
    heads = np.zeros(len(lexicon), dtype=np.uint32)
    heads[some] = codes[bounds[some]]
    fit = (lengths > 0) & (lengths <= LONGEST + MOST_CHANGED)
    fit[fit] = _are_words(text, codes, bounds, np.flatnonzero(fit))
    order = np.flatnonzero(fit)
    short = lengths[order].astype(np.uint8)  # numbers of one byte are sorted soonest
    order = order[np.argsort(short, kind="stable")]
    starts = np.append(0, np.cumsum(np.bincount(short, minlength=LONGEST + MOST_CHANGED + 1)))
    masks = _masks((codes & 31).astype(np.uint32), bounds[order], starts)
    return Letters(lexicon, order.astype(np.uint32), masks, starts, heads)


def _are_words(
    text: str, codes: NDArray[np.uint32], bounds: NDArray[np.int64], ids: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell which words are words a writer could misspell; those of plain letters, nine in ten, are.

    Word ``i`` is what stands in the text, whose ``codes`` these are, from ``bounds[i]`` to ``bounds[i + 1]``.
    """
    others = np.zeros(len(codes) + 1, dtype=np.int32)
    np.cumsum((codes < ord("a")) | (codes > ord("z")), out=others[1:])
    plain: NDArray[np.bool_] = others[bounds[ids + 1]] == others[bounds[ids]]
    odd = np.flatnonzero(~plain)
    ends = zip(bounds[ids[odd]].tolist(), bounds[ids[odd] + 1].tolist(), strict=True)
    plain[odd] = [is_word(text[start:end]) for start, end in ends]
    return plain


def _masks(classes: NDArray[np.uint32], begins: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Return the masks of words in order of length: ``begins`` says where the letters of each begin in ``classes``."""
    once, twice = np.zeros(len(begins), dtype=np.uint32), np.zeros(len(begins), dtype=np.uint32)
    for place in range(len(starts) - 2):
        longer = slice(int(starts[place + 1]), None)
        bit = np.uint32(1) << classes[begins[longer] + place]
        twice[longer] |= once[longer] & bit
        once[longer] |= bit
    return once | twice.astype(np.uint64) << np.uint64(32)
