"""Letters: masks rule out no word that is near, and the search finds what a look at every word finds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from commonhold.train.counts import count
from commonhold.train.letters import LONGEST, MOST_CHANGED, letters_of, mask_of, plain_search
from commonhold.train.lexicon import Lexicon, lexicon, tally

WORDS = ["a", "be", "bee", "beer", "bere", "éé", "ééé", "it's", "x" * 43, "x" * 44, "ñandú", "naïve", "nave", "привет"]
NEAR = st.text(st.sampled_from("abcé'"), min_size=1, max_size=9)


def known(words: list[str]) -> Lexicon:
    return lexicon(tally([count([[f"{word} {word} {word}"] for word in words])]))


@given(NEAR, NEAR)
@settings(max_examples=500)
def test_masks_of_words_differ_no_more_than_the_words_do(one: str, other: str) -> None:
    apart = (mask_of(one) ^ mask_of(other)).bit_count()
    assert apart <= 2 * OSA.distance(one, other) - abs(len(one) - len(other))


def test_words_lie_in_order_of_length_with_their_masks_and_first_letters() -> None:
    words = known([*WORDS, "e.g.", "x86", "§"])
    found = letters_of(words)
    forms = [words.word(int(number)) for number in found.order]
    assert sorted(forms) == sorted({*WORDS, "e.g."} - {"x" * 44}), "numbers, marks and endless words are no neighbours"
    assert [len(form) for form in forms] == sorted(len(form) for form in forms)
    assert found.masks.tolist() == [mask_of(form) for form in forms]
    for length in range(LONGEST + MOST_CHANGED + 1):
        inside = forms[found.starts[length] : found.starts[length + 1]]
        assert inside == [form for form in forms if len(form) == length]
        ids = found.order[found.starts[length] : found.starts[length + 1]].tolist()
        assert ids == sorted(ids)
    assert [chr(head) for head in found.heads[found.order]] == [form[0] for form in forms]


@pytest.mark.parametrize("least", [0, 3])
@pytest.mark.parametrize("most", [0, 1, 2, 3])
def test_a_search_finds_all_words_that_are_near_and_frequent(most: int, least: int) -> None:
    words = known([*WORDS, "bee", "naïve"])
    search = plain_search(letters_of(words))
    for word in (*WORDS[:-6], "nänve", "bxe", "b\ud800e", "eeb", "q"):
        near = {
            (number, OSA.distance(word, other))
            for number, other in enumerate(words.words())
            if OSA.distance(word, other) <= most and words.level[number] >= least and len(other) <= 43 and other != "."
        }
        ids, far = search(word, most, least)
        assert set(zip(ids.tolist(), far.tolist(), strict=True)) == near
        assert ids.dtype == np.int32 and far.dtype == np.uint8


def test_a_lexicon_without_letters_has_no_neighbours() -> None:
    words = known([])
    assert letters_of(words).order.tolist() == []
    assert [part.tolist() for part in plain_search(letters_of(words))("word", 2, 0)] == [[], []]
