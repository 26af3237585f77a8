"""Where somebody else is speaking."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.check.quotes import LONGEST, quoted


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("“It is old,” said Anna. “Yes.”", ["“It is old,”", "“Yes.”"]),
        ('"It is old," said Anna.', ['"It is old,"']),
        ("„Es ist alt“, sagte sie, „ja”.", ["„Es ist alt“", "„ja”"]),
        ("«C’est vieux», dit-elle; »ja« und »nein«.", ["«C’est vieux»", "»ja«", "»nein«"]),
        ("It’s Anna’s ‘old’ house, isn't it?", []),
        ('A 5" disk and a 3" one.', []),
        ("An opened “mark that never ends.", []),
        (f"“{'a' * (LONGEST + 1)}”", []),
        ('"" and “”', []),
        ("", []),
    ],
)
def test_words_between_marks_are_somebody_else_s(text: str, spoken: list[str]) -> None:
    assert [text[start:end] for start, end in quoted(text)] == spoken


@given(st.text("a“”„«»\" '", max_size=40))
def test_quotations_are_in_order_and_apart(text: str) -> None:
    end = 0
    for first, last in quoted(text):
        assert end <= first < last <= len(text)
        end = last


@pytest.mark.parametrize("unit", ["“", "“a", '"', ' "a', "„", "«", "»", "”"])
def test_many_marks_take_no_longer_than_words(unit: str) -> None:
    started = time.process_time()
    quoted(unit * (50_000 // len(unit)))
    assert time.process_time() - started < 1.5
