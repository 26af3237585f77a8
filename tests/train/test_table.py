"""The static table: every key with its level, hardly anything else, the same bytes for the same keys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train.table import LEVELS_PER_DOUBLING, MOST_LEVEL, build, height, levels

MOST_FALSE_SHARE = 0.003


def random_keys(many: int, seed: int) -> np.ndarray:
    return np.unique(np.random.default_rng(seed).integers(0, 2**64, many, dtype=np.uint64))


@given(st.dictionaries(st.integers(0, 2**64 - 1), st.integers(1, MOST_LEVEL), max_size=300))
@settings(max_examples=150)
def test_every_key_is_found_with_its_level(wanted: dict[int, int]) -> None:
    keys = np.array(list(wanted), dtype=np.uint64)
    table = build(keys, np.array(list(wanted.values()), dtype=np.uint8))
    assert table.look_up(keys).tolist() == list(wanted.values())


@pytest.mark.parametrize("many", [0, 1, 2, 3, 10, 1000, 100_000])
def test_other_keys_are_hardly_ever_found(many: int) -> None:
    table = build(random_keys(many, seed=1), np.full(len(random_keys(many, seed=1)), 7, dtype=np.uint8))
    found = table.look_up(random_keys(200_000, seed=2))
    assert np.count_nonzero(found) / len(found) <= (MOST_FALSE_SHARE if many else 0)


def test_keys_that_follow_one_another_do_no_harm() -> None:
    keys = np.arange(50_000, dtype=np.uint64)
    level = (keys % 63 + 1).astype(np.uint8)
    table = build(keys, level)
    assert (table.look_up(keys) == level).all()
    assert np.count_nonzero(table.look_up(keys + np.uint64(10**6))) / len(keys) <= MOST_FALSE_SHARE


def test_a_large_table_takes_little_more_than_its_keys() -> None:
    keys = random_keys(200_000, seed=3)
    assert len(build(keys, np.ones(len(keys), np.uint8)).slots) <= 1.35 * len(keys)


def test_the_same_keys_give_the_same_bytes() -> None:
    keys = random_keys(5000, seed=4)
    level = (keys % np.uint64(63) + np.uint64(1)).astype(np.uint8)
    one, other = build(keys, level), build(keys.copy(), level.copy())
    assert (one.seed, one.segment_bits, one.slots.tobytes()) == (other.seed, other.segment_bits, other.slots.tobytes())


def test_a_look_up_keeps_the_shape_of_what_was_asked() -> None:
    keys = random_keys(12, seed=5)
    table = build(keys, np.ones(12, np.uint8))
    assert table.look_up(keys.reshape(3, 4)).shape == (3, 4)
    assert build(keys[:0], np.zeros(0, np.uint8)).look_up(keys.reshape(3, 4)).shape == (3, 4)


def test_keys_that_are_not_distinct_are_refused() -> None:
    with pytest.raises(ValueError, match="distinct"):
        build(np.array([5, 5], np.uint64), np.array([1, 2], np.uint8))


@given(st.lists(st.integers(0, 10**12), min_size=1))
def test_levels_rise_with_counts_and_tell_them_to_a_quarter_of_a_doubling(numbers: list[int]) -> None:
    numbers.sort()
    level = levels(np.array(numbers, dtype=np.int64)).tolist()
    assert level == sorted(level)
    for number, raised in zip(numbers, level, strict=True):
        assert (raised == 0) == (number == 0)
        if number and raised < MOST_LEVEL:
            assert abs(np.log2(number) - (raised - 1) / LEVELS_PER_DOUBLING) <= 0.25


@given(st.integers(1, 10**15))
def test_the_height_of_one_count_is_its_level_but_knows_no_end(number: int) -> None:
    assert min(height(number), MOST_LEVEL) == int(levels(np.array([number], dtype=np.int64))[0])
    assert height(2 * number) == height(number) + LEVELS_PER_DOUBLING
