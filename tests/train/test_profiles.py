"""Profiles: from sources of two dialects, written by a seeded generator, the pairs that tell them apart."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from commonhold.train import counts as counts_
from commonhold.train import lexicon as lexicon_
from commonhold.train.candidates import Candidates
from commonhold.train.classes import CLASSES, Classes
from commonhold.train.counts import Counts
from commonhold.train.dialects import Dialects, from_arrays, nothing, same_but_for_dialect, variants
from commonhold.train.lexicon import Lexicon
from commonhold.train.profiles import learn, usage
from commonhold.train.reading import Reader

OUR = ("colour", "favour", "honour", "labour", "rumour", "vapour", "harbour")
DOUBLED = ("travelling", "modelling", "counselling", "signalling")
COMMON = ("garden", "window", "letter", "story", "river", "hour", "tour", "filling", "filing", "walking")
NORTH, SOUTH = "xx-North", "xx-South"
TOPIC = (("lodged", "logged"), ("hatter", "hotter"), ("bolder", "balder"))
"""Near words of which one is of the north's books and the other of the south's."""

COMPANIONS = [first + second for first in "bdgkmnprstvz" for second in ("a", "e", "i", "o", "u")]
"""Words that stand beside others: each word has a few of its own, the same in every dialect."""


def southern(word: str) -> str:
    return word.replace("our", "or") if word in OUR else word.replace("ll", "l") if word in DOUBLED else word


def said(form: str, lemma: str, choose: random.Random) -> str:
    """A sentence with a form among the companions of its lemma."""
    own = random.Random(lemma).sample(COMPANIONS, 6)
    return f"{choose.choice(own[:3])} {form} {choose.choice(own[3:])}.".capitalize()


def source(
    name: str, south: bool, mixed: float = 0.0, rare: Sequence[str] = (), also: Sequence[tuple[str, str]] = ()
) -> Counts:
    """A source of one dialect; ``mixed`` of its variants are the other's; ``also`` has further words of both."""
    choose = random.Random(name)
    passages = []
    for word in (*OUR, *DOUBLED, *COMMON, *COMMON):
        for _ in range(6):
            is_south = south != (choose.random() < mixed)
            passages.append(said(southern(word) if is_south else word, word, choose))
    passages += [said(pair[south], pair[south], choose) for pair in TOPIC for _ in range(6)]
    passages += [said(word, "rare", choose) for word in rare for _ in range(3)]
    passages += [said(pair[south], pair[0], choose) for pair in also for _ in range(6)]
    return counts_.count([[passage] for passage in passages])


@dataclass(frozen=True)
class Lands:
    """Sources with their labels, and what is learnt of them."""

    lexicon: Lexicon
    used: np.ndarray
    labels: list[str]
    bigrams: tuple[np.ndarray, np.ndarray]
    learnt: Dialects

    def pairs(self, learnt: Dialects | None = None) -> set[tuple[str, str]]:
        """(form of the first dialect, form of the second) of each pair."""
        words = self.lexicon.words()
        known = learnt or self.learnt
        return {
            (words[one], words[other])
            for one, other, home in zip(known.word, known.partner, known.home, strict=True)
            if home == 1
        }


def lands(*more: tuple[str, Counts]) -> Lands:
    parts = [(NORTH, source(f"north{number}", False)) for number in range(3)]
    parts += [(SOUTH, source(f"south{number}", True)) for number in range(3)]
    parts += more
    counted = [part for _, part in parts]
    lexicon = lexicon_.lexicon(lexicon_.tally(counted))
    labels, used = [label for label, _ in parts], usage(counted, lexicon)
    bigrams = counts_.add(counted).grams[2]
    return Lands(lexicon, used, labels, bigrams, learn(lexicon, used, labels, bigrams))


@pytest.fixture(scope="module")
def both() -> Lands:
    return lands()


TAUGHT = {(word, southern(word)) for word in (*OUR, *DOUBLED)}


def test_words_that_flip_by_a_common_exchange_are_pairs(both: Lands) -> None:
    assert both.learnt.names == (NORTH, SOUTH)
    assert both.pairs() == TAUGHT


def test_near_words_that_flip_by_what_the_sources_are_about_are_none(both: Lands) -> None:
    known = {word for pair in variants(both.learnt, both.lexicon.words()) for word in pair}
    assert not known & {word for pair in TOPIC for word in pair}
    assert not known & set(COMMON), "nor are words that everybody writes"


def test_an_exchange_vouches_for_a_rarer_word_heard_on_one_side_only() -> None:
    rare = lands((NORTH, source("rare", False, rare=["ardour"])), ("", source("other", True, 0.5, ["ardor"])))
    assert rare.pairs() == TAUGHT | {("ardour", "ardor")}


def test_but_not_against_what_the_sources_write() -> None:
    against = lands(
        *((NORTH, source(f"a{number}", False, rare=["parlour", "parlor"])) for number in range(3)),
        *((SOUTH, source(f"b{number}", True, rare=["parlour"])) for number in range(3)),
    )
    assert against.pairs() == TAUGHT


def test_what_is_nobodys_dialect_is_not_learnt(both: Lands) -> None:
    for labels in ([""] * 6, [NORTH] * 3 + [""] * 3, [NORTH, SOUTH, NORTH, SOUTH, NORTH, SOUTH]):
        assert len(learn(both.lexicon, both.used, labels, both.bigrams)) == 0


