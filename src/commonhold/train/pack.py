"""A model's parts as named arrays and facts, and back again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from commonhold.canonical import Json
from commonhold.model import Arrays, Model
from commonhold.recipe import MOST_DIALECTS
from commonhold.train import alternatives as alternatives_
from commonhold.train import classes as classes_
from commonhold.train import dialects as dialects_
from commonhold.train import lexicon as lexicon_
from commonhold.train import network as network_
from commonhold.train import ranker as ranker_
from commonhold.train import strokes as strokes_
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Evidence, evidence
from commonhold.train.features import NAMES
from commonhold.train.native import Native
from commonhold.train.second import COLUMNS
from commonhold.train.table import Table
from commonhold.train.tight import loose, tight

VERSIONS = (3, 4)
"""Raised when the arrays or what they mean change: a model of another version is not read. Since 4 a model may have a
network and read twice, and its arrays are kept ``tight``; one that reads once is written as version 3."""


_FARTHEST = 20.0  # log odds; nothing is surer than that
_AGAIN = "again_"  # before the names of the second ranker's arrays


@dataclass(frozen=True, slots=True)
class Again:
    """What the second reading works with (``second``): ``density`` is that of ``company.together``, ``scale`` that of
    ``dial.believed``.
    """

    network: network_.Network
    ranker: ranker_.Ranker
    density: float
    scale: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Parts:
    """What checking works with. ``thresholds`` maps expected false alarms per 1,000 words to a probability;
    ``reliability``: see ``dial.reliability``. ``again`` are the network and the ranker of the second reading, if
    there is one.
    """

    lexicon: lexicon_.Lexicon
    tables: Mapping[int, Table]
    classes: classes_.Classes
    class_tables: Mapping[int, Table]
    alternatives: alternatives_.Alternatives
    ranker: ranker_.Ranker
    top: int
    stop: int
    thresholds: Mapping[float, float]
    reliability: tuple[tuple[float, float, int], ...] = ()
    dialects: dialects_.Dialects = field(default_factory=dialects_.nothing)
    strokes: strokes_.Strokes = field(default_factory=strokes_.nothing)
    again: Again | None = None

    def evidence(self, native: Native | None = None) -> Evidence:
        """Return the evidence of all works, read by compiled code if there is some."""
        look_ups = [{order: tables[order].look_up for order in ORDERS} for tables in (self.tables, self.class_tables)]
        plain = evidence(self.lexicon, self.classes, look_ups[0], look_ups[1], self.top, self.stop, self.strokes)
        if native is None:
            return plain
        words = replace(plain.words, reads=native.reads(self.tables, plain.words))
        return replace(
            plain, words=words, classes=replace(plain.classes, reads=native.reads(self.class_tables, plain.classes))
        )


def packed(language: str, parts: Parts) -> Model:
    """Return the model of some parts."""
    arrays: dict[str, NDArray[np.generic]] = {f"grams{order}": parts.tables[order].slots for order in ORDERS}
    arrays |= {f"class_grams{order}": parts.class_tables[order].slots for order in ORDERS}
    arrays |= parts.classes.arrays() | parts.lexicon.arrays() | parts.alternatives.arrays() | parts.ranker.arrays()
    arrays |= parts.dialects.arrays() | parts.strokes.arrays()
    if parts.again is not None:
        second = {f"{_AGAIN}{name}": array for name, array in parts.again.ranker.arrays().items()}
        arrays = tight(arrays | parts.again.network.arrays() | second)
    facts: dict[str, Json] = {
        "version": VERSIONS[parts.again is not None],
        "tables": _places_of(parts.tables),
        "class_tables": _places_of(parts.class_tables),
        "top": parts.top,
        "stop": parts.stop,
        "reliability": [list(row) for row in parts.reliability],
        "thresholds": [[alarms, chance] for alarms, chance in sorted(parts.thresholds.items())],
    }
    if parts.again is not None:
        facts |= {"density": parts.again.density, "scale": list(parts.again.scale)}
    return Model(language, arrays, facts)


def _places_of(tables: Mapping[int, Table]) -> dict[str, list[int]]:
    return {str(order): [tables[order].seed, tables[order].segment_bits] for order in ORDERS}


def _tables(arrays: Arrays, name: str, facts: object) -> dict[int, Table]:
    places = cast(Mapping[str, tuple[int, int]], facts)
    slots = {order: cast("NDArray[np.uint16]", arrays[f"{name}{order}"]) for order in ORDERS}
    return {order: Table(slots[order], *places[str(order)]) for order in ORDERS}


def unpacked(model: Model) -> Parts:
    """Return the parts of a model.

    Raises ValueError if it is of another version or points outside itself, as one from a stranger might, KeyError or
    TypeError if something is missing or of another kind.
    """
    facts = model.facts
    if facts.get("version") not in VERSIONS:
        known = " and ".join(map(str, VERSIONS))
        raise ValueError(f"the model has version {facts.get('version')}, this program reads {known}")
    reads_twice = facts["version"] == VERSIONS[1]
    arrays = loose(model.arrays) if reads_twice else model.arrays
    thresholds = cast(list[tuple[float, float]], facts["thresholds"])
    parts = Parts(
        lexicon_.from_arrays(arrays),
        _tables(arrays, "grams", facts["tables"]),
        classes_.from_arrays(arrays),
        _tables(arrays, "class_grams", facts["class_tables"]),
        alternatives_.from_arrays(arrays),
        ranker_.from_arrays(arrays),
        cast(int, facts["top"]),
        cast(int, facts["stop"]),
        {float(alarms): float(chance) for alarms, chance in thresholds},
        tuple((low, share, many) for low, share, many in cast("list[tuple[float, float, int]]", facts["reliability"])),
        dialects=dialects_.from_arrays(arrays),
        strokes=strokes_.from_arrays(arrays),
        again=_again(arrays, facts) if reads_twice else None,
    )
    _inspect(parts)
    return parts


def _again(arrays: Arrays, facts: Mapping[str, object]) -> Again:
    second = {name.removeprefix(_AGAIN): array for name, array in arrays.items() if name.startswith(_AGAIN)}
    shift, stretch = (float(number) for number in cast("list[float]", facts["scale"]))
    density = float(cast(float, facts["density"]))
    return Again(network_.from_arrays(arrays), ranker_.from_arrays(second), density, (shift, stretch))


def _inspect(parts: Parts) -> None:
    """Raise ValueError where a number in the arrays leads outside of them."""
    words, choices, trees = parts.lexicon, parts.alternatives, parts.ranker
    size = len(words)
    columns = (words.hashes, words.ranks, words.level, words.sources, words.capital, words.upper)
    rows = (choices.second, choices.pair, choices.rule, choices.distance)
    sound = {
        "words": size > 0
        and all(len(column) == size for column in columns)
        and int(words.ranks.max()) < size
        and int(words.ends[-1]) == len(words.blob)
        and bool((words.ends[1:] >= words.ends[:-1]).all())
        and _are_texts(words),
        "alternatives": all(len(row) == len(choices.first) for row in rows)
        and len(choices.keys) == len(choices.ends)
        and len(choices.inserted) == len(choices.inserted_level)
        and bool((choices.ends[1:] >= choices.ends[:-1]).all())
        and (int(choices.ends[-1]) if len(choices.ends) else 0) == len(choices.first)
        and all(_within(ids, -1, size) for ids in (choices.first, choices.second, choices.inserted))
        and not ((choices.second >= 0) & (choices.first < 0)).any(),
        "ranker": _are_trees(trees, len(NAMES)),
        "network": parts.again is None
        or (_are_trees(parts.again.ranker, len(COLUMNS)) and network_.is_sound(parts.again.network, size)),
        "density": parts.again is None or 0 <= parts.again.density <= 1,
        "scale": parts.again is None
        or (abs(parts.again.scale[0]) < _FARTHEST and 0 < parts.again.scale[1] < _FARTHEST),
        "tables": all(
            0 <= table.seed < 1 << 64
            and 0 <= table.segment_bits < 32
            and (not len(table.slots) or len(table.slots) >> table.segment_bits > 2)
            for tables in (parts.tables, parts.class_tables)
            for table in tables.values()
        ),
        "classes": len(parts.classes.of_word) == size
        and len(parts.classes.endings) == len(parts.classes.of_ending)
        and len(parts.classes.level) == classes_.CLASSES
        and all(_within(ids, 0, classes_.CLASSES) for ids in (parts.classes.of_word, parts.classes.of_ending)),
        "thresholds": bool(parts.thresholds),
        "dialects": len(parts.dialects.names) <= MOST_DIALECTS
        and len(parts.dialects.word) == len(parts.dialects.partner) == len(parts.dialects.home)
        and bool((parts.dialects.word[1:] > parts.dialects.word[:-1]).all())
        and all(_within(ids, 0, size) for ids in (parts.dialects.word, parts.dialects.partner))
        and _within(parts.dialects.home, 0, 1 << len(parts.dialects.names)),
        "strokes": all(math.isfinite(odds) for odds in parts.strokes.odds.values()),
    }
    for name, is_sound in sound.items():
        if not is_sound:
            raise ValueError(f"its {name} point outside of themselves")


def _are_trees(trees: ranker_.Ranker, columns: int) -> bool:
    nodes = trees.feature.shape[-1]
    return (
        trees.feature.ndim == 2
        and _within(trees.feature, -1, columns)
        and all(table.shape == trees.feature.shape for table in (trees.threshold, trees.left, trees.right, trees.value))
        and _within(trees.left, 0, nodes)
        and _within(trees.right, 0, nodes)
    )


def _are_texts(words: lexicon_.Lexicon) -> bool:
    """Tell whether the words are UTF-8, one by one."""
    try:
        words.blob.tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    inner = words.ends[words.ends < len(words.blob)]
    return bool(((words.blob[inner] & 0xC0) != 0x80).all())


def _within(numbers: NDArray[np.integer[Any]], low: int, high: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= low and int(numbers.max()) < high)
