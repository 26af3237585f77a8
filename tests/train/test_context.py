"""The network read by numpy: what it can answer, that sentences stand alone, that a stranger's is looked at first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.train.conftest import World
from tests.train.networks import drawn

from commonhold.train.candidates import Candidates, Kind, candidates
from commonhold.train.context import Context
from commonhold.train.network import (
    REACH,
    Network,
    from_arrays,
    has_weights,
    is_sound,
    neighbours,
    quantised,
    size_of,
)
from commonhold.train.reading import Reader, Reading

TEXTS = [
    "They lost there key. She walk to river.",
    "It depends on the quixotic weather.",
    "Most of of us lost.",
    "Some one lost it.",
]


def read(world: World, texts: list[str]) -> tuple[Reading, Candidates]:
    reading = Reader(world.lexicon, world.evidence.drawn).read(texts)
    return reading, candidates(reading, world.lexicon, world.alternatives, world.speller)


@pytest.fixture(scope="module")
def network(world: World) -> Network:
    return drawn(len(world.lexicon))


def test_arrays_hold_the_whole_network(network: Network, world: World) -> None:
    again = from_arrays(network.arrays())
    reading, chosen = read(world, TEXTS)
    for one, other in zip(
        Context(network).scores(reading, chosen), Context(again).scores(reading, chosen), strict=True
    ):
        np.testing.assert_array_equal(one, other)
    assert has_weights(network.arrays()) and not has_weights({})


def test_it_answers_for_known_words_and_for_nothing(network: Network, world: World) -> None:
    reading, chosen = read(world, TEXTS)
    before, after = Context(network).scores(reading, chosen)
    unknown = (chosen.removed == 1) & (reading.ids[chosen.at] < 0)
    assert unknown.any() and (chosen.removed == 2).any()
    assert (np.isnan(before) == (unknown | (chosen.removed == 2))).all()
    assert (np.isnan(after) == ((chosen.second >= 0) | (chosen.kind == Kind.UNKNOWN))).all()


def test_words_beyond_its_own_are_strangers_to_it(world: World) -> None:
    reading, chosen = read(world, TEXTS)
    few = 5
    before, after = Context(drawn(few)).scores(reading, chosen)
    stands, comes = reading.ids[chosen.at], chosen.first
    assert np.isnan(before[(chosen.removed == 1) & (stands >= few)]).all()
    assert np.isnan(after[comes >= few]).all()
    assert not np.isnan(before[(chosen.removed == 0)]).any()


def test_a_sentence_is_read_alone(network: Network, world: World) -> None:
    context = Context(network)
    reading, chosen = read(world, TEXTS)
    together = context.scores(reading, chosen)
    for number, text in enumerate(TEXTS):
        rows = np.flatnonzero(reading.text[chosen.at] == number)
        alone = context.scores(*read(world, [text]))
        only = context.scores(reading, chosen.select(rows))
        for whole, one, part in zip(together, alone, only, strict=True):
            np.testing.assert_allclose(whole[rows], one, atol=1e-4)
            np.testing.assert_allclose(part, one, atol=1e-4)


def test_no_candidates_and_no_text_have_no_scores(network: Network, world: World) -> None:
    reading, chosen = read(world, TEXTS)
    for scores in (
        Context(network).scores(reading, chosen.select(np.zeros(0, np.int64))),
        Context(network).scores(*read(world, [])),
    ):
        assert [len(part) for part in scores] == [0, 0]


def test_what_is_out_of_reach_or_in_another_sentence_is_not_joined() -> None:
    heads, tails = np.array([0, 20]), np.array([19, 25])
    for side, way in ((0, -1), (1, 1)):
        seen = {7: {7}, 22: {22}}
        for near in neighbours(heads, tails, side):
            for place, reached in seen.items():
                reached |= {int(row[one]) for row in near for one in set(reached) if one < 26}
                assert place in reached
        assert seen[7] - {26} == set(range(7, max(7 - REACH, 0) - 1, -1) if way < 0 else range(7, 20))
        assert seen[22] - {26} == set(range(20, 23) if way < 0 else range(22, 26))


def test_eight_bits_keep_the_largest_and_are_near_the_others() -> None:
    table = np.random.default_rng(1).normal(size=(5, 40)).astype(np.float32)
    rows = quantised(table)
    np.testing.assert_allclose(rows.all(), table, atol=float(np.abs(table).max()) / 127)
    np.testing.assert_array_equal(rows.some(np.array([3, 1])), rows.all()[[3, 1]])
    assert not quantised(np.zeros((2, 3), np.float32)).all().any()


@pytest.mark.parametrize("megabytes", [0.6, 1, 4.6, 30])
def test_a_network_is_the_largest_that_takes_no_more_than_it_may(megabytes: float) -> None:
    def size_bytes(width: int) -> int:
        answer = width * 5 // 6
        return 12_001 * (width + answer) + 1537 * width + 40 * width**2 + 2 * width * answer

    size = size_of(megabytes, 1_000_000)
    assert (size.words, size.answer) == (12_000, size.width * 5 // 6)
    assert size_bytes(size.width) <= megabytes * 1e6 < size_bytes(size.width + 8)
    assert size_of(megabytes, 300).words == 300


@pytest.mark.parametrize(
    "spoil",
    [
        lambda one: replace(one, words=quantised(np.ones((4, 8), np.float32))),
        lambda one: replace(one, joins=quantised(np.ones((2, 3, 16, 23), np.float32))),
        lambda one: replace(one, edges=np.full((2, 8), np.nan, np.float32)),
        lambda one: replace(one, edges=one.edges.astype(np.float64)),
        lambda one: replace(one, answer_bias=one.answer_bias[:-1]),
        lambda one: replace(one, words=replace(one.words, scale=one.words.scale[:-1])),
        lambda one: replace(one, words=replace(one.words, scale=np.full_like(one.words.scale, np.inf))),
        lambda one: replace(one, gains=one.gains[0]),
    ],
)
def test_a_strangers_network_that_does_not_fit_is_not_sound(spoil, network: Network, world: World) -> None:
    assert is_sound(network, len(world.lexicon))
    assert not is_sound(network, len(world.lexicon) - 1), "it has answers for words that nobody knows"
    assert not is_sound(spoil(network), len(world.lexicon))
