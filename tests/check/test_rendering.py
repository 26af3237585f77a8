"""Rendering: a candidate becomes text in the writer's casing, with her apostrophes, over the right letters."""

from __future__ import annotations

import numpy as np
import pytest

from commonhold.check.rendering import matched, replacement
from commonhold.train.candidates import Kind
from commonhold.train.classes import CLASSES, Classes
from commonhold.train.counts import count
from commonhold.train.lexicon import Lexicon, lexicon, tally
from commonhold.train.reading import Reader

LINES = ["We met Anna and NASA and GitHub; it's the lot of a house."] * 3


@pytest.fixture(scope="module")
def words() -> Lexicon:
    return lexicon(tally([count([[line] for line in LINES])]))


@pytest.mark.parametrize(
    ("word", "like", "wanted"),
    [
        ("the", "teh", "the"),
        ("the", "Teh", "The"),
        ("the", "TEH", "THE"),
        ("their", "There", "Their"),
        ("a", "An", "A"),
        ("an", "A", "An"),  # one capital is no shouting
        ("GitHub", "githbu", "GitHub"),
        ("GitHub", "GITHBU", "GitHub"),
        ("Anna", "ana", "Anna"),
        ("NASA", "nsaa", "NASA"),
        ("it's", "its’", "it’s"),
        ("it's", "its", "it's"),
        ("élan", "Elan", "Élan"),
        ("straße", "STRASE", "STRASSE"),
    ],
)
def test_a_word_takes_the_casing_and_the_apostrophes_of_another(word: str, like: str, wanted: str) -> None:
    assert matched(word, like) == wanted


def unclassed(words: Lexicon) -> Classes:
    """Every word in the first class: classes are no matter here."""
    none = np.zeros(0, np.uint16)
    return Classes(np.zeros(len(words), np.uint16), np.zeros(0, np.uint64), none, np.zeros(CLASSES, np.uint8))


@pytest.mark.parametrize(
    ("word", "wanted"), [("anna", "Anna"), ("nasa", "NASA"), ("github", "GitHub"), ("house", "house"), ("it's", "it's")]
)
def test_a_known_word_is_written_as_it_usually_is(words: Lexicon, word: str, wanted: str) -> None:
    assert words.written(words.words().index(word)) == wanted


@pytest.mark.parametrize(
    ("text", "at", "removed", "new", "kind", "wanted"),
    [
        ("The hous is old.", 1, 1, ["house"], Kind.SPELLING, "The house is old."),
        ("THE HOUS IS OLD.", 1, 1, ["house"], Kind.SPELLING, "THE HOUSE IS OLD."),
        ("Hous of old.", 0, 1, ["house"], Kind.SPELLING, "House of old."),
        ("Ask ana or nassa.", 1, 1, ["anna"], Kind.SPELLING, "Ask Anna or nassa."),
        ("I’ts house", 0, 1, ["it's"], Kind.PAIR, "It’s house"),
        ("It is the  the house.", 3, 1, [], Kind.DOUBLED, "It is the house."),
        ("Ask anna or Github.", 1, 1, ["anna"], Kind.CASE, "Ask Anna or Github."),
        ("Ask Anna or Github.", 3, 1, ["github"], Kind.CASE, "Ask Anna or GitHub."),
        ("House. it's old.", 2, 1, ["it's"], Kind.CASE, "House. It's old."),
        ("House it's a lot.", 1, 0, [";"], Kind.INSERT, "House; it's a lot."),
        ("House; it's a lot.", 1, 1, [], Kind.DELETE, "House it's a lot."),
        ("The the house.", 1, 1, [], Kind.DOUBLED, "The house."),
        ("most of\nof us", 2, 1, [], Kind.DELETE, "most of us"),
        ("of us", 0, 1, [], Kind.DELETE, " us"),
        ("We met in house.", 3, 0, ["the"], Kind.INSERT, "We met in the house."),
        ("Where it.", 2, 0, ["house"], Kind.INSERT, "Where it house."),
        ("A hou se.", 1, 2, ["house"], Kind.JOIN, "A house."),
        ("It is alot.", 2, 1, ["a", "lot"], Kind.SPLIT, "It is a lot."),
        ("Alot of it", 0, 1, ["a", "lot"], Kind.SPLIT, "A lot of it"),
        ("ALOT OF IT", 0, 1, ["a", "lot"], Kind.SPLIT, "A LOT OF IT"),
    ],
)
def test_a_candidate_carried_out_gives(
    words: Lexicon, text: str, at: int, removed: int, new: list[str], kind: Kind, wanted: str
) -> None:
    ids = [words.words().index(word) for word in new]
    reading = Reader(words, unclassed(words)).read([text])
    start, end, instead = replacement(reading, at, removed, ((*ids, -1, -1)[0], (*ids, -1, -1)[1]), kind, words)
    assert text[:start] + instead + text[end:] == wanted


def test_places_are_those_of_the_word_s_own_text(words: Lexicon) -> None:
    reading = Reader(words, unclassed(words)).read(["We met Anna.", "The hous."])
    at = int(np.flatnonzero(reading.text == 1)[1])
    house = (words.words().index("house"), -1)
    assert replacement(reading, at, 1, house, Kind.SPELLING, words) == (4, 8, "house")
