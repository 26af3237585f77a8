"""Writing: of a choice the best is shown, with its rivals; a word nobody can name is told without a suggestion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from commonhold.check import Checker
from commonhold.check.dialect import Variants
from commonhold.check.laws import lawful
from commonhold.check.writer import Best, Writer
from commonhold.finding import Finding
from commonhold.model import Model
from commonhold.train.candidates import ANYTHING, Candidates, Kind
from commonhold.train.pack import Parts, packed, unpacked
from commonhold.train.ranker import Ranker
from commonhold.train.reading import Reader

Row = tuple[int, int, str, Kind, float]
"""Where, how many tokens go, which word comes, the kind and the chance of a candidate."""


@pytest.fixture(scope="module")
def parts(model: Model) -> Parts:
    return unpacked(model)


def written(parts: Parts, text: str, rows: list[Row], best: list[Best]) -> list[Finding]:
    """The findings a writer makes of some candidates, ascending by place."""
    reading = Reader(parts.lexicon, parts.classes).read([text])
    words = {word: number for number, word in enumerate(parts.lexicon.words())} | {"": -1, "?": ANYTHING}
    zeros = np.zeros(len(rows), np.uint8)
    chosen = Candidates(
        np.array([row[0] for row in rows]),
        np.array([row[1] for row in rows], np.uint8),
        np.array([words[row[2]] for row in rows], np.int32),
        np.full(len(rows), -1, np.int32),
        np.array([row[3] for row in rows], np.uint8),
        zeros,
        zeros,
        zeros,
    )
    chance = np.array([row[4] for row in rows], np.float32)
    writer = Writer(parts.lexicon, parts.evidence(), Variants.of(parts.dialects, parts.lexicon))
    found = writer.findings(reading, chosen, chance, best, [text] * len(best), 0)
    lawful(text, found)
    return found


def test_a_word_nobody_can_name_is_told_without_a_suggestion(parts: Parts) -> None:
    [found] = written(parts, "The qwertz is old.", [(1, 1, "?", Kind.UNKNOWN, 0.6)], [(0, 0.6)])
    assert (found.start, found.end, found.kind, found.suggestions, found.evidence) == (4, 10, "spelling", (), ())
    assert found.message == "‘qwertz’ is probably misspelt; there is no word near it."
    assert found.probability == 0.6


def test_what_was_probably_meant_is_shown_where_something_is(parts: Parts) -> None:
    rows: list[Row] = [
        (1, 1, "?", Kind.UNKNOWN, 0.5),
        (1, 1, "river", Kind.SPELLING, 0.1),
        (1, 1, "letter", Kind.SPELLING, 0.2),
        (1, 1, "door", Kind.SPELLING, 0.01),
    ]
    [found] = written(parts, "The rivver is old.", rows, [(2, 0.81)])
    assert (found.suggestions, found.probability) == (("letter", "river"), 0.81)
    rows = [(at, gone, new, kind, chance / 100) for at, gone, new, kind, chance in rows]
    [found] = written(parts, "The rivver is old.", rows, [(2, 0.81)])
    assert found.suggestions == ("letter", "river", "door"), "where none is likely, all are shown"


@pytest.mark.parametrize(
    ("text", "row", "place", "kind", "suggestions"),
    [
        ("I saw anna again.", (2, 1, "anna", Kind.CASE, 0.9), "anna", "case", ("Anna",)),
        ("It is old it is new.", (3, 0, ",", Kind.INSERT, 0.9), "", "punctuation", (",",)),
        ("It is, old.", (2, 1, "", Kind.DELETE, 0.9), ",", "punctuation", ("",)),
        ("It is the old.", (2, 1, "", Kind.DELETE, 0.9), " the", "extra", ("",)),
        ("It is in garden.", (3, 0, "the", Kind.INSERT, 0.9), "", "missing", ("the ",)),
    ],
)
def test_a_finding_is_of_the_kind_of_what_is_changed(
    parts: Parts, text: str, row: Row, place: str, kind: str, suggestions: tuple[str, ...]
) -> None:
    [found] = written(parts, text, [row], [(0, 0.9)])
    assert (text[found.start : found.end], found.kind, found.suggestions) == (place, kind, suggestions)


def test_of_a_strange_word_written_twice_both_are_shown_once(parts: Parts) -> None:
    none = np.zeros((1, 1))
    to = none.astype(np.int16)
    anything = Ranker(np.full((1, 1), -1, np.int16), none, to, to, np.full((1, 1), 2.0, np.float32))
    checker = Checker(packed("en", replace(parts, ranker=anything)))
    for text in ("The qwertzy qwertzy.", "Qwertzy qwertzy qwertzy yuiop yuiop."):
        found = checker.check(text)
        lawful(text, found)
        assert "doubled" in {one.kind for one in found}
