"""A draft: whatever is done to it, it finds what a check from the beginning finds, and checks little again."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.check import Checker, Draft
from commonhold.check import checker as checker_
from commonhold.check import draft as draft_
from commonhold.check.draft import difference
from commonhold.curate import hostile
from commonhold.curate.prose import stretches
from commonhold.finding import Finding
from commonhold.model import Model
from commonhold.train.features import NAMES
from commonhold.train.pack import packed, unpacked
from commonhold.train.ranker import Ranker

PARAGRAPH = "The baker will recieve a letter on Sunday, and my sister is older then the miller. The garden is quiet. "


@pytest.fixture(scope="session")
def eager(model: Model) -> Checker:
    """A checker that names nearly everything it can think of."""
    return Checker(model, 1000.0)


@pytest.fixture(scope="session")
def counting(model: Model) -> Checker:
    """A checker that changes every word it can, the surer the fewer times the word is there; at four it trusts it."""
    parts = unpacked(model)
    steps = [(0.5, -9.0), (2.5, 0.0), (5.0, -0.3), (6.5, -0.6)]  # levels of nothing, one, two and three times
    nodes = 2 * len(steps) + 1
    feature, threshold = np.full((1, nodes), -1, np.int16), np.zeros((1, nodes))
    left, right = np.zeros((1, nodes), np.int16), np.zeros((1, nodes), np.int16)
    value = np.full((1, nodes), -9.0, np.float32)
    for number, (level, odds) in enumerate(steps):
        feature[0, 2 * number], threshold[0, 2 * number] = NAMES.index("times_in_text"), level
        left[0, 2 * number], right[0, 2 * number] = 2 * number + 1, 2 * number + 2
        value[0, 2 * number + 1] = odds
    made = replace(parts, ranker=Ranker(feature, threshold, left, right, value), thresholds={2.0: 0.5})
    return Checker(packed(model.language, made))


@given(data=st.data())
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("kind", ["markdown", "rst", "asciidoc", "text", "html"])
def test_a_draft_finds_what_a_check_from_the_beginning_finds(
    eager: Checker, counting: Checker, kind: str, data: st.DataObject
) -> None:
    words = st.sampled_from([PARAGRAPH, "The Gardn is in the the gardn.\n\n", "A kitchn. ", "[Kitchn"])
    sources = st.lists(hostile.sources(15) | words, max_size=5).map("\n\n".join)
    checker = data.draw(st.sampled_from([eager, counting]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "SPACING", data.draw(st.sampled_from([1, 500])))
        draft = Draft(checker, kind, data.draw(sources))
        assert draft.known() == []
        for _ in range(data.draw(st.integers(1, 4))):
            if data.draw(st.booleans()):
                assert draft.findings() == checker.check_source(draft.source, kind)
            if data.draw(st.booleans()):
                draft.update(data.draw(sources))
            else:
                place, gone, comes = data.draw(hostile.edits())
                start = place % (len(draft.source) + 1)
                draft.edit(start, min(start + gone, len(draft.source)), comes)
        assert draft.findings() == checker.check_source(draft.source, kind)
        assert draft.waiting == 0


def test_how_often_a_rare_word_stands_in_the_text_decides_wherever_it_stands(counting: Checker) -> None:
    draft = Draft(counting, "text", f"One kitchn.\n\n{PARAGRAPH * 30}\n\nThe end.")
    for times in (1, 2, 3, 4, 5):
        found = [one.probability for one in draft.findings() if draft.source[one.start : one.end] == "kitchn"]
        assert found == [{1: 1.0, 2: 0.851, 3: 0.709}.get(times)] * times * (times < 4)
        assert draft.findings() == counting.check_source(draft.source, "text")
        draft.edit(len(draft.source), len(draft.source), "\n\nOne kitchn.")


def test_after_a_change_only_its_own_sentence_is_checked_again(checker: Checker) -> None:
    draft = Draft(checker, "markdown", "\n\n".join(f"## Part {number}\n\n{PARAGRAPH}" for number in range(300)))
    before = draft.findings()
    assert draft.waiting == 0 and len(before) >= 600
    place = draft.source.index("The garden is quiet.", len(draft.source) // 2)
    draft.edit(place, place, "The the river is deep. ")
    assert draft.waiting == len("The the river is deep. ")
    after = draft.findings()
    [new] = [one for one in after if draft.source[one.start : one.end] == "The the"]
    assert after == [
        *(one for one in before if one.end <= place),
        new,
        *moved([one for one in before if one.start >= place], len("The the river is deep. ")),
    ]


def moved(findings: list[Finding], by: int) -> list[Finding]:
    return [
        Finding(f.start + by, f.end + by, f.kind, f.message, f.suggestions, f.probability, f.evidence, f.fixable)
        for f in findings
    ]


def test_a_rare_word_that_comes_to_recur_is_judged_anew_everywhere_and_a_frequent_one_is_not(checker: Checker) -> None:
    rows = [f"Row {number} says that the kitchn is open." for number in range(3)] + [PARAGRAPH] * 20
    draft = Draft(checker, "markdown", "\n\n".join(rows))
    draft.findings()
    draft.edit(len(draft.source), len(draft.source), "\n\nThe garden.")
    assert draft.waiting == len("The garden.")
    draft.findings()
    draft.edit(len(draft.source), len(draft.source), "\n\nA kitchn!")
    assert draft.waiting == len("A kitchn!") + sum(map(len, rows[:3])), "the fourth time makes it a word of the text"
    draft.findings()
    draft.edit(len(draft.source), len(draft.source), "\n\nOne kitchn.")
    assert draft.waiting == len("One kitchn."), "more than four times says no more"
    assert draft.findings() == checker.check_source(draft.source, "markdown")


def test_a_change_beside_a_finding_may_make_it_the_name_of_a_link(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stretches, "SPACING", 1)
    draft = Draft(checker, "markdown", "Here.\n\nThe baker will recieve a letter.\n\nSo.\n\nOn Sunday.\n\nThe end.")
    assert [one.fixable for one in draft.findings()] == [True]
    for old, new, fixable in (("The", "[The", True), ("Sunday", "Sunday]", False), ("Here", "[Here]", False)):
        start = draft.source.index(old)
        draft.edit(start, start + len(old), new)
        assert draft.findings() == checker.check_source(draft.source, "markdown")
        assert [one.fixable for one in draft.findings()] == [fixable]


def test_sections_that_change_places_are_not_checked_again(checker: Checker) -> None:
    draft = Draft(checker, "markdown", f"# One\n\n{PARAGRAPH}\n\n# Two\n\nThe garden is in the the village.\n")
    before = draft.findings()
    one, two = draft.source.index("# One"), draft.source.index("# Two")
    draft.update(draft.source[two:] + "\n" + draft.source[one:two])
    assert draft.waiting == 0, "sections changed places"
    assert sorted(f.message for f in draft.known()) == sorted(f.message for f in before)
    draft.update("")
    assert (draft.known(), draft.waiting) == ([], 0)


def test_the_check_begins_where_the_writer_looks_and_can_be_left_at_any_time(checker: Checker) -> None:
    draft = Draft(checker, "text", "\n\n".join([PARAGRAPH] * 400))
    middle = len(draft.source) // 2
    first = next(draft.check(near=middle))
    assert first and all(abs(one.start - middle) < 20 * len(PARAGRAPH) for one in first)
    assert draft.known() == first
    assert 0 < draft.waiting < len(draft.source)
    for found in draft.check(near=0):
        assert found[0].start < 40 * len(PARAGRAPH)
        break
    draft.edit(0, 0, "The the beginning.\n\n")
    assert draft.findings() == checker.check_source(draft.source, "text")


def test_a_text_may_be_edited_while_it_is_checked(checker: Checker) -> None:
    draft = Draft(checker, "text", "\n\n".join([PARAGRAPH] * 100))
    for number, _ in enumerate(draft.check()):
        if number < 3:
            draft.edit(0, 0, "The the end.\n\n")
    assert draft.waiting == 0
    assert draft.known() == checker.check_source(draft.source, "text")


def test_batches_grow_so_that_the_first_comes_soon(checker: Checker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draft_, "FIRST_TOKENS", 50)
    draft = Draft(checker, "text", "\n\n".join([PARAGRAPH] * 100))
    left = [draft.waiting, *(draft.waiting for _ in draft.check())]
    done = [before - after for before, after in pairwise(left)]
    assert done[0] < 500 < done[1] < done[2]
    assert left[-1] == 0


def test_findings_of_a_part_of_the_text_are_those_that_touch_it(checker: Checker) -> None:
    draft = Draft(checker, "markdown", "\n\n".join([PARAGRAPH] * 50))
    whole = draft.findings()
    for start, end in ((0, 0), (0, 100), (1234, 2345), (whole[7].start, whole[7].end), (len(draft.source), None)):
        last = len(draft.source) if end is None else end
        assert draft.known(start, end) == [one for one in whole if one.end >= start and one.start <= last]


def test_no_sentence_depends_on_what_it_is_checked_with(
    eager: Checker, village: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [PARAGRAPH, "The the gardn.", *village("alone").sentences(60)]
    together = eager.check_some(texts, {})
    assert together == [eager.check_some([text], {})[0] for text in texts]
    monkeypatch.setattr(checker_, "TOKENS_AT_ONCE", 30)
    assert together == eager.check_some(texts, {})


@given(before=hostile.sources(), after=hostile.sources())
@settings(max_examples=60)
def test_the_difference_of_two_texts_makes_one_the_other(before: str, after: str) -> None:
    for one, other in ((before, after), (before, before + after), (before + after, after), (before, before)):
        start, end, replacement = difference(one, other)
        assert one[:start] + replacement + one[end:] == other
        assert not replacement or one[start : start + 1] != replacement[:1] or start == end
