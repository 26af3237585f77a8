"""Text to hashes: 64 bits for each word and for each run of words, computed by numpy alone.

A word is a run of letters, digits and combining marks in lower case; punctuation only separates. The hash of a word
is a polynomial of its UTF-8 bytes, modulo 2**64, mixed once; that of a run mixes its words' hashes in order. Values
are fixed by this module (``VERSION``) and do not depend on platform, numpy or hash seeds. They find equal words, they
do not defend against texts made to collide.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

VERSION = "1"
Hashes = NDArray[np.uint64]

_FACTOR = 0x9E3779B97F4A7C15
"""An odd number: multiplication by it can be undone modulo 2**64."""
_WINDOW = 1 << 16
"""How many bytes are looked at together; their hashes stay in the processor's cache."""

_TYPOGRAPHY = ("’", "‘", "“", "”", "–", "—", "…", "«", "»", "„", "\xa0", "•", "·", "→", "¿", "¡", "\u200b", "\u202f")
_IS_WORD = np.zeros(256, dtype=bool)
_IS_WORD[[*range(ord("0"), ord("9") + 1), *range(ord("a"), ord("z") + 1), *range(128, 256)]] = True


def _powers(factor: int) -> Hashes:
    powers, value = np.empty(_WINDOW + 1, dtype=np.uint64), 1
    for index in range(_WINDOW + 1):
        powers[index] = value
        value = value * factor & 0xFFFFFFFFFFFFFFFF
    return powers


_DOWN = _powers(pow(_FACTOR, -1, 1 << 64))
_UP = _powers(_FACTOR)


def words(text: str) -> Hashes:
    """Return one hash for each word of a text, in order.

    >>> bool((words("The CAT") == words("the — cat!")).all())
    True
    """
    parts = [_word_hashes(window) for window in _windows(text)]
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.uint64)


def runs(hashes: Hashes, length: int) -> Hashes:
    """Return one hash for each run of ``length`` neighbouring words; empty where there are fewer.

    >>> runs(words("a b c d"), 3).size
    2
    """
    count = hashes.size - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = hashes[:count].copy()
    for offset in range(1, length):
        mixed *= np.uint64(_FACTOR)
        mixed += hashes[offset : offset + count]
    return mixed


def mix(hashes: Hashes) -> Hashes:
    """Spread the bits of each hash over all 64 (a bijection: equal stays equal, different stays different)."""
    mixed = hashes ^ (hashes >> np.uint64(30))
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return mixed


def _windows(text: str) -> Iterator[NDArray[np.uint8]]:
    """Yield the text's bytes in lower case, cut between words."""
    text = text.lower()
    if not text.isascii():
        for sign in _TYPOGRAPHY:
            text = text.replace(sign, " ")
    data = text.encode("utf-8", "surrogatepass")
    start = 0
    while len(data) - start > _WINDOW:
        cut = data.rfind(b" ", start, start + _WINDOW) + 1
        end = cut if cut > start else start + _WINDOW
        yield np.frombuffer(data, dtype=np.uint8, count=end - start, offset=start)
        start = end
    if start < len(data):
        yield np.frombuffer(data, dtype=np.uint8, offset=start)


def _word_hashes(window: NDArray[np.uint8]) -> Hashes:
    inside = _IS_WORD[window]
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    if inside[0]:
        edges = np.concatenate(([0], edges))
    if inside[-1]:
        edges = np.concatenate((edges, [window.size]))
    starts, ends = edges[::2], edges[1::2]
    sums = np.zeros(window.size + 1, dtype=np.uint64)
    np.cumsum(window * _DOWN[: window.size], out=sums[1:])
    return mix((sums[ends] - sums[starts]) * _UP[starts])
