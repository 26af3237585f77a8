"""Slight changes: what is taken from commits that do not say that they mend, and what is not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.train.slight import MOST_CHANGED_LINES, MOST_LINES, MOST_TIMES, in_passing, is_slip, slight
from commonhold.work import Correction

CHANGES = tomllib.loads((Path(__file__).parent / "cases" / "slight.toml").read_text(encoding="utf-8"))["change"]
TEXT = [f"Line {number} is as it was." for number in range(100)]


def name(change: dict[str, Any]) -> str:
    return str(change.get("name", f"{change['before']} {change['after']}"))


def made(before: str, edit: tuple[int, int, str], told: bool) -> Correction:
    after = before[: edit[0]] + edit[2] + before[edit[1] :]
    return Correction("village", "swh:1:rev:" + "7" * 40, "story.md", before, after, (edit,), told)


def written(lines: list[str]) -> bytes:
    return "\n".join(lines).encode()


@pytest.mark.parametrize("change", CHANGES, ids=name)
def test_a_change_of_these_tokens_looks_like_a_slip_put_right(change: dict[str, Any]) -> None:
    assert is_slip(change["before"], change["after"]) is change["slip"]


def test_one_mended_word_in_a_file_is_slight() -> None:
    assert slight(written([*TEXT, "This is teh end."]), written([*TEXT, "This is the end."]))


def test_a_file_with_a_rewritten_line_beside_a_mended_one_is_slight() -> None:
    old = ["First, teh cat sat.", *TEXT[:5], "What comes now?"]
    new = ["First, the cat sat.", *TEXT[:5], "Nothing at all comes then."]
    assert slight(written(old), written(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TEXT, TEXT),  # nothing
        (TEXT, [*TEXT, "This is the end."]),  # a line more
        (["Teh cat sat."], ["A wholly other thing happened."]),
        ([f"Teh {line}" for line in TEXT[: MOST_LINES + 1]], [f"The {line}" for line in TEXT[: MOST_LINES + 1]]),
        (
            [f"Teh {line}" for line in TEXT[: MOST_CHANGED_LINES + 1]],
            [f"The {line}" for line in TEXT[: MOST_CHANGED_LINES + 1]],
        ),
    ],
)
def test_these_changes_of_a_file_are_not_slight(old: list[str], new: list[str]) -> None:
    assert not slight(written(old), written(new))


def test_bytes_that_are_no_text_are_not_slight() -> None:
    assert not slight(b"teh \xff\xfe", b"the \xff\xfe")


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_any_bytes_can_be_asked_about(before: bytes, after: bytes) -> None:
    assert slight(before, after) in (True, False)


def test_what_is_told_stays_and_of_the_rest_what_looks_like_a_slip() -> None:
    told = made("We utilise it here.", (3, 10, "use"), told=True)
    slip = made("This is teh end of it.", (8, 11, "the"), told=False)
    meaning = made("The green house is old.", (4, 9, "yellow"), told=False)
    assert in_passing([told, slip, meaning]) == [told, slip]


def test_what_a_source_changes_again_and_again_is_a_renaming() -> None:
    renamed = [made(f"Sentence {number} has http in it.", (15, 19, "https"), told=False) for number in range(4)]
    assert all(one.before[15:19] == "http" for one in renamed)
    assert in_passing(renamed[:MOST_TIMES]) == renamed[:MOST_TIMES]
    assert in_passing(renamed) == []
