"""Rows of the second reading, against what they should be by hand."""

from __future__ import annotations

import numpy as np
import pytest

from commonhold.train import second
from commonhold.train.features import NAMES
from commonhold.train.second import COLUMNS, LOOKED, OWN, WORTH

NAN = float("nan")
CHANCE = np.array([0.5, 0.2, 0.1, 0.9, 0.3], np.float32)
PLACES = np.array([4, 4, 9, 12, 12])
SENTENCES = np.array([0, 0, 0, 1, 1])
BEFORE = np.array([1.0, 1.0, NAN, 2.0, 2.0], np.float32)
AFTER = np.array([3.0, 1.0, 5.0, NAN, 1.0], np.float32)


def own(**changed: np.ndarray) -> dict[str, list[float]]:
    told = {"chance": CHANCE, "places": PLACES, "sentences": SENTENCES, "before": BEFORE, "after": AFTER} | changed
    first = np.arange(len(told["chance"]) * len(NAMES), dtype=np.float32).reshape(-1, len(NAMES))
    rows = second.rows(first, **told)
    assert rows.shape == (len(first), len(COLUMNS))
    np.testing.assert_array_equal(rows[:, len(OWN) :], first)
    return {name: [round(float(number), 3) for number in rows[:, at]] for at, name in enumerate(OWN)}


def test_rows_say_what_the_whole_sentence_says() -> None:
    told = own()
    assert told["odds"] == [0.0, -1.386, -2.197, 2.197, -0.847]
    assert told["together"] == [0.7, 0.7, 0.1, 1.0, 1.0], "chances of a choice add up, to one at most"
    assert told["gain"] == [2.0, 0.0, -40.0, -40.0, -1.0]
    assert told["margin"] == [0.0, -2.0, 0.0, -40.0, 0.0]
    assert told["others"] == [0.1, 0.1, 0.7, 0.0, 0.0]
    assert told["worst"] == [0.1, 0.1, 0.7, 0.0, 0.0]
    assert told["before"] == [1.0, 1.0, -40.0, 2.0, 2.0]
    assert told["after"] == [3.0, 1.0, 5.0, -40.0, 1.0]
    total = np.log(np.exp(1) + np.exp(3) + np.exp(1))
    assert told["log_before"][:2] == [round(1 - total, 3)] * 2
    assert told["log_after"][:2] == [round(3 - total, 3), round(1 - total, 3)]
    assert told["odd"] == [0.0, 0.0, round(1 - float(np.exp(1 - total)), 3), 0.0, 0.0]


def test_a_sentence_is_the_same_whatever_stands_beside_it() -> None:
    alone = own(
        **{
            name: column[3:]
            for name, column in zip(
                ("chance", "places", "sentences", "before", "after"),
                (CHANCE, PLACES, SENTENCES, BEFORE, AFTER),
                strict=True,
            )
        }
    )
    assert alone == {name: numbers[3:] for name, numbers in own().items()}


def test_the_worst_of_the_others_is_not_oneself() -> None:
    chance = np.array([0.9, 0.4, 0.4, 0.2], np.float32)
    none = np.full(4, NAN, np.float32)
    told = own(chance=chance, places=np.arange(4), sentences=np.zeros(4, np.int64), before=none, after=none)
    assert told["worst"] == [0.4, 0.9, 0.9, 0.9]
    assert told["others"] == [1.0, 1.5, 1.5, 1.7]


def test_what_is_said_of_hopeless_choices_does_not_count() -> None:
    chance = np.array([0.5, WORTH / 2, WORTH / 2, 0.9, WORTH / 2], np.float32)
    assert second.asked(chance, PLACES).tolist() == [True, True, False, True, True]
    after = np.array([3.0, 1.0, 500.0, NAN, 1.0], np.float32)
    assert own(chance=chance) == own(chance=chance, after=after)
    assert own(chance=chance)["after"][2] == -40.0


def test_nothing_has_no_rows() -> None:
    empty = np.zeros(0)
    assert second.rows(
        np.zeros((0, len(NAMES)), np.float32), empty, empty.astype(int), empty.astype(int), empty, empty
    ).shape == (0, len(COLUMNS))


@pytest.mark.parametrize(
    ("chances", "wanted"), [((LOOKED, 0.002), (0, 0)), ((2 * LOOKED, 0.002, 2 * WORTH), (1, 0, 1))]
)
def test_only_sentences_with_a_likely_candidate_are_read_again(
    chances: tuple[float, ...], wanted: tuple[int, ...]
) -> None:
    chance = np.array([*chances, 2 * WORTH], np.float32)
    sentences = np.array([0] * len(chances) + [1])
    assert second.worthy(chance, sentences).astype(int).tolist() == [*wanted, 0]
    looked = second.looked_at(chance, sentences)
    assert looked.tolist() == [max(chances) > LOOKED] * len(chances) + [False]
