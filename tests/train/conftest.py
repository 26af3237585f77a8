"""A small world for the tests of training: sixty times the same few lines, and a handful of corrections."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pytest

from commonhold.train import alternatives as alternatives_
from commonhold.train import classes as classes_
from commonhold.train import counts as counts_
from commonhold.train import errors as errors_
from commonhold.train import lexicon as lexicon_
from commonhold.train.alternatives import Alternatives
from commonhold.train.assembly import tables
from commonhold.train.counts import Counts
from commonhold.train.errors import ErrorModel
from commonhold.train.evidence import Evidence, evidence
from commonhold.train.lexicon import Lexicon
from commonhold.train.speller import Speller
from commonhold.train.table import height
from commonhold.work import Correction

os.environ.setdefault("OMP_NUM_THREADS", "1")  # LightGBM's threads wait for one another where cores are busy

TIMES = 60
LINES = [
    "They receive the letter from the king of the north.",
    "There is a lot of work in the garden for everybody.",
    "Someone lost the loose key of their garden gate.",
    "We walk to the river and she walks to the wall.",
    "He paints what they paint, but they lose every game.",
    "The moon shines on the water: it is a quiet night.",
    "It depends on the weather whether the boats depend on us.",
]
FIXES = [
    ("They lost there key.", "They lost their key."),
    ("We recieve a letter.", "We receive a letter."),
    ("She walk to the wall.", "She walks to the wall."),
    ("They walks to the wall.", "They walk to the wall."),
    ("We went to garden.", "We went to the garden."),
    ("Most of of us lost.", "Most of us lost."),
    ("It depends on of us.", "It depends on us."),
    ("There is alot of it.", "There is a lot of it."),
    ("Some one lost the key.", "Someone lost the key."),
]


def fixed(source: str, before: str, after: str) -> Correction:
    """A correction as mining makes it from two sentences."""
    from commonhold.train.corrections import sentence_edits

    [(old, new, edits)] = sentence_edits(before, after)
    return Correction(source, "swh:1:rev:" + "0" * 40, "a.md", old, new, edits)


@dataclass(frozen=True)
class World:
    """All that is made of the lines and the fixes, by two sources that have the same of both."""

    parts: Mapping[str, Counts]
    corrections: Mapping[str, list[Correction]]
    whole: Counts
    lexicon: Lexicon
    times: np.ndarray
    sources: np.ndarray
    errors: ErrorModel
    alternatives: Alternatives
    evidence: Evidence
    speller: Speller
    grouped: Mapping[str, Mapping[int, tuple[counts_.Hashes, counts_.Numbers]]]
    grouped_whole: Mapping[int, tuple[counts_.Hashes, counts_.Numbers]]

    def id(self, word: str) -> int:
        return self.lexicon.words().index(word)


@pytest.fixture(scope="session")
def world() -> World:
    names = ("one", "two")
    streams: dict[str, list[counts_.Stream]] = {name: [] for name in names}
    parts = {name: counts_.count([[line] for line in LINES] * (TIMES // len(names)), streams[name]) for name in names}
    corrections = {name: [fixed(name, *fix) for fix in FIXES] for name in names}
    tallied = lexicon_.tally(list(parts.values()))
    lexicon = lexicon_.lexicon(tallied)
    words = lexicon.words()
    ranks = {word: number for number, word in enumerate(words)}
    learnt = errors_.learn([correction for found in corrections.values() for correction in found], ranks)
    whole = counts_.add(list(parts.values()))
    top, stop = height(whole.tokens), height(tallied.rows["."][0])
    made = tables(whole.grams, dict.fromkeys(whole.grams, 2))
    times = np.array([tallied.rows[word][0] for word in words])
    drawn = classes_.draw(lexicon, times, whole.grams[2])
    grouped = {
        name: classes_.count(sorted(parts[name].forms), np.concatenate(streams[name]), lexicon, drawn) for name in names
    }
    grouped_whole = {
        order: counts_.summed(*(np.concatenate([grouped[name][order][side] for name in names]) for side in (0, 1)))
        for order in counts_.ORDERS
    }
    class_tables = tables(grouped_whole, dict.fromkeys(grouped_whole, 2))
    return World(
        parts,
        corrections,
        whole,
        lexicon,
        times,
        np.array([tallied.rows[word][5] for word in words]),
        learnt,
        alternatives_.build(lexicon, learnt),
        evidence(
            lexicon,
            drawn,
            {order: table.look_up for order, table in made.items()},
            {order: table.look_up for order, table in class_tables.items()},
            top,
            stop,
        ),
        Speller(lexicon),
        grouped,
        grouped_whole,
    )
