"""Exchanges of letters: what is exchanged, where it fits, and that both ways round give the same."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commonhold.train.exchanges import Exchange, Words, exchange, exchanged, heard, near_pairs

WORDS = st.text("abcé'ß", min_size=1, max_size=8)


@given(one=WORDS, other=WORDS)
def test_carrying_out_what_is_exchanged_gives_the_other_word(one: str, other: str) -> None:
    if one != other:
        assert other in list(exchanged(one, exchange(one, other)))


@given(one=WORDS, other=WORDS)
def test_the_way_back_exchanges_the_same_the_other_way_round(one: str, other: str) -> None:
    there, back = exchange(one, other), exchange(other, one)
    assert (there.old, there.new, there.after) == (back.new, back.old, back.after)


@given(word=WORDS, way=st.builds(Exchange, *(st.text("abc", max_size=2) for _ in range(4))))
def test_an_exchange_changes_one_place(word: str, way: Exchange) -> None:
    for made in exchanged(word, way):
        assert len(made) == len(word) + len(way.new) - len(way.old)


def test_ends_of_words_are_places_too() -> None:
    assert list(exchanged("catalogue", Exchange("g", "ue", "", "$"))) == ["catalog"]
    assert list(exchanged("guess", Exchange("g", "ue", "", "$"))) == []
    assert list(exchanged("oestrogen", Exchange("^", "o", "", "e"))) == ["estrogen"]
    assert exchange("oestrogen", "estrogen").before == "^"


def words(forms: list[str], used: list[list[int]]) -> Words:
    return Words(
        forms, np.array(used), np.zeros(len(forms), np.uint64), (np.zeros(0, np.uint64), np.zeros(0, np.int64))
    )


def test_near_words_are_those_with_one_short_exchange_between_them_and_no_slips() -> None:
    forms = ["color", "colour", "colt", "center", "centre", "collector", "colouur"]
    near = near_pairs(words(forms, [[9, 9]] * 6 + [[1, 1]]))
    found = {frozenset((forms[one], forms[other])) for one, other in near.tolist()}
    assert frozenset(("color", "colour")) in found and frozenset(("center", "centre")) in found
    assert not any("colouur" in pair or "collector" in pair for pair in found)


def test_all_pairs_of_one_exchange_are_in_one_order() -> None:
    forms = ["realise", "realize", "organize", "organise"]
    near = near_pairs(words(forms, [[9, 9]] * 4))
    assert {(forms[one], forms[other]) for one, other in near.tolist()} == {
        ("realise", "realize"),
        ("organise", "organize"),
    }


def test_a_share_is_the_mean_of_the_sources_and_not_of_their_uses() -> None:
    told = heard(np.array([[0, 1]]), np.array([[1000, 0, 0, 9], [0, 10, 10, 9]]), np.array([0, 0, 0, -1]))
    assert 0.3 < told.share[0, 0] < 0.5
    assert told.weight[0, 0] < 3 and told.weight[0, 1] == 0
    assert not told.tested[0] and told.side[0] == 0
