"""The step of a build that makes a source's examples for the ranker, in a process of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.doors.picking import picked
from commonhold.doors.steps import Told, open_grams, read_corrections
from commonhold.doors.workbench import read_arrays, read_records, write_arrays
from commonhold.train import alternatives as alternatives_
from commonhold.train import classes as classes_
from commonhold.train import counts as counts_
from commonhold.train import dialects as dialects_
from commonhold.train import lexicon as lexicon_
from commonhold.train import strokes as strokes_
from commonhold.train.alternatives import Alternatives
from commonhold.train.assembly import Grams, less
from commonhold.train.classes import Classes
from commonhold.train.context import Context
from commonhold.train.counts import ORDERS, Counts
from commonhold.train.dialects import Dialects
from commonhold.train.errors import Change, ErrorModel, of_source
from commonhold.train.evidence import evidence
from commonhold.train.fitting import COLUMNS, Bench, Examples, corrected, drawn, joined, untouched
from commonhold.train.lexicon import Lexicon
from commonhold.train.network import from_arrays
from commonhold.train.slips import FLUENT, HASTY, Habits, Manner, habits, spoilt
from commonhold.train.speller import Speller
from commonhold.train.strokes import Strokes
from commonhold.work import Correction

KINDS = ("told", "passing", "drawn", "hasty", "untouched")
"""Examples by where they are from: corrections people told of or made in passing, slips drawn as a fluent and as a
hasty writer makes them, text that is right."""

_BATCH = 400


@dataclass(frozen=True, slots=True)
class Shelf:
    """What all sources' examples are made from: counts of all works, memory-mapped, and what was learnt from them."""

    grams: Grams
    class_grams: Grams
    lexicon: Lexicon
    classes: Classes
    counted: counts_.Numbers
    sources: counts_.Numbers
    alternatives: Alternatives
    pairs: Mapping[Change, int]
    least: Mapping[int, int]
    class_least: Mapping[int, int]
    top: int
    stop: int
    speller: Speller
    dialects: Dialects
    habits: Habits
    strokes: Strokes
    copies: frozenset[tuple[str, str, str]]


_shelves: dict[Path, Shelf] = {}


def open_shelf(folder: Path, grouped: Path) -> Shelf:
    """Open what the merging steps wrote, of words and of their classes, once a process."""
    if folder not in _shelves:
        words = read_arrays(folder / "words.safetensors")
        lexicon = lexicon_.from_arrays(words)
        facts = next(read_records(folder / "facts.jsonl.zst"))
        class_facts = next(read_records(grouped / "facts.jsonl.zst"))
        pairs: dict[Change, int] = {
            (tuple(row["before"]), tuple(row["after"])): row["times"]  # type: ignore
            for row in read_records(folder / "pairs.jsonl.zst")
        }
        alternatives = alternatives_.from_arrays(read_arrays(folder / "alternatives.safetensors"))
        endings: dict[tuple[str, str], int] = {
            (row["before"], row["after"]): row["times"]  # type: ignore[misc]
            for row in read_records(folder / "endings.jsonl.zst")
        }
        met = dict(zip(lexicon.words(), words["word_counts"].tolist(), strict=True))
        _shelves[folder] = Shelf(
            open_grams(folder),
            open_grams(grouped),
            lexicon,
            classes_.from_arrays(read_arrays(folder / "classes.safetensors")),
            words["word_counts"].astype(np.int64),
            words["word_source_counts"].astype(np.int64),
            alternatives,
            pairs,
            {int(order): least for order, least in facts["least"].items()},  # type: ignore
            {int(order): least for order, least in class_facts["least"].items()},  # type: ignore
            facts["top"],  # type: ignore
            facts["stop"],  # type: ignore
            Speller(lexicon, slips=alternatives_.slips(alternatives, lexicon)),
            dialects_.from_arrays(read_arrays(folder / "dialects.safetensors")),
            habits(ErrorModel(pairs, {}, endings), met),
            strokes_.from_arrays(read_arrays(folder / "strokes.safetensors")),
            frozenset(
                (row["source"], row["before"], row["after"])  # type: ignore[misc]
                for row in read_records(folder / "copies.jsonl.zst")
            ),
        )
    return _shelves[folder]


