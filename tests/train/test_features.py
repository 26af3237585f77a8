"""Features: one finite row a candidate, and what single columns say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.train import features as features_
from commonhold.train.candidates import Candidates, Kind, candidates
from commonhold.train.features import LEAST_GAIN, LEAST_GAIN_OF_PAIR, NAMES, features, hopeful, promising
from commonhold.train.reading import Reader, Reading

if TYPE_CHECKING:
    from conftest import World


def seen(world: World, texts: list[str], rare: dict[str, int] | None = None) -> tuple[Reading, Candidates, np.ndarray]:
    reading = Reader(world.lexicon, world.evidence.drawn).read(texts, rare)
    chosen = candidates(reading, world.lexicon, world.alternatives, world.speller)
    return reading, chosen, features(reading, chosen, world.evidence)


def column(rows: np.ndarray, name: str) -> np.ndarray:
    return rows[:, NAMES.index(name)]


@given(
    texts=st.lists(
        st.text(max_size=15) | st.sampled_from(["The king of the gardn.", "of of", "GARDN Gardn"]), max_size=3
    )
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rows_are_finite_and_as_wide_as_their_names(world: World, texts: list[str]) -> None:
    _, chosen, rows = seen(world, texts)
    assert rows.shape == (len(chosen), len(NAMES))
    assert rows.dtype == np.float32
    assert np.isfinite(rows).all()


def test_names_are_distinct() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_the_gain_is_what_fits_better_after_than_before(world: World) -> None:
    _, _, rows = seen(world, ["They lost there key. We walk to river."])
    assert column(rows, "gain") == pytest.approx(column(rows, "score_after") - column(rows, "score_before"), abs=1e-4)
    assert column(rows, "gain") == pytest.approx(column(rows, "gain_left") + column(rows, "gain_right"), abs=1e-4)


def test_rivals_of_a_place_are_ranked_by_gain(world: World) -> None:
    _, chosen, rows = seen(world, ["They lost there key. We walks to the loose wall."])
    gain, rank, margin, rivals = (column(rows, name) for name in ("gain", "rank", "margin", "rivals"))
    for at in np.unique(chosen.at):
        here = np.flatnonzero(chosen.at == at)
        order = here[np.argsort(-gain[here], kind="stable")]
        assert rank[order].tolist() == list(range(len(here)))
        assert set(rivals[here].tolist()) == {len(here)}
        best = gain[order[0]]
        assert margin[order[0]] == pytest.approx(best - gain[order[1]] if len(here) > 1 else best)
        assert margin[order[1:]] == pytest.approx(gain[order[1:]] - best)


@pytest.mark.parametrize(("form", "shape"), [("gardn", 0), ("Gardn", 1), ("GARDN", 2), ("garDen", 3)])
def test_the_shape_of_a_word_is_told(world: World, form: str, shape: int) -> None:
    _, chosen, rows = seen(world, [f"the {form} gate"])
    here = (chosen.at == 1) & (chosen.removed > 0)
    assert set(column(rows, "shape")[here].tolist()) == {shape}


def test_a_rare_word_that_the_text_repeats_is_told_from_one_it_has_once(world: World) -> None:
    for rare, level in (({"gardn": 3}, 6), ({"gardn": 300}, 7), ({"gardn": 1}, 1), (None, 1)):
        _, chosen, rows = seen(world, ["the gardn gate"], rare)
        assert set(column(rows, "times_in_text")[chosen.kind == Kind.SPELLING].tolist()) == {level}
    _, chosen, rows = seen(world, ["to garden"])
    assert set(column(rows, "times_in_text")[chosen.removed == 0].tolist()) == {0}


def test_what_is_known_of_words_is_told(world: World) -> None:
    _, chosen, rows = seen(world, ["the gardn gate"])
    row = int(np.flatnonzero((chosen.at == 1) & (chosen.first == world.id("garden")))[0])
    told = dict(zip(NAMES, rows[row].tolist(), strict=True))
    assert told["level_before"] == told["sources_before"] == 0
    assert told["level_after"] == world.lexicon.level[world.id("garden")]
    assert told["sources_after"] == 2
    assert (told["length_before"], told["length_change"], told["distance"]) == (5, 1, 1)
    assert (told["is_first"], told["same_first_letter"]) == (0, 1)
    assert [told[name] for name in ("previous_wordy", "next_wordy", "previous_known", "next_known")] == [1, 1, 1, 1]


def test_a_text_beside_another_changes_nothing_inside_it(world: World) -> None:
    text = "They lost there key of the gardn gate."
    reading, chosen, alone = seen(world, [text])
    whole, among, beside = seen(world, ["The the gardn. Who", text, "x"])
    inside = (chosen.at > 0) & (chosen.at + chosen.removed < len(reading))
    assert inside.sum() > 5
    assert (beside[whole.text[among.at] == 1][inside] == alone[inside]).all()


def test_hopeful_candidates_make_a_text_likelier_or_are_changes_people_often_make(world: World) -> None:
    _, chosen, rows = seen(world, ["They lost there key. We walks to the loose wall, of of us, some one."])
    kept = hopeful(chosen, rows)
    gain = column(rows, "gain")
    often = (chosen.kind == Kind.PAIR) & (chosen.pair >= 4)
    assert kept[gain > LEAST_GAIN].all()
    assert not kept[gain <= LEAST_GAIN_OF_PAIR].any()
    assert (
        kept[(gain <= LEAST_GAIN) & (gain > LEAST_GAIN_OF_PAIR)]
        == often[(gain <= LEAST_GAIN) & (gain > LEAST_GAIN_OF_PAIR)]
    ).all()
    assert 0 < kept.sum() < len(chosen)


@pytest.mark.parametrize("at_once", [1, 2, 7, 16_000])
def test_rows_of_hopeful_candidates_are_those_made_for_all(
    world: World, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(features_, "FITTED_AT_ONCE", at_once)
    texts = ["They lost there key. We walks to the loose wall, of of us, some one.", "", "A gardn, a gardn.", "Zzz."]
    for part in (texts, texts[1:2], texts[3:]):
        reading, chosen, rows = seen(world, part)
        kept = hopeful(chosen, rows)
        found, found_rows = promising(reading, chosen, world.evidence)
        assert found_rows.tobytes() == rows[kept].tobytes()
        assert found.at.tolist() == chosen.at[kept].tolist()
        assert found.first.tolist() == chosen.first[kept].tolist()


@given(
    gains=st.lists(st.lists(st.integers(-3, 3), min_size=1, max_size=6), min_size=1, max_size=5),
)
@settings(max_examples=100)
def test_rivals_are_the_other_candidates_for_the_same_token(gains: list[list[int]]) -> None:
    at = np.array([token for token, row in enumerate(gains) for _ in row], dtype=np.int64)
    zeros = np.zeros(len(at), np.uint8)
    chosen = Candidates(at, zeros, at.astype(np.int32), at.astype(np.int32), zeros, zeros, zeros, zeros)
    gain = np.array([one for row in gains for one in row], dtype=np.float32)
    margin, rank, many = features_._rivals(chosen, gain, np.arange(len(at)))
    wanted = []
    for row in gains:
        for number, one in enumerate(row):
            others = row[:number] + row[number + 1 :]
            ahead = sum(other > one for other in others) + row[:number].count(one)
            wanted.append((one - max(others, default=0), ahead, len(row)))
    assert list(zip(margin.tolist(), rank.tolist(), many.tolist(), strict=True)) == wanted


def test_whether_a_sentence_closes_and_how_long_it_is_is_told(world: World) -> None:
    texts = ["They walk to teh wall", "They walk to teh wall.", "(They walk to teh wall.)", "We lose. They walk to teh"]
    reading, chosen, rows = seen(world, texts)
    here = [(reading.text[at], reading.forms[at]) for at in chosen.at.tolist()]
    told = {
        text: (closes, length)
        for (text, form), closes, length in zip(
            here, column(rows, "closes").tolist(), column(rows, "sentence_length").tolist(), strict=True
        )
        if form == "teh"
    }
    assert told == {0: (0, 5), 1: (1, 6), 2: (1, 8), 3: (0, 4)}


def test_how_plain_a_sentence_is_is_told(world: World) -> None:
    texts = ["the gardn gate", "the `x` 12 gardn", "the gardn gate zxqv zxqw"]
    reading, chosen, rows = seen(world, texts)
    level = {text: sum(world.lexicon.level[world.id(word)] for word in text) / len(text) for text in [("the", "gate")]}
    told = {
        int(reading.text[at]): tuple(rows[row, [NAMES.index(name) for name in ("plain_level", "stand_ins", "unknown")]])
        for row, at in enumerate(chosen.at.tolist())
        if reading.forms[at] == "gardn"
    }
    assert told[0] == pytest.approx((level["the", "gate"], 0, 1 / 3))
    assert told[1] == pytest.approx((world.lexicon.level[world.id("the")], 2 / 4, 1 / 4))
    assert told[2] == pytest.approx((level["the", "gate"], 0, 3 / 5))
