"""Tight arrays: given back as they were, thresholds part the same numbers, and a stranger's are looked at first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from commonhold.train.tight import RISING, SPARSE, loose, tight

STEPS = st.lists(st.integers(0, 1 << 20), max_size=40)
FLOATS = st.floats(-1e30, 1e30)


@given(STEPS)
def test_rising_numbers_are_given_back(steps: list[int]) -> None:
    known = {name: np.cumsum(steps, dtype=np.uint32) for name in RISING}
    back = loose(tight(known))
    for name, array in known.items():
        assert back[name].dtype == array.dtype
        assert back[name].tolist() == array.tolist()


@given(arrays.arrays(np.int32, st.integers(0, 60), elements=st.sampled_from([-1, -1, -1, 0, 7, 2**31 - 1, -5])))
def test_sparse_numbers_are_given_back(numbers: np.ndarray) -> None:
    back = loose(tight(dict.fromkeys(SPARSE, numbers)))
    for name in SPARSE:
        assert back[name].dtype == numbers.dtype
        assert back[name].tolist() == numbers.tolist()


@given(st.lists(FLOATS, min_size=1, max_size=30), st.lists(st.floats(width=32, allow_nan=False), max_size=30))
def test_thresholds_part_the_same_numbers(thresholds: list[float], numbers: list[float]) -> None:
    exact = np.array(thresholds)
    near = loose(tight({"tree_threshold": exact}))["tree_threshold"]
    with np.errstate(over="ignore"):
        asked = np.append(np.array(numbers, np.float32), exact.astype(np.float32))
    assert ((asked[:, None] <= exact) == (asked[:, None] <= near)).all()


def test_small_steps_take_a_byte_each_and_other_arrays_stay() -> None:
    kept = tight({"word_ends": np.arange(0, 9000, 3, dtype=np.uint32), "words": np.zeros(9, np.uint8)})
    assert {name: array.nbytes for name, array in kept.items()} == {"word_ends_steps": 3000, "words": 9}


BROKEN = {
    "steps that fall": {"word_ends_steps": np.array([1, -1], np.int8)},
    "steps beyond all numbers": {"alt_ends_steps": np.full(3, (1 << 32) - 1, np.uint32)},
    "a place outside": {"where": np.array([0, 3], np.uint32)},
    "a place before": {"where": np.array([0, -1], np.int32)},
    "more numbers than places": {"where": np.array([1], np.uint32)},
    "a monstrous size": {"size": np.array([1 << 30], np.uint32)},
    "two sizes": {"size": np.array([3, 3], np.uint32)},
    "no size": {"size": np.zeros(0, np.uint32)},
    "a size that is no number": {"size": np.array([np.inf])},
    "places between places": {"where": np.array([0.5, 1.5])},
}


@pytest.mark.parametrize("arrays", BROKEN.values(), ids=BROKEN)
def test_what_tight_cannot_have_made_is_refused(arrays: dict[str, np.ndarray]) -> None:
    known = {
        "alt_second": np.array([4, 5], np.int32),
        "where": np.array([0, 2], np.uint32),
        "size": np.array([3], "u4"),
    }
    known |= arrays
    named = {f"alt_second_{name}" if name in ("where", "size") else name: array for name, array in known.items()}
    with pytest.raises(ValueError, match=r"\w"):
        loose(named)
