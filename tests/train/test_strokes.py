"""Strokes: which single letter parts two words, and that what people do wrong counts for more than what words are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.train.strokes import MOST_REMEMBERED, Strokes, from_arrays, learn, nothing, stroke

WORDS = st.text("abcdé", min_size=1, max_size=8)
PAIRS = {
    (("occured",), ("occurred",)): 3,
    (("teh",), ("the",)): 9,
    (("walk",), ("walks",)): 1,
    (("of", "the"), ("on",)): 5,
    ((), ("the",)): 7,
}
NEIGHBOURS = [("walk", "walks", 1), ("cat", "cats", 1), ("tree", "trees", 1), ("form", "from", 1)]


@pytest.mark.parametrize(
    ("wrong", "right", "made"),
    [
        ("teh", "the", "he<"),
        ("occured", "occurred", "-rr"),
        ("ammount", "amount", "+mm"),
        ("wich", "which", "-h"),
        ("walkk", "walk", "+kk"),
        ("awalk", "walk", "+a"),
        ("definate", "definite", "i>a"),
        ("cat", "dog", None),
        ("cat", "cat", None),
        ("ab", "abcd", None),
    ],
)
def test_one_stroke_parts_these_words(wrong: str, right: str, made: str | None) -> None:
    assert stroke(wrong, right) == made


@given(WORDS, WORDS)
def test_a_stroke_undone_gives_the_right_word(wrong: str, right: str) -> None:
    made = stroke(wrong, right)
    if made is None:
        return
    places = range(len(right) + 1)
    if made.startswith("-"):
        reached = {right[:at] + right[at + 1 :] for at in places if right[at : at + 1] == made[-1]}
    elif made.startswith("+"):
        reached = {right[:at] + made[-1] + right[at:] for at in places}
    elif made.endswith("<"):
        reached = {right[:at] + made[1] + made[0] + right[at + 2 :] for at in places if right[at : at + 2] == made[:2]}
    else:
        reached = {right[:at] + made[2] + right[at + 1 :] for at in places if right[at : at + 1] == made[0]}
    assert wrong in reached


def test_what_people_do_wrong_is_telling_and_what_words_are_is_not() -> None:
    learnt = learn(PAIRS, NEIGHBOURS)
    assert learnt.of("recieve", "receive") == 0, "a stroke that nobody made says nothing"
    assert learnt.of("htis", "this") == 0
    assert learnt.of("wehn", "when") > 1
    assert learnt.of("occuring", "occurring") > 0 > learnt.of("house", "houses")
    assert learnt.of("gardne", "gardens") == 0, "two strokes"


def test_strokes_stay_the_same_as_arrays() -> None:
    learnt = learn(PAIRS, NEIGHBOURS)
    again = from_arrays(learnt.arrays())
    assert again.odds.keys() == learnt.odds.keys()
    assert all(again.odds[name] == pytest.approx(odds) for name, odds in learnt.odds.items())
    assert from_arrays(nothing().arrays()) == nothing()


def test_arrays_that_do_not_fit_together_are_refused() -> None:
    arrays = learn(PAIRS, NEIGHBOURS).arrays()
    with pytest.raises(ValueError, match="zip"):
        from_arrays(arrays | {"stroke_odds": arrays["stroke_odds"][1:]})


def test_no_more_is_remembered_than_fits() -> None:
    known = Strokes({"-a": 1.0})
    for number in range(MOST_REMEMBERED + 10):
        known.of(str(number), "a")
    assert len(known._told) <= MOST_REMEMBERED
