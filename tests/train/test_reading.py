"""A reading: tokens as arrays, and padding that keeps sentences apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.train import reading as reading_
from commonhold.train.reading import AFTER, BEFORE, Reader
from commonhold.train.tokens import BOUNDARY, folded, is_word, token_hash, tokens

if TYPE_CHECKING:
    from conftest import World

TEXTS = st.lists(
    st.lists(st.sampled_from(["the", "The", "king", ".", "!", "12", "`a`", "”", "😀"]), max_size=10).map(" ".join)
    | st.text(max_size=10),
    max_size=4,
)


@given(texts=TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_tokens_are_laid_out_in_order_with_their_facts(world: World, texts: list[str]) -> None:
    read = Reader(world.lexicon).read(texts)
    wanted = [(number, token) for number, text in enumerate(texts) for token in tokens(text)]
    assert len(read) == len(wanted)
    known = world.lexicon.words()
    for at, (number, token) in enumerate(wanted):
        assert (read.forms[at], read.start[at], read.end[at]) == (token.form, token.start, token.end)
        assert read.text[at] == read.group[at] == number
        assert read.wordy[at] == is_word(token.form)
        assert read.distinct[read.kinds[at]] == token.form
        assert read.row[read.place[at]] == token_hash(folded(token.form))
        assert read.ids[at] == (known.index(folded(token.form)) if folded(token.form) in known else -1)


@given(texts=TEXTS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_between_sentences_stand_the_boundary_and_as_much_room_as_a_window_needs(
    world: World, texts: list[str]
) -> None:
    read = Reader(world.lexicon).read(texts)
    wanted = np.zeros(len(read.row), np.uint64)
    wanted[read.place] = read.row[read.place]
    wanted[read.place[read.first] - 1] = BOUNDARY
    assert (read.row == wanted).all(), "nothing else stands in the row"
    for at in range(len(read)):
        gap = read.place[at] - (read.place[at - 1] if at else -AFTER - 1)
        assert gap == (BEFORE + AFTER + 1 if read.first[at] else 1)
    assert not len(read) or read.place[-1] + AFTER < len(read.row)


def test_parts_of_one_text_share_a_group(world: World) -> None:
    read = Reader(world.lexicon).read(["the king", "the wall"], [7, 7])
    assert (read.text.tolist(), read.group.tolist()) == ([0, 0, 1, 1], [7, 7, 7, 7])


def test_a_long_lived_reader_does_not_grow_without_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Short(dict[str, tuple[int, int, bool]]):
        def __len__(self) -> int:
            return super().__len__() + 499_998

    reader = Reader(world.lexicon)
    monkeypatch.setattr(reader, "_known", Short())
    reader._known["forgotten"] = (1, 1, True)
    read = reader.read(["the king lost"])
    assert set(reader._known) == {"the", "king", "lost"}
    assert read.ids.tolist() == [world.id("the"), world.id("king"), world.id("lost")]


def test_a_window_reaches_as_far_as_an_ngram() -> None:
    assert reading_.BEFORE >= 3 and reading_.AFTER >= 3, "a 4-gram reaches three tokens back and ahead"
