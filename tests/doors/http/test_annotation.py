"""Markup that is not read keeps its place: every place of the reading is one of the whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.http.annotation import annotated, parsed
from commonhold.doors.http.refusal import RequestError

TEXTS = st.text("ab \n🙂", max_size=6)
PARTS = st.lists(
    st.one_of(
        st.fixed_dictionaries({"text": TEXTS}),
        st.fixed_dictionaries({"markup": TEXTS}, optional={"interpretAs": TEXTS}),
    ),
    max_size=8,
)


@given(PARTS)
def test_letters_of_text_stand_where_they_are_said_to_stand(parts: list[dict[str, str]]) -> None:
    text = annotated({"annotation": parts})
    assert text.whole == "".join(part.get("text", part.get("markup", "")) for part in parts)
    assert text.reading == "".join(part.get("text", part.get("interpretAs", "")) for part in parts)
    for start in range(len(text.reading) + 1):
        for end in range(start, len(text.reading) + 1):
            begin, finish, exact = text.place(start, end)
            assert 0 <= begin <= finish <= len(text.whole)
            if exact and start < end:
                assert text.whole[begin:finish] == text.reading[start:end]


@given(PARTS)
def test_every_letter_of_text_is_exact(parts: list[dict[str, str]]) -> None:
    text = annotated({"annotation": parts})
    letters = [
        (run.read_at + step, run.at + step) for run in text.runs if run.is_text for step in range(run.end - run.at)
    ]
    assert [text.place(at, at + 1) for at, _ in letters] == [(at, at + 1, True) for _, at in letters]


def test_a_span_across_markup_covers_it_and_is_not_exact() -> None:
    text = annotated({"annotation": [{"text": "in"}, {"markup": "<b>"}, {"text": "side"}]})
    assert text.place(0, 6) == (0, 9, False)


def test_markup_that_is_read_as_something_stands_for_it_whole() -> None:
    text = annotated({"annotation": [{"text": "a"}, {"markup": "<p>", "interpretAs": "\n\n"}, {"text": "b"}]})
    assert text.reading == "a\n\nb"
    assert text.place(1, 3) == (1, 4, False)


def test_half_a_surrogate_pair_counts_as_one_unit_before_and_after() -> None:
    assert parsed('{"text": "a\\ud83d b"}').whole == "a\ufffd b"
    assert parsed('{"text": "a\\ud83d\\ude42 b"}').whole == "a🙂 b"


@pytest.mark.parametrize(
    "record",
    [
        [],
        {},
        {"text": "a", "annotation": []},
        {"text": 1},
        {"annotation": {}},
        {"annotation": ["a"]},
        {"annotation": [{}]},
        {"annotation": [{"text": "a", "markup": "b"}]},
        {"annotation": [{"text": "a", "interpretAs": "b"}]},
        {"annotation": [{"markup": None}]},
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(record: Any) -> None:
    with pytest.raises(RequestError) as caught:
        parsed(json.dumps(record))
    assert caught.value.status == 400


@pytest.mark.parametrize("data", ["", "{", "[" * 100_000, '{"annotation": ' + "[" * 100_000])
def test_what_is_no_json_is_refused(data: str) -> None:
    with pytest.raises(RequestError, match="JSON"):
        parsed(data)
