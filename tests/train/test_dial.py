"""The dial: it turns one way, keeps what it says for most sources, and what was said is set beside what was right."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train.dial import SENSITIVITIES, believed, reliability, scale, thresholds


@given(st.integers(0, 1000), st.integers(50, 3000))
@settings(max_examples=50)
def test_a_more_sensitive_dial_has_a_lower_threshold(seed: int, tokens: int) -> None:
    chance = np.random.default_rng(seed)
    places = chance.integers(0, tokens, 4 * tokens)
    found = thresholds([(chance.random(4 * tokens, dtype=np.float32) ** 4, places, tokens)])
    assert set(found) <= set(SENSITIVITIES)
    points = [found[alarms] for alarms in sorted(found)]
    assert points == sorted(points, reverse=True)


@pytest.mark.parametrize("alarms", SENSITIVITIES)
def test_at_its_threshold_a_setting_raises_as_many_alarms_as_it_says(alarms: float) -> None:
    chance = np.random.default_rng(7)
    words = 50_000
    places, chances = np.repeat(np.arange(words), 3), chance.random(3 * words, dtype=np.float32)
    together = chances.reshape(-1, 3).astype(np.float64).sum(axis=1)
    raised = int((together >= thresholds([(chances, places, words)])[alarms]).sum())
    assert raised == pytest.approx(alarms * words / 1000, abs=2)


def test_what_the_text_cannot_tell_is_left_out() -> None:
    chances, places = np.linspace(0.9, 0.1, 100, dtype=np.float32), np.arange(100)
    assert set(thresholds([(chances, places, 1000)])) == {1.0, 2.0, 4.0, 6.0, 10.0, 20.0}
    assert thresholds([(chances[:0], places[:0], 0)]) == thresholds([]) == {2.0: 0.5}


def test_reliability_sets_what_was_said_beside_what_was_right() -> None:
    chance = np.random.default_rng(11)
    said = chance.random(40_000, dtype=np.float32)
    right = chance.random(40_000) < said
    curve = reliability(said, right, np.arange(40_000))
    assert [many for _, _, many in curve] == pytest.approx([4000] * 9, rel=0.1)
    for mean, share, _ in curve:
        assert share == pytest.approx(mean, abs=0.03)


def test_of_one_choice_chances_add_up_and_one_right_change_is_enough() -> None:
    said, right = np.full(60, 0.3, np.float32), np.tile([True, False, False], 20)
    assert reliability(said, right, np.repeat(np.arange(20), 3)) == ((0.9, 1.0, 20),)


def test_four_in_five_sources_raise_no_more_alarms_than_the_dial_says() -> None:
    chance = np.random.default_rng(13)
    words = 5000
    sources = [
        ((chance.random(words) ** power).astype(np.float32), np.arange(words), words)
        for power in (9, 7, 5, 3, 2, 1, 8, 4)
    ]
    told = thresholds(sources)
    for alarms in (1.0, 2.0, 10.0):
        raised = sorted(1000 * int((chances > told[alarms]).sum()) / words for chances, _, _ in sources)
        assert raised[5] <= alarms < raised[7]
        assert raised[6] == pytest.approx(alarms, abs=0.3)


def test_a_source_of_few_words_says_nothing_of_alarms() -> None:
    few = (np.full(90, 0.9, np.float32), np.arange(90), 90)
    many = (np.linspace(0.5, 0, 5000, dtype=np.float32), np.arange(5000), 5000)
    assert thresholds([many, few]) == thresholds([many])


@pytest.mark.parametrize(("shift", "stretch"), [(0.0, 1.0), (-0.6, 0.8), (0.5, 1.3)])
def test_chances_are_believed_as_often_as_they_were_right(shift: float, stretch: float) -> None:
    chance = np.random.default_rng(17)
    said = chance.uniform(0.05, 0.99, 60_000).astype(np.float32)
    true = 1 / (1 + np.exp(-(shift + stretch * np.log(said / (1 - said)))))
    right, places = chance.random(60_000) < true, np.arange(60_000)
    how = scale(said, right, places)
    assert how == pytest.approx((shift, stretch), abs=0.06)
    for mean, share, _ in reliability(believed(said, places, how), right, places):
        assert share == pytest.approx(mean, abs=0.03)


@given(st.lists(st.tuples(st.floats(0, 1, width=32), st.integers(0, 4)), max_size=12))
def test_believing_keeps_the_order_within_a_choice(found: list[tuple[float, int]]) -> None:
    chances = np.array([chance for chance, _ in found], np.float32)
    places = np.array([place for _, place in found], np.int64)
    made = believed(chances, places, (-0.5, 0.8))
    assert ((made >= 0) & (made <= 1)).all()
    for place in set(places.tolist()):
        here = places == place
        assert (np.argsort(made[here], kind="stable") == np.argsort(chances[here], kind="stable")).all()


def test_where_nothing_is_told_chances_stay_what_they_are() -> None:
    none = np.zeros(0, np.float32)
    assert scale(none, np.zeros(0, bool), np.zeros(0, np.int64)) == (0.0, 1.0)
    assert scale(np.full(9, 0.5, np.float32), np.zeros(9, bool), np.arange(9)) == (0.0, 1.0)
    kept = believed(np.array([0.2, 0.7], np.float32), np.arange(2), (0.0, 1.0))
    assert kept == pytest.approx([0.2, 0.7], abs=1e-6)
