"""Density: in company a doubtful place is more doubtful, alone it is less; no text speaks for another."""

from __future__ import annotations

import numpy as np
import pytest

from commonhold.train.density import settled

USUAL = 0.02


def chances(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_company_makes_a_doubtful_place_more_doubtful() -> None:
    words = np.array([12, 12])
    told = settled(chances(0.4, 0.9, 0.4), np.array([0, 3, 30]), np.array([0, 0, 1]), words, USUAL)
    assert told[0] > 0.4 > told[2]
    assert told[0] > told[2]


def test_candidates_of_one_choice_are_no_company_for_one_another() -> None:
    apart = settled(chances(0.3, 0.3), np.array([0, 3]), np.array([0, 0]), np.array([10]), USUAL)
    rivals = settled(chances(0.3, 0.3), np.array([0, 0]), np.array([0, 0]), np.array([10]), USUAL)
    assert (rivals < apart).all()


def test_the_order_of_chances_in_a_text_alone_stays() -> None:
    values = np.linspace(0.01, 0.9, 30, dtype=np.float32)
    told = settled(values, np.arange(30) * 3, np.arange(30), np.full(30, 20), USUAL)
    assert (np.diff(told) > 0).all()


def test_one_text_does_not_speak_for_another() -> None:
    both = settled(chances(0.4, 0.9, 0.8), np.array([0, 3, 6]), np.array([0, 1, 1]), np.array([9, 9]), USUAL)
    alone = settled(chances(0.4), np.array([0]), np.array([0]), np.array([9]), USUAL)
    assert both[0] == pytest.approx(alone[0])


def test_chances_stay_chances() -> None:
    told = settled(chances(0, 1e-12, 0.5, 1), np.array([0, 3, 6, 9]), np.zeros(4, np.int64), np.array([4]), USUAL)
    assert ((told >= 0) & (told <= 1)).all()
    assert not len(settled(chances(), np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64), USUAL))
