"""A model's parts as named arrays and facts, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Model
from commonhold.train import alternatives as alternatives_
from commonhold.train import lexicon as lexicon_
from commonhold.train import ranker as ranker_
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Evidence
from commonhold.train.features import NAMES
from commonhold.train.table import Table

VERSION = 1
"""Raised when the arrays or what they mean change: a model of another version is not read."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What checking works with. ``thresholds`` maps expected false alarms per 1,000 words to a probability."""

    lexicon: lexicon_.Lexicon
    tables: Mapping[int, Table]
    alternatives: alternatives_.Alternatives
    ranker: ranker_.Ranker
    top: int
    stop: int
    thresholds: Mapping[float, float]

    def evidence(self) -> Evidence:
        """Return the evidence of all works."""
        return Evidence(self.lexicon, {order: self.tables[order].look_up for order in ORDERS}, self.top, self.stop)


def packed(language: str, parts: Parts) -> Model:
    """Return the model of some parts."""
    arrays: dict[str, NDArray[np.generic]] = {f"grams{order}": parts.tables[order].slots for order in ORDERS}
    arrays |= parts.lexicon.arrays() | parts.alternatives.arrays() | parts.ranker.arrays()
    facts = {
        "version": VERSION,
        "tables": {str(order): [parts.tables[order].seed, parts.tables[order].segment_bits] for order in ORDERS},
        "top": parts.top,
        "stop": parts.stop,
        "thresholds": [[alarms, chance] for alarms, chance in sorted(parts.thresholds.items())],
    }
    return Model(language, arrays, facts)


def unpacked(model: Model) -> Parts:
    """Return the parts of a model.

    Raises ValueError if it is of another version or points outside itself, as one from a stranger might, KeyError or
    TypeError if something is missing or of another kind.
    """
    facts = model.facts
    if facts.get("version") != VERSION:
        raise ValueError(f"the model has version {facts.get('version')}, this program reads {VERSION}")
    tables = cast(Mapping[str, tuple[int, int]], facts["tables"])
    thresholds = cast(list[tuple[float, float]], facts["thresholds"])
    parts = Parts(
        lexicon_.from_arrays(model.arrays),
        {
            order: Table(cast("NDArray[np.uint16]", model.arrays[f"grams{order}"]), *tables[str(order)])
            for order in ORDERS
        },
        alternatives_.from_arrays(model.arrays),
        ranker_.from_arrays(model.arrays),
        cast(int, facts["top"]),
        cast(int, facts["stop"]),
        {float(alarms): float(chance) for alarms, chance in thresholds},
    )
    _inspect(parts)
    return parts


def _inspect(parts: Parts) -> None:
    """Raise ValueError where a number in the arrays leads outside of them."""
    words, choices, trees = parts.lexicon, parts.alternatives, parts.ranker
    size, nodes = len(words), trees.feature.shape[-1]
    columns = (words.hashes, words.ranks, words.level, words.sources, words.capital, words.upper)
    rows = (choices.second, choices.pair, choices.rule, choices.distance)
    sound = {
        "words": size > 0
        and all(len(column) == size for column in columns)
        and int(words.ranks.max()) < size
        and int(words.ends[-1]) == len(words.blob)
        and bool((words.ends[1:] >= words.ends[:-1]).all()),
        "alternatives": all(len(row) == len(choices.first) for row in rows)
        and len(choices.keys) == len(choices.ends)
        and len(choices.inserted) == len(choices.inserted_level)
        and bool((choices.ends[1:] >= choices.ends[:-1]).all())
        and (int(choices.ends[-1]) if len(choices.ends) else 0) == len(choices.first)
        and all(_within(ids, -1, size) for ids in (choices.first, choices.second, choices.inserted)),
        "ranker": trees.feature.ndim == 2
        and _within(trees.feature, -1, len(NAMES))
        and all(table.shape == trees.feature.shape for table in (trees.threshold, trees.left, trees.right, trees.value))
        and _within(trees.left, 0, nodes)
        and _within(trees.right, 0, nodes),
        "tables": all(
            0 <= table.segment_bits < 32 and (not len(table.slots) or len(table.slots) >> table.segment_bits > 2)
            for table in parts.tables.values()
        ),
        "thresholds": bool(parts.thresholds),
    }
    for name, is_sound in sound.items():
        if not is_sound:
            raise ValueError(f"its {name} point outside of themselves")


def _within(numbers: NDArray[np.integer[Any]], low: int, high: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= low and int(numbers.max()) < high)
