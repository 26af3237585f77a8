"""A model's parts as named arrays and facts, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Model
from commonhold.train import alternatives as alternatives_
from commonhold.train import lexicon as lexicon_
from commonhold.train import ranker as ranker_
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Evidence
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
    """Return the parts of a model; raises ValueError if it is of another version, KeyError if something is missing."""
    facts = model.facts
    if facts.get("version") != VERSION:
        raise ValueError(f"the model has version {facts.get('version')}, this program reads {VERSION}")
    tables = cast(Mapping[str, tuple[int, int]], facts["tables"])
    thresholds = cast(list[tuple[float, float]], facts["thresholds"])
    return Parts(
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
