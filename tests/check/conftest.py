"""A tiny model, built before the first test as a real one is built: count, learn, exemplify, fit, pack.

Its texts come from the grammar in ``village.toml``; five sources share the sentences and the corrections.
"""

from __future__ import annotations

import os
import random
import re
import tomllib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commonhold.check import Checker
from commonhold.model import Model
from commonhold.train import alternatives, classes, counts, errors, lexicon, ranker
from commonhold.train.assembly import floors, less, tables
from commonhold.train.corrections import corrections, one_way
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import evidence
from commonhold.train.fitting import Bench, corrected, joined, untouched
from commonhold.train.pack import Parts, packed
from commonhold.train.speller import Speller
from commonhold.train.table import height
from commonhold.work import Correction, Revised

os.environ.setdefault("OMP_NUM_THREADS", "1")  # LightGBM's threads wait for one another where cores are busy

SOURCES = ("baker", "doctor", "farmer", "miller", "teacher")
WORKS, PASSAGES, SENTENCES = 20, 10, 4
UNTOUCHED, UNHEARD = 120, 15
TIMES_CORRECTED = 2
MISSPELT = 60
SIZE_BYTES = 1e6
DIAL = {0.5: 0.7, 2.0: 0.4, 20.0: 0.1}
"""A village of right sentences is too plain to set the dial: nearly nothing in it looks wrong."""


GRAMMAR: dict[str, Any] = tomllib.loads(Path(__file__).with_name("village.toml").read_text(encoding="utf-8"))


class Village:
    """Sentences of the grammar, always the same for a seed."""

    def __init__(self, seed: str) -> None:
        self._choose = random.Random(seed)

    def sentences(self, many: int, kind: str = "sentences") -> list[str]:
        return [self._filled(self._choose.choice(GRAMMAR[kind])) for _ in range(many)]

    def passages(self, many: int) -> list[str]:
        return [" ".join(self.sentences(SENTENCES)) for _ in range(many)]

    def corrections(self, source: str) -> list[Correction]:
        return one_way(self._corrections(source))

    def _corrections(self, source: str) -> Iterator[Correction]:
        for number, row in enumerate(GRAMMAR["corrections"] * TIMES_CORRECTED):
            seed = f"{source} {number}"
            before, after = (Village(seed)._filled(row[side]) for side in ("before", "after"))
            revised = Revised(source, f"swh:1:rev:{number:040x}", "Fix typos", "story.md", b"", b"")
            yield from corrections(revised, [before], [after])
        for number in range(MISSPELT):
            after = Village(f"{source} letters {number}").sentences(1)[0]
            revised = Revised(source, f"swh:1:rev:{number:040x}", "Fix typos", "story.md", b"", b"")
            yield from corrections(revised, [misspelt(after, number)], [after])

    def _filled(self, template: str) -> str:
        text = re.sub(r"\{(\w+)\}", lambda slot: self._choose.choice(GRAMMAR["words"][slot[1]]), template)
        at = text.startswith("“")
        return text[:at] + text[at].upper() + text[at + 1 :]


def misspelt(sentence: str, seed: int) -> str:
    """A sentence one of whose longer words lacks a letter, or has one twice."""
    choose = random.Random(seed)
    longer = list(re.finditer(r"[a-z]{5,}", sentence))
    if not longer:
        return sentence
    word = choose.choice(longer)
    at = choose.randrange(word.start() + 1, word.end())
    return sentence[:at] + sentence[at + 1 :] if seed % 2 else sentence[:at] + sentence[at] + sentence[at:]


def built() -> Model:
    works = {source: [Village(f"{source}{work}").passages(PASSAGES) for work in range(WORKS)] for source in SOURCES}
    found = {source: Village(source).corrections(source) for source in SOURCES}
    streams: dict[str, list[counts.Stream]] = {source: [] for source in SOURCES}
    own = {source: counts.count(passages, streams[source]) for source, passages in works.items()}
    whole = counts.add(list(own.values()))
    tallied = lexicon.tally(list(own.values()))
    words = lexicon.lexicon(tallied)
    known = words.words()
    learnt = errors.learn(
        (correction for source in SOURCES for correction in found[source]),
        {word: number for number, word in enumerate(known)},
    )
    choices = alternatives.build(words, learnt)
    least = floors(whole.grams, SIZE_BYTES)
    top, stop = height(whole.tokens), height(tallied.rows["."][0])
    speller = Speller(words)
    times, sources = (np.array([tallied.rows[word][column] for word in known]) for column in (0, 5))
    drawn = classes.draw(words, times, whole.grams[2])
    grouped = {
        source: classes.count(sorted(own[source].forms), np.concatenate(streams[source]), words, drawn)
        for source in SOURCES
    }
    whole_grouped = {
        order: counts.summed(*(np.concatenate([grouped[source][order][side] for source in SOURCES]) for side in (0, 1)))
        for order in ORDERS
    }
    class_least = floors(whole_grouped, SIZE_BYTES)
    mended, clean = {}, {}
    for source in SOURCES:
        others = lexicon.without(words, times, sources, own[source])
        mine = {change: many for change, many in errors.of_source(found[source]).items() if change in learnt.pairs}
        look_ups = {
            order: partial(less, whole.grams[order], own[source].grams[order], least[order]) for order in ORDERS
        }
        class_look_ups = {
            order: partial(less, whole_grouped[order], grouped[source][order], class_least[order]) for order in ORDERS
        }
        bench = Bench(
            others,
            alternatives.without(choices, others, learnt.pairs, mine),
            evidence(others, drawn, look_ups, class_look_ups, top, stop),
            frozenset(learnt.pairs),
            speller,
        )
        mended[source] = corrected(found[source], bench)
        right = [passages[0] for passages in works[source]] + Village("clean").sentences(UNTOUCHED)
        clean[source] = untouched([*right, *Village(source).sentences(UNHEARD, "unheard")], bench)
    everything = joined([part for source in SOURCES for part in (mended[source], clean[source])])
    fitted = ranker.fit(everything.rows, everything.labels)
    class_tables = tables(whole_grouped, class_least)
    grams = tables(whole.grams, least)
    return packed("en", Parts(words, grams, drawn, class_tables, choices, fitted, top, stop, DIAL))


@pytest.fixture(scope="session")
def model() -> Model:
    return built()


@pytest.fixture(scope="session")
def checker(model: Model) -> Checker:
    return Checker(model)


@pytest.fixture(scope="session")
def village() -> type[Village]:
    return Village
