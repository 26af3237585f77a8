"""Which forms a vocabulary has, by itself and inside a text."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.vocabulary import LONGEST_ENTRY, plain, vocabulary

CASES = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_an_entry_stands_for_its_forms_and_for_no_other(case: dict[str, Any]) -> None:
    words = vocabulary(case["entries"], case.get("refused", ()))
    assert {form: words.accepts(form) for form in case["right"]} == dict.fromkeys(case["right"], True)
    assert {form: words.accepts(form) for form in case["wrong"]} == dict.fromkeys(case["wrong"], False)


@pytest.mark.parametrize(
    ("source", "flagged", "expected"),
    [
        ("An e-mial came.", "mial", True),
        ("An E-mial’s end.", "mial", True),
        ("An ee-mial came.", "mial", False),
        ("A mial came.", "mial", False),
        ("From New\n  Yrok to", "Yrok", True),
        ("From NEW YROK to", "YROK", True),
        ("From Yrok to", "Yrok", False),
        ("New Yrok New Yrok", "Yrok", True),
        ("so frobnik", "frobnik", True),
    ],
)
def test_a_part_of_an_entry_is_right_where_the_whole_stands_around_it(
    source: str, flagged: str, expected: bool
) -> None:
    words = vocabulary(["e-mial", "New Yrok", "frobnik"])
    start = source.index(flagged)
    assert words.covers(source, start, start + len(flagged)) is expected


def test_a_forbidden_word_is_not_right_inside_an_entry_either() -> None:
    words = vocabulary(["New Yrok"], refused=["Yrok"])
    assert not words.covers("New Yrok", 4, 8)


def test_what_is_empty_or_longer_than_any_word_is_left_out() -> None:
    words = vocabulary(["", "  ", "x" * (LONGEST_ENTRY + 1)])
    assert not words
    assert words == vocabulary([])
    assert vocabulary(["x" * LONGEST_ENTRY])


@given(st.text(min_size=1, max_size=40))
def test_every_entry_is_right_as_it_is_written_and_in_capitals(entry: str) -> None:
    words = vocabulary([entry])
    if plain(entry):
        assert words.accepts(entry)
        assert words.accepts(plain(entry).upper())


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
def test_looking_into_any_text_is_looking_at_places_only(before: str, word: str, after: str) -> None:
    words = vocabulary(["e-mail", "New York", word])
    assert words.covers(before + word + after, len(before), len(before) + len(word)) in (True, False)
