"""The step of a build that makes a source's examples for the ranker, in a process of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.doors.steps import Told, open_grams, read_corrections, texts_of
from commonhold.doors.workbench import read_arrays, read_records, write_arrays
from commonhold.train import alternatives as alternatives_
from commonhold.train import classes as classes_
from commonhold.train import counts as counts_
from commonhold.train import dialects as dialects_
from commonhold.train import lexicon as lexicon_
from commonhold.train.alternatives import Alternatives
from commonhold.train.assembly import Grams, less
from commonhold.train.classes import Classes
from commonhold.train.counts import ORDERS, Counts
from commonhold.train.dialects import Dialects
from commonhold.train.errors import Change, of_source
from commonhold.train.evidence import evidence
from commonhold.train.fitting import Bench, Examples, corrected, joined, untouched
from commonhold.train.lexicon import Lexicon
from commonhold.train.speller import Speller
from commonhold.work import Correction

UNTOUCHED_PASSAGES = 400
"""Passages a source gives the ranker as examples of text that is right, or its share of ``ALL_PASSAGES``."""

ALL_PASSAGES = 12_000
"""Passages the ranker is to have altogether: where there are few sources, each gives more."""

_PASSAGE_WORDS = (8, 150)
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
        _shelves[folder] = Shelf(
            open_grams(folder),
            open_grams(grouped),
            lexicon,
            classes_.from_arrays(read_arrays(folder / "classes.safetensors")),
            words["word_counts"].astype(np.int64),
            words["word_source_counts"].astype(np.int64),
            alternatives_.from_arrays(read_arrays(folder / "alternatives.safetensors")),
            pairs,
            {int(order): least for order, least in facts["least"].items()},  # type: ignore
            {int(order): least for order, least in class_facts["least"].items()},  # type: ignore
            facts["top"],  # type: ignore
            facts["stop"],  # type: ignore
            Speller(lexicon),
            dialects_.from_arrays(read_arrays(folder / "dialects.safetensors")),
        )
    return _shelves[folder]


def exemplify_source(
    read: Path,
    counted: tuple[Path, Path],
    merged: tuple[Path, Path],
    dropped: frozenset[str],
    most: int,
    folder: Path,
) -> Told:
    """Make a source's examples for the ranker, with everything of its own taken out of the evidence.

    ``counted`` are the steps that counted its words and its classes, ``merged`` those that added them up; ``most`` is
    how many passages it gives as text that is right.
    """
    shelf = open_shelf(*merged)
    own = counts_.from_arrays(read_arrays(counted[0] / "counts.safetensors"))
    found = read_corrections(read)
    bench = _bench(shelf, own, open_grams(counted[1]), found)
    parts = [corrected(found[start : start + _BATCH], bench) for start in range(0, len(found), _BATCH)]
    passages = _picked(read, dropped, most)
    clean = [untouched(passages[start : start + _BATCH], bench) for start in range(0, len(passages), _BATCH)]
    arrays: dict[str, Any] = {}
    for name, examples in (("corrected", joined(parts)), ("untouched", joined(clean))):
        arrays |= {
            f"{name}_rows": examples.rows,
            f"{name}_labels": examples.labels,
            f"{name}_places": examples.places,
            f"{name}_words": np.array([examples.words]),
        }
    write_arrays(folder / "examples.safetensors", arrays)
    return Told(read.name, len(found), int(arrays["untouched_words"][0]))


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
        evidence(lexicon, shelf.classes, look_ups, class_look_ups, shelf.top, shelf.stop),
        frozenset(shelf.pairs),
        shelf.speller,
        shelf.dialects,
    )


def _picked(read: Path, dropped: frozenset[str], most: int) -> list[str]:
    """Return passages taken as right, from as many works as there are, always the same."""
    choose = random.Random(1)  # noqa: S311 - a fixed seed is the point
    pools: list[list[str]] = []
    for record in read_records(read / "works.jsonl.zst"):
        if record["state"] == "kept" and record["path"] not in dropped:
            low, high = _PASSAGE_WORDS
            fit = [text for text in texts_of(record) if low <= text.count(" ") + 1 <= high]
            if fit:
                pools.append(fit)
    if not pools:
        return []
    each = -(-most // len(pools))  # of a few long works more than one passage each
    picked = [text for fit in pools for text in choose.sample(fit, min(each, len(fit)))]
    return choose.sample(picked, min(most, len(picked)))


def read_examples(folder: Path, name: str) -> Examples:
    """Return the examples of a source: ``corrected`` or ``untouched`` sentences."""
    arrays: Mapping[str, Any] = read_arrays(folder / "examples.safetensors")
    rows, labels, places, words = (arrays[f"{name}_{column}"] for column in ("rows", "labels", "places", "words"))
    return Examples(rows, labels, places, int(words[0]))
