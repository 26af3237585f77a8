"""Spelling: the nearest known words, as a plain search finds them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA

from commonhold.train.counts import count
from commonhold.train.lexicon import Lexicon, lexicon, tally
from commonhold.train.speller import FEWEST_JOINED, LONGEST, MOST, Speller, splits

if TYPE_CHECKING:
    from conftest import World


def random_words() -> Lexicon:
    choose = random.Random(3)
    made = {"".join(choose.choices("abcdeflst", k=choose.randint(2, 11))) for _ in range(1500)}
    return lexicon(tally([count([[" ".join(f"{word} " * 5 for word in sorted(made))]])]))


def test_the_neighbours_are_those_of_a_plain_search() -> None:
    words = random_words()
    speller = Speller(words)
    known = set(words.words())
    slips = {word[:1] + word[2:] + "e" for word in words.words()[::20]} | {
        word[1::-1] + word[2:] for word in words.words()[::20]
    }
    for slip in sorted(slips - known):
        most = 1 if len(slip) <= 3 else 2 if len(slip) <= 7 else 3
        near = [other for other in known if OSA.distance(slip, other) <= most]
        found = speller.near(slip, 0)
        assert {words.word(number) for number, _ in found} <= set(near)
        assert all(distance == OSA.distance(slip, words.word(number)) for number, distance in found)
        assert len(found) == min(len(near), MOST)


def test_what_is_known_as_a_slip_is_never_offered() -> None:
    words = random_words()
    asked = words.word(0) + "x"
    assert 0 in [number for number, _ in Speller(words).near(asked, 0)]
    speller = Speller(words, slips=np.arange(len(words)) == 0)
    assert 0 not in [number for number, _ in speller.near(asked, 0)]


def test_the_nearest_word_that_begins_alike_comes_first(world: World) -> None:
    found = world.speller.near("gardn", 0)
    assert world.lexicon.word(found[0][0]) == "garden"
    assert found[0][1] == 1


def test_only_clearly_more_frequent_words_are_neighbours(world: World) -> None:
    level = int(world.lexicon.level[world.id("garden")])
    assert world.speller.near("gardn", level - 6)
    assert not world.speller.near("gardn", level - 5)


def test_single_letters_and_endless_words_have_no_neighbours(world: World) -> None:
    assert world.speller.near("x", 0) == []
    assert world.speller.near("garden" * 10, 0) == []
    assert len("garden" * 10) > LONGEST


def test_what_was_found_once_is_found_again(world: World) -> None:
    fresh = Speller(world.lexicon)
    assert fresh.near("recieve", 0) == fresh.near("recieve", 0) == world.speller.near("recieve", 0) != []


def test_two_words_written_as_one_are_parted_by_frequency() -> None:
    ranks = {"any": 5, "one": 6, "anyone": 1, "on": 2, "a": 0, "no": 3, "now": 4, "here": 7, "nowhere": 8, "where": 9}

    def known(words: Sequence[str]) -> list[int]:
        return [ranks.get(word, -1) for word in words]

    assert splits("anyone", known) == [(5, 6)]
    assert splits("nowhere", known) == [(4, 7), (3, 9)]
    assert splits("aon", known) == [(0, 2)], "one letter may be a word"
    assert splits("xyz", known) == splits("", known) == []


def test_what_goes_with_any_word_before_or_behind_an_apostrophe_is_known() -> None:
    names = ["".join(letters) for letters in product("bcdfg", "aeiou", "lmnprst")]
    owned = [f"{name}'s" for name in names[:FEWEST_JOINED]] + [f"l'{name}" for name in names[:FEWEST_JOINED]]
    text = " ".join(f"{word} " * 60 for word in [*names, *owned, "o'zob"])
    speller = Speller(lexicon(tally([count([[text]])])))
    last = names[-1]
    assert last not in names[:FEWEST_JOINED]
    assert speller.is_joined(f"{last}'s") and speller.is_joined(f"l'{last}")
    assert not any(speller.is_joined(word) for word in (last, "zobel's", f"o'{last}", f"l'{last}'s", f"{last}'", "'"))
