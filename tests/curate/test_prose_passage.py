"""Passages and their places: what may be replaced, and where a gap lies."""

from __future__ import annotations

import pytest

from commonhold.curate.prose import Passage, passages
from commonhold.curate.prose.passage import compose, join, prepare


def only(source: str, kind: str = "markdown") -> Passage:
    (passage,) = passages(source, kind)
    return passage


def span(source: str, words: str, kind: str = "markdown") -> tuple[str, bool]:
    passage = only(source, kind)
    at = passage.text.index(words)
    start, end, exact = passage.source_span(at, at + len(words))
    return source[start:end], exact


def test_a_plain_line_is_one_run() -> None:
    assert only("One two.\n") == Passage("paragraph", "One two.", ((0, 0, 8),))


def test_words_inside_one_run_may_be_replaced() -> None:
    assert span("An *odd* word", "odd") == ("odd", True)
    assert span("An *odd* word", "An ") == ("An ", True)


def test_words_across_marks_may_not_and_cover_what_is_between() -> None:
    assert span("An *odd* word", "odd word") == ("odd* word", False)


def test_a_wrapped_line_is_a_gap() -> None:
    assert span("> one\n> two", "one two") == ("one\n> two", False)
    assert span("> one\n> two", " ") == ("\n> ", False)


def test_a_decoded_entity_covers_its_source() -> None:
    assert span("R&amp;D", "&") == ("&amp;", False)
    assert span("&eacute;t&eacute;", "é") == ("&eacute;", False)
    assert span("An &eacute;t&eacute;", "été") == ("&eacute;t&eacute;", False)
    assert span("An &eacute;t&eacute; x", "t") == ("t", True)


def test_an_empty_span_is_exact_where_a_run_touches_it() -> None:
    passage = only("An *odd* word")
    assert passage.source_span(0, 0) == (0, 0, True)
    assert passage.source_span(1, 1) == (1, 1, True)
    assert passage.source_span(13 - 2, 13 - 2) == (13, 13, True)


def test_a_gap_beside_marks_lies_outside_of_them() -> None:
    passage = only("An *odd* word")
    assert passage.source_span(3, 3) == (3, 3, True)  # in front of the opening mark
    assert passage.source_span(6, 6) == (8, 8, True)  # behind the closing mark


def test_a_gap_inside_something_decoded_is_not_exact() -> None:
    passage = Passage("paragraph", "a--b", ((0, 0, 1), (3, 9, 1)))
    assert passage.source_span(2, 2) == (1, 9, False)


@pytest.mark.parametrize("source", ["&eacute;&eacute;", "&eacute;a&eacute;", "``a`b`` c ``d`e``", "x &amp;", "&amp; x"])
def test_every_span_has_a_place(source: str) -> None:
    passage = only(source)
    for start in range(len(passage.text) + 1):
        for end in range(start, len(passage.text) + 1):
            first, last, exact = passage.source_span(start, end)
            assert 0 <= first <= last <= len(source)
            assert not exact or source[first:last] == passage.text[start:end]
    assert passage.source_span(0, len(passage.text))[:2] == (0, len(source))


def test_prepare_keeps_the_length_and_unifies() -> None:
    assert prepare("a\r\nb\rc\xa0d\u200be\x0bf") == "a \nb\nc\x0cd\x0be\x0bf"
    assert prepare("plain\ttext\n") == "plain\ttext\n"


def test_compose_folds_spaces_and_cuts_overlapping_edits() -> None:
    raw, joints = join([(10, "a  b"), (20, "c [x] d")])
    assert raw == "a  b\nc [x] d"
    passage = compose("cell", raw, joints, [(4, 5, " "), (6, 10, ""), (7, 9, "no"), (9, 11, " ")])
    assert passage == Passage("cell", "a b c d", ((0, 10, 2), (2, 13, 1), (4, 20, 1), (6, 26, 1)))


def test_compose_refuses_what_has_no_word() -> None:
    assert compose("cell", "`code` 42 -", [(0, 0)], []) is None
    assert compose("cell", "", [(0, 0)], []) is None
