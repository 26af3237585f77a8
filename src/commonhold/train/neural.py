"""Learning the network that ``context`` reads with from right sentences; needs torch (the extra ``neural``).

At every place of a right sentence the word that stands there must answer better than others: than words drawn by how
frequent they are, and, what matters more, than those it is confused with, and nothing at all where it may be missing.
A few words of what it reads are exchanged for others or hidden, because the sentences it is to judge have more than
one error. The same sentences, seed, number of threads and kind of machine give the same network; other machines
round otherwise and give another one as good.

What was learnt from a work cannot be taken out of the network again: after a withdrawal it is learnt anew without it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from commonhold.train.alternatives import Alternatives
from commonhold.train.classes import UNKNOWN, Classes
from commonhold.train.encoder import Batch, TorchNetwork, exported
from commonhold.train.lexicon import Lexicon
from commonhold.train.network import BATCH, ONSETS, Network, Size, neighbours
from commonhold.train.optimizer import Optimizer
from commonhold.train.tokens import onset_hash

CONFUSED = 24
"""Words at most with which one is confused."""

DRAWN = 768
"""Words drawn by their frequency to answer worse than the right one."""

EXCHANGED, HIDDEN = (0.03, 0.12), (0.01, 0.04)
"""Shares of the tokens read that are exchanged for one they are confused with, and hidden; and in sentences that are
read as somebody's who errs often.
"""

OFTEN = 1 / 3
"""Share of these sentences."""

GAPS = 0.2
"""Share of the gaps between tokens that are asked for."""

SHORTEST, LONGEST = 3, 80
"""Tokens of a sentence that is learnt from."""

WARM = 300
"""Steps until the highest learning rate is reached, a fifth of all at most; then it falls by a cosine."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """``n`` tokens of right sentences: ``ids`` (int32, -1 unknown), ``classes`` and ``onsets`` (int16), ``shapes``
    (int8), ``first`` (bool: begins a sentence).
    """

    ids: NDArray[np.int32]
    classes: NDArray[np.int16]
    onsets: NDArray[np.int16]
    shapes: NDArray[np.int8]
    first: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Confusions:
    """``others`` (words, CONFUSED): ids that a word is confused with, -1 for none; ``many`` of them a word;
    ``may_go`` (words + 1): people drop it; ``inserted``: ids that people put in; ``classes`` and ``onsets`` of words.
    """

    others: NDArray[np.int64]
    many: NDArray[np.int64]
    may_go: NDArray[np.bool_]
    inserted: NDArray[np.int64]
    classes: NDArray[np.int64]
    onsets: NDArray[np.int64]


def confusions(lexicon: Lexicon, classes: Classes, alternatives: Alternatives, words: int) -> _Confusions:
    """Return what each of the most frequent words is confused with, either way, what people did most first."""
    ends = alternatives.ends.astype(np.int64)
    owner = np.repeat(lexicon.ids(alternatives.keys), np.diff(ends, prepend=0))
    first, level = alternatives.first.astype(np.int64), alternatives.pair.astype(np.int64)
    sound = (owner >= 0) & (owner < words) & (first >= 0) & (first < words) & (alternatives.second < 0)
    one, other, level = owner[sound].astype(np.int64), first[sound], level[sound]
    one, other, level = np.append(one, other), np.append(other, one), np.append(level, level)
    others, many = np.full((words, CONFUSED), -1, np.int64), np.zeros(words, np.int64)
    for row in np.lexsort((other, -level, one)).tolist():
        word, wrong = one[row], other[row]
        if many[word] < CONFUSED and wrong not in others[word, : many[word]]:
            others[word, many[word]] = wrong
            many[word] += 1
    may_go = np.zeros(words + 1, np.bool_)
    may_go[np.flatnonzero(alternatives.deleted_level[:words])] = True
    inserted = alternatives.inserted[alternatives.inserted < words].astype(np.int64)
    begins = np.array([onset_hash(lexicon.word(number)) % ONSETS for number in range(words)], dtype=np.int64)
    return _Confusions(others, many, may_go, inserted, classes.of_word[:words].astype(np.int64), begins)


class Learner:
    """Learns a network step by step from right sentences."""

    def __init__(
        self, found: Tokens, lexicon: Lexicon, classes: Classes, alternatives: Alternatives, size: Size
    ) -> None:
        torch.manual_seed(0)
        torch.use_deterministic_algorithms(True, warn_only=True)
        torch.utils.deterministic.fill_uninitialized_memory = False  # type: ignore[attr-defined]
        self._found, self._size = found, size
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._confused = confusions(lexicon, classes, alternatives, size.words)
        self._choose = np.random.default_rng(0)
        starts = np.flatnonzero(found.first)
        lengths = np.diff(np.append(starts, len(found.ids)))
        fit = (lengths >= SHORTEST) & (lengths <= LONGEST)
        self._starts, self._lengths = starts[fit], lengths[fit]
        known = found.ids[(found.ids >= 0) & (found.ids < size.words)]
        counted = np.bincount(known, minlength=size.words) + 1.0
        self._share = counted / counted.sum()
        drawn = counted**0.75 / (counted**0.75).sum()
        self._wheel = np.cumsum(drawn)
        self._log_drawn = torch.tensor(np.log(drawn) + math.log(DRAWN), dtype=torch.float32, device=self._device)
        self._network = TorchNetwork(size).to(self._device)
        self._optimizer = Optimizer(self._network, self._network.matrices())
        self._epoch, self._first_step, self._batches = -1, 0, list[NDArray[np.int64]]()
        self.steps = size.steps if len(self._starts) else 0
        self._losses: list[float] = []

    @property
    def done(self) -> int:
        """How many steps are done."""
        return len(self._losses)

    @property
    def losses(self) -> NDArray[np.float32]:
        """The loss of each step done."""
        return np.array(self._losses, dtype=np.float32)

    def step(self) -> float:
        """Learn from one batch; return its loss. What is chosen by chance depends on the number of the step alone."""
        self._choose = np.random.default_rng([1, self.done])
        warm = min(1, (self.done + 1) / min(WARM, self.steps // 5 + 1))
        share = warm * (0.5 + 0.5 * math.cos(math.pi * self.done / self.steps))
        loss = self._loss(self._batch(self._sentences()))
        self._optimizer.forget()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimizer.step(share)
        self._losses.append(loss.item())
        return self._losses[-1]

    def _sentences(self) -> NDArray[np.int64]:
        """Return the sentences of the next batch; all come once before any comes again."""
        while True:
            at = self.done - self._first_step
            if self._epoch >= 0 and at < len(self._batches):
                return self._batches[at]
            self._first_step += len(self._batches)
            self._epoch += 1
            order = np.random.default_rng([0, self._epoch]).permutation(len(self._starts))
            cuts = np.flatnonzero(np.diff(np.cumsum(self._lengths[order]) // BATCH)) + 1
            self._batches = np.split(order, cuts)

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return all that is needed to go on from here, as named arrays."""
        out: dict[str, NDArray[np.generic]] = {"losses": self.losses}
        for name, weight in self._network.state_dict().items():
            out[f"weight {name}"] = weight.cpu().numpy()
        return out | self._optimizer.state()

    def go_on(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Go on from what ``state`` gave for the same sentences and size."""
        kept = {name: torch.from_numpy(array) for name, array in state.items() if name.startswith("weight ")}
        weights = {name.removeprefix("weight "): weight for name, weight in kept.items()}
        self._network.load_state_dict(weights)
        self._optimizer.go_on(state)
        self._losses = [float(loss) for loss in state["losses"]]

    def network(self) -> Network:
        """Return what was learnt as plain tables."""
        return exported(self._network.cpu())

    def _batch(self, which: NDArray[np.int64]) -> Batch:
        lengths = self._lengths[which]
        begins = np.cumsum(lengths) - lengths
        number = np.repeat(np.arange(len(which)), lengths)
        token = np.arange(int(lengths.sum())) - begins[number] + self._starts[which][number]
        base = np.arange(len(token)) + number
        heads = begins + np.arange(len(which))
        tails = heads + lengths
        size = len(token) + len(which)
        near = tuple(neighbours(heads, tails, side) for side in range(2))
        right = self._found.ids[token].astype(np.int64)
        first = np.zeros(len(token), np.bool_)
        first[begins] = True
        errs = (self._choose.random(len(which)) < OFTEN).astype(np.int64)[number]
        ids, classes, onsets, shapes = map(self._tensor, self._disturbed(right, token, errs))
        joined = [[tuple(map(self._tensor, layer)) for layer in side] for side in near]
        return Batch(ids, classes, onsets, shapes, self._tensor(base), joined, size, base, right, first)

    def _tensor(self, array: NDArray[Any]) -> torch.Tensor:
        return torch.from_numpy(array).to(self._device)

    def _disturbed(
        self, right: NDArray[np.int64], token: NDArray[np.int64], errs: NDArray[np.int64]
    ) -> list[NDArray[np.int64]]:
        """Return what is read of tokens: a few exchanged for words they are confused with, a few hidden; more of those
        whose writer ``errs`` often (1, else 0).
        """
        words, confused = self._size.words, self._confused
        ids = np.where((right >= 0) & (right < words), right, words)
        columns = [ids] + [
            column[token].astype(np.int64) for column in (self._found.classes, self._found.onsets, self._found.shapes)
        ]
        luck = self._choose.random(len(ids))
        known = ids < words
        row = np.where(known, ids, 0)
        other = confused.others[row, (self._choose.random(len(ids)) * confused.many[row]).astype(np.int64)]
        exchanged = known & (luck < np.array(EXCHANGED)[errs]) & (other >= 0)
        hidden = known & (luck > 1 - np.array(HIDDEN)[errs])
        columns[0] = np.where(hidden, words, np.where(exchanged, other, ids))
        other = np.maximum(other, 0)
        columns[1] = np.where(hidden, UNKNOWN, np.where(exchanged, confused.classes[other], columns[1]))
        columns[2] = np.where(exchanged, confused.onsets[other], columns[2])
        return columns

    def _loss(self, rows: Batch) -> torch.Tensor:
        net, words, choose = self._network, self._size.words, self._choose
        known = np.flatnonzero((rows.right >= 0) & (rows.right < words))
        rare = np.clip(np.sqrt(3e-3 / self._share[rows.right[known]]), 0.25, 1)  # frequent words are asked less often
        asked = known[choose.random(len(known)) < rare]
        gaps = np.flatnonzero(~rows.first)
        gaps = gaps[choose.random(len(gaps)) < GAPS]
        answer = np.append(rows.right[asked], np.full(len(gaps), words))
        place = rows.place
        at = self._tensor(np.append(place[asked], place[gaps]))
        behind = self._tensor(np.append(place[asked] + 1, place[gaps]))
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            left, right = net.read(rows)
            question = net.ask(left[at], right[behind]).float()
        truth = self._tensor(answer)
        own = (question * net.answers(truth)).sum(1) + net.bias[truth]
        return self._against_drawn(question, own, truth) + self._against_confused(question, own, answer, len(asked))

    def _against_drawn(self, question: torch.Tensor, own: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
        """The loss against words drawn by their frequency, and nothing."""
        net, words = self._network, self._size.words
        drawn = np.minimum(np.searchsorted(self._wheel, self._choose.random(DRAWN)), words - 1)
        some = self._tensor(drawn)
        with torch.autocast(self._device.type, dtype=torch.bfloat16):
            others = (question @ net.answers(some).T).float()
        others = others + net.bias[some] - self._log_drawn[some]
        others = others.masked_fill(some[None] == truth[:, None], -1e9)
        nothing = (question @ net.answers.weight[words]) + net.bias[words]
        nothing = nothing.masked_fill(truth == words, -1e9)
        return _first_best(torch.cat([own[:, None], others, nothing[:, None]], 1))

    def _against_confused(
        self, question: torch.Tensor, own: torch.Tensor, answer: NDArray[np.int64], asked: int
    ) -> torch.Tensor:
        """The loss of half the questions against the words that the right one is confused with."""
        confused, words = self._confused, self._size.words
        others = np.full((len(answer), CONFUSED + 1), -1, np.int64)
        others[:asked, :CONFUSED] = confused.others[answer[:asked]]
        others[:asked, CONFUSED] = np.where(confused.may_go[answer[:asked]], words, -1)
        others[asked:, : len(confused.inserted)] = confused.inserted[: CONFUSED + 1]
        some = np.flatnonzero((others >= 0).any(axis=1) & (self._choose.random(len(answer)) < 0.5))
        table = self._tensor(others[some])
        rows = self._tensor(some)
        known = table.clamp(min=0)
        scores = (
            torch.bmm(self._network.answers(known), question[rows][:, :, None])[:, :, 0] + self._network.bias[known]
        )
        scores = scores.masked_fill(table < 0, -1e9)
        return _first_best(torch.cat([own[rows][:, None], scores], 1))


def _first_best(scores: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(scores, scores.new_zeros(len(scores), dtype=torch.long))
