"""Classes: words that stand in the same places are drawn together, the same every time, also unknown ones."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import pytest

from commonhold.train import counts as counts_
from commonhold.train import lexicon as lexicon_
from commonhold.train.classes import CLASSES, NAME, OWN, UNKNOWN, Classes, class_of, count, draw, from_arrays
from commonhold.train.counts import Counts, Stream
from commonhold.train.lexicon import Lexicon
from commonhold.train.tokens import extend, onset_hash, token_hash

VERBS = [stem + "ate" for stem in ("cre", "loc", "rel", "don", "vac", "mig", "rot", "dict", "narr", "oper")]
NOUNS = [stem + "ment" for stem in ("pay", "ship", "move", "state", "agree", "judge", "place", "treat", "base", "frag")]


def sentences(seed: int, many: int) -> list[str]:
    """Sentences whose frame is of five hundred frequent words, and whose verbs and nouns are many and rarer."""
    choose = random.Random(seed)
    frame = [f"{first}{last}" for first in "bcdfghjklmnpqrstvwxz" for last in ("a", "e", "i", "o", "u", "ab", "ob")]
    out = []
    for _ in range(many):
        filler = " ".join(choose.choice(frame) for _ in range(8))
        out.append(f"They will {choose.choice(VERBS)} the {choose.choice(NOUNS)} of {filler}.")
    return out


def varied(words: Sequence[str], many: int) -> list[str]:
    """More words of the same ending, so that there are more of them than classes."""
    return [f"{first}{second}{word}" for first in "bdfgklm" for second in "aeiou" for word in words][:many]


@pytest.fixture(scope="module")
def drawn() -> tuple[Lexicon, Counts, Classes, list[Stream]]:
    choose = random.Random(5)
    verbs, nouns = varied(VERBS, 300), varied(NOUNS, 300)
    base = sentences(1, 60_000)
    texts = [
        text.replace(text.split()[2], choose.choice(verbs)).replace(text.split()[4], choose.choice(nouns))
        for text in base
    ]
    streams: list[Stream] = []
    counted = counts_.count([[text] for text in texts], streams)
    lexicon = lexicon_.lexicon(lexicon_.tally([counted]))
    times = np.array([lexicon_.tally([counted]).rows[word][0] for word in lexicon.words()])
    return lexicon, counted, draw(lexicon, times, counted.grams[2]), streams


def test_words_of_the_same_places_share_classes_that_others_do_not_have(
    drawn: tuple[Lexicon, Counts, Classes, list[Stream]],
) -> None:
    lexicon, _, classes, _ = drawn
    words = lexicon.words()
    rare = [number for number in range(OWN, len(words)) if words[number].endswith(("ate", "ment"))]
    assert len(rare) > 100
    of_verbs = {int(classes.of_word[number]) for number in rare if words[number].endswith("ate")}
    of_nouns = {int(classes.of_word[number]) for number in rare if words[number].endswith("ment")}
    assert of_verbs and of_nouns and not of_verbs & of_nouns


def test_the_most_frequent_words_are_classes_of_their_own(
    drawn: tuple[Lexicon, Counts, Classes, list[Stream]],
) -> None:
    lexicon, _, classes, _ = drawn
    many = min(OWN, len(lexicon))
    assert classes.of_word[:many].tolist() == list(range(many))
    assert (classes.of_word < CLASSES).all()


def test_an_unknown_word_goes_where_its_ending_goes(drawn: tuple[Lexicon, Counts, Classes, list[Stream]]) -> None:
    lexicon, _, classes, _ = drawn
    words = lexicon.words()
    nouns = {int(classes.of_word[number]) for number in range(OWN, len(words)) if words[number].endswith("ment")}
    assert class_of("zzzzment", -1, classes) in nouns
    assert class_of("Zzzzment", -1, classes) == NAME
    assert class_of("qqq", -1, classes) == UNKNOWN
    assert class_of("foo_bar", -1, classes) == UNKNOWN


def test_drawing_again_gives_the_same_bytes(drawn: tuple[Lexicon, Counts, Classes, list[Stream]]) -> None:
    lexicon, counted, classes, _ = drawn
    times = np.array([lexicon_.tally([counted]).rows[word][0] for word in lexicon.words()])
    again = draw(lexicon, times, counted.grams[2])
    for name, array in from_arrays(classes.arrays()).arrays().items():
        assert again.arrays()[name].tobytes() == array.tobytes(), name


def test_counts_of_classes_are_as_many_as_those_of_words_and_know_onsets(
    drawn: tuple[Lexicon, Counts, Classes, list[Stream]],
) -> None:
    lexicon, counted, classes, streams = drawn
    found = count(sorted(counted.forms), np.concatenate(streams), lexicon, classes)
    for order in (3, 4):
        assert found[order][1].sum() == counted.grams[order][1].sum()
        assert len(found[order][0]) < len(counted.grams[order][0])
    pair = extend(np.array([token_hash("they")], np.uint64), np.array([onset_hash("will")], np.uint64))
    place = np.searchsorted(found[2][0], pair)[0]
    assert found[2][0][place] == pair[0] and found[2][1][place] == 60_000


def test_a_language_of_few_words_has_no_classes_but_its_words() -> None:
    counted = counts_.count([["the cat sat", "the cat sat"], ["the cat sat"]])
    lexicon = lexicon_.lexicon(lexicon_.tally([counted]))
    classes = draw(lexicon, np.array([3, 3, 3]), counted.grams[2])
    assert classes.of_word.tolist() == [0, 1, 2]
    assert class_of("dog", -1, classes) == UNKNOWN
