"""What a model is judged by is not among what it learns from."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.holdout import HeldOut

SENTENCE = "The quick survey of all the harbour birds took nine people a whole long morning."


@pytest.fixture
def held_out() -> HeldOut:
    return HeldOut.of([SENTENCE, "Mind the gap, she said.", "Too short this."])


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        SENTENCE.upper().replace(" ", "  "),
        "As we wrote: “all the harbour birds took nine people – a whole long” day.",
        "Then — mind the gap, she said! And left.",
    ],
)
def test_a_text_that_holds_a_held_out_run_overlaps(held_out: HeldOut, text: str) -> None:
    assert held_out.met(text)


@pytest.mark.parametrize(
    "text",
    ["", "The quick survey of all the harbour seals took nine people.", "Mind the gap, he said.", "Too short this."],
)
def test_other_texts_do_not(held_out: HeldOut, text: str) -> None:
    assert not held_out.met(text)


def test_runs_do_not_reach_over_passages(held_out: HeldOut) -> None:
    assert held_out.met_in(["Mind the gap,", "she said."]) == ((), ())
    assert [bool(met) for met in held_out.met_in(["a", "Mind the gap, she said."])] == [False, True]


def test_nothing_held_out_means_nothing_overlaps() -> None:
    assert HeldOut.of([]).met_in([SENTENCE]) == ((),)
    assert not HeldOut.of(["Four words are few"]).met("Four words are few")


@given(st.integers(0, 2**32), st.integers(8, 40), st.integers(0, 20))
def test_any_run_of_eight_words_is_enough(seed: int, length: int, before: int) -> None:
    chance = random.Random(seed)
    forms = [f"w{chance.randrange(1000)}" for _ in range(length)]
    start = chance.randrange(length - 7)
    around = [f"other{index}" for index in range(before)]
    text = " ".join([*around, *forms[start : start + 8], *around])
    nothing, met = HeldOut.of([" ".join(forms)]).met_in(["x", text])
    assert nothing == ()
    assert HeldOut.of_runs(met).met_in(["x", text]) == ((), met), "what was met is enough to meet it again"


@pytest.mark.parametrize("run", ["", "8:", "9:0123456789abcdef", "4:0123456789abcdef", "8:0123456789ABCDEF", "8:01"])
def test_what_is_no_run_is_refused(run: str) -> None:
    with pytest.raises(ValueError, match="no run held out"):
        HeldOut.of_runs([run])
