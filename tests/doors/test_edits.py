from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.edits import SURE_PROBABILITY, Edit, apply_edits, collides, left_findings, sure_edits
from commonhold.finding import Finding


def finding(start: int, end: int, *suggestions: str, probability: float = 0.95, fixable: bool = True) -> Finding:
    return Finding(start, end, "spelling", "", suggestions, probability, (), fixable)


@st.composite
def checked(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    """A text and findings anywhere in it, sorted by start as checkers give them."""
    source = draw(st.text(st.sampled_from("ab é日\r\n"), max_size=30))
    findings = []
    for _ in range(draw(st.integers(0, 8))):
        start = draw(st.integers(0, len(source)))
        end = draw(st.integers(start, min(len(source), start + 4)))
        suggestions = draw(st.lists(st.text(st.sampled_from("XYZ"), max_size=3), max_size=2))
        probability = draw(st.sampled_from([0.5, SURE_PROBABILITY, 1.0]))
        findings.append(finding(start, end, *suggestions, probability=probability, fixable=draw(st.booleans())))
    return source, sorted(findings, key=lambda each: each.start)


@given(checked())
def test_fixing_changes_the_spans_and_nothing_else(case: tuple[str, list[Finding]]) -> None:
    source, findings = case
    edits = sure_edits(findings)
    fixed = apply_edits(source, edits)
    rest_before, rest_after, before, after = [], [], 0, 0
    for edit in edits:
        rest_before.append(source[before : edit.start])
        after_end = after + edit.start - before
        rest_after.append(fixed[after:after_end])
        assert fixed[after_end : after_end + len(edit.replacement)] == edit.replacement
        before, after = edit.end, after_end + len(edit.replacement)
    assert [*rest_after, fixed[after:]] == [*rest_before, source[before:]]


@given(checked())
def test_only_sure_and_fixable_findings_are_applied_and_never_two_to_one_place(case: tuple[str, list[Finding]]) -> None:
    _, findings = case
    edits = sure_edits(findings)
    for edit in edits:
        assert any(
            each.fixable and each.probability >= SURE_PROBABILITY and (each.start, each.end) == (edit.start, edit.end)
            for each in findings
            if each.suggestions and each.suggestions[0] == edit.replacement
        )
    assert all(not collides(first, second) and first.end <= second.start for first, second in pairwise(edits))


@given(checked())
def test_findings_left_stand_on_the_words_they_stood_on(case: tuple[str, list[Finding]]) -> None:
    source, findings = case
    edits = sure_edits(findings)
    fixed = apply_edits(source, edits)
    untouched = [each for each in findings if not any(collides(each, edit) for edit in edits)]
    left = left_findings(findings, edits)
    assert [fixed[each.start : each.end] for each in left] == [source[each.start : each.end] for each in untouched]


@given(checked())
def test_without_edits_every_finding_is_left_where_it_was(case: tuple[str, list[Finding]]) -> None:
    _, findings = case
    assert left_findings(findings, []) == findings


def test_the_first_of_overlapping_findings_wins() -> None:
    assert sure_edits([finding(0, 5, "a"), finding(3, 8, "b"), finding(8, 9, "c")]) == [
        Edit(0, 5, "a"),
        Edit(8, 9, "c"),
    ]


def test_a_word_that_is_wrong_whatever_was_meant_stays_and_is_still_told() -> None:
    unknown, known = finding(0, 5, probability=1.0), finding(3, 8, "b")
    assert sure_edits([unknown]) == []
    assert sure_edits([unknown, known]) == [Edit(3, 8, "b")], "nor does it keep others from being made"
    assert left_findings([unknown], []) == [unknown]


def test_two_insertions_into_one_gap_do_not_both_happen() -> None:
    assert sure_edits([finding(3, 3, "a"), finding(3, 3, "b")]) == [Edit(3, 3, "a")]


def test_an_insertion_before_a_changed_word_happens_too() -> None:
    assert apply_edits("on of us", sure_edits([finding(0, 0, "but "), finding(0, 2, "one")])) == "but one of us"


@pytest.mark.parametrize("edits", [[Edit(0, 3, ""), Edit(2, 4, "")], [Edit(2, 9, "")], [Edit(3, 2, "")]])
def test_edits_that_make_no_sense_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps another edit or lies outside"):
        apply_edits("abcd", edits)
