"""Candidates: each kind arises where it should, once, and nowhere else."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.train.candidates import ANYTHING, Candidates, Kind, candidates
from commonhold.train.reading import Reader, Reading

if TYPE_CHECKING:
    from conftest import World


def found_in(world: World, *texts: str) -> tuple[Reading, Candidates]:
    reading = Reader(world.lexicon, world.evidence.drawn).read(texts)
    return reading, candidates(reading, world.lexicon, world.alternatives, world.speller)


def told(world: World, text: str, kind: Kind) -> set[tuple[str, str]]:
    """The candidates of a kind as (words removed, or ``^`` and the word after the gap; words that come)."""
    reading, chosen = found_in(world, text)
    out = set()
    for row in np.flatnonzero(chosen.kind == kind).tolist():
        at, removed = int(chosen.at[row]), int(chosen.removed[row])
        old = " ".join(reading.forms[at : at + removed]) if removed else f"^{reading.forms[at]}"
        new = [world.lexicon.word(int(number)) for number in (chosen.first[row], chosen.second[row]) if number >= 0]
        out.add((old, " ".join(new)))
    return out


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        (Kind.SPELLING, "the gardn of the king", {("gardn", "garden")}),
        (Kind.SPELLING, "the Gardne of the kign", {("Gardne", "garden"), ("kign", "king")}),
        (Kind.PAIR, "They lost There key", {("There", "their")}),
        (Kind.PAIR, "they lost there key", {("there", "their")}),
        (Kind.ENDING, "he paint the wall", {("paint", "paints")}),
        (Kind.NEAR, "they loose it", {("loose", "lose")}),
        (Kind.DELETE, "most of us", {("of", "")}),
        (Kind.DOUBLED, "the king king lost", {("king", "")}),
        (Kind.DOUBLED, "The the king", {("the", "")}),
        (Kind.INSERT, "walk to river", {("^to", "the"), ("^river", "the")}),
        (Kind.JOIN, "some one lost", {("some one", "someone")}),
        (Kind.JOIN, "a gar den gate", {("gar den", "garden")}),
        (Kind.SPLIT, "there is alot of it", {("alot", "a lot")}),
        (Kind.SPLIT, "the gardengate", {("gardengate", "garden gate")}),
    ],
)
def test_a_kind_of_candidate_arises(world: World, kind: Kind, text: str, wanted: set[tuple[str, str]]) -> None:
    assert wanted <= told(world, text, kind)
    if kind not in (Kind.SPELLING, Kind.NEAR, Kind.INSERT, Kind.ENDING):
        assert told(world, text, kind) == wanted


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.SPELLING, "the garden of `gardn`, x_gardn, http://gardn.org"),  # protected
        (Kind.SPELLING, "zzzzzz qqqqqqqq"),  # near to nothing
        (Kind.DELETE, "Of us"),  # at the beginning of a sentence
        (Kind.DOUBLED, "We lost. Lost keys are gone."),  # in two sentences
        (Kind.DOUBLED, "12 12 `a` `a` , ,"),  # no words
        (Kind.INSERT, "`a` , 12 !"),  # beside no word
        (Kind.INSERT, "King"),
        (Kind.JOIN, "We lost some. One key is left."),
        (Kind.JOIN, "some, one"),
        (Kind.SPLIT, "garden"),
    ],
)
def test_a_kind_of_candidate_does_not_arise(world: World, kind: Kind, text: str) -> None:
    assert told(world, text, kind) == set()


def test_columns_tell_how_often_people_made_the_change(world: World) -> None:
    _, chosen = found_in(world, "they lost there key and most of it")
    rows = {(int(chosen.kind[row]), int(chosen.first[row])): row for row in range(len(chosen))}
    assert chosen.pair[rows[Kind.PAIR, world.id("their")]] == 4, "two times"
    assert chosen.distance[rows[Kind.PAIR, world.id("their")]] == 2
    assert chosen.pair[rows[Kind.INSERT, world.id("the")]] == 4
    assert chosen.pair[rows[Kind.DELETE, -1]] == world.alternatives.deleted_level[world.id("of")] > 0


def test_a_slip_people_have_mended_is_offered_once_and_as_they_mended_it(world: World) -> None:
    reading, chosen = found_in(world, "We recieve it")
    rows = np.flatnonzero((chosen.at == 1) & (chosen.first == world.id("receive")) & (chosen.removed == 1))
    assert len(rows) == 1
    assert Kind(int(chosen.kind[rows[0]])) in (Kind.SPELLING, Kind.PAIR)
    assert reading.ids[1] == -1


def test_of_two_copies_the_second_goes(world: World) -> None:
    reading, chosen = found_in(world, "most of of us")
    gone = chosen.select((chosen.removed == 1) & (chosen.first == -1))
    assert gone.at.tolist() == [2]
    assert gone.kind.tolist() == [Kind.DOUBLED]
    assert len(reading) == 4


@given(
    texts=st.lists(
        st.lists(
            st.sampled_from(
                ["the", "of", "of", "some", "one", "alot", "gardn", "loose", "walk", "there", ".", "King", "12", "`a`"]
            ),
            max_size=12,
        ).map(" ".join),
        max_size=3,
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_candidates_are_in_order_distinct_and_inside_their_sentence(world: World, texts: list[str]) -> None:
    reading, chosen = found_in(world, *texts)
    keys = list(
        zip(chosen.at.tolist(), chosen.removed.tolist(), chosen.first.tolist(), chosen.second.tolist(), strict=True)
    )
    assert keys == sorted(set(keys))
    for at, removed, first, second in keys:
        assert at >= 0 and at + removed <= len(reading)
        assert -1 <= second < len(world.lexicon) and ANYTHING <= first < len(world.lexicon)
        assert removed <= 2 and (removed or first >= 0) and (second < 0 or first >= 0)
        assert not reading.first[at + 1 : at + removed].any()
        assert removed or not reading.first[at]
        assert reading.wordy[at : at + removed].all()


def test_a_reading_of_nothing_has_no_candidates(world: World) -> None:
    for texts in ((), ("",), ("😀",), (". . .",)):
        _, chosen = found_in(world, *texts)
        assert len(chosen) == 0
        assert all(len(getattr(chosen, field.name)) == 0 for field in fields(chosen))


def test_a_rare_word_with_capitals_inside_is_meant(world: World) -> None:
    for form, offered in (("gardn", True), ("Gardn", True), ("GARDN", True), ("GarDn", False)):
        reading = Reader(world.lexicon, world.evidence.drawn).read([f"the {form} gate"])
        found = candidates(reading, world.lexicon, world.alternatives, world.speller)
        assert (found.kind[found.at == 1] == Kind.UNKNOWN).any() == offered, form
