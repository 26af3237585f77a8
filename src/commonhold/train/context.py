"""What a sentence says of each of its places: a small network that reads it from both ends, in plain numpy.

Where n-grams see four tokens, this sees the ``REACH`` before a place and after it. From the left and from the right
three gated convolutions (Dauphin and others 2017, "Language Modeling with Gated Convolutional Networks") carry what
was read up to each place; together they ask for what should stand there, and words answer by how well they fit.
Nothing at all is an answer too, so that words left out and words too many are judged by the same question.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.train.candidates import Candidates, choices
from commonhold.train.classes import hashes as class_hashes
from commonhold.train.network import ONSETS, Floats, Network, neighbours
from commonhold.train.reading import Places, Reading
from commonhold.train.tokens import shape_of

_EPSILON = 1e-5  # of torch's layer norm


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
        asked = self._asked(*self._sides(reading, at, removed))[which]
        nothing = self._network.nothing
        stands = np.select(
            [chosen.removed == 0, chosen.removed == 1], [nothing, _words(reading.ids[chosen.at], nothing)], -1
        )
        comes = np.select([chosen.second >= 0, chosen.first == -1], [-1, nothing], _words(chosen.first, nothing))
        return self._fit(asked, stands), self._fit(asked, comes)

    def _sides(self, reading: Reading, at: Places, removed: Places) -> tuple[Floats, Floats]:
        """Return what is read from the left up to each of some tokens, and from the right up to ``removed`` farther.

        A sentence has one place more than tokens; each convolution is reckoned only where it is needed.
        """
        sentence = np.cumsum(reading.first) - 1
        tokens = np.flatnonzero(np.isin(sentence, sentence[at]))
        first = reading.first[tokens]
        base = np.arange(len(tokens)) + np.cumsum(first) - 1
        size = len(tokens) + int(first.sum())
        heads = base[first]
        tails = np.append(heads[1:], size) - 1
        kinds, which = np.unique(reading.kinds[tokens], return_inverse=True)
        forms = self._embedded(reading, tokens[np.unique(which, return_index=True)[1]])
        place = base[np.searchsorted(tokens, at)]
        sides = []
        for side, (shift, ends, asked) in enumerate(((1, heads, place), (0, tails, place + removed))):
            known = np.concatenate([forms, self._network.edges[side : side + 1]])
            look = np.empty(size, np.int64)
            look[base + shift], look[ends] = which, len(kinds)
            near = neighbours(heads, tails, side)
            rows = _needed(asked, near, size)
            states: Floats = known[look[rows[0]]] + self._first_joined(known, look, rows[0], near[0], side)
            slot = _slots(rows[0], size)
            for layer in range(1, len(near)):
                states = states[slot[rows[layer]]] + self._joined(states, slot, rows[layer], near[layer], side, layer)
                slot = _slots(rows[layer], size)
            sides.append(states[slot[asked]])
        return sides[0], sides[1]

    def _first_joined(
        self, known: Floats, look: Places, rows: Places, near: tuple[Places, Places], side: int
    ) -> Floats:
        """Return what the first convolution adds at some places (``rows``), of all that ``look`` like one of a few
        ``known`` rows each.

        What each row brings to it is reckoned once, not wherever it stands.
        """
        net, width = self._network, known.shape[1]
        normed = _normed(known, net.gains[side, 0], net.shifts[side, 0])
        look = np.append(look, len(known))  # what is outside brings nothing
        both = np.tile(net.join_bias[side, 0], (len(rows), 1))
        for part, places in enumerate((rows, near[0][rows], near[1][rows])):
            brought = normed @ self._joins[side][0][part * width : (part + 1) * width]
            both += np.concatenate([brought, np.zeros((1, 2 * width), np.float32)])[look[places]]
        return _gated(both)

    def _joined(
        self, states: Floats, slot: Places, rows: Places, near: tuple[Places, Places], side: int, layer: int
    ) -> Floats:
        """Return what a later convolution adds at some places (``rows``); ``slot`` is the row of ``states`` of each."""
        net = self._network
        normed = np.zeros((len(states) + 1, states.shape[1]), np.float32)  # the last row stands for what is outside
        normed[:-1] = _normed(states, net.gains[side, layer], net.shifts[side, layer])
        three = np.concatenate([normed[slot[places]] for places in (rows, near[0][rows], near[1][rows])], axis=1)
        return _gated(three @ self._joins[side][layer] + net.join_bias[side, layer])

    def _embedded(self, reading: Reading, tokens: Places) -> Floats:
        unknown = self._network.nothing
        ids = _words(reading.ids[tokens], unknown)
        ids[ids < 0] = unknown
        group = self._order[np.searchsorted(self._hashes, reading.class_row[reading.place[tokens]])]
        shape = np.array([shape_of(reading.distinct[kind]) for kind in reading.kinds[tokens].tolist()], dtype=np.int64)
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


def _needed(asked: Places, near: Sequence[tuple[Places, Places]], size: int) -> list[Places]:
    """Return for each convolution the places, rising, at which it has to be reckoned so that the last one says what is
    ``asked``.
    """
    rows: list[Places] = []
    wanted = np.zeros(size + 1, np.bool_)
    wanted[asked] = True
    for nearer, farther in reversed(near):
        rows.append(np.flatnonzero(wanted[:size]))
        wanted[nearer[rows[-1]]] = wanted[farther[rows[-1]]] = True
    return rows[::-1]


def _slots(rows: Places, size: int) -> Places:
    """Return where each of ``size`` places is among some ``rows`` of them; the last is for what is outside."""
    slot = np.full(size + 1, len(rows), np.int64)
    slot[rows] = np.arange(len(rows))
    return slot


def _words(ids: NDArray[np.integer[Any]], words: int) -> Places:
    """Return ids of words the network knows, -1 for others."""
    return np.where((ids >= 0) & (ids < words), ids, -1).astype(np.int64)


def _gated(both: Floats) -> Floats:
    """Return the first half of the columns, let through as far as the second half says."""
    half = both.shape[1] // 2
    gated: Floats = both[:, :half] / (1 + np.exp(-both[:, half:]))
    return gated


def _normed(rows: Floats, gain: Floats, shift: Floats) -> Floats:
    mean = rows.mean(axis=1, keepdims=True)
    spread = np.sqrt(((rows - mean) ** 2).mean(axis=1, keepdims=True) + _EPSILON)
    normed: Floats = ((rows - mean) / spread * gain + shift).astype(np.float32)
    return normed
