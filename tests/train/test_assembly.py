"""Assembly: what fits is kept, a source taken out is gone."""

from __future__ import annotations

from functools import partial

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train.assembly import BYTES_PER_GRAM, floors, less, tables
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
@settings(max_examples=20)
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
@settings(max_examples=60)
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
