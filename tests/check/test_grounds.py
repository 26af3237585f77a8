"""Grounds and messages: a finding says what was counted, in words a writer understands."""

from __future__ import annotations

import pytest

from commonhold.check import Checker
from commonhold.check.grounds import grounds, times
from commonhold.check.message import EVERY_KIND, KINDS, sentence
from commonhold.model import Model
from commonhold.train.candidates import Kind
from commonhold.train.pack import unpacked
from commonhold.train.reading import Reader


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "never"),
        (1, "once"),
        (2, "2 times"),
        (9, "9 times"),
        (10, "about 10 times"),
        (99, "about 99 times"),
        (104, "about 100 times"),
        (1204, "about 1,200 times"),
        (1_987_654, "more than 1,600,000 times"),
    ],
)
def test_counts_are_told_no_more_exactly_than_they_are_known(count: int, words: str) -> None:
    assert times(count) == words


@pytest.mark.parametrize(
    ("kind", "old", "new", "told"),
    [
        ("spelling", "teh", "the", "‘teh’ is probably misspelt: ‘the’?"),
        ("doubled", "the the", "the", "‘the’ is written twice."),
        ("extra", " of", "", "‘of’ is probably one word too many."),
        ("missing", "", "the ", "A word is probably missing here: ‘the’?"),
        ("agreement", "walk", "walks", "‘walk’ does not seem to agree with the words around it: ‘walks’?"),
        ("split", "alot", "a lot", "‘alot’ is usually written ‘a lot’."),
        ("word", "there", "their", "‘there’ is unusual here: ‘their’?"),
        ("spelling", "qwertz", "", "‘qwertz’ is probably misspelt; there is no word near it."),
        ("case", "github", "GitHub", "‘github’ is usually written ‘GitHub’ here."),
        ("punctuation", "", ",", "‘,’ is probably missing here."),
        ("punctuation", " ,", "", "‘,’ is probably not needed here."),
        ("dialect", "center", "centre", "‘center’ is another dialect’s way of writing ‘centre’."),
    ],
)
def test_a_finding_is_told_in_one_sentence(kind: str, old: str, new: str, told: str) -> None:
    assert sentence(kind, old, new) == told


def test_every_kind_of_candidate_has_a_name_and_its_own_sentence() -> None:
    assert set(KINDS) == set(Kind)
    assert set(KINDS.values()) < EVERY_KIND
    assert len({sentence(name, "old", "new") for name in EVERY_KIND}) == len(EVERY_KIND)


def told(model: Model, text: str | list[str], at: int, removed: int, new: str) -> tuple[str, ...]:
    parts = unpacked(model)
    reading = Reader(parts.lexicon, parts.classes).read([text] if isinstance(text, str) else text)
    [why] = grounds(reading, [(at, removed, new)], parts.evidence())
    return why


def test_what_was_counted_is_compared_where_it_differs_most(model: Model) -> None:
    [line] = told(model, "The bridge depends of the river.", 3, 1, "on")
    assert line == "in the works read, ‘depends on’ stands about 100 times, ‘depends of’ never"


def test_a_missing_word_is_counted_with_its_neighbours(model: Model) -> None:
    [line] = told(model, "Anna is in village.", 3, 0, "the ")
    assert "‘in the village’ stands about 1" in line and line.endswith("‘in village’ never")


def test_changes_asked_about_together_are_told_as_each_alone(model: Model) -> None:
    parts = unpacked(model)
    reading = Reader(parts.lexicon, parts.classes).read(["The bridge depends of the river. Anna is in village."])
    changes = [(3, 1, "on"), (2, 1, "depend"), (10, 0, "the "), (0, 1, "zuiop")]
    together = grounds(reading, changes, parts.evidence())
    assert together == [grounds(reading, [change], parts.evidence())[0] for change in changes]
    assert [len(why) for why in together] == [1, 0, 1, 0]
    assert grounds(reading, [], parts.evidence()) == []


def test_casing_and_apostrophes_do_not_hide_what_was_counted(model: Model) -> None:
    [line] = told(model, "The GARDEN HAS IT’S OWN CLOCK.", 3, 1, "ITS")
    assert "‘has its’" in line and "‘has it's’ never" in line


def test_neighbours_in_another_text_are_not_asked(model: Model) -> None:
    [beside] = told(model, "Anna is in village of the boats.", 3, 1, "the")
    assert "‘in the’" in beside
    [apart] = told(model, ["Anna is in", "village of the boats."], 3, 1, "the")
    assert "‘in" not in apart


@pytest.mark.parametrize(
    ("text", "at", "removed", "new"),
    [
        ("The bridge depends on the river.", 3, 1, "of"),  # what stands there is more frequent
        ("Qwertz uiop.", 1, 1, "zuiop"),  # nobody has counted either
        ("uiop", 0, 1, "zuiop"),
    ],
)
def test_where_counts_say_nothing_nothing_is_said(model: Model, text: str, at: int, removed: int, new: str) -> None:
    assert told(model, text, at, removed, new) == ()


def test_findings_carry_their_grounds_but_where_none_are_needed(checker: Checker) -> None:
    [counted] = checker.check("The bridge depends of the river.")
    assert len(counted.evidence) == 1 and counted.evidence[0].startswith("in the works read, ")
    [doubled] = checker.check("The garden is in the the village.")
    assert doubled.evidence == ()
