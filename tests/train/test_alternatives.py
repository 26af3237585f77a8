"""Alternatives: rows for known slips, neighbours and endings, found by key; and what stays without a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from commonhold.train.alternatives import MOST_PER_WORD, Alternatives, build, from_arrays, key_hash, slips, without
from commonhold.train.counts import count
from commonhold.train.errors import ErrorModel, of_source
from commonhold.train.lexicon import lexicon, tally
from commonhold.train.table import levels

if TYPE_CHECKING:
    from conftest import World


def rows_of(world: World, *before: str) -> dict[str, tuple[int, int, int]]:
    """The alternatives of some words: what comes, with the levels of pair and rule and the distance."""
    found = world.alternatives
    _, rows = found.rows(np.array([key_hash(before)], np.uint64))
    words = [*world.lexicon.words(), ""]
    return {
        f"{words[found.first[row]]} {words[found.second[row]]}".strip(): (
            int(found.pair[row]),
            int(found.rule[row]),
            int(found.distance[row]),
        )
        for row in rows
    }


def level(times: int) -> int:
    return int(levels(np.array([times]))[0])


def test_a_pair_people_changed_has_its_level(world: World) -> None:
    assert rows_of(world, "recieve") == {"receive": (level(2), 0, 1)}
    assert rows_of(world, "there")["their"] == (level(2), level(2), 2)


def test_endings_people_exchanged_are_offered_for_other_words_too(world: World) -> None:
    assert world.errors.endings == {("", "s"): 2, ("s", ""): 2, ("re", "ir"): 2}
    assert rows_of(world, "paint") == {"paints": (0, level(2), 1)}
    assert rows_of(world, "paints") == {"paint": (0, level(2), 1)}
    assert rows_of(world, "walk")["walks"] == (level(2), level(2), 1)


def test_frequent_words_one_letter_apart_are_neighbours_both_ways(world: World) -> None:
    assert rows_of(world, "lose")["loose"] == rows_of(world, "loose")["lose"] == (0, 0, 1)
    assert rows_of(world, "lose")["lost"] == (0, 0, 1)
    assert rows_of(world, "walk")["wall"] == (0, 0, 1)


def test_words_may_be_joined_or_parted(world: World) -> None:
    assert rows_of(world, "some", "one") == {"someone": (level(2), 0, 1)}
    assert rows_of(world, "alot") == {"a lot": (level(2), 0, 1)}


def test_frequent_words_made_of_two_frequent_words_stand_for_them_and_back() -> None:
    often = " ".join(["therefore", "there", "fore"] * 600)
    known = lexicon(tally([count([[often, " ".join(["rarefore", "rare"] * 20)]])]))
    found = build(known, ErrorModel({}, {}, {}))
    words = known.words()

    def meant(*before: str) -> set[tuple[str, ...]]:
        _, rows = found.rows(np.array([key_hash(before)], np.uint64))
        both = ((found.first[row], found.second[row]) for row in rows)
        return {tuple(words[number] for number in pair if number >= 0) for pair in both}

    assert meant("there", "fore") == {("therefore",)}
    assert meant("therefore") == {("there", "fore")}
    assert meant("rare", "fore") == meant("rarefore") == set()


def test_rare_words_that_people_put_right_are_slips() -> None:
    text = " ".join(["receive", "walk"] * 500 + ["recieve"] * 4 + ["wolk"] * 100)
    known = lexicon(tally([count([[text]])]))
    pairs = {(("recieve",), ("receive",)): 2, (("wolk",), ("walk",)): 2, (("walk",), ("wolk",)): 2}
    found = slips(build(known, ErrorModel(pairs, {}, {})), known)
    assert {known.word(number) for number in np.flatnonzero(found)} == {"recieve"}


def test_words_put_in_and_dropped_are_kept_apart(world: World) -> None:
    found = world.alternatives
    inserted = zip(found.inserted.tolist(), found.inserted_level.tolist(), strict=True)
    assert {world.lexicon.word(number): times for number, times in inserted} == {"the": level(2)}
    assert {
        world.lexicon.word(int(number)): int(found.deleted_level[number])
        for number in np.flatnonzero(found.deleted_level)
    } == {"of": level(4)}


def test_keys_that_are_not_there_have_no_rows(world: World) -> None:
    index, rows = world.alternatives.rows(np.array([0, 5, 2**64 - 1], np.uint64))
    assert (len(index), len(rows)) == (0, 0)
    nothing = build(world.lexicon, ErrorModel({}, {}, {}))
    assert len(nothing.inserted) == 0
    empty = from_arrays({name: array[:0] for name, array in nothing.arrays().items()})
    assert [len(part) for part in empty.rows(np.array([5], np.uint64))] == [0, 0]


def test_every_row_of_every_key_asked_for_is_found_in_order(world: World) -> None:
    found = world.alternatives
    assert (np.diff(found.keys.astype(object)) > 0).all()
    asked = np.array([found.keys[3], 17, found.keys[0], found.keys[3]], np.uint64)
    index, rows = found.rows(asked)
    bounds = [0, *found.ends.tolist()]
    wanted = [(at, row) for at, key in ((0, 3), (2, 0), (3, 3)) for row in range(bounds[key], bounds[key + 1])]
    assert list(zip(index.tolist(), rows.tolist(), strict=True)) == wanted


def test_of_many_alternatives_the_likeliest_are_kept(world: World) -> None:
    words = [word for word in world.lexicon.words() if word.isalpha()][: MOST_PER_WORD + 4]
    pairs = {(("slip",), (word,)): number + 1 for number, word in enumerate(words)}
    found = build(world.lexicon, ErrorModel(pairs, dict.fromkeys(pairs, 1), {}))
    _, rows = found.rows(np.array([key_hash(["slip"])], np.uint64))
    kept = [world.lexicon.word(int(number)) for number in found.first[rows]]
    assert kept == words[::-1][:MOST_PER_WORD]


def test_without_a_source_its_own_corrections_are_gone(world: World) -> None:
    mine = of_source(world.corrections["one"])
    left = without(world.alternatives, world.lexicon, world.errors.pairs, mine)
    for name in ("keys", "ends", "first", "second", "rule", "distance", "inserted"):
        assert getattr(left, name).tobytes() == getattr(world.alternatives, name).tobytes(), name
    corrected_by_both = world.alternatives.pair > 0
    assert set(left.pair[corrected_by_both].tolist()) == {level(1)}
    assert left.inserted_level.tolist() == [level(1)]
    assert left.deleted_level[world.id("of")] == level(2)
    nobody = without(world.alternatives, world.lexicon, world.errors.pairs, world.errors.pairs)
    assert not nobody.pair.any() and not nobody.inserted_level.any() and not nobody.deleted_level.any()
    assert world.alternatives.pair.any(), "the original is as it was"


def test_arrays_give_back_the_alternatives(world: World) -> None:
    again: Alternatives = from_arrays(world.alternatives.arrays())
    for name, array in world.alternatives.arrays().items():
        assert again.arrays()[name].tobytes() == array.tobytes()
