"""A reading: tokens as arrays, and padding that keeps sentences apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.train import reading as reading_
from commonhold.train.reading import AFTER, BEFORE, MOST_TIMES, Reader
from commonhold.train.tokens import BOUNDARY, folded, is_word, token_hash, tokens

if TYPE_CHECKING:
    from conftest import World

TEXTS = st.lists(
    st.lists(st.sampled_from(["the", "The", "king", ".", "!", "12", "`a`", "”", "😀"]), max_size=10).map(" ".join)
    | st.text(max_size=10),
    max_size=4,
)


@given(texts=TEXTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tokens_are_laid_out_in_order_with_their_facts(world: World, texts: list[str]) -> None:
    read = Reader(world.lexicon, world.evidence.drawn).read(texts)
    wanted = [(number, token) for number, text in enumerate(texts) for token in tokens(text)]
    assert len(read) == len(wanted)
    known = world.lexicon.words()
    for at, (number, token) in enumerate(wanted):
        assert (read.forms[at], read.start[at], read.end[at]) == (token.form, token.start, token.end)
        assert read.text[at] == number
        assert read.wordy[at] == is_word(token.form)
        assert read.distinct[read.kinds[at]] == token.form
        assert read.row[read.place[at]] == token_hash(folded(token.form))
        assert read.ids[at] == (known.index(folded(token.form)) if folded(token.form) in known else -1)


@given(texts=TEXTS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_between_sentences_stand_the_boundary_and_as_much_room_as_a_window_needs(
    world: World, texts: list[str]
) -> None:
    read = Reader(world.lexicon, world.evidence.drawn).read(texts)
    wanted = np.zeros(len(read.row), np.uint64)
    wanted[read.place] = read.row[read.place]
    wanted[read.place[read.first] - 1] = BOUNDARY
    assert (read.row == wanted).all(), "nothing else stands in the row"
    for at in range(len(read)):
        gap = read.place[at] - (read.place[at - 1] if at else -AFTER - 1)
        assert gap == (BEFORE + AFTER + 1 if read.first[at] else 1)
    assert not len(read) or read.place[-1] + AFTER < len(read.row)


def test_words_of_the_language_are_counted_in_their_sentence_and_rare_ones_in_the_text(world: World) -> None:
    reader = Reader(world.lexicon, world.evidence.drawn)
    text = "The king saw the gardn. The Gardn is a gardn!"
    alone = reader.read([text, "gardn"])
    assert dict(zip(alone.forms[:6], alone.times[:6].tolist(), strict=True)) == {
        "The": 2, "king": 1, "saw": 1, "the": 2, "gardn": 3, ".": 1
    }  # fmt: skip
    assert alone.times[6:].tolist() == [1, 3, 1, 1, 3, 1, 1]
    together = reader.read([text, "gardn"], {"gardn": 2, "king": 9})
    assert [together.times[at] for at, form in enumerate(together.forms) if form.lower() == "gardn"] == [2, 2, 2, 2]
    assert together.times[:4].tolist() == [2, 1, 1, 2], "the king is no rare word, whatever is said of him"
    many = reader.read(["gardn"], {"gardn": 1000})
    assert many.times.tolist() == [MOST_TIMES]


def test_rare_words_are_those_that_the_lexicon_knows_little_of(world: World) -> None:
    forms = [token.form for token in tokens("The Gardn of the king’s gardn, x1 and `gardn`; Zzz.")]
    assert Reader(world.lexicon, world.evidence.drawn).rare_words(forms) == {
        "gardn": 2,
        "zzz": 1,
        **unknown(world, "king's"),
    }


def unknown(world: World, word: str) -> dict[str, int]:
    return {} if word in world.lexicon.words() else {word: 1}


def test_a_long_lived_reader_does_not_grow_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Short(dict[str, object]):
        def __len__(self) -> int:
            return super().__len__() + 499_998

    reader = Reader(world.lexicon, world.evidence.drawn)
    reader.read(["forgotten"])
    monkeypatch.setattr(reader, "_known", Short(reader._known))
    read = reader.read(["the king lost"])
    assert set(reader._known) == {"the", "king", "lost"}
    assert read.ids.tolist() == [world.id("the"), world.id("king"), world.id("lost")]


def test_a_window_reaches_as_far_as_an_ngram() -> None:
    assert reading_.BEFORE >= 3 and reading_.AFTER >= 3, "a 4-gram reaches three tokens back and ahead"
