"""The step of a build that fits the rankers on all sources' examples and sets the dial."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from commonhold.canonical import Json
from commonhold.doors.examples import KINDS, read_examples
from commonhold.doors.workbench import write_arrays, write_records
from commonhold.train import ranker as ranker_
from commonhold.train import second
from commonhold.train.assembly import reliability, thresholds
from commonhold.train.features import Matrix
from commonhold.train.fitting import Examples, joined
from commonhold.train.ranker import Ranker

WEIGHTS = {"told": 1.0, "passing": 1.0, "drawn": 0.3, "hasty": 0.0, "untouched": 1.0}
"""How much the examples of each kind count for the ranker (``doors.examples.KINDS``)."""

WEIGHTS_AGAIN = {**WEIGHTS, "hasty": 0.15}
"""How much they count for the ranker of the second reading: how errors come in company only hasty texts show."""

FOLDS = 4
"""Each source is judged by a ranker that has not seen it nor every fourth source with it; together they set the dial.
One fourth alone is too few sources: its dial moved by a tenth when a single work changed."""

Chances = dict[tuple[str, str], NDArray[np.float32]]
"""The chances of the examples of a source and kind, by a ranker that has not seen the source."""


class _Example(NamedTuple):
    """The rows of some examples that a ranker is fitted on, with their labels and weights."""

    rows: Matrix
    labels: NDArray[np.bool_]
    weights: NDArray[np.float32]


def fits(has_network: bool) -> int:
    """Return how many rankers are fitted: of each reading one a fold, and one on everything."""
    return (FOLDS + 1) * (1 + has_network)


def fit(examples: Mapping[str, Path], has_network: bool, hear: Callable[[], None], folder: Path) -> None:
    """Fit the ranker on all sources, the second if there is a network, and set the dial by rankers that never saw what
    they judge.
    """
    names = sorted(examples)
    known = {name: {kind: read_examples(examples[name], kind) for kind in KINDS} for name in names}
    chances = _crossed(names, lambda name: _first(known[name]), lambda ranker: _judge(ranker, known), hear)
    whole = _fitted(map(_first, known.values()), hear)
    write_arrays(folder / "ranker.safetensors", whole.arrays())
    if has_network:
        # What no other source could judge, because none has corrections, is judged by what has seen it.
        judge = _judge(whole, known)
        rest = {(name, kind): judge(name, kind) for name in names for kind in KINDS if (name, kind) not in chances}
        heard = chances | rest
        again = _crossed(
            names,
            lambda name: _second(known[name], heard, name),
            lambda ranker: _judge_again(ranker, known, heard),
            hear,
        )
        both = _fitted((_second(known[name], heard, name) for name in names), hear)
        write_arrays(folder / "again.safetensors", both.arrays())
        chances = again
    judged = [name for name in names if (name, "untouched") in chances]
    clean = [
        (chances[name, "untouched"], part.places, part.words)
        for name in judged
        if len((part := known[name]["untouched"]).labels)
    ]
    unseen = [(name, kind) for name in judged for kind in ("told", "untouched")]
    seen = joined([known[name][kind] for name, kind in unseen])
    said = np.concatenate([np.zeros(0, np.float32), *(chances[one] for one in unseen)])
    curve = reliability(said, seen.labels, seen.places) if len(seen.labels) else ()
    told: Json = {"points": sorted(thresholds(clean).items()), "reliability": curve}
    write_records(folder / "thresholds.jsonl.zst", [told])


def _crossed(
    names: Sequence[str],
    taught: Callable[[str], Sequence[_Example]],
    judged_by: Callable[[Ranker], Callable[[str, str], NDArray[np.float32]]],
    hear: Callable[[], None],
) -> Chances:
    """Return the chances of all sources' examples, each by a ranker of the other folds; none where nothing is known."""
    chances: Chances = {}
    for fold in range(FOLDS):
        own = names[fold::FOLDS]
        others = [taught(name) for name in names if name not in own]
        if not own or not any(part.labels.any() for parts in others for part in parts):
            continue
        judge = judged_by(_fitted(others, hear))
        chances |= {(name, kind): judge(name, kind) for name in own for kind in KINDS}
    return chances


def _first(parts: Mapping[str, Examples]) -> list[_Example]:
    return [
        _Example(part.rows, part.labels, np.full(len(part.labels), WEIGHTS[kind], np.float32))
        for kind, part in parts.items()
        if WEIGHTS[kind]
    ]


def _second(parts: Mapping[str, Examples], chances: Chances, name: str) -> list[_Example]:
    out = []
    for kind, part in parts.items():
        chance = chances[name, kind]
        worth = second.worthy(chance, part.sentences)
        weights = np.full(int(worth.sum()), WEIGHTS_AGAIN[kind], np.float32)
        out.append(_Example(_rows(part, chance)[worth], part.labels[worth], weights))
    return out


def _rows(part: Examples, chance: NDArray[np.float32]) -> Matrix:
    return second.rows(part.rows, chance, part.places, part.sentences, part.before, part.after)


def _judge(ranker: Ranker, known: Mapping[str, Mapping[str, Examples]]) -> Callable[[str, str], NDArray[np.float32]]:
    return lambda name, kind: ranker.probability(known[name][kind].rows)


def _judge_again(
    ranker: Ranker, known: Mapping[str, Mapping[str, Examples]], chances: Chances
) -> Callable[[str, str], NDArray[np.float32]]:
    def judge(name: str, kind: str) -> NDArray[np.float32]:
        part, chance = known[name][kind], chances[name, kind].copy()
        worth = second.worthy(chance, part.sentences)
        chance[worth] = ranker.probability(_rows(part, chance)[worth])
        return chance

    return judge


def _fitted(taught: Iterator[Sequence[_Example]] | Sequence[Sequence[_Example]], hear: Callable[[], None]) -> Ranker:
    """Return the ranker fitted on some sources' examples."""
    parts = [part for source in taught for part in source]
    rows, labels, weights = (np.concatenate([part[column] for part in parts]) for column in range(3))
    return ranker_.fit(rows, labels, hear, weights)
