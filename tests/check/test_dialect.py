"""Dialects: another one's word is told only where a text is clearly of one, or where the writer has chosen."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.check import Checker
from commonhold.check import dialect as dialect_
from commonhold.errors import NoModelError
from commonhold.model import Model
from commonhold.train import alternatives, classes, counts, errors, lexicon
from commonhold.train.assembly import tables
from commonhold.train.dialects import Dialects, nothing
from commonhold.train.pack import Parts, packed
from commonhold.train.ranker import Ranker
from commonhold.train.table import height

CASES = tomllib.loads(Path(__file__).with_name("dialect.toml").read_text(encoding="utf-8"))
MARKED = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
NAMES = ("en-GB", "en-US")
FRAMES = ("The {} is here.", "They {} it in the garden.", "Its {} of it is old.")


def constant(score: float) -> Ranker:
    """A ranker that thinks the same of every candidate: what dialects do is seen without what people err in."""
    leaf = np.zeros((1, 1))
    to = leaf.astype(np.int16)
    return Ranker(np.full((1, 1), -1, np.int16), leaf, to, to, np.full((1, 1), score, np.float32))


def parts(score: float) -> Parts:
    """A model of a few frames in which each word of the pairs stands sixty times, the American ones twice as often."""
    words = [(pair[0], 60) for pair in CASES["pairs"]] + [(pair[2], 120) for pair in CASES["pairs"]]
    works = [[frame.format(word)] for (word, times), frame in product(words, FRAMES) for _ in range(times // 3)]
    streams: list[counts.Stream] = []
    whole = counts.count(works, streams)
    tallied = lexicon.tally([whole])
    known = lexicon.lexicon(tallied)
    ids = {word: number for number, word in enumerate(known.words())}
    rows = []
    for one, home, other, there in CASES["pairs"]:
        bits = [sum(1 << NAMES.index(name) for name in names.split()) for names in (home, there)]
        rows += [(ids[one], ids[other], bits[0]), (ids[other], ids[one], bits[1])]
    columns = np.array(sorted(rows)).T
    dialects = Dialects(NAMES, columns[0].astype(np.int32), columns[1].astype(np.int32), columns[2].astype(np.uint8))
    top, stop = height(whole.tokens), height(tallied.rows["."][0])
    choices = alternatives.build(known, errors.learn([], ids))
    made = tables(whole.grams, dict.fromkeys(whole.grams, 2))
    times = np.array([tallied.rows[word][0] for word in known.words()])
    drawn = classes.draw(known, times, whole.grams[2])
    grouped = classes.count(sorted(whole.forms), np.concatenate(streams), known, drawn)
    dial = {0.1: 0.8, 2.0: 0.3}
    return Parts(
        lexicon=known,
        tables=made,
        classes=drawn,
        class_tables=tables(grouped, dict.fromkeys(grouped, 2)),
        alternatives=choices,
        ranker=constant(score),
        top=top,
        stop=stop,
        thresholds=dial,
        dialects=dialects,
    )


@pytest.fixture(scope="module")
def silent() -> Model:
    """A model whose ranker proposes nothing."""
    return packed("en", parts(-9.0))


@pytest.fixture(scope="module")
def eager() -> Model:
    """A model whose ranker proposes everything."""
    return packed("en", parts(9.0))


def plain(text: str) -> str:
    return MARKED.sub(r"\1", text)


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_what_is_told_of_a_text(silent: Model, case: dict[str, Any]) -> None:
    text = plain(case["text"])
    found = Checker(silent, language=case.get("language")).check(text)
    assert [(text[one.start : one.end], *one.suggestions) for one in found] == MARKED.findall(case["text"])
    assert {one.kind for one in found} <= {"dialect"}


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_text_mended_as_told_is_left_alone(silent: Model, case: dict[str, Any]) -> None:
    mended = MARKED.sub(r"\2", case["text"])
    assert Checker(silent, language=case.get("language")).check(mended) == []


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_a_model_without_dialects_tells_nothing_of_them(silent: Model, case: dict[str, Any]) -> None:
    bare = replace(silent, arrays={**silent.arrays, **nothing().arrays()})
    assert Checker(bare).check(plain(case["text"])) == []


def test_the_grounds_are_the_words_of_the_text_itself(silent: Model) -> None:
    case = next(case for case in CASES["case"] if case["name"].startswith("a word of another"))
    [found] = Checker(silent).check(plain(case["text"]))
    assert found.message == "‘center’ is another dialect’s way of writing ‘centre’."
    assert found.evidence == (
        "otherwise this text is written as in en-GB: ‘colour’ once, ‘centre’ once, ‘organise’ once",
    )
    [asked] = Checker(silent, language="en-US").check("The colour.")
    assert asked.evidence == ("en-US was chosen",)
    assert asked.probability > found.probability


def test_the_habit_is_that_of_the_whole_text_whatever_the_batches(
    silent: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = next(case for case in CASES["case"] if case["name"].startswith("a word of another"))
    source = plain(case["text"]).replace(". ", ".\n\n")
    whole = Checker(silent).check_source(source, "markdown")
    assert len(whole) == 1
    monkeypatch.setattr("commonhold.check.checker.TOKENS_AT_ONCE", 1)
    assert Checker(silent).check_source(source, "markdown") == whole
    assert Checker(silent).check_each(source.split("\n\n")) == [[]] * 4, "texts of their own have too little to go by"


def test_a_block_quote_is_neither_told_nor_counted(silent: Model) -> None:
    own = "The colour is in the centre. They organise the colours. Its behaviour is labelled."
    assert Checker(silent).check_source(f"{own}\n\n> The center is here.\n", "markdown") == []
    assert Checker(silent).check_source(f"> {own}\n\nThe center is here.\n", "markdown") == []


def test_no_candidate_replaces_a_word_by_the_same_word_elsewhere(eager: Model) -> None:
    bare = Checker(replace(eager, arrays={**eager.arrays, **nothing().arrays()}))
    changes = {(one, other) for one, _, other, _ in CASES["pairs"]}
    changes |= {(other, one) for one, other in changes}
    text = " ".join(f"The {word} is here." for pair in changes for word in pair)

    def made(checker: Checker) -> set[tuple[str, str]]:
        return {(text[one.start : one.end], other) for one in checker.check(text) for other in one.suggestions}

    assert made(bare) & changes, "without dialects they are candidates like others"
    assert not made(Checker(eager)) & changes


@pytest.mark.parametrize(
    ("language", "best", "never"),
    [
        ("en-GB", ("colour", "behaviour"), ("color", "behavior")),
        ("en-US", ("color", "behavior"), ("colour", "behaviour")),
    ],
)
def test_a_suggestion_is_written_as_the_writer_writes(
    eager: Model, language: str, best: tuple[str, str], never: tuple[str, str]
) -> None:
    text = "The colur is here. Its behavor of it is old."
    found = {text[one.start : one.end]: one.suggestions for one in Checker(eager, language=language).check(text)}
    for number, word in enumerate(("colur", "behavor")):
        assert best[number] in found[word] and never[number] not in found[word]


def test_a_dialect_nobody_taught_is_refused_with_those_that_are_known(silent: Model) -> None:
    with pytest.raises(NoModelError, match="en-AU") as raised:
        Checker(silent, language="en-AU")
    assert raised.value.advise().startswith("Languages here: en, en-GB, en-US.")


def test_a_dial_above_what_is_told_hides_what_is_mixed_and_not_what_was_asked_for(silent: Model) -> None:
    case = next(case for case in CASES["case"] if case["name"].startswith("a word of another"))
    assert Checker(silent, 0.1).check(plain(case["text"])) == []
    assert len(Checker(silent, 0.1, "en-US").check("The colour.")) == 1


FORMS = sorted({pair[place] for pair in CASES["pairs"] for place in (0, 2)})


@pytest.fixture(scope="module")
def variants() -> dialect_.Variants:
    known = parts(-9.0)
    return dialect_.Variants.of(known.dialects, known.lexicon)


@given(words=st.lists(st.sampled_from([*FORMS, "garden", "“", "”", "`", ".", "\n"]), max_size=60))
def test_a_text_with_many_strangers_is_of_no_dialect(variants: dialect_.Variants, words: list[str]) -> None:
    found = dialect_.uses(" ".join(words), variants)
    bits = dialect_.habit(found, variants)
    assert bits in (0, 1, 2), "some word always decides"
    if bits:
        weighed = {word: min(many, dialect_.MOST_OF_A_WORD) for word, many in Counter(u.word for u in found).items()}
        strange = sum(many for word, many in weighed.items() if not variants.home[word] & bits)
        assert strange <= dialect_.MOST_OTHERS * sum(weighed.values())
        assert sum(weighed.values()) - strange >= dialect_.FEWEST_USES
