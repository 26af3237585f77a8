"""N-gram counts as sums over works: what can be added up can be subtracted again, byte for byte.

Pruning, smoothing and quantising come later, in ``table``. N-grams are 64-bit hashes of folded tokens (``tokens``),
orders 2 to 4; words are kept as written, because their casing is evidence. A collision of two n-grams among the
40 million of a large build is expected less than once in ten thousand builds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.train.tokens import BOUNDARY, TOKEN, extend, folded, is_word, starts, token_hash

ORDERS = (2, 3, 4)
"""The lengths of n-grams counted by hash; single words are in ``Counts.forms``."""

CHUNK_TOKENS = 2_000_000
"""Tokens gathered before they are sorted into counts: about 200 MB of arrays."""

Hashes = NDArray[np.uint64]
Numbers = NDArray[np.int64]
Stream = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts over a set of works.

    ``forms`` maps a token as written to (times, times not at the start of a sentence, works it is in). ``grams`` maps
    an order to (hashes ascending, counts), shapes (n,) and (n,). ``tokens`` is the number of tokens counted.
    """

    forms: Mapping[str, tuple[int, int, int]]
    grams: Mapping[int, tuple[Hashes, Numbers]]
    tokens: int

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the counts as named arrays, in one canonical order."""
        names = sorted(self.forms)
        blob = "\n".join(names).encode("utf-8", "surrogatepass")
        table = np.array([self.forms[name] for name in names], dtype=np.int64).reshape(-1, 3)
        out: dict[str, NDArray[np.generic]] = {
            "forms": np.frombuffer(blob, dtype=np.uint8),
            "form_counts": table,
            "tokens": np.array([self.tokens], dtype=np.int64),
        }
        for order, (hashes, numbers) in self.grams.items():
            out[f"hashes{order}"], out[f"numbers{order}"] = hashes, numbers.astype(np.uint32)
        return out


def from_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> Counts:
    """Return the counts that ``Counts.arrays`` made these arrays of."""
    blob = arrays["forms"].tobytes().decode("utf-8", "surrogatepass")
    rows = arrays["form_counts"].tolist()
    forms = {name: (row[0], row[1], row[2]) for name, row in zip(blob.split("\n") if blob else [], rows, strict=True)}
    grams = {
        order: (arrays[f"hashes{order}"].astype(np.uint64), arrays[f"numbers{order}"].astype(np.int64))
        for order in ORDERS
    }
    return Counts(forms, grams, int(arrays["tokens"][0]))


def summed(hashes: Hashes, numbers: Numbers) -> tuple[Hashes, Numbers]:
    """Return ascending distinct hashes with their numbers added up; entries that come to nothing are left out."""
    if not len(hashes):
        return hashes.astype(np.uint64), numbers.astype(np.int64)
    order = np.argsort(hashes, kind="stable")
    hashes, numbers = hashes[order], numbers[order]
    first = np.flatnonzero(np.concatenate(([True], hashes[1:] != hashes[:-1])))
    totals = np.add.reduceat(numbers, first)
    kept = totals != 0
    return hashes[first][kept], totals[kept]


class _FormIds(dict[str, int]):
    """Numbers given to forms as they appear; what is not a word shares the number of its class."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __missing__(self, form: str) -> int:
        name = form if is_word(form) else folded(form)
        if name != form:
            number = self[name]
        else:
            number = len(self.names)
            self.names.append(name)
        self[form] = number
        return number


