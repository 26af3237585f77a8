"""Licences are seen in tags, in their own words, and in sentences; nothing is seen where nothing is said."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.detection import ENOUGH, further_terms, identify, is_text, read
from commonhold.curate.phrases import TEXTS, LicenceText

SEEN = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text(encoding="utf-8"))["seen"]


def composed(licence: LicenceText, between: str = ". ") -> str:
    return between.join(licence.phrases)


@pytest.mark.parametrize(("sentence", "expected"), SEEN.items(), ids=list(SEEN))
def test_a_sentence_names_its_licences(sentence: str, expected: list[str]) -> None:
    assert [seen.expression for seen in identify(sentence)] == expected


@pytest.mark.parametrize("licence", TEXTS, ids=lambda licence: licence.id)
def test_a_text_is_recognised_and_taken_for_no_other(licence: LicenceText) -> None:
    seen = identify(composed(licence))
    assert {found.expression for found in seen if is_text(found)} == {licence.id}
    assert all(found.score >= ENOUGH for found in seen if is_text(found))


@pytest.mark.parametrize("licence", [text for text in TEXTS if text.slack is not None], ids=lambda licence: licence.id)
def test_a_short_text_with_one_clause_more_is_another_licence(licence: LicenceText) -> None:
    clause = " nor may the software be used by anyone who keeps a dog in a town of under five thousand people, " * 6
    assert not [found for found in identify(composed(licence, clause)) if found.expression == licence.id]


@pytest.mark.parametrize("licence", [text for text in TEXTS if text.slack is not None], ids=lambda licence: licence.id)
def test_a_text_with_a_phrase_less_is_not_recognised(licence: LicenceText) -> None:
    for left_out in range(len(licence.phrases)):
        rest = ". ".join(phrase for index, phrase in enumerate(licence.phrases) if index != left_out)
        assert not [found for found in identify(rest) if is_text(found) and found.expression == licence.id]


def test_layout_and_typography_do_not_matter() -> None:
    licence = next(text for text in TEXTS if text.id == "MIT")
    text = composed(licence, ",\n> ## ").upper().replace(" ", "  \n * ", 7)
    assert [found.expression for found in identify(text) if is_text(found)] == ["MIT"]


def test_a_clause_after_the_text_is_noticed() -> None:
    licence = next(text for text in TEXTS if text.id == "BSD-2-Clause")
    plain, more = composed(licence), composed(licence) + "\n\nYou must not sell the software."
    assert not further_terms(plain, identify(plain))
    assert further_terms(more, identify(more))


def test_a_restriction_inside_a_known_text_is_part_of_it() -> None:
    unlicense = next(text for text in TEXTS if text.id == "Unlicense")
    assert [found.expression for found in identify(composed(unlicense))] == ["Unlicense"]


def test_a_tag_is_certain() -> None:
    (seen,) = identify("/* SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0 */")
    assert (seen.expression, seen.score) == ("GPL-2.0-only WITH Classpath-exception-2.0", 1.0)


@given(st.text())
def test_any_text_can_be_read_and_places_are_inside_it(text: str) -> None:
    for seen in identify(text):
        assert 0 <= seen.start < seen.end <= len(text)


@given(st.text(alphabet=st.characters(categories=["Lu", "Zs", "Po"])), st.sampled_from(sorted(SEEN)))
def test_other_words_before_a_sentence_do_not_hide_its_licence(before: str, sentence: str) -> None:
    names = {found.expression for found in identify(f"{before}\n\n{sentence}")}
    assert {found.expression for found in identify(sentence)} <= names


def test_reading_keeps_places() -> None:
    reading = read("The *MIT* licence")
    start = reading.words.index("mit")
    assert reading.place(start, start + 3) == (5, 8)
