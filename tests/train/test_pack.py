"""Packing: parts to a model and back, and no model of another version."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.train.networks import drawn

from commonhold.model import Model
from commonhold.train.assembly import tables
from commonhold.train.dialects import Dialects
from commonhold.train.pack import VERSIONS, Again, Parts, packed, unpacked
from commonhold.train.ranker import Ranker

if TYPE_CHECKING:
    from conftest import World


@pytest.fixture(scope="module")
def parts(world: World) -> Parts:
    leaf = np.zeros((2, 3))
    ranker = Ranker(
        np.full((2, 3), -1, np.int16), leaf, leaf.astype(np.int16), leaf.astype(np.int16), leaf.astype(np.float32)
    )
    made = tables(world.whole.grams, dict.fromkeys(world.whole.grams, 2))
    pair, home = np.array([3, 5], np.int32), np.array([1, 2], np.uint8)
    dialects = Dialects(("en-GB", "en-US"), pair, pair[::-1].copy(), home)
    class_tables = tables(world.grouped_whole, dict.fromkeys(world.grouped_whole, 2))
    dial = {0.5: 0.9, 2.0: 0.5}
    curve = ((0.45, 0.4, 12), (0.95, 0.96, 40))
    known = (world.lexicon, made, world.evidence.drawn, class_tables, world.alternatives)
    return Parts(*known, ranker, 90, 40, dial, curve, dialects)


def test_a_model_gives_back_its_parts(world: World, parts: Parts) -> None:
    again = unpacked(packed("en", parts))
    assert again.lexicon.words() == parts.lexicon.words()
    assert (again.top, again.stop, dict(again.thresholds)) == (90, 40, dict(parts.thresholds))
    for order, (hashes, _) in world.whole.grams.items():
        assert (again.evidence().words.grams[order](hashes) == parts.evidence().words.grams[order](hashes)).all()
    twice = packed("en", again)
    for name, array in packed("en", parts).arrays.items():
        assert twice.arrays[name].tobytes() == array.tobytes(), name
    assert twice.facts == packed("en", parts).facts
    for order, (hashes, _) in world.grouped_whole.items():
        assert again.evidence().classes.grams[order](hashes).all()
    assert again.reliability == parts.reliability
    assert again.dialects.names == ("en-GB", "en-US")


def test_facts_survive_being_written_down(parts: Parts) -> None:
    model = packed("en", parts)
    written = Model("en", model.arrays, json.loads(json.dumps(model.facts)))
    assert dict(unpacked(written).thresholds) == dict(parts.thresholds)
    assert unpacked(written).tables[3].seed == parts.tables[3].seed


@pytest.mark.parametrize("version", [0, 1, max(VERSIONS) + 1, str(VERSIONS[0]), None, True])
def test_a_model_of_another_version_is_not_read(parts: Parts, version: object) -> None:
    model = packed("en", parts)
    with pytest.raises(ValueError, match="reads 3 and 4"):
        unpacked(replace(model, facts={**model.facts, "version": version}))


@pytest.mark.parametrize(
    "name", ["words", "grams3", "alt_keys", "tree_value", "cased_ids", "dialect_home", "class_of_word", "class_grams2"]
)
def test_a_model_without_one_of_its_arrays_is_not_read(parts: Parts, name: str) -> None:
    model = packed("en", parts)
    with pytest.raises(KeyError, match=name):
        unpacked(replace(model, arrays={key: array for key, array in model.arrays.items() if key != name}))


@pytest.mark.parametrize(
    ("name", "place", "value", "what"),
    [
        ("tree_left", (0, 0), 99, "ranker"),
        ("tree_right", (0, 1), -5, "ranker"),
        ("tree_feature", (1, 0), 4000, "ranker"),
        ("alt_first", 0, 1 << 30, "alternatives"),
        ("alt_ends", 0, 1 << 31, "alternatives"),
        ("word_ranks", 0, 1 << 31, "words"),
        ("word_ends", -1, 1, "words"),
        ("class_of_word", 0, 60_000, "classes"),
        ("dialect_word", 0, 1 << 30, "dialects"),
        ("dialect_partner", 1, -1, "dialects"),
        ("dialect_word", 1, 0, "dialects"),
        ("dialect_home", 0, 4, "dialects"),
        ("words", 0, 0x80, "words"),
        ("words", 0, 0xC3, "words"),
    ],
)
def test_a_model_that_points_outside_itself_is_refused(
    parts: Parts, name: str, place: tuple[int, int] | int, value: int, what: str
) -> None:
    model = packed("en", parts)
    broken = {key: np.array(array) for key, array in model.arrays.items()}
    broken[name][place] = value
    with pytest.raises(ValueError, match=what):
        unpacked(Model("en", broken, model.facts))


def test_a_second_word_without_a_first_is_refused(parts: Parts) -> None:
    model = packed("en", parts)
    broken = {key: np.array(array) for key, array in model.arrays.items()}
    assert (broken["alt_second"] >= 0).any()
    broken["alt_first"][broken["alt_second"] >= 0] = -1
    with pytest.raises(ValueError, match="alternatives"):
        unpacked(Model("en", broken, model.facts))


@pytest.mark.parametrize("seed", [-1, 1 << 64])
def test_a_table_whose_seed_is_no_64_bit_number_is_refused(parts: Parts, seed: int) -> None:
    model = packed("en", parts)
    found = {order: [seed, bits] for order, (_, bits) in model.facts["tables"].items()}
    with pytest.raises(ValueError, match="tables"):
        unpacked(replace(model, facts={**model.facts, "tables": found}))


@pytest.fixture(scope="module")
def twice(parts: Parts) -> Parts:
    """The parts of a model that reads twice."""
    ranker = replace(parts.ranker, threshold=np.full((2, 3), 0.1))
    return replace(parts, again=Again(drawn(9), ranker, 0.008, (-0.4, 0.9)))


def test_a_model_that_reads_twice_gives_back_its_parts(twice: Parts) -> None:
    model = packed("en", twice)
    back = unpacked(Model("en", model.arrays, json.loads(json.dumps(model.facts))))
    assert back.again is not None and twice.again is not None
    assert (back.again.density, back.again.scale) == (0.008, (-0.4, 0.9))
    assert back.lexicon.words() == twice.lexicon.words()
    assert back.alternatives.second.tolist() == twice.alternatives.second.tolist()
    assert back.again.ranker.threshold.dtype == np.float64
    assert np.abs(back.again.ranker.threshold - 0.1).max() < 1e-7
    once = packed("en", replace(twice, again=None))
    shared = [name for name in once.arrays if name.startswith(("word", "alt", "cased", "tree"))]
    size, before = (
        sum(arrays[name].nbytes for name in shared if name in arrays) for arrays in (model.arrays, once.arrays)
    )
    assert size < before
    again = packed("en", back)
    assert {name: array.tobytes() for name, array in again.arrays.items()} == {
        name: array.tobytes() for name, array in model.arrays.items()
    }


@pytest.mark.parametrize(
    ("density", "raised"),
    [(-0.1, ValueError), (7, ValueError), (float("nan"), ValueError), ("x", ValueError), (None, TypeError)],
)
def test_a_density_that_is_none_is_refused(twice: Parts, density: object, raised: type[Exception]) -> None:
    model = packed("en", twice)
    with pytest.raises(raised):
        unpacked(replace(model, facts={**model.facts, "density": density}))


def test_kept_numbers_that_lead_outside_are_refused(twice: Parts) -> None:
    model = packed("en", twice)
    arrays = {name: np.array(array) for name, array in model.arrays.items()}
    arrays["alt_second_where"] += 1 << 20
    with pytest.raises(ValueError, match="outside"):
        unpacked(Model("en", arrays, model.facts))


@pytest.mark.parametrize(
    "scale", [[0.0], [0.0, 1.0, 2.0], [0.0, 0.0], [0.0, -1.0], [float("nan"), 1.0], [1e9, 1.0], ["", 1]]
)
def test_a_scale_that_is_none_is_refused(twice: Parts, scale: object) -> None:
    model = packed("en", twice)
    with pytest.raises(ValueError, match=r"\w"):
        unpacked(replace(model, facts={**model.facts, "scale": scale}))
