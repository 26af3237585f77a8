"""What a sentence says of each of its places: a small network that reads it from both ends, in plain numpy.

Where n-grams see four tokens, this sees the ``REACH`` before a place and after it. From the left and from the right
three gated convolutions (Dauphin and others 2017, "Language Modeling with Gated Convolutional Networks") carry what
was read up to each place; together they ask for what should stand there, and words answer by how well they fit.
Nothing at all is an answer too, so that words left out and words too many are judged by the same question. ``neural``
learns it; the tables are kept in eight bits with a scale a row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays
from commonhold.train.candidates import Candidates, choices
from commonhold.train.classes import CLASSES
from commonhold.train.classes import hashes as class_hashes
from commonhold.train.reading import Places, Reading
from commonhold.train.tokens import SHAPES, shape_of

STEPS = (1, 2, 4)
"""How far apart the three tokens are that each convolution joins."""

REACH = 2 * sum(STEPS)

ONSETS = 1021
"""Buckets of how a token begins (``tokens.onset``)."""

_EPSILON = 1e-5  # of torch's layer norm

Floats = NDArray[np.float32]
Bits = NDArray[np.int8]


MOST_WORDS = 12_000
"""Words that a network has answers for: 96 of 100 that are met in English."""

TOKENS_A_BYTE = 3
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
    Size(words=12000, width=152, answer=126, tokens=13800000)
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


class Context:
    """Reads with a network whose convolutions are unpacked once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        joins = network.joins.all()
        self._joins = [[np.ascontiguousarray(part.T) for part in side] for side in joins]
        self._first = np.ascontiguousarray(network.first.all().T)
        self._second = np.ascontiguousarray(network.second.all().T)
        self._classes, self._onsets, self._shapes = network.classes.all(), network.onsets.all(), network.shapes.all()
        hashes = class_hashes()
        self._order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[self._order]

    def scores(self, reading: Reading, chosen: Candidates) -> tuple[Floats, Floats]:
        """Return how well what stands there now and what each candidate puts there fit, float32 (n), in nats.

        NaN where the network has no answer: unknown words, two words at once, anything at all. Only sentences with
        candidates are read.
        """
        if not len(chosen):
            return np.zeros(0, np.float32), np.zeros(0, np.float32)
        key, which = np.unique(choices(chosen), return_inverse=True)
        at, removed = key // 3, key % 3
        left, right, place = self._sides(reading, at)
        asked = self._asked(left[place], right[place + removed])[which]
        nothing = self._network.nothing
        stands = np.select(
            [chosen.removed == 0, chosen.removed == 1], [nothing, _words(reading.ids[chosen.at], nothing)], -1
        )
        comes = np.select([chosen.second >= 0, chosen.first == -1], [-1, nothing], _words(chosen.first, nothing))
        return self._fit(asked, stands), self._fit(asked, comes)

    def _sides(self, reading: Reading, at: Places) -> tuple[Floats, Floats, Places]:
        """Return what is read up to each place from the left and from the right, in the sentences of some tokens, and
        the place before each of these tokens; a sentence has one place more than tokens.
        """
        sentence = np.cumsum(reading.first) - 1
        tokens = np.flatnonzero(np.isin(sentence, sentence[at]))
        first = reading.first[tokens]
        base = np.arange(len(tokens)) + np.cumsum(first) - 1
        size = len(tokens) + int(first.sum())
        heads = base[first]
        tails = np.append(heads[1:], size) - 1
        token = self._embedded(reading, tokens)
        forth, back = np.empty((2, size, token.shape[1]), np.float32)
        forth[base + 1], forth[heads] = token, self._network.edges[0]
        back[base], back[tails] = token, self._network.edges[1]
        for side, states in enumerate((forth, back)):
            for layer, near in enumerate(neighbours(heads, tails, side)):
                states += self._joined(states, near, side, layer)
        return forth, back, base[np.searchsorted(tokens, at)]

    def _joined(self, states: Floats, near: tuple[Places, Places], side: int, layer: int) -> Floats:
        net = self._network
        normed = np.zeros((len(states) + 1, states.shape[1]), np.float32)  # the last row stands for what is outside
        normed[:-1] = _normed(states, net.gains[side, layer], net.shifts[side, layer])
        three = np.concatenate([normed[:-1], *(normed[row] for row in near)], axis=1)
        both = three @ self._joins[side][layer] + net.join_bias[side, layer]
        half = both.shape[1] // 2
        gated: Floats = both[:, :half] / (1 + np.exp(-both[:, half:]))
        return gated

    def _embedded(self, reading: Reading, tokens: Places) -> Floats:
        unknown = self._network.nothing
        ids = _words(reading.ids[tokens], unknown)
        ids[ids < 0] = unknown
        group = self._order[np.searchsorted(self._hashes, reading.class_row[reading.place[tokens]])]
        shape = np.array([shape_of(form) for form in reading.distinct], dtype=np.int64)[reading.kinds[tokens]]
        onset = (reading.onset[tokens] % np.uint64(ONSETS)).astype(np.int64)
        token: Floats = self._network.words.some(ids) + self._classes[group] + self._onsets[onset] + self._shapes[shape]
        return token

    def _asked(self, left: Floats, right: Floats) -> Floats:
        net = self._network
        both = _normed(np.concatenate([left, right], axis=1), net.ask_gain, net.ask_shift)
        inner = both @ self._first + net.first_bias
        asked: Floats = (inner / (1 + np.exp(-1.702 * inner))) @ self._second + net.second_bias
        return asked

    def _fit(self, asked: Floats, answers: Places) -> Floats:
        out = np.full(len(asked), np.nan, dtype=np.float32)
        rows = np.flatnonzero(answers >= 0)
        known = answers[rows]
        net = self._network
        out[rows] = np.einsum("nq,nq->n", asked[rows], net.answers.some(known)) + net.answer_bias[known]
        return out


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


def _words(ids: NDArray[np.integer[Any]], words: int) -> Places:
    """Return ids of words the network knows, -1 for others."""
    return np.where((ids >= 0) & (ids < words), ids, -1).astype(np.int64)


def _normed(rows: Floats, gain: Floats, shift: Floats) -> Floats:
    mean = rows.mean(axis=1, keepdims=True)
    spread = np.sqrt(((rows - mean) ** 2).mean(axis=1, keepdims=True) + _EPSILON)
    normed: Floats = ((rows - mean) / spread * gain + shift).astype(np.float32)
    return normed
