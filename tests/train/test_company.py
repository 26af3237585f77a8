"""Errors come in company: doubts in one sentence strengthen each other, and nothing else changes them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.train.conftest import World

from commonhold.train.company import homes, together
from commonhold.train.reading import Reader

CHANCES = st.lists(st.floats(0, 0.984375, width=32), min_size=1, max_size=12)
DENSITY = 0.01


def moved(chances: list[float], sentences: list[int], words: int = 12) -> np.ndarray:
    size = len(chances)
    columns = np.arange(size), np.array(sentences), np.full(size, words)
    return together(np.array(chances, np.float32), *columns, DENSITY)


@given(CHANCES)
def test_chances_stay_chances_in_their_order(chances: list[float]) -> None:
    found = moved(chances, [0] * len(chances))
    assert ((found >= 0) & (found <= 1)).all()
    order = np.argsort(chances, kind="stable")
    assert (np.diff(found[order]) >= -1e-6).all()


@given(CHANCES, st.floats(0, 0.875, width=32), st.floats(0.01, 0.09))
def test_a_worse_neighbour_never_calms(chances: list[float], doubt: float, more: float) -> None:
    low = moved([*chances, doubt], [0] * (len(chances) + 1))
    high = moved([*chances, doubt + more], [0] * (len(chances) + 1))
    assert (high - low >= -1e-6).all()


@given(CHANCES, CHANCES)
def test_a_sentence_is_judged_alone(one: list[float], other: list[float]) -> None:
    both = moved([*one, *other], [3] * len(one) + [8] * len(other))
    assert both.tobytes() == np.append(moved(one, [0] * len(one)), moved(other, [0] * len(other))).tobytes()


def test_many_doubts_in_a_short_sentence_become_findings_and_in_a_long_one_do_not() -> None:
    doubts = [0.3] * 4
    assert moved(doubts, [0] * 4, words=8).min() > 0.5
    assert moved(doubts, [0] * 4, words=80).max() < 0.32


def test_candidates_of_a_choice_rise_together() -> None:
    chance = np.array([0.4, 0.2, 0.5], np.float32)
    places, same, words = np.array([7, 7, 9]), np.zeros(3, np.int64), np.full(3, 6)
    found = together(chance, places, same, words, DENSITY)
    assert found[0] > chance[0]
    assert np.isclose(found[0] / found[1], 2)
    assert found[:2].sum() <= 1


def test_nothing_is_moved_where_there_is_nothing() -> None:
    none = np.zeros(0, np.int64)
    assert together(np.zeros(0, np.float32), none, none, none, DENSITY).shape == (0,)


def test_homes_are_sentences_with_their_words(world: World) -> None:
    reading = Reader(world.lexicon, world.evidence.drawn).read(["The cat ran. A dog!", "the cat sat"])
    sentences, words = homes(reading, np.arange(len(reading)))
    assert len(set(sentences.tolist())) == 3
    assert [reading.forms[at] for at in np.flatnonzero(words == 2)] == ["A", "dog", "!"]
