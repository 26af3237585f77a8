"""Findings become matches that clients can show: with a length, in UTF-16, with words on both sides."""

from __future__ import annotations

from typing import Any

import pytest

from commonhold.doors.http.annotation import annotated, plain
from commonhold.doors.http.matches import matches, sentences
from commonhold.finding import Finding


def finding(start: int, end: int, *suggestions: str, kind: str = "spelling", fixable: bool = True) -> Finding:
    return Finding(start, end, kind, "Why.", suggestions, 0.9, (), fixable)


def matched(text: str, found: Finding) -> dict[str, Any]:
    [match], _ = matches(plain(text), [found])
    return match


def changed(text: str, match: dict[str, Any]) -> list[str]:
    """The text after each replacement, made as clients make it: in UTF-16 units."""
    raw = text.encode("utf-16-le")
    start, end = 2 * match["offset"], 2 * (match["offset"] + match["length"])
    return [
        (raw[:start] + each["value"].encode("utf-16-le") + raw[end:]).decode("utf-16-le")
        for each in match["replacements"]
    ]


@pytest.mark.parametrize(
    ("text", "start", "end", "suggestion", "expected"),
    [
        ("It easier to say.", 3, 3, "is ", "It is easier to say."),
        ("🙂 It easier.", 5, 5, "is ", "🙂 It is easier."),
        ("He said: yes", 7, 7, " that", "He said that: yes"),
        ("We go to to bed.", 8, 11, "", "We go to bed."),
        ("Of the the end.", 0, 6, "", " the end."),
        ("This is teh end.", 8, 11, "the", "This is the end."),
        ("We come", 7, 7, " home", "We come home"),
    ],
)
def test_a_match_has_a_length_and_changes_the_text_as_the_finding_would(
    text: str, start: int, end: int, suggestion: str, expected: str
) -> None:
    match = matched(text, finding(start, end, suggestion, kind="missing"))
    assert match["length"] > 0
    assert match["replacements"][0]["value"] != ""
    assert [each.strip() for each in changed(text, match)] == [expected.strip()]


def test_offset_length_and_context_count_utf_16_units() -> None:
    text = "🙂🙂 and teh 🙂"
    match = matched(text, finding(7, 10, "the"))
    assert (match["offset"], match["length"]) == (9, 3)
    context = match["context"]
    raw = context["text"].encode("utf-16-le")
    assert raw[2 * context["offset"] : 2 * (context["offset"] + context["length"])].decode("utf-16-le") == "teh"


def test_the_context_is_cut_and_on_one_line() -> None:
    text = "word " * 40 + "\nteh\n" + "word " * 40
    match = matched(text, finding(201, 204, "the"))
    context = match["context"]
    assert context["text"][context["offset"] :][:3] == "teh"
    assert "\n" not in context["text"]
    assert context["text"].startswith("...") and context["text"].endswith("...")


def test_the_sentence_is_the_one_around_the_match() -> None:
    assert matched("One. Two teh three. Four.", finding(9, 12, "the"))["sentence"] == "Two teh three."


def test_sentences_end_with_paragraphs_and_stops() -> None:
    text = "A title\n\nOne. Two\nis long.\n \nThree"
    assert [text[start:end] for start, end in sentences(text)] == ["A title", "One.", "Two\nis long.", "Three"]
    assert list(sentences(" \n ")) == []


def test_places_are_those_of_text_and_markup_together() -> None:
    text = annotated({"annotation": [{"markup": "<i>🙂</i>"}, {"text": "teh"}, {"markup": "<br>"}, {"text": " end"}]})
    [match], ranges = matches(text, [finding(0, 3, "the")])
    assert (match["offset"], match["length"]) == (9, 3)
    assert ranges == [[9, 20]]


def test_a_word_with_none_near_it_is_shown_without_replacements() -> None:
    match = matched("We xqzvt home.", finding(3, 8))
    assert (match["offset"], match["length"], match["replacements"]) == (3, 5, [])


def test_nothing_is_offered_that_would_write_over_markup() -> None:
    text = annotated({"annotation": [{"text": "the"}, {"markup": "<b>"}, {"text": " the"}]})
    [match], _ = matches(text, [finding(0, 7, "the", kind="doubled")])
    assert (match["offset"], match["length"], match["replacements"]) == (0, 10, [])


def test_what_crosses_only_a_line_end_may_be_replaced_and_what_crosses_marks_may_not() -> None:
    assert matched("in the\nthe end", finding(3, 10, "the", kind="doubled", fixable=False))["replacements"]
    assert not matched("> in the\n> the end", finding(5, 14, "the", kind="doubled", fixable=False))["replacements"]


def test_what_stands_in_markup_alone_is_left_out() -> None:
    text = annotated({"annotation": [{"markup": "", "interpretAs": "teh"}, {"text": " end"}]})
    assert matches(text, [finding(0, 3, "the")])[0] == []
