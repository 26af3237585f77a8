"""Slips drawn into right text: always the same, always put right by their correction, only of known words."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from commonhold.train.corrections import apply
from commonhold.train.errors import ErrorModel
from commonhold.train.slips import HASTY, LEAST_MET, Habits, habits, spoilt
from commonhold.train.tokens import folded, tokens

PAIRS = {
    (("there",), ("their",)): 9,
    (("teh",), ("the",)): 9,  # leaves no known word, so it is never drawn
    ((), ("of",)): 5,
    (("the",), ()): 5,
}
KNOWN = dict.fromkeys(["there", "their", "the", "of", "walk", "walks", "cats", "cat", "in", "a"], LEAST_MET)
HABITS: Habits = habits(ErrorModel(PAIRS, {}, {("", "s"): 4, ("s", ""): 4}), KNOWN)
PASSAGE = "The cats walk in their part of the garden, and a cat walks there."
PASSAGES = st.lists(
    st.sampled_from(["The", "cats", "walk", "in", "their", "of", "the", ",", ".", "GitHub", "`x`", "12", "don’t"]),
    max_size=30,
).map(" ".join)


def drawn(seed: int) -> list[str]:
    made = [spoilt(PASSAGE, HABITS, Random(seed * 1000 + number)) for number in range(4000)]
    return [one.before for one in made if one is not None]


def test_the_same_seed_draws_the_same() -> None:
    assert drawn(1) == drawn(1) != drawn(2)


def test_slips_of_every_kind_are_drawn() -> None:
    made = drawn(1)
    for part in ("in there part", "part the garden", "walk in the their", "the cats walk", "cat walk there", "the the"):
        assert any(part in one for one in made), part


@given(PASSAGES, st.integers(0, 500))
def test_the_correction_puts_the_passage_right(passage: str, seed: int) -> None:
    made = spoilt(passage, HABITS, Random(seed))
    if made is not None:
        assert made.after == passage != made.before
        assert apply(made.before, made.edits) == passage


@given(st.integers(0, 500))
def test_only_known_words_come_in(seed: int) -> None:
    made = spoilt(PASSAGE, HABITS, Random(seed))
    if made is not None:
        old = {folded(token.form) for token in tokens(PASSAGE)}
        assert {folded(token.form) for token in tokens(made.before)} <= old | KNOWN.keys()


def test_where_nobody_errs_no_word_is_drawn_wrongly() -> None:
    none = habits(ErrorModel({}, {}, {}), KNOWN)
    made = [spoilt("their garden", none, Random(seed)) for seed in range(300)]
    assert {one.before for one in made if one is not None} <= {"their their garden", "their garden garden"}


def test_a_hasty_writer_misspells_and_forgets_capitals() -> None:
    made = [spoilt(PASSAGE, HABITS, Random(number), HASTY) for number in range(3000)]
    texts = [one.before for one in made if one is not None]
    assert any("teh garden" in text for text in texts), "what is no word at all is drawn too"
    small = sum(text.startswith("the ") for text in texts)
    assert 0.2 < small / len(made) < 0.4
    edits = [len(one.edits) for one in made if one is not None]
    fluent = [one for number in range(3000) if (one := spoilt(PASSAGE, HABITS, Random(number))) is not None]
    assert sum(edits) > 3 * sum(len(one.edits) for one in fluent)
