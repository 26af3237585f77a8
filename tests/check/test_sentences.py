"""Sentences: together they are the text, each has the tokens it has among the others, none is endless."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.check import sentences as sentences_
from commonhold.check.sentences import sentences
from commonhold.curate import hostile
from commonhold.train.tokens import starts, tokens


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("One is. Two, too! And three", ["One is. ", "Two, too! ", "And three"]),
        ("  “He said ‘No.’ She went.”  ", ["  “He said ‘No.’ ", "She went.”"]),
        ("See `a. B.` here. `x` is code.", ["See `a. B.` here. ", "`x` is code."]),
        ("By J. Smith, i.e. him.", ["By J. Smith, i.e. him."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_text_is_cut_before_each_sentence(text: str, cut: list[str]) -> None:
    assert [sentence for _, sentence, _ in sentences(text)] == cut


@given(text=hostile.sources(), most=st.sampled_from([1, 2, 5, 4000]))
@settings(max_examples=300)
def test_sentences_stand_one_behind_the_other_and_keep_their_tokens(text: str, most: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sentences_, "MOST_TOKENS", most)
        cut = list(sentences(text))
    assert text.startswith("".join(sentence for _, sentence, _ in cut))
    assert not text["".join(sentence for _, sentence, _ in cut).__len__() :].strip()
    assert [form for _, _, forms in cut for form in forms] == [token.form for token in tokens(text)]
    end = 0
    for start, sentence, forms in cut:
        assert start == end and 0 < len(forms) <= most
        end = start + len(sentence)
        if most == 4000:
            assert [token.form for token in tokens(sentence)] == forms
            assert list(starts(forms)) == [0]


def test_a_sentence_without_an_end_is_cut_between_two_words() -> None:
    text = "word " * 10_000
    cut = [sentence for _, sentence, _ in sentences(text)]
    assert [len(sentence.split()) for sentence in cut] == [4000, 4000, 2000]
    assert "".join(cut) == text.rstrip()
