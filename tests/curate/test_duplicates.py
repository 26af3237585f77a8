"""Who stays among alike works: the one seen first, and only works alike to one that stays leave."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.duplicates import ALIKE, MINIMA, Holder, elect, holders_of, similarity, sketch
from commonhold.work import WorkId

VOCABULARY = [f"w{index}" for index in range(5000)]


def prose(seed: int, words: int = 400) -> list[str]:
    return random.Random(seed).choices(VOCABULARY, k=words)


def changed(words: list[str], places: int, seed: int = 0) -> list[str]:
    chance, copy = random.Random(seed), list(words)
    for place in chance.sample(range(len(copy)), places):
        copy[place] = f"changed{place}"
    return copy


def sketched(*texts: list[str]) -> np.ndarray:
    return np.array([sketch([" ".join(text)]) for text in texts])


def holders(*ages: int, ids: str = "") -> list[Holder]:
    return [Holder(WorkId((ids or "abcdefghij")[index]), age, "u", f"p{index}") for index, age in enumerate(ages)]


def true_similarity(one: list[str], other: list[str]) -> float:
    sets = [{tuple(words[index : index + 5]) for index in range(len(words) - 4)} for words in (one, other)]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


@pytest.mark.parametrize("places", [0, 5, 20, 60, 200])
def test_sketches_estimate_how_much_two_works_share(places: int) -> None:
    one = prose(1, 1000)
    other = changed(one, places)
    estimate = similarity(*sketched(one, other))
    assert estimate == pytest.approx(true_similarity(one, other), abs=0.12)


def test_the_earliest_stays_whatever_its_place_in_the_list() -> None:
    text = prose(2)
    elections = elect(holders(30, 10, 20), sketched(changed(text, 2, 1), text, changed(text, 2, 2)))
    assert [lost and lost.kept for lost in elections] == ["b", None, "b"]
    assert all(lost.similarity >= ALIKE for lost in elections if lost)


def test_a_work_of_unknown_age_gives_way_to_a_known_one() -> None:
    text = prose(3)
    assert [lost and lost.kept for lost in elect(holders(0, 2_000_000_000), sketched(text, text))] == ["b", None]


def test_ties_go_by_url_and_path() -> None:
    text = prose(4)
    same_age = [Holder(WorkId("a"), 5, "v", "a"), Holder(WorkId("b"), 5, "u", "z"), Holder(WorkId("c"), 5, "u", "y")]
    assert [lost and lost.kept for lost in elect(same_age, sketched(text, text, text))] == ["c", "c", None]


def test_different_works_all_stay() -> None:
    assert elect(holders(1, 2, 3), sketched(prose(5), prose(6), prose(7))) == (None, None, None)


def test_short_works_are_duplicates_only_by_their_id() -> None:
    short = ["few"] * 12
    elections = elect(holders(1, 2, 3, ids="aba"), sketched(short, short, short))
    assert elections[:2] == (None, None)
    assert elections[2] is not None
    assert (elections[2].kept_at, elections[2].similarity) == (0, 1.0)


def test_a_copy_of_a_near_duplicate_names_who_stays_in_the_end() -> None:
    text = prose(8)
    near = changed(text, 3)
    elections = elect(holders(1, 2, 3, ids="abb"), sketched(text, near, near))
    assert [lost and lost.kept_at for lost in elections] == [None, 0, 0]


def test_no_chain_of_small_changes_drops_a_work_unlike_all_that_stay() -> None:
    versions = [prose(9)]
    for step in range(12):
        versions.append(changed(versions[-1], 7, step))
    sketches = sketched(*versions)
    elections = elect([Holder(WorkId(str(index)), index + 1, "u", "p") for index in range(13)], sketches)
    assert similarity(sketches[0], sketches[12]) < ALIKE
    for index, lost in enumerate(elections):
        if lost:
            assert elections[lost.kept_at] is None
            assert similarity(sketches[index], sketches[lost.kept_at]) >= ALIKE
    assert sum(lost is None for lost in elections) > 1


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 9)), max_size=12), st.randoms())
def test_the_order_of_the_list_does_not_matter(works: list[tuple[int, int, int]], chance: random.Random) -> None:
    found = [
        (Holder(WorkId(f"{seed}/{places}"), age, "u", f"{index}"), changed(prose(seed, 120), places))
        for index, (seed, places, age) in enumerate(works)
    ]
    shuffled = list(found)
    chance.shuffle(shuffled)

    def kept(pairs: list[tuple[Holder, list[str]]]) -> set[tuple[str, str]]:
        sketches = np.array([sketch([" ".join(words)]) for _, words in pairs]).reshape(len(pairs), MINIMA)
        elections = elect([holder for holder, _ in pairs], sketches)
        return {(holder.path, lost.kept if lost else "") for (holder, _), lost in zip(pairs, elections, strict=True)}

    assert kept(found) == kept(shuffled)


def test_all_holders_of_a_kept_work_are_named() -> None:
    text = prose(10)
    elections = elect(holders(3, 1, 2, 9), sketched(text, text, text, prose(11)))
    assert holders_of(elections) == {1: (0, 2)}


def test_a_sketch_has_fixed_values() -> None:
    assert sketch([" ".join(prose(12))])[:4].tolist() == [23276889, 10879466, 1820263, 2242869]
