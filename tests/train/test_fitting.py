"""Examples: what people did is positive, what they did not do is negative, what is taste is not asked about."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commonhold.train import alternatives as alternatives_
from commonhold.train import lexicon as lexicon_
from commonhold.train.assembly import less
from commonhold.train.candidates import Kind, candidates, choices
from commonhold.train.corrections import sentence_edits
from commonhold.train.counts import ORDERS
from commonhold.train.errors import of_source
from commonhold.train.evidence import evidence
from commonhold.train.features import NAMES, features, hopeful
from commonhold.train.fitting import Bench, Examples, corrected, joined, untouched
from commonhold.train.reading import Reader
from commonhold.work import Correction

if TYPE_CHECKING:
    from conftest import World


@pytest.fixture(scope="module")
def bench(world: World) -> Bench:
    """What the examples of source ``one`` are made with: everything but its own."""
    own = world.parts["one"]
    lexicon = lexicon_.without(world.lexicon, world.times, world.sources, own)
    look_ups = {order: partial(less, world.whole.grams[order], own.grams[order], 2) for order in ORDERS}
    class_look_ups = {
        order: partial(less, world.grouped_whole[order], world.grouped["one"][order], 2) for order in ORDERS
    }
    mine = of_source(world.corrections["one"])
    return Bench(
        lexicon,
        alternatives_.without(world.alternatives, lexicon, world.errors.pairs, mine),
        evidence(
            lexicon, world.evidence.drawn, look_ups, class_look_ups, world.evidence.words.top, world.evidence.stop
        ),
        frozenset(world.errors.pairs),
        world.speller,
    )


def correction(before: str, after: str) -> Correction:
    [(old, new, edits)] = sentence_edits(before, after)
    return Correction("one", "swh:1:rev:0", "a.md", old, new, edits)


def positives(world: World, bench: Bench, before: str, after: str) -> list[tuple[int, str, str]]:
    """(token, kind, words that come) of the candidates of a correction that are labelled."""
    found = corrected([correction(before, after)], bench)
    reading = Reader(bench.lexicon, bench.evidence.drawn).read([before])
    chosen = candidates(reading, bench.lexicon, bench.alternatives, bench.speller)
    rows = features(reading, chosen, bench.evidence)
    out = []
    for place, row in zip(found.places[found.labels].tolist(), found.rows[found.labels], strict=True):
        same = np.flatnonzero((rows == row).all(axis=1) & (choices(chosen) == place))
        new = [
            world.lexicon.word(int(number)) for number in (chosen.first[same[0]], chosen.second[same[0]]) if number >= 0
        ]
        out.append((place // 3, Kind(int(row[NAMES.index("kind")])).name, " ".join(new)))
    return out


def places(found: Examples) -> set[int]:
    """The tokens that examples are about."""
    return set((found.places // 3).tolist())


@pytest.mark.parametrize(
    ("before", "after", "place", "new"),
    [
        ("The key of there garden gate.", "The key of their garden gate.", 3, "their"),
        ("They recieve the letter from the king.", "They receive the letter from the king.", 1, "receive"),
        (
            "We walk to the river and she walk to the wall.",
            "We walk to the river and she walks to the wall.",
            7,
            "walks",
        ),
        ("It is work in garden for everybody.", "It is work in the garden for everybody.", 4, "the"),
        ("There is alot of work.", "There is a lot of work.", 2, "a lot"),
        ("Some one lost the loose key.", "Someone lost the loose key.", 0, "someone"),
    ],
)
def test_the_candidate_a_person_chose_is_positive(
    world: World, bench: Bench, before: str, after: str, place: int, new: str
) -> None:
    found = positives(world, bench, before, after)
    assert [(at, words) for at, _, words in found] == [(place, new)]


def test_of_a_doubled_word_the_copy_that_is_shown_is_positive(world: World, bench: Bench) -> None:
    found = positives(world, bench, "There is a lot of of work in the garden.", "There is a lot of work in the garden.")
    assert (5, "DOUBLED", "") in found
    assert {words for _, _, words in found} == {""}


def test_changes_of_taste_are_neither_positive_nor_negative(world: World, bench: Bench) -> None:
    before = "They lost the key of there garden gate and she walk to the wall."
    taste = correction(before, before.replace("garden", "window"))
    found, all_of_it = corrected([taste], bench), untouched([before], bench)
    assert not found.labels.any()
    assert {5, 10} <= places(all_of_it)
    assert places(found) == places(all_of_it) - {5, 6, 7}, "nor what stands beside"
    assert found.words == all_of_it.words == 14


def test_untouched_sentences_are_all_negative(world: World, bench: Bench) -> None:
    found = untouched(["They lost the key of there gate.", "She walk to river."], bench)
    assert len(found.rows) == len(found.labels) == len(found.places) > 0
    assert not found.labels.any()
    assert found.words == 11
    assert 8 <= max(places(found)) < 13, "the second sentence has examples too"


def test_only_hopeful_candidates_become_examples(world: World, bench: Bench) -> None:
    text = "They lost there key and walks to river."
    reading = Reader(bench.lexicon, bench.evidence.drawn).read([text])
    chosen = candidates(reading, bench.lexicon, bench.alternatives, bench.speller)
    rows = features(reading, chosen, bench.evidence)
    found = untouched([text], bench)
    assert 0 < len(found.rows) <= int(hopeful(chosen, rows).sum()) < len(chosen)


def test_no_change_is_offered_that_only_the_source_itself_has_made(world: World, bench: Bench) -> None:
    alone = Bench(
        bench.lexicon,
        alternatives_.without(world.alternatives, bench.lexicon, world.errors.pairs, world.errors.pairs),
        bench.evidence,
        bench.errors,
        bench.speller,
    )
    one = correction("The key of there garden gate.", "The key of their garden gate.")
    row = NAMES.index("pair")
    assert corrected([one], bench).rows[:, row].max() > 0
    assert corrected([one], alone).rows[:, row].max() == 0


def test_examples_are_joined_in_order_and_their_places_kept_apart() -> None:
    def made(places: list[int], words: int) -> Examples:
        size = len(places)
        rows, labels = np.full((size, len(NAMES)), words, np.float32), np.array(places) == 2
        numbers, scores = np.array(places, np.int64), np.full(size, words, np.float32)
        return Examples(rows, labels, numbers, numbers // 2, numbers + 4, scores, -scores, words)

    whole = joined([made([0, 2, 2], 7), made([], 1), made([0, 5], 9)])
    assert whole.places.tolist() == [0, 2, 2, 3, 8]
    assert whole.sentences.tolist() == [0, 1, 1, 2, 4]
    assert whole.before.tolist() == [7, 7, 7, 9, 9]
    assert whole.labels.tolist() == [False, True, True, False, False]
    assert whole.rows[:, 0].tolist() == [7, 7, 7, 9, 9]
    assert whole.words == 17
    nothing = joined([])
    assert nothing.rows.shape == (0, len(NAMES)) and (len(nothing.labels), nothing.words) == (0, 0)


def test_no_corrections_and_no_sentences_give_no_examples(bench: Bench) -> None:
    for found in (corrected([], bench), untouched([], bench), untouched([""], bench)):
        assert (found.rows.shape, len(found.labels), found.words) == ((0, len(NAMES)), 0, 0)