def exemplify_source(
    read: Path,
    counted: tuple[Path, Path],
    merged: tuple[Path, Path],
    network: Path | None,
    dropped: frozenset[str],
    most: int,
    folder: Path,
) -> Told:
    """Make a source's examples for the ranker, with everything of its own taken out of the evidence.

    ``counted`` are the steps that counted its words and its classes, ``merged`` those that added them up, ``network``
    the one that learnt a network, if there is one; ``most`` is how many passages it gives as text that is right.
    """
    shelf = open_shelf(*merged)
    own = counts_.from_arrays(read_arrays(counted[0] / "counts.safetensors"))
    found = [one for one in read_corrections(read) if (one.source, one.before, one.after) not in shelf.copies]
    bench = replace(_bench(shelf, own, open_grams(counted[1]), found), context=_context(network))
    passages = picked(read, dropped, most)
    right, others = passages[:most], passages[most:]
    slips = {"drawn": _spoilt(others, shelf.habits, FLUENT), "hasty": _spoilt(others, shelf.habits, HASTY)}
    made = {
        "told": _batched(partial(corrected, bench=bench), [one for one in found if one.told]),
        "passing": _batched(partial(corrected, bench=bench), [one for one in found if not one.told]),
        **{kind: _batched(partial(drawn, bench=bench), spoilt) for kind, spoilt in slips.items()},
        "untouched": _batched(partial(untouched, bench=bench), right),
    }
    arrays: dict[str, Any] = {}
    for kind in KINDS:
        arrays |= {f"{kind}_{column}": getattr(made[kind], column) for column in COLUMNS}
        arrays[f"{kind}_words"] = np.array([made[kind].words])
    write_arrays(folder / "examples.safetensors", arrays)
    return Told(read.name, len(found), int(arrays["untouched_words"][0]))


def _spoilt(passages: Sequence[str], habit: Habits, manner: Manner) -> list[Correction]:
    choose = random.Random(2)  # noqa: S311 - a fixed seed is the point
    return [one for one in (spoilt(text, habit, choose, manner) for text in passages) if one is not None]


@cache
def _context(network: Path | None) -> Context | None:
    """Return what reads with the network, once a process."""
    return None if network is None else Context(from_arrays(read_arrays(network / "network.safetensors")))


def _batched(make: Callable[[Sequence[Any]], Examples], texts: Sequence[Any]) -> Examples:
    """Return the examples of texts, made of a few of them at a time."""
    return joined([make(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)])


def _bench(shelf: Shelf, own: Counts, own_classes: Grams, found: list[Correction]) -> Bench:
    mine = {change: times for change, times in of_source(found).items() if change in shelf.pairs}
    lexicon = lexicon_.without(shelf.lexicon, shelf.counted, shelf.sources, own)
    look_ups: dict[int, Callable[[Any], Any]] = {
        order: partial(less, shelf.grams[order], own.grams[order], shelf.least[order]) for order in ORDERS
    }
    class_look_ups: dict[int, Callable[[Any], Any]] = {
        order: partial(less, shelf.class_grams[order], own_classes[order], shelf.class_least[order]) for order in ORDERS
    }
    return Bench(
        lexicon,
        alternatives_.without(shelf.alternatives, lexicon, shelf.pairs, mine),
        evidence(lexicon, shelf.classes, look_ups, class_look_ups, shelf.top, shelf.stop, shelf.strokes),
        frozenset(shelf.pairs),
        shelf.speller,
        shelf.dialects,
    )


def read_examples(folder: Path, kind: str) -> Examples:
    """Return the examples of a source of one of ``KINDS``."""
    arrays: Mapping[str, Any] = read_arrays(folder / "examples.safetensors")
    columns = {column: arrays[f"{kind}_{column}"] for column in COLUMNS}
    return Examples(**columns, words=int(arrays[f"{kind}_words"][0]))
