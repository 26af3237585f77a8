"""Slips: right text spoilt as people spoil it, and the correction that puts it right again."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from commonhold.train.corrections import apply
from commonhold.train.errors import ErrorModel
from commonhold.train.slips import EVERY, Habits, habits, spoilt

RIGHT = "They receive their letters, because the king walks to the wall of the garden every single day in London. " * 6


@pytest.fixture(scope="module")
def habit() -> Habits:
    pairs = {
        (("there",), ("their",)): 6,
        (("alot",), ("a", "lot")): 3,
        ((), ("the",)): 9,
        ((), (",",)): 4,
        (("of",), ()): 5,
    }
    known = dict.fromkeys(("they", "receive", "letters", "because", "king", "wall", "garden", "every", "day"), 90)
    known |= {"their": 60, "the": 200, "walk": 80, "walks": 80, "letter": 70, ",": 100, "of": 100, "walking": 3}
    errors = ErrorModel(pairs, {}, {("", "s"): 4, ("ing", "s"): 4}, {"-e": 3, "+t": 2, "ei<": 2, "a>e": 1})
    return habits(errors, known)


def drawn(habit: Habits, times: int) -> list[tuple[str, str]]:
    """(wrong, right) of many slips."""
    choose = Random(3)
    found = []
    for _ in range(times):
        one = spoilt(RIGHT, habit, choose)
        if one:
            assert one.after == RIGHT
            assert apply(one.before, one.edits) == RIGHT
            assert [start for start, _, _ in one.edits] == sorted(start for start, _, _ in one.edits)
            found += [(one.before[start:end], right) for start, end, right in one.edits]
    return found


def test_every_kind_of_slip_is_drawn_and_undone(habit: Habits) -> None:
    found = Counter(drawn(habit, 400))
    assert found["there", "their"]
    assert found["walk", "walks"] or found["letter", "letters"]
    assert found["recieve", "receive"] or found["bcause", "because"] or found["becuse", "because"]
    assert found["", " the"]
    assert found["", ","]
    assert any(not right.strip() and wrong.strip() == "of" for wrong, right in found)
    assert any(wrong.strip() and wrong.strip() * 2 and not right for wrong, right in found)
    assert found["london", "London"]


def test_a_wrong_ending_gives_a_word_that_is_met_often_enough(habit: Habits) -> None:
    assert not any("walking" in wrong for wrong, _ in drawn(habit, 300))


def test_about_one_word_in_so_many_is_tried(habit: Habits) -> None:
    words = 400 * len(RIGHT.split())
    assert 0 < len(drawn(habit, 400)) < words / EVERY


def test_the_same_seed_spoils_the_same(habit: Habits) -> None:
    assert spoilt(RIGHT, habit, Random(9)) == spoilt(RIGHT, habit, Random(9))


def test_what_people_never_get_wrong_is_only_written_twice() -> None:
    nothing = habits(ErrorModel({}, {}, {}, {}), {})
    right = "a b, c d e f g h"
    found = [one for seed in range(2000) if (one := spoilt(right, nothing, Random(seed)))]
    assert found
    assert all(set(one.before.split()) == set(right.split()) for one in found)