def count(works: Iterable[Sequence[str]], streams: list[Stream] | None = None) -> Counts:
    """Count works, each given as its passages of redacted text.

    ``streams``, if given, gets all tokens in order, as numbers of the sorted forms, with -1 where a sentence begins.

    >>> counts = count([["The cat sat. The cat ran."]])
    >>> counts.forms["The"], counts.tokens, len(counts.grams[2][0])
    ((2, 0, 1), 8, 6)
    """
    ids = _FormIds()
    total, inner, seen = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    parts: dict[int, list[tuple[Hashes, Numbers]]] = {order: [] for order in ORDERS}
    stream: list[int] = []  # form ids, -1 where a sentence begins
    seen_ids: list[int] = []
    tokens = 0

    def flush() -> None:
        nonlocal total, inner, seen, tokens
        array = np.array(stream, dtype=np.int64)
        words = array[array >= 0]
        tokens += len(words)
        room = len(ids.names)
        first = array[1:][(array[:-1] < 0) & (array[1:] >= 0)]
        everywhere = np.bincount(words, minlength=room)
        total = _padded(total, room) + everywhere
        inner = _padded(inner, room) + everywhere - np.bincount(first, minlength=room)
        seen = _padded(seen, room) + np.bincount(np.array(seen_ids, dtype=np.int64), minlength=room)
        lookup = np.array([token_hash(folded(form)) for form in ids.names] or [0], dtype=np.uint64)
        for order, (hashes, numbers) in grams_of(array, lookup).items():
            parts[order].append((hashes, numbers))
        if streams is not None:
            streams.append(array.astype(np.int32))
        stream.clear()
        seen_ids.clear()

    for passages in works:
        mark = len(stream)
        for passage in passages:
            forms = TOKEN.findall(passage)
            if not forms:
                continue
            numbers = [ids[form] for form in forms]
            before = 0
            for start in starts(forms):
                stream.extend(numbers[before:start])
                stream.append(-1)
                before = start
            stream.extend(numbers[before:])
        distinct = set(stream[mark:])
        distinct.discard(-1)
        seen_ids.extend(distinct)
        if len(stream) >= CHUNK_TOKENS:
            flush()
    if stream:
        flush()
    if streams is not None:
        place = np.argsort(np.argsort(np.array(ids.names or [""], dtype=object))).astype(np.int32)
        streams[:] = [np.where(part >= 0, place[np.maximum(part, 0)], np.int32(-1)) for part in streams]
    grams = {order: _united(parts[order]) for order in ORDERS}
    rows = np.stack([total, inner, seen], axis=1).tolist()
    return Counts({form: (a, b, c) for form, (a, b, c) in zip(ids.names, rows, strict=True)}, grams, tokens)


def _padded(numbers: Numbers, length: int) -> Numbers:
    return np.concatenate([numbers, np.zeros(length - len(numbers), np.int64)])


def _united(parts: Sequence[tuple[Hashes, Numbers]]) -> tuple[Hashes, Numbers]:
    if not parts:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64)
    if len(parts) == 1:
        return parts[0]
    return summed(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))


def grams_of(stream: NDArray[np.signedinteger[Any]], lookup: Hashes) -> dict[int, tuple[Hashes, Numbers]]:
    """Count the n-grams of a stream of numbers into ``lookup`` (hashes); -1, the boundary, may only stand first."""
    boundary = stream < 0
    hashes = np.where(boundary, np.uint64(BOUNDARY), lookup[np.maximum(stream, 0)])
    out = {}
    grams, whole = hashes, np.ones(len(stream), dtype=bool)
    for order in range(2, max(ORDERS) + 1):
        grams = extend(grams[:-1], hashes[order - 1 :])
        whole = whole[:-1] & ~boundary[order - 1 :]
        chosen = np.sort(grams[whole])
        first = np.flatnonzero(np.concatenate(([True], chosen[1:] != chosen[:-1]))) if len(chosen) else np.zeros(0, int)
        out[order] = (chosen[first], np.diff(np.append(first, len(chosen))).astype(np.int64))
    return out


def add(parts: Sequence[Counts]) -> Counts:
    """Return the sum of counts over disjoint sets of works."""
    return _combined([(part, 1) for part in parts])


def subtract(whole: Counts, part: Counts) -> Counts:
    """Return ``whole`` without ``part``: the counts of the remaining works, exactly."""
    return _combined([(whole, 1), (part, -1)])


def _combined(parts: Sequence[tuple[Counts, int]]) -> Counts:
    forms: dict[str, tuple[int, int, int]] = {}
    for part, sign in parts:
        for form, (a, b, c) in part.forms.items():
            x, y, z = forms.get(form, (0, 0, 0))
            forms[form] = (x + sign * a, y + sign * b, z + sign * c)
    grams = {
        order: summed(
            np.concatenate([part.grams[order][0] for part, _ in parts]),
            np.concatenate([part.grams[order][1] * sign for part, sign in parts]),
        )
        for order in ORDERS
    }
    kept = {form: row for form, row in forms.items() if any(row)}
    return Counts(kept, grams, sum(part.tokens * sign for part, sign in parts))
