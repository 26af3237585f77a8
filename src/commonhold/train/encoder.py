"""The network that ``context`` reads with, as torch learns it, and its plain tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from commonhold.train.classes import CLASSES
from commonhold.train.network import ONSETS, STEPS, Network, Rows, Size, quantised
from commonhold.train.tokens import SHAPES


class _Join(nn.Module):
    """A gated convolution over three tokens of a row of sentences."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.mix = nn.Linear(3 * width, 2 * width)

    def forward(self, states: torch.Tensor, near: torch.Tensor, far: torch.Tensor) -> torch.Tensor:
        """``near`` and ``far``: the places to join with each, the place behind the last for none."""
        normed = self.norm(states)
        padded = torch.cat([normed, normed.new_zeros(1, normed.shape[1])])
        value, gate = self.mix(torch.cat([normed, padded[near], padded[far]], 1)).chunk(2, 1)
        joined: torch.Tensor = states + value * torch.sigmoid(gate)
        return joined


class TorchNetwork(nn.Module):
    """The network as torch learns it; ``network.Network`` says what its parts are."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.words = nn.Embedding(size.words + 1, size.width)
        self.classes = nn.Embedding(CLASSES, size.width)
        self.onsets = nn.Embedding(ONSETS, size.width)
        self.shapes = nn.Embedding(SHAPES, size.width)
        for table in (self.words, self.classes, self.onsets, self.shapes):
            nn.init.normal_(table.weight, std=0.3)
        self.edges = nn.Parameter(torch.zeros(2, size.width))
        self.sides = nn.ModuleList(nn.ModuleList(_Join(size.width) for _ in STEPS) for _ in range(2))
        self.norm = nn.LayerNorm(2 * size.width)
        self.inner = nn.Linear(2 * size.width, 2 * size.width)
        self.outer = nn.Linear(2 * size.width, size.answer)
        self.answers = nn.Embedding(size.words + 1, size.answer)
        nn.init.normal_(self.answers.weight, std=0.1)
        self.bias = nn.Parameter(torch.zeros(size.words + 1))

    def read(self, rows: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """Return what is read up to each place from the left and from the right, (places, width) each."""
        token = self.words(rows.ids) + self.classes(rows.classes) + self.onsets(rows.onsets) + self.shapes(rows.shapes)
        states = []
        for side, moved in enumerate((rows.base + 1, rows.base)):
            state = self.edges[side].expand(rows.places, -1).index_copy(0, moved, token)
            for join, near in zip(self.joins(side), rows.near[side], strict=True):
                state = join(state, *near)
            states.append(state)
        return states[0], states[1]

    def matrices(self) -> list[torch.Tensor]:
        """Return the weights that are matrices; the other tables have a row a word."""
        inside = [*(join.mix for side in range(2) for join in self.joins(side)), self.inner, self.outer]
        return [layer.weight for layer in inside]

    def joins(self, side: int) -> list[_Join]:
        """Return the convolutions of a side, in order."""
        return list(self.sides[side].children())  # type: ignore[arg-type]

    def ask(self, left: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
        """Return the questions at some places, (n, answer)."""
        inner = self.inner(self.norm(torch.cat([left, right], 1)))
        return self.outer(inner * torch.sigmoid(1.702 * inner))  # type: ignore[no-any-return]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some sentences in a row, with one place more than tokens each: ``base`` is the place before each token, ``near``
    the places that each convolution of each side joins, ``place`` is ``base`` once more,
    ``right`` the ids that stand there in truth, ``first`` tells where sentences begin.
    """

    ids: torch.Tensor
    classes: torch.Tensor
    onsets: torch.Tensor
    shapes: torch.Tensor
    base: torch.Tensor
    near: list[list[tuple[torch.Tensor, ...]]]
    places: int
    place: NDArray[np.int64]
    right: NDArray[np.int64]
    first: NDArray[np.bool_]


def exported(network: TorchNetwork) -> Network:
    """Return the plain network with the weights of a learnt one."""

    def table(weight: torch.Tensor) -> Rows:
        return quantised(weight.detach().numpy())

    def numbers(weights: Sequence[torch.Tensor]) -> NDArray[np.float32]:
        return np.stack([weight.detach().numpy() for weight in weights])

    joins = [network.joins(side) for side in range(2)]
    stacked: Mapping[str, Any] = {
        name: np.stack([numbers([get(join) for join in side]) for side in joins])
        for name, get in (
            ("joins", attrgetter("mix.weight")),
            ("join_bias", attrgetter("mix.bias")),
            ("gains", attrgetter("norm.weight")),
            ("shifts", attrgetter("norm.bias")),
        )
    }
    return Network(
        table(network.words.weight),
        table(network.classes.weight),
        table(network.onsets.weight),
        table(network.shapes.weight),
        quantised(stacked["joins"]),
        table(network.inner.weight),
        table(network.outer.weight),
        table(network.answers.weight),
        network.edges.detach().numpy(),
        stacked["gains"],
        stacked["shifts"],
        stacked["join_bias"],
        network.norm.weight.detach().numpy(),
        network.norm.bias.detach().numpy(),
        network.inner.bias.detach().numpy(),
        network.outer.bias.detach().numpy(),
        network.bias.detach().numpy(),
    )
