"""Corrections: what counts as one between two states of a file, and that its edits make after of before."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train.corrections import (
    MOST_EDITS,
    MOST_PASSAGES,
    apply,
    copied,
    corrections,
    may_mend,
    mends,
    one_way,
    sentence_edits,
)
from commonhold.train.tokens import is_written, tokens
from commonhold.work import Correction, Revised

CASES = tomllib.loads((Path(__file__).parent / "cases" / "corrections.toml").read_text(encoding="utf-8"))["case"]
REVISED = Revised("village", "swh:1:rev:" + "7" * 40, "Fix typos", "story.md", b"", b"")
WORDS = st.lists(st.sampled_from(["the", "teh", "cat", "cats", "is", "on", ".", ",", "The", "12", "`a`"]), max_size=14)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_between_these_passages_people_corrected(case: dict[str, Any]) -> None:
    found = list(corrections(REVISED, case["before"], case["after"]))
    assert [[one.before, one.after] for one in found] == case["found"]
    assert [[list(edit) for edit in one.edits] for one in found] == case.get("edits", [])
    assert all((one.source, one.revision, one.path) == ("village", REVISED.revision, "story.md") for one in found)


@pytest.mark.parametrize("case", [case for case in CASES if case["found"]], ids=lambda case: case["name"])
def test_its_edits_make_after_of_before(case: dict[str, Any]) -> None:
    for one in corrections(REVISED, case["before"], case["after"]):
        assert apply(one.before, one.edits) == one.after
        assert all(0 <= start <= end <= len(one.before) for start, end, _ in one.edits)


@given(WORDS.map(" ".join), WORDS.map(" ".join))
@settings(max_examples=300)
def test_edits_are_few_ascending_and_of_words(old: str, new: str) -> None:
    for before, after, edits in sentence_edits(old, new):
        assert before in old and 1 <= len(edits) <= MOST_EDITS
        assert apply(before, edits) == after
        ends = [0]
        for start, end, replacement in edits:
            assert ends[-1] <= start <= end
            assert before[start:end] != replacement
            assert all(is_written(token.form) for token in tokens(before[start:end] + " " + replacement))
            ends.append(end)


def test_each_correction_is_kept_once_and_none_that_was_undone() -> None:
    def made(before: str, after: str, revision: str) -> Correction:
        return Correction("village", revision, "story.md", before, after, ((0, 1, "x"),))

    first, again = made("teh", "the", "1"), made("teh", "the", "2")
    there, back = made("colour", "color", "3"), made("color", "colour", "4")
    assert one_way([first, there, again, back]) == [first]
    assert one_way([back]) == [back]


def test_of_a_correction_in_two_sources_one_is_a_copy_and_what_was_told_is_none() -> None:
    def made(source: str, before: str, told: bool = True) -> Correction:
        return Correction(source, "swh:1:rev:" + "7" * 40, "a.md", before, "the", ((0, 3, "the"),), told)

    found = [made("a", "teh", told=False), made("b", "teh"), made("c", "teh"), made("a", "hte"), made("a", "hte")]
    assert copied(found) == {("a", "teh", "the"), ("c", "teh", "the")}


def test_a_commit_that_does_not_say_so_may_mend_unless_it_says_what_else_it_does() -> None:
    assert may_mend("Update index.md") and may_mend("Fix typos")
    assert not any(may_mend(subject) for subject in ('Revert "x"', "Translate page", "Bump by renovate[bot]"))


@pytest.mark.parametrize(
    ("subject", "judged"),
    [
        ("Fix typos in README", True),
        ("docs: spelling", True),
        ("Grammar fix", True),
        ("corrige une coquille", True),
        ("Tippfehler behoben", True),
        ("Fix a nit", True),
        ("Add feature", False),
        ("Finite state machines", False),
        ('Revert "fix typo"', False),
        ("Fix typos in the German translation", False),
        ("Use British spelling", False),
        ("codespell", False),
    ],
)
def test_a_subject_says_whether_people_mended_their_language(subject: str, judged: bool) -> None:
    assert mends(subject) is judged


def test_a_file_of_too_many_passages_is_left_alone() -> None:
    before = ["I have recieved your letter."] + [f"Line {number} of many." for number in range(MOST_PASSAGES)]
    after = ["I have received your letter.", *before[1:]]
    assert list(corrections(REVISED, before, after)) == []
    assert len(list(corrections(REVISED, before[:50], after[:50]))) == 1
