"""Assembly: what fits is kept, a source taken out is gone, the dial turns one way."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train.assembly import BYTES_PER_GRAM, SENSITIVITIES, floors, less, reliability, tables, thresholds
from commonhold.train.counts import ORDERS, Hashes, Numbers, count
from commonhold.train.table import levels

Grams = dict[int, tuple[Hashes, Numbers]]


def grams_of(seed: int, many: int) -> Grams:
    chance = np.random.default_rng(seed)
    return {
        order: (
            np.unique(chance.integers(0, 2**64, many * order, dtype=np.uint64)),
            chance.geometric(0.2, many * order),
        )
        for order in ORDERS
    }


def size_bytes(grams: Grams, least: dict[int, int]) -> float:
    return float(sum(int((grams[order][1] >= least[order]).sum()) for order in ORDERS) * BYTES_PER_GRAM)


@given(st.integers(0, 1000), st.floats(0.02, 1.2))
@settings(max_examples=20, deadline=None)
def test_what_is_kept_fits_and_longer_ngrams_leave_first(seed: int, share: float) -> None:
    grams = grams_of(seed, 300)
    room = share * size_bytes(grams, dict.fromkeys(ORDERS, 1))
    least = floors(grams, room)
    assert size_bytes(grams, least) <= room
    assert 2 <= least[2] <= least[3] <= least[4]
    for order in ORDERS:  # no floor could be one lower, the others as they are
        lower = least | {order: least[order] - 1}
        in_order = lower[2] <= lower[3] <= lower[4]
        assert lower[order] < 2 or not in_order or size_bytes(grams, lower) > room


def test_with_room_for_all_only_singletons_leave() -> None:
    assert floors(grams_of(1, 200), 1e9) == dict.fromkeys(ORDERS, 2)
    assert floors({order: (np.zeros(0, np.uint64), np.zeros(0, np.int64)) for order in ORDERS}, 0) == dict.fromkeys(
        ORDERS, 2
    )


def test_tables_hold_what_was_seen_often_enough() -> None:
    grams = grams_of(2, 2000)
    made = tables(grams, {2: 2, 3: 4, 4: 6})
    for order, least in ((2, 2), (3, 4), (4, 6)):
        hashes, numbers = grams[order]
        kept = numbers >= least
        assert (made[order].look_up(hashes[kept]) == levels(numbers[kept])).all()
        assert np.count_nonzero(made[order].look_up(hashes[~kept])) <= 0.005 * (~kept).sum() + 3


WORKS = st.lists(
    st.lists(st.sampled_from(["the cat sat", "the cat ran.", "The dog", "a cat"]), min_size=1, max_size=4), max_size=6
)


@given(WORKS, WORKS, st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_counts_less_those_of_a_source_are_those_of_the_others(
    own: list[list[str]], others: list[list[str]], least: int
) -> None:
    whole, mine, rest = count([*own, *others]), count(own), count(others)
    nothing = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
    for order in ORDERS:
        asked = np.concatenate([whole.grams[order][0], np.array([1, 1, 2**63], np.uint64)])
        left = partial(less, whole.grams[order], mine.grams[order], least)(asked)
        assert (left == less(rest.grams[order], nothing, least, asked)).all()
        numbers = dict(zip(rest.grams[order][0].tolist(), rest.grams[order][1].tolist(), strict=True))
        kept = [many if (many := numbers.get(key, 0)) >= least else 0 for key in asked.tolist()]
        assert left.tolist() == levels(np.array(kept, np.int64)).tolist()


def test_a_question_keeps_its_shape() -> None:
    grams = count([["the cat sat on the mat"]]).grams[2]
    nothing = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
    assert less(grams, nothing, 1, grams[0][:6].reshape(2, 3)).shape == (2, 3)
    assert less(nothing, nothing, 1, grams[0][:2]).tolist() == [0, 0]


@given(st.integers(0, 1000), st.integers(50, 3000))
@settings(max_examples=50, deadline=None)
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


def test_three_in_four_sources_raise_no_more_alarms_than_the_dial_says() -> None:
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


def test_a_source_of_few_words_says_nothing_of_alarms() -> None:
    few = (np.full(90, 0.9, np.float32), np.arange(90), 90)
    many = (np.linspace(0.5, 0, 5000, dtype=np.float32), np.arange(5000), 5000)
    assert thresholds([many, few]) == thresholds([many])
