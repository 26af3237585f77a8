"""Compiled code gives the bits that numpy gives, whatever it is asked; so findings are the same with and without it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.check import Checker
from commonhold.doors.native import NativeLibrary
from commonhold.model import Model
from commonhold.train.candidates import ANYTHING, Candidates, candidates
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import Evidence, Fit, as_classes, as_words, fits
from commonhold.train.features import NAMES
from commonhold.train.letters import letters_of, plain_search
from commonhold.train.pack import Parts, unpacked
from commonhold.train.ranker import Ranker
from commonhold.train.reading import Reader, Reading
from commonhold.train.speller import Speller
from commonhold.train.table import Table, build

TEXTS = [
    "The baker will recieve a letter of the the teacher, then she goes to market with there dog.",
    "Everybody walk alot to the river.",
    "Zzz qqq. “The MOON” `code` 12!",
    "the",
    "",
]


@pytest.fixture(scope="module")
def parts(model: Model) -> Parts:
    return unpacked(model)


def read(parts: Parts, texts: Sequence[str]) -> tuple[Reading, Candidates]:
    reading = Reader(parts.lexicon, parts.classes).read(texts)
    return reading, candidates(reading, parts.lexicon, parts.alternatives, Speller(parts.lexicon))


def bits(both: tuple[Fit, Fit]) -> list[bytes]:
    return [getattr(fit, name).tobytes() for fit in both for name in Fit.__slots__]


def both_ways(native: NativeLibrary, parts: Parts) -> tuple[Evidence, Evidence]:
    plain, compiled = parts.evidence(), parts.evidence(native)
    assert plain.words.reads is plain.classes.reads is None
    assert compiled.words.reads is not None and compiled.classes.reads is not None
    return plain, compiled


def same_fits(native: NativeLibrary, parts: Parts, reading: Reading, chosen: Candidates) -> tuple[Fit, Fit]:
    """What both ways say of words and of classes alike; returns what they say of words."""
    plain, compiled = both_ways(native, parts)
    for strand in (as_classes, as_words):
        found = fits(reading, chosen, strand(reading, compiled))
        assert bits(found) == bits(fits(reading, chosen, strand(reading, plain)))
    return found


@given(texts=st.lists(st.text(max_size=20) | st.sampled_from(TEXTS), max_size=4))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_texts_read_the_same(native: NativeLibrary, parts: Parts, texts: list[str]) -> None:
    same_fits(native, parts, *read(parts, texts))


@pytest.mark.parametrize("seed", range(5))
def test_candidates_of_any_kind_in_any_order_read_the_same(native: NativeLibrary, parts: Parts, seed: int) -> None:
    reading, _ = read(parts, TEXTS)
    chance = np.random.default_rng(seed)
    many = 700
    removed = chance.integers(0, 3, many).astype(np.uint8)
    ids = chance.integers(ANYTHING, len(parts.lexicon), (2, many)).astype(np.int32)
    ids[1] = np.where(ids[0] < 0, -1, np.where(chance.random(many) < 0.5, -1, ids[1]))
    zeros = np.zeros(many, np.uint8)
    at = chance.integers(0, len(reading) - 2, many)
    chosen = Candidates(at, removed, ids[0], ids[1], zeros, zeros, zeros, zeros)
    for _ in range(2):  # what is remembered from the first time changes nothing
        same_fits(native, parts, reading, chosen)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.8, 1.0])
def test_tables_with_many_or_few_of_the_sequences_read_the_same(
    native: NativeLibrary, parts: Parts, share: float
) -> None:
    reading, chosen = read(parts, TEXTS)
    asked: dict[int, list[np.ndarray]] = {order: [] for order in ORDERS}

    def remember(hashes: np.ndarray, order: int) -> np.ndarray:
        asked[order].append(hashes)
        return np.zeros(len(hashes), np.uint8)

    plain = parts.evidence()
    grams = {order: partial(remember, order=order) for order in ORDERS}
    for strand in (as_words(reading, plain), as_classes(reading, plain)):
        fits(reading, chosen, replace(strand, side=replace(strand.side, grams=grams)))
    chance = np.random.default_rng(7)
    tables = {}
    for order in ORDERS:
        keys = np.unique(np.concatenate(asked[order]))
        keys = keys[chance.random(len(keys)) < share]
        tables[order] = build(keys, chance.integers(1, 64, len(keys)).astype(np.uint8))
    levels = chance.integers(0, 256, len(parts.lexicon)).astype(np.uint8)
    lexicon = replace(parts.lexicon, level=levels)
    odd = replace(parts, tables=tables, class_tables=tables, lexicon=lexicon, top=70, stop=200)
    found = same_fits(native, odd, reading, chosen)
    assert (np.count_nonzero(found[1].most) > 50) == (share > 0)


@pytest.mark.parametrize("seed", range(6))
def test_any_slots_read_the_same(native: NativeLibrary, parts: Parts, seed: int) -> None:
    chance = np.random.default_rng(seed)
    slots = chance.integers(0, 1 << 16, (3 + seed) << (seed + 3)).astype(np.uint16)
    table = Table(slots, seed * 3 * 10**18, seed + 3)
    tables = {2: table, 3: replace(table, seed=3), 4: Table(slots[:0], 0, 0) if seed == 2 else table}
    same_fits(native, replace(parts, tables=tables, class_tables=tables), *read(parts, TEXTS))


def test_what_lies_outside_is_refused(native: NativeLibrary, parts: Parts) -> None:
    _, compiled = both_ways(native, parts)
    reading, chosen = read(parts, TEXTS)
    for name, value in (("at", len(reading)), ("at", -1), ("removed", 3), ("first", len(parts.lexicon))):
        column = getattr(chosen, name).copy()
        column[-1] = value
        for strand in (as_words(reading, compiled), as_classes(reading, compiled)):
            with pytest.raises(IndexError):
                fits(reading, replace(chosen, **{name: column}), strand)
    whole, size = as_words(reading, compiled), int(reading.place[-1]) + 1
    with pytest.raises(IndexError):
        fits(reading, chosen, replace(whole, row=whole.row[:size], level=whole.level[:size]))


def grown(seed: int, trees: int = 50, nodes: int = 61) -> Ranker:
    """Trees as nobody would fit them: any node may lead to any other, and some lead round in circles."""
    chance = np.random.default_rng(seed)
    shape = (trees, nodes)
    return Ranker(
        chance.integers(-1, len(NAMES), shape).astype(np.int16),
        np.where(chance.random(shape) < 0.1, np.nan, chance.normal(size=shape)),
        chance.integers(0, nodes, shape).astype(np.int16),
        chance.integers(0, nodes, shape).astype(np.int16),
        (chance.normal(size=shape) * 10.0 ** chance.integers(-30, 1, shape)).astype(np.float32),
    )


@pytest.mark.parametrize("many", [0, 1, 15, 16, 17, 1000])
def test_trees_say_the_same(native: NativeLibrary, parts: Parts, many: int) -> None:
    rows = np.random.default_rng(many).normal(size=(many, len(NAMES))).astype(np.float32)
    rows[many // 2 :] = np.rint(rows[many // 2 :])
    for ranker in (parts.ranker, grown(many)):
        sums = native.sums(ranker)
        for first, last in ((0, 40), (7, 8), (40, len(ranker.feature)), (3, 3)):
            assert sums(rows, first, last).tobytes() == ranker.sums(rows, first, last).tobytes()
        assert ranker.probability(rows, sums).tobytes() == ranker.probability(rows).tobytes()


def test_a_value_at_a_threshold_no_float_can_hold_goes_the_same_way(native: NativeLibrary) -> None:
    beside = np.nextafter(np.float32(2.5), np.float32([-3, 3]))
    rows = np.array([[2.5], [beside[0]], [beside[1]], [-0.0], [np.inf], [np.nan]], np.float32)
    for threshold in (2.5, 2.5 + 1e-12, 2.5 - 1e-12, 0.0, -0.0, 1e-60, -1e-60, 1e300, -1e300, np.inf):
        one = Ranker(
            np.array([[0, -1, -1]], np.int16),
            np.array([[threshold, 0, 0]]),
            np.array([[1, 0, 0]], np.int16),
            np.array([[2, 0, 0]], np.int16),
            np.array([[0, -2, 3]], np.float32),
        )
        assert native.sums(one)(rows, 0, 1).tolist() == one.sums(rows, 0, 1).tolist()


def test_trees_and_rows_that_do_not_fit_are_refused(native: NativeLibrary, parts: Parts) -> None:
    rows = np.zeros((3, len(NAMES)), np.float32)
    sums = native.sums(parts.ranker)
    for wrong in ((0, len(parts.ranker.feature) + 1), (-1, 2), (3, 2)):
        with pytest.raises(IndexError):
            sums(rows, *wrong)
    with pytest.raises(IndexError):
        native.sums(grown(1))(rows[:, :5], 0, 1)
    with pytest.raises(ValueError):
        native.sums(replace(parts.ranker, left=np.full_like(parts.ranker.left, -1)))
    with pytest.raises(ValueError):
        native.reads({**parts.tables, 3: Table(np.zeros(99, np.int64), 1, 3)}, parts.evidence().words)  # type: ignore[arg-type]


@pytest.mark.parametrize("room", [1, 2048])
def test_words_that_are_near_are_the_same(
    native: NativeLibrary, parts: Parts, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commonhold.doors.native._ROOM", room)
    letters = letters_of(parts.lexicon)
    compiled, plain = native.search(letters), plain_search(letters)
    choose = random.Random(5)
    words = ["a", "é", "x" * 40, "\ud800the", "naïve", "привет", *parts.lexicon.words()]
    alphabet = "abcdefghijklmnopqrstuvwxyz'éß"
    hits = 0
    for _ in range(1500):
        word = list(choose.choice(words))[:40]
        for _ in range(choose.randint(0, 4)):
            at = choose.randrange(len(word) + 1)
            word[at : at + choose.randint(0, 2)] = choose.choices(alphabet, k=choose.randint(0, 2))
        word = word[:40] or ["x"]
        most, least = choose.randint(0, 3), choose.choice([0, 6, 20, 300])
        found = []
        for search in (compiled, plain):
            ids, far = search("".join(word), most, least)
            found.append(sorted(zip(ids.tolist(), far.tolist(), strict=True)))
        assert found[0] == found[1], (word, most, least)
        hits += len(found[0])
    assert hits > 3000


@pytest.mark.parametrize("sensitivity", [0.5, 2.0, 1000.0])
def test_findings_are_the_same(native: NativeLibrary, model: Model, sensitivity: float) -> None:
    plain, compiled = Checker(model, sensitivity), Checker(model, sensitivity, native=native)
    texts = [*TEXTS, " ".join(TEXTS) * 30, "the kitchn " * 200, "\x00 ` “ é\u0301 \ud800", "x" * 5000]
    found = plain.check_each(texts)
    assert any(found)
    assert compiled.check_each(texts) == found
    assert [compiled.check(text) for text in texts] == found
    source = "\n\n".join(texts)
    assert compiled.check_source(source, "markdown") == plain.check_source(source, "markdown")
