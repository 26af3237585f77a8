"""Texts sent again are checked only where they changed, with the findings of a whole check."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.check import Checker
from commonhold.doors.http.drafts import Drafts
from commonhold.doors.http.models import installed_models
from commonhold.doors.http.pool import GivenUpError

POST = (Path(__file__).parents[3] / "examples" / "post.md").read_text(encoding="utf-8")
OTHER = "It was a long winter, and the garden became what it is. " * 40


@cache
def checker() -> Checker:
    return installed_models().checker("en")


def found(drafts: Drafts, text: str, key: object = "en") -> list[Any]:
    with drafts.draft(key, checker(), "markdown", text) as draft:
        return draft.findings()


@given(st.lists(st.tuples(st.integers(0, len(POST)), st.integers(0, 400), st.sampled_from(["", "teh ", "\n\n", "x"]))))
@settings(max_examples=20)
def test_whatever_was_sent_before_the_findings_are_those_of_this_text(changes: list[tuple[int, int, str]]) -> None:
    drafts, text = Drafts(), POST
    for start, size, new in changes:
        text = text[:start] + new + text[start + size :]
        assert found(drafts, text) == checker().check_source(text, "markdown")


def waiting(drafts: Drafts, text: str, key: object = "en") -> int:
    """How much of a text has to be checked."""
    with drafts.draft(key, checker(), "markdown", text) as draft:
        return draft.waiting


def test_a_text_that_comes_again_is_checked_only_where_it_changed() -> None:
    drafts = Drafts()
    found(drafts, POST)
    assert waiting(drafts, POST) == 0
    assert 0 < waiting(drafts, POST.replace("Tuesday", "Monday") + "\n\nAnd a new line.") < len(POST) / 2
    assert len(drafts) == 1


def test_another_text_or_another_key_is_a_draft_of_its_own() -> None:
    drafts = Drafts()
    found(drafts, POST)
    assert waiting(drafts, OTHER) > len(OTHER) / 2
    assert waiting(drafts, POST, "en-GB") > len(POST) / 2
    assert waiting(drafts, POST) == 0
    assert len(drafts) == 3


def test_the_draft_used_longest_ago_makes_room() -> None:
    drafts = Drafts(most_characters=len(POST) + len(OTHER) + 10)
    found(drafts, POST)
    found(drafts, OTHER)
    found(drafts, POST)
    found(drafts, OTHER[::-1])
    assert waiting(drafts, OTHER) > 0
    assert len(Drafts(most_characters=10)) == 0


def test_one_draft_is_never_given_to_two() -> None:
    drafts = Drafts()
    found(drafts, POST)
    with (
        drafts.draft("en", checker(), "markdown", POST) as one,
        drafts.draft("en", checker(), "markdown", POST) as other,
    ):
        assert one is not other


def test_short_texts_are_not_remembered_and_others_not_for_long() -> None:
    drafts = Drafts()
    found(drafts, "This is teh end.")
    assert len(drafts) == 0
    found(drafts, POST)
    assert not drafts.forget(60)
    began = time.monotonic()
    while time.monotonic() == began:
        pass
    assert drafts.forget(0)
    assert len(drafts) == 0


def test_what_was_found_before_a_client_left_is_kept_and_a_failure_keeps_nothing() -> None:
    drafts = Drafts()
    text = OTHER * 5
    with pytest.raises(GivenUpError), drafts.draft("en", checker(), "markdown", text) as draft:
        whole = draft.waiting
        for _ in draft.check():
            raise GivenUpError
    assert 0 < waiting(drafts, text) < whole
    drafts = Drafts()
    with pytest.raises(ValueError), drafts.draft("en", checker(), "markdown", text):
        raise ValueError
    assert len(drafts) == 0
