"""The network of the second reading: its size, its tables in eight bits with a scale a row, and what it joins.

``context`` reads with it, ``neural`` learns it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays
from commonhold.train.classes import CLASSES
from commonhold.train.reading import Places
from commonhold.train.tokens import SHAPES

STEPS = (1, 2, 4)
"""How far apart the three tokens are that each convolution joins."""

REACH = 2 * sum(STEPS)

ONSETS = 1021
"""Buckets of how a token begins (``tokens.onset``)."""

Floats = NDArray[np.float32]
Bits = NDArray[np.int8]

MOST_WORDS = 12_000
"""Words that a network has answers for: 96 of 100 that are met in English."""

TOKENS_A_BYTE = 6
"""Tokens that are read to learn a number of eight bits."""

NARROWEST = 8

BATCH = 8192
"""Tokens that are learnt from in one step."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large a network is and how long it learns: ``words`` it has answers for, ``width`` numbers a place,
    ``answer`` numbers a question, ``tokens`` to read in all.
    """

    words: int
    width: int
    answer: int
    tokens: int

    @property
    def steps(self) -> int:
        """In how many steps it is learnt."""
        return max(self.tokens // BATCH, 1)


def size_of(megabytes: float, known: int) -> Size:
    """Return the size of the largest network that takes so many megabytes (10^6 bytes), for a lexicon of so many words.

    >>> size_of(4.6, 125_000)
    Size(words=12000, width=152, answer=126, tokens=27600000)
    """
    words = min(MOST_WORDS, known)
    width = NARROWEST
    while _bytes(words, width + 8) <= megabytes * 1e6:
        width += 8
    return Size(words, width, _answer(width), int(megabytes * 1e6 * TOKENS_A_BYTE))


def _answer(width: int) -> int:
    return width * 5 // 6


def _bytes(words: int, width: int) -> int:
    answer = _answer(width)
    tables = (words + 1) * (width + answer) + (CLASSES + ONSETS + SHAPES) * width
    return tables + 2 * len(STEPS) * 6 * width**2 + 4 * width**2 + 2 * width * answer


@dataclass(frozen=True, slots=True)
class Rows:
    """A table in eight bits a number: ``bits`` (int8, (..., rows, width)), ``scale`` (float32, (..., rows))."""

    bits: Bits
    scale: Floats

    def some(self, numbers: Places) -> Floats:
        """Return some rows of a flat table, shape (len(numbers), width)."""
        rows: Floats = self.bits[numbers].astype(np.float32) * self.scale[numbers, None]
        return rows

    def all(self) -> Floats:
        """Return the whole table."""
        return self.bits.astype(np.float32) * self.scale[..., None]


def quantised(table: Floats) -> Rows:
    """Return a table in eight bits a number; the largest number of each row stays as it is."""
    scale = (np.maximum(np.abs(table).max(axis=-1), 1e-8) / 127).astype(np.float32)
    return Rows(np.rint(table / scale[..., None]).astype(np.int8), scale)


@dataclass(frozen=True, slots=True)
class Network:
    """The network; ``w`` words, ``h`` numbers a place, ``q`` numbers a question.

    Tables: ``words`` (w + 1, h; the last for the unknown), ``classes``, ``onsets``, ``shapes`` (each, h): what tokens
    are read as, added up; ``joins`` (2, steps, 2h, 3h): the convolutions of both sides; ``first`` (2h, 2h), ``second``
    (q, 2h): from what was read to a question; ``answers`` (w + 1, q; the last for nothing).
    ``edges`` (2, h): what stands before and behind a sentence; ``gains`` and ``shifts`` (2, steps, h) norm what goes
    into each convolution, ``ask_gain`` and ``ask_shift`` (2h) into a question; ``join_bias`` (2, steps, 2h),
    ``first_bias`` (2h), ``second_bias`` (q), ``answer_bias`` (w + 1). Floats are float32.
    """

    words: Rows
    classes: Rows
    onsets: Rows
    shapes: Rows
    joins: Rows
    first: Rows
    second: Rows
    answers: Rows
    edges: Floats
    gains: Floats
    shifts: Floats
    join_bias: Floats
    ask_gain: Floats
    ask_shift: Floats
    first_bias: Floats
    second_bias: Floats
    answer_bias: Floats

    @property
    def nothing(self) -> int:
        """The number of the answer that nothing should stand there; what is below is a word id."""
        return len(self.answer_bias) - 1

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the network as named arrays."""
        out: dict[str, NDArray[np.generic]] = {}
        for name in TABLES:
            out[f"context_{name}"], out[f"context_{name}_scale"] = getattr(self, name).bits, getattr(self, name).scale
        return out | {f"context_{name}": getattr(self, name) for name in NUMBERS}


