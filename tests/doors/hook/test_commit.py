"""What in a commit message is the writer's own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.hook.commit import own_words

CASES = tomllib.loads(Path(__file__).with_name("messages.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_only_her_own_words_are_left(case: dict[str, Any]) -> None:
    own = own_words(case["message"], case.get("comment", "#"))
    assert [line for line in own.splitlines() if line.strip()] == case["own"]


@given(st.text(alphabet="ab:# \t\r\n-", max_size=60), st.sampled_from(["#", ";", "auto", "//", ""]))
def test_every_place_stays_where_it_was(message: str, comment: str) -> None:
    own = own_words(message, comment)
    assert len(own) == len(message)
    assert all(ours in (theirs, " ") for ours, theirs in zip(own, message, strict=True))
    assert [letter for letter in own if letter in "\r\n"] == [letter for letter in message if letter in "\r\n"]
