"""The ranker: plain numpy says what LightGBM says, and fitting twice gives the same trees."""

from __future__ import annotations

import subprocess
import sys

import lightgbm
import numpy as np
import pytest

from commonhold.train import ranker
from commonhold.train.ranker import FIRST_TREES, HOPELESS, Ranker, fit, from_arrays

COLUMNS = 6


def examples(rows: int, seed: int, share: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    found = chance.normal(size=(rows, COLUMNS)).astype(np.float32)
    found[:, 3] = np.rint(found[:, 3])
    labels = found[:, 0] * found[:, 1] + found[:, 3] + chance.normal(size=rows) > np.quantile(found[:, 3], 1 - share)
    return found, labels


@pytest.fixture(scope="module")
def fitted() -> tuple[Ranker, lightgbm.Booster]:
    """A ranker, and the booster it was packed from."""
    boosters = []
    train = lightgbm.train

    def keep(*arguments: object, **options: object) -> lightgbm.Booster:
        boosters.append(train(*arguments, **options))
        return boosters[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lightgbm, "train", keep)
        made = fit(*examples(3000, seed=1))
    return made, boosters[0]


def test_probabilities_are_those_of_lightgbm(
    fitted: tuple[Ranker, lightgbm.Booster], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, booster = fitted
    monkeypatch.setattr(ranker, "HOPELESS", -np.inf)  # every tree speaks for every row
    rows, _ = examples(10_000, seed=2)
    assert np.abs(made.probability(rows) - booster.predict(rows)).max() < 1e-6


def test_rows_without_hope_are_left_early_and_stay_without_it(fitted: tuple[Ranker, lightgbm.Booster]) -> None:
    made, booster = fitted
    rows, _ = examples(10_000, seed=3)
    early = booster.predict(rows, num_iteration=FIRST_TREES, raw_score=True) < HOPELESS
    found = made.probability(rows)
    assert (found[early] < 1 / (1 + np.exp(-HOPELESS)) + 1e-6).all()
    assert np.abs(found[~early] - booster.predict(rows)[~early]).max() < 1e-6


def test_a_row_is_judged_by_itself(fitted: tuple[Ranker, lightgbm.Booster]) -> None:
    made, _ = fitted
    rows, _ = examples(5000, seed=4)
    whole = made.probability(rows)
    assert (np.concatenate([made.probability(part) for part in np.array_split(rows, 7)]) == whole).all()
    assert made.probability(rows[17:18])[0] == whole[17]
    assert made.probability(rows[:0]).shape == (0,)


def test_a_value_at_the_threshold_goes_left() -> None:
    one = Ranker(
        np.array([[0, -1, -1]], np.int16),
        np.array([[2.5, 0, 0]]),
        np.array([[1, 0, 0]], np.int16),
        np.array([[2, 0, 0]], np.int16),
        np.array([[0, -2, 3]], np.float32),
    )
    found = one.probability(np.array([[2.5], [np.nextafter(np.float32(2.5), np.float32(3))]], np.float32))
    assert found == pytest.approx([1 / (1 + np.exp(2)), 1 / (1 + np.exp(-3))])


def test_the_same_examples_give_the_same_trees_on_any_number_of_cores() -> None:
    program = """
import hashlib, sys
import numpy as np
from commonhold.train.ranker import fit
chance = np.random.default_rng(5)
rows = chance.normal(size=(800, 8)).astype(np.float32)
made = fit(rows, rows[:, 0] + rows[:, 1] > 1)
print(hashlib.sha256(b"".join(array.tobytes() for array in made.arrays().values())).hexdigest())
"""
    told = set()
    for cores in ("1", "2"):
        environment = {"OMP_NUM_THREADS": cores, "OMP_WAIT_POLICY": "passive"}  # threads that wait do not spin
        told.add(subprocess.check_output([sys.executable, "-c", program], env=environment))
    assert len(told) == 1


def test_fewer_trees_than_usual_are_enough() -> None:
    rows, labels = examples(60, seed=6)  # too few for any leaf
    made = fit(rows, labels)
    assert len(made.feature) < FIRST_TREES
    assert made.probability(rows) == pytest.approx(np.full(60, labels.mean()), abs=0.01)


@pytest.mark.parametrize("many", [0, 1, 500])
def test_where_nothing_is_labelled_nothing_is_expected(many: int) -> None:
    made = fit(np.zeros((many, COLUMNS), np.float32), np.zeros(many, bool))
    assert made.probability(np.ones((4, COLUMNS), np.float32)).max() < 1e-9


def test_arrays_give_back_the_ranker(fitted: tuple[Ranker, lightgbm.Booster]) -> None:
    made, _ = fitted
    again = from_arrays(made.arrays())
    for name, array in made.arrays().items():
        assert again.arrays()[name].tobytes() == array.tobytes()
    assert made.feature.shape == (ranker.TREES, 2 * ranker.LEAVES - 1)


def test_with_known_odds_the_trees_say_what_to_add() -> None:
    chance = np.random.default_rng(5)
    rows = chance.normal(size=(20_000, 2)).astype(np.float32)
    known = chance.normal(-2, 2, 20_000).astype(np.float32)  # no column says it
    true = 1 / (1 + np.exp(-(known + 3 * (rows[:, 0] > 0))))
    labels = chance.random(20_000) < true
    made = fit(rows, labels, known=known)
    found = made.probability(rows, known=known)
    assert np.abs(found - true).mean() < 0.05
    assert np.abs(fit(rows, labels).probability(rows) - true).mean() > 0.15
    parts = np.array_split(np.arange(20_000), 7)
    apart = np.concatenate([made.probability(rows[part], known=known[part]) for part in parts])
    assert apart.tobytes() == found.tobytes()