TABLES = ("words", "classes", "onsets", "shapes", "joins", "first", "second", "answers")
NUMBERS = (
    "edges", "gains", "shifts", "join_bias", "ask_gain", "ask_shift", "first_bias", "second_bias", "answer_bias",
)  # fmt: skip


def from_arrays(arrays: Arrays) -> Network:
    """Return the network that ``Network.arrays`` made these arrays of."""
    tables = {name: Rows(arrays[f"context_{name}"], arrays[f"context_{name}_scale"]) for name in TABLES}  # type: ignore
    return Network(**tables, **{name: arrays[f"context_{name}"] for name in NUMBERS})  # type: ignore[arg-type]


def has_weights(arrays: Arrays) -> bool:
    """Tell whether a network is among the arrays of a model."""
    return f"context_{TABLES[0]}" in arrays


def is_sound(network: Network, words: int) -> bool:
    """Tell whether the tables fit one another and a lexicon of so many words, as those of a stranger may not."""
    width, half = network.edges.shape[-1], network.second_bias.shape[-1]
    known = len(network.answer_bias)
    steps = len(STEPS)
    wanted: dict[str, tuple[int, ...]] = {
        "words": (known, width), "classes": (CLASSES, width), "onsets": (ONSETS, width), "shapes": (SHAPES, width),
        "joins": (2, steps, 2 * width, 3 * width), "first": (2 * width, 2 * width), "second": (half, 2 * width),
        "answers": (known, half), "edges": (2, width), "gains": (2, steps, width), "shifts": (2, steps, width),
        "join_bias": (2, steps, 2 * width), "ask_gain": (2 * width,), "ask_shift": (2 * width,),
        "first_bias": (2 * width,), "second_bias": (half,), "answer_bias": (known,),
    }  # fmt: skip
    tables = {name: getattr(network, name) for name in TABLES}
    numbers = [*(table.scale for table in tables.values()), *(getattr(network, name) for name in NUMBERS)]
    return (
        1 < known <= words + 1
        and all(table.bits.shape == wanted[name] for name, table in tables.items())
        and all(
            table.scale.shape == wanted[name][:-1] and table.bits.dtype == np.int8 for name, table in tables.items()
        )
        and all(getattr(network, name).shape == wanted[name] for name in NUMBERS)
        and all(array.dtype == np.float32 and bool(np.isfinite(array).all()) for array in numbers)
    )


def neighbours(heads: Places, tails: Places, side: int) -> list[tuple[Places, Places]]:
    """Return for each convolution the places it joins with each place, nearer and farther on that side.

    Sentences go from ``heads`` to ``tails``; the place behind all of them stands for what is outside of one.
    """
    size = int(tails[-1]) + 1
    own = np.repeat(np.arange(len(heads)), tails - heads + 1)
    place, edge, way = np.arange(size), (heads, tails)[side][own], (-1, 1)[side]
    out = []
    for step in STEPS:
        rows = place + way * step, place + 2 * way * step
        near, far = (np.where(way * (edge - row) >= 0, row, size) for row in rows)
        out.append((near, far))
    return out
