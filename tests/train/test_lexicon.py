"""The lexicon: which words are known, in which casing, and what is left when a source is taken out."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.train.counts import count
from commonhold.train.lexicon import FEWEST, Lexicon, from_arrays, lexicon, tally, without
from commonhold.train.table import levels
from commonhold.train.tokens import token_hash

CASING = [
    "We met Anna and NASA and GitHub and McDonald there.",
    "We met Anna and Nasa and GitHub and mcdonald there.",
    "There met anna and NASA and GitHub and McDonald.",
]


def made_of(*sources: list[str], most: int = 200_000) -> Lexicon:
    return lexicon(tally([count([[line] for line in lines]) for lines in sources]), most)


def share(table: np.ndarray, words: Lexicon, word: str) -> float:
    return float(table[words.words().index(word)]) / 255


def test_words_are_numbered_by_falling_frequency_then_by_letters() -> None:
    assert made_of(["b b b b a a a c c c d d d d d"]).words() == ["d", "b", "a", "c"]


def test_a_word_is_known_when_it_is_there_three_times_or_in_two_sources() -> None:
    words = made_of(["x " * FEWEST + "y " * (FEWEST - 1) + "z"], ["z"])
    assert words.words() == ["x", "z"]
    assert words.sources.tolist() == [1, 2]


def test_only_the_most_frequent_words_are_kept() -> None:
    assert made_of(["a a a a b b b b b c c c"], most=2).words() == ["b", "a"]


def test_marks_and_classes_of_protected_tokens_are_counted_too() -> None:
    words = made_of(["See `a`, `b` and `c`: 1, 2, 3."])
    assert words.words() == [",", "0", "`"]
    assert [words.level[number] for number in range(3)] == levels(np.array([3, 3, 3])).tolist()


def test_casing_is_told_by_shares_of_the_forms_inside_sentences() -> None:
    words = made_of(CASING)
    assert share(words.capital, words, "anna") == 170 / 255  # two of three
    assert share(words.upper, words, "nasa") == 170 / 255
    assert share(words.capital, words, "and") == 0
    assert share(words.capital, words, "there") == 0, "a capital at the beginning of a sentence says nothing"
    assert {words.word(number): form for number, form in words.cased.items()} == {
        "github": "GitHub",
        "mcdonald": "McDonald",
    }


def test_a_form_that_only_stands_first_tells_no_casing() -> None:
    words = made_of(["GitHub is it.", "GitHub is it.", "GitHub is it."])
    assert words.words()[:4] == [".", "github", "is", "it"]
    assert not words.cased


def test_ids_are_found_by_hash_and_unknown_words_have_none() -> None:
    words = made_of(CASING)
    asked = np.array([[token_hash("anna"), token_hash("nobody")], [token_hash("and"), 0]], dtype=np.uint64)
    found = words.ids(asked)
    assert found.shape == (2, 2)
    assert [words.word(int(found[0, 0])), words.word(int(found[1, 0]))] == ["anna", "and"]
    assert found[:, 1].tolist() == [-1, -1]
    assert words.by_id().tolist() == [token_hash(word) for word in words.words()]


def test_a_lexicon_without_words_knows_none() -> None:
    words = made_of([])
    assert (len(words), words.words(), words.ids(np.array([7], np.uint64)).tolist()) == (0, [], [-1])


@given(
    st.lists(st.lists(st.sampled_from(["a", "B", "iPad", "é", "語", "it’s", "1", "`x`", "."]), max_size=9), max_size=9)
)
@settings(max_examples=50)
def test_arrays_give_back_the_lexicon(lines: list[list[str]]) -> None:
    words = made_of([" ".join(line) for line in lines])
    again = from_arrays(words.arrays())
    assert again.words() == words.words()
    assert [again.word(number) for number in range(len(again))] == words.words()
    assert dict(again.cased) == dict(words.cased)
    for name, array in words.arrays().items():
        assert again.arrays()[name].tobytes() == array.tobytes()


def test_without_a_source_levels_and_sources_are_those_of_the_others() -> None:
    lines = {
        "one": ["common common common rare rare rare", "shared"],
        "two": ["common common common"],
        "six": ["shared"],
    }
    parts = {name: count([[line] for line in found]) for name, found in lines.items()}
    tallied = tally(list(parts.values()))
    words = lexicon(tallied)
    times, sources = (np.array([tallied.rows[word][column] for word in words.words()]) for column in (0, 5))
    left = without(words, times, sources, parts["one"])
    assert left.words() == words.words() == ["common", "rare", "shared"]
    assert left.level.tolist() == levels(np.array([3, 0, 0])).tolist(), "one mention in one source is not enough"
    assert left.sources.tolist() == [1, 0, 1]
    assert (left.capital.tolist(), left.hashes.tolist()) == (words.capital.tolist(), words.hashes.tolist())
    nothing = without(words, times, sources, count([]))
    assert (nothing.level.tolist(), nothing.sources.tolist()) == (words.level.tolist(), words.sources.tolist())
