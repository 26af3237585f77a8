"""The error model: what is a slip, what is taste, and that no single source decides."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.train.errors import (
    COMMON_RANK,
    MOST_OF_A_SOURCE,
    ending,
    is_error,
    is_variant,
    learn,
    near,
    of_source,
)
from commonhold.work import Correction

PAIRS = tomllib.loads((Path(__file__).parent / "cases" / "errors.toml").read_text(encoding="utf-8"))["pair"]
COMMON = {"the": 0, "of": 1, "to": 2, "is": 3, "are": 4, "on": 5, "there": 6, "their": 7, "a": 8, "lot": 9}
RANKS = COMMON | {
    word: COMMON_RANK + number
    for number, word in enumerate(["receive", "walk", "walks", "play", "plays", "utilize", "use", "everybody"])
}
WORDS = st.text("abcdé", min_size=1, max_size=8)


def correction(source: str, before: str, after: str) -> Correction:
    """One that replaces its whole sentence."""
    return Correction(source, "swh:1:rev:0", "a.md", before, after, ((0, len(before), after),))


def name(pair: dict[str, Any]) -> str:
    return f"{pair['before']} {pair['after']}"


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_words_are_near_and_differ_by(pair: dict[str, Any]) -> None:
    before, after = pair["before"], pair["after"]
    assert near(before, after) is pair["near"]
    assert ending(before, after) == (tuple(pair["ending"]) if "ending" in pair else None)


@given(WORDS, WORDS)
def test_endings_exchanged_make_one_word_of_the_other(before: str, after: str) -> None:
    found = ending(before, after)
    if found:
        old, new = found
        assert before != after and before.endswith(old) and before[: len(before) - len(old)] + new == after
        assert ending(after, before) == (new, old)


@pytest.mark.parametrize(
    ("before", "after", "sources", "judged"),
    [
        ("recieve", "receive", 1, True),  # near
        ("walk", "walks", 1, True),
        ("walk", "stroll", 9, False),  # towards a word that is not known
        ("use", "utilize", 2, False),  # taste
        ("use", "utilize", 3, True),  # but not if three sources agree
        ("is", "are", 1, True),  # both common
        ("of the", "on the", 1, False),  # two words for two: two sources
        ("of the", "on the", 2, True),
        ("alot", "a lot", 1, True),  # split
        ("every body", "everybody", 1, True),  # joined
        ("", "to", 1, True),  # a common word forgotten
        ("of", "", 1, True),
        ("", "utilize", 1, False),
        ("unheard", "", 2, False),
        ("unheard", "", 3, True),
        ("", "of the", 1, False),
    ],
)
def test_a_change_is_an_error_or_a_matter_of_taste(before: str, after: str, sources: int, judged: bool) -> None:
    assert is_error((tuple(before.split()), tuple(after.split())), sources, RANKS) is judged


def test_one_source_counts_a_change_only_a_few_times() -> None:
    many = [correction("one", "recieve", "receive")] * 100
    assert of_source(many) == {(("recieve",), ("receive",)): MOST_OF_A_SOURCE}
    both = [*many, correction("two", "Recieve", "Receive")]
    learnt = learn(both, RANKS)
    assert learnt.pairs == {(("recieve",), ("receive",)): MOST_OF_A_SOURCE + 1}
    assert learnt.sources == {(("recieve",), ("receive",)): 2}


def test_a_change_of_casing_alone_is_not_learnt() -> None:
    assert learn([correction("one", "The", "the")], RANKS).pairs == {}


def test_endings_are_learnt_from_known_words_only() -> None:
    learnt = learn([correction("one", "walk", "walks"), correction("one", "walkk", "walk")], RANKS)
    assert learnt.endings == {("", "s"): 1}


def test_what_is_taste_leaves_no_trace() -> None:
    learnt = learn([correction(source, "use", "utilize") for source in ("one", "two")], RANKS)
    assert (learnt.pairs, learnt.sources, learnt.endings) == ({}, {}, {})


def test_a_change_of_dialect_alone_is_no_error() -> None:
    variants = {("play", "plays"), ("plays", "play")}
    found = [
        correction(source, *words)
        for source in "abc"
        for words in (("play", "plays"), ("walk", "walks"), ("the play", "the plays"), ("walk plays", "walks plays"))
    ]
    with_them, without = learn(found, RANKS), learn(found, RANKS, variants)
    lost = with_them.pairs.keys() - without.pairs.keys()
    assert lost == {(("play",), ("plays",)), (("the", "play"), ("the", "plays"))}
    assert without.pairs == {change: times for change, times in with_them.pairs.items() if change not in lost}


def test_words_put_in_or_left_out_are_never_a_change_of_dialect() -> None:
    variants = {("play", "plays")}
    for change in (((), ("plays",)), (("play",), ()), (("play",), ("the", "plays")), (("play",), ("play",))):
        assert not is_variant(change, variants)


def test_the_order_of_corrections_does_not_matter() -> None:
    found = [correction("one", "their", "there"), correction("two", "of", "on"), correction("two", "their", "there")]
    assert learn(found, RANKS) == learn(found[::-1], RANKS)


def test_a_change_of_other_letters_that_nobody_called_a_correction_needs_two_sources() -> None:
    untold = [replace(correction(source, "is", "are"), told=False) for source in ("one", "two")]
    assert learn(untold[:1] * 9, RANKS).pairs == {}
    assert learn(untold, RANKS).pairs == {(("is",), ("are",)): 2}
    assert learn([*untold[:1], correction("one", "is", "are")], RANKS).pairs == {(("is",), ("are",)): 2}
    near = replace(correction("one", "walk", "walks"), told=False)
    assert learn([near], RANKS).pairs == {(("walk",), ("walks",)): 1}
