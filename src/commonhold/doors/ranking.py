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
from commonhold.train.company import together
from commonhold.train.dial import Chance, believed, reliability, scale, thresholds
from commonhold.train.features import Matrix
from commonhold.train.fitting import Examples, joined
from commonhold.train.ranker import Ranker

WEIGHTS = {"told": 1.0, "passing": 1.0, "drawn": 0.3, "hasty": 0.0, "untouched": 1.0}
"""How much the examples of each kind count for the ranker (``doors.examples.KINDS``)."""

WEIGHTS_AGAIN = {**WEIGHTS, "drawn": 0.1, "hasty": 0.2}
"""How much they count for the ranker of the second reading: how errors come in company only hasty texts show."""

FOLDS = 4
"""Each source is judged by a ranker that has not seen it nor every fourth source with it; together they set the dial.
One fourth alone is too few sources: its dial moved by a tenth when a single work changed."""

Chances = dict[tuple[str, str], Chance]
"""The chances of the examples of a source and kind, by a ranker that has not seen the source."""

Known = Mapping[str, Mapping[str, Examples]]
"""The examples of sources by kind."""


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
    facts: dict[str, Json] = {}
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
            again=True,
        )
        both = _fitted((_second(known[name], heard, name) for name in names), hear, again=True)
        write_arrays(folder / "again.safetensors", both.arrays())
        density = _density(again, known)
        moved = {one: _together(known[one[0]][one[1]], heard[one], again[one], density) for one in again}
        chances, believing = _believed(names, known, heard, moved)
        facts |= {"density": density, "scale": believing}
    write_records(folder / "thresholds.jsonl.zst", [{**facts, **_dial(names, known, chances)}])


def _dial(names: Sequence[str], known: Known, chances: Chances) -> dict[str, Json]:
    """Return where the dial stands, and how far chances can be believed."""
    judged = [name for name in names if (name, "untouched") in chances]
    clean = [
        (chances[name, "untouched"], part.places, part.words)
        for name in judged
        if len((part := known[name]["untouched"]).labels)
    ]
    seen, said = _unseen(judged, known, chances)
    curve = reliability(said, seen.labels, seen.places) if len(seen.labels) else ()
    return {"points": sorted(thresholds(clean).items()), "reliability": curve}


def _unseen(names: Sequence[str], known: Known, chances: Chances) -> tuple[Examples, Chance]:
    """Return what people told of and text that is right, of some sources, with their chances."""
    unseen = [(name, kind) for name in names for kind in ("told", "untouched") if (name, kind) in chances]
    said = np.concatenate([np.zeros(0, np.float32), *(chances[one] for one in unseen)])
    return joined([known[name][kind] for name, kind in unseen]), said


def _believed(
    names: Sequence[str], known: Known, first: Chances, moved: Chances
) -> tuple[Chances, tuple[float, float]]:
    """Return moved chances as far as they can be believed, each source's by what is known of the others, and how far
    those of a text can be that nobody has seen.
    """

    def how(some: Sequence[str]) -> tuple[float, float]:
        seen, said = _unseen(some, known, moved)
        return scale(said, seen.labels, seen.places)

    chances: Chances = {}
    for fold in range(FOLDS):
        others = how([name for name in names if name not in names[fold::FOLDS]])
        for name in names[fold::FOLDS]:
            for kind in (kind for kind in KINDS if (name, kind) in moved):
                part, chance = known[name][kind], moved[name, kind].copy()
                looked = second.looked_at(first[name, kind], part.sentences)
                chance[looked] = believed(chance[looked], part.places[looked], others)
                chances[name, kind] = chance
    return chances, how(names)


def _crossed(
    names: Sequence[str],
    taught: Callable[[str], Sequence[_Example]],
    judged_by: Callable[[Ranker], Callable[[str, str], NDArray[np.float32]]],
    hear: Callable[[], None],
    again: bool = False,
) -> Chances:
    """Return the chances of all sources' examples, each by a ranker of the other folds; none where nothing is known."""
    chances: Chances = {}
    for fold in range(FOLDS):
        own = names[fold::FOLDS]
        others = [taught(name) for name in names if name not in own]
        if not own or not any(part.labels.any() for parts in others for part in parts):
            continue
        judge = judged_by(_fitted(others, hear, again))
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


def _judge(ranker: Ranker, known: Known) -> Callable[[str, str], Chance]:
    return lambda name, kind: ranker.probability(known[name][kind].rows)


def _judge_again(ranker: Ranker, known: Known, chances: Chances) -> Callable[[str, str], Chance]:
    def judge(name: str, kind: str) -> NDArray[np.float32]:
        part, chance = known[name][kind], chances[name, kind].copy()
        worth = second.worthy(chance, part.sentences)
        chance[worth] = second.judged(ranker, _rows(part, chance)[worth])
        return chance

    return judge


def _density(chances: Chances, known: Known) -> float:
    """Return how many errors a word the chances promise in text that is right."""
    right = [(chance, known[name][kind].words) for (name, kind), chance in chances.items() if kind == "untouched"]
    words = sum(words for _, words in right)
    return round(sum(float(chance.sum()) for chance, _ in right) / words, 6) if words else 0.0


def _together(part: Examples, first: Chance, again: Chance, density: float) -> Chance:
    """Return the chances of the second reading, moved to what else seems wrong, in the sentences it looks at."""
    chance, looked = again.copy(), second.looked_at(first, part.sentences)
    places, sentences, lengths = (column[looked] for column in (part.places, part.sentences, part.lengths))
    chance[looked] = together(again[looked], places, sentences, lengths, density)
    return chance


def _fitted(
    taught: Iterator[Sequence[_Example]] | Sequence[Sequence[_Example]], hear: Callable[[], None], again: bool = False
) -> Ranker:
    """Return the ranker fitted on some sources' examples; that of the second reading goes on from the first's odds."""
    parts = [part for source in taught for part in source]
    rows, labels, weights = (np.concatenate([part[column] for part in parts]) for column in range(3))
    return ranker_.fit(rows, labels, hear, weights, rows[:, 0] if again else None)