def test_a_word_of_the_same_stem_follows_although_its_exchange_alone_would_not_do() -> None:
    plural = [("centres", "centers"), ("metres", "meters"), ("theatres", "theaters")]
    own = ("centre", "center")
    both_write = [(form, form) for word in ("ent", "lust", "out", "not") for form in (f"{word}er", f"{word}re")]
    for also, learnt in (([*plural, own], TAUGHT | {*plural, own}), ([own], TAUGHT)):
        more = [
            (label, source(f"{label}{number}", south, also=[*also, *both_write]))
            for label, south in ((NORTH, False), (SOUTH, True))
            for number in range(3)
        ]
        assert lands(*more).pairs() == learnt


@pytest.mark.parametrize(("mixed", "joins"), [(0.0, True), (0.5, False)])
def test_a_source_whose_use_is_clear_joins_and_one_that_mixes_does_not(mixed: float, joins: bool) -> None:
    north, south = source("n", False, mixed, ["ardour"]), source("s", True, mixed, ["ardor"])
    assert (("ardour", "ardor") in lands(("", north), ("", south)).pairs()) == joins


def test_a_form_that_one_side_writes_too_is_at_home_there() -> None:
    half = [(NORTH, source(f"half{number}", False, 0.45)) for number in range(3)]
    both_ways = lands(*half)
    words = both_ways.lexicon.words()
    home = {words[word]: int(bits) for word, bits in zip(both_ways.learnt.word, both_ways.learnt.home, strict=True)}
    assert home and all(home[southern(word)] in (2, 3) and home[word] == 1 for word in OUR if word in home)
    assert 3 in home.values()


def test_the_order_of_sources_changes_nothing(both: Lands) -> None:
    order = [5, 0, 3, 1, 4, 2]
    again = learn(both.lexicon, both.used[:, order], [both.labels[at] for at in order], both.bigrams)
    for name, array in both.learnt.arrays().items():
        assert array.tobytes() == again.arrays()[name].tobytes(), name


def test_of_three_dialects_each_two_are_compared() -> None:
    three = lands(*(("xx-West", source(f"west{number}", False)) for number in range(3)))
    words = three.lexicon.words()
    home = dict(zip((words[word] for word in three.learnt.word), three.learnt.home.tolist(), strict=True))
    assert three.learnt.names == (NORTH, SOUTH, "xx-West")
    assert {home[word] for word in OUR} == {0b101}
    assert {home[southern(word)] for word in OUR} == {0b010}


def test_capitals_make_a_name_unless_they_are_ordinary() -> None:
    def capitals(words: Sequence[str], one: Counts) -> Counts:
        forms = {form.capitalize() if form in words else form: row for form, row in one.forms.items()}
        return Counts(forms, one.grams, one.tokens)

    for chosen, learnt in ((OUR[:1], TAUGHT - {("colour", "color")}), ((*OUR, *DOUBLED), TAUGHT)):
        names = {*chosen, *(southern(word) for word in chosen)}
        parts = [(NORTH, capitals(names, source(f"n{number}", False))) for number in range(3)]
        parts += [(SOUTH, capitals(names, source(f"s{number}", True))) for number in range(3)]
        counted = [part for _, part in parts]
        lexicon = lexicon_.lexicon(lexicon_.tally(counted))
        known = learn(lexicon, usage(counted, lexicon), [label for label, _ in parts], counts_.add(counted).grams[2])
        words = lexicon.words()
        found = {
            (words[a], words[b]) for a, b, home in zip(known.word, known.partner, known.home, strict=True) if home == 1
        }
        assert found == learnt


def test_dialects_survive_as_arrays(both: Lands) -> None:
    again = from_arrays(both.learnt.arrays())
    assert again.names == both.learnt.names
    assert all(
        a.tobytes() == b.tobytes() for a, b in zip(again.arrays().values(), both.learnt.arrays().values(), strict=True)
    )
    assert from_arrays(nothing().arrays()).names == ()


def test_partners_are_mutual_and_their_own_only(both: Lands) -> None:
    everything = np.arange(len(both.lexicon), dtype=np.int32)
    partner = both.learnt.partners(everything)
    known = partner >= 0
    assert known.sum() == len(both.learnt) == 2 * len(TAUGHT)
    assert (both.learnt.partners(partner[known]) == everything[known]).all()
    assert (nothing().partners(everything) == -1).all()


def no_classes(lexicon: Lexicon) -> Classes:
    """Every word in the first class."""
    none = np.zeros(0, np.uint16)
    return Classes(np.zeros(len(lexicon), np.uint16), np.zeros(0, np.uint64), none, np.zeros(CLASSES, np.uint8))


def test_only_a_change_of_one_word_into_its_partner_is_one_of_dialect(both: Lands) -> None:
    reading = Reader(both.lexicon, no_classes(both.lexicon)).read(["We saw the colour of the garden."])
    words = both.lexicon.words()
    color, favor = words.index("color"), words.index("favor")
    small = np.zeros(4, np.uint8)
    found = Candidates(
        np.array([3, 3, 3, 6]), np.array([1, 1, 1, 1], np.uint8), np.array([color, favor, color, color], np.int32),
        np.array([-1, -1, favor, -1], np.int32), small, small, small, small,
    )  # fmt: skip
    assert same_but_for_dialect(found, reading, both.learnt).tolist() == [True, False, False, False]
    assert not same_but_for_dialect(found, reading, nothing()).any()
