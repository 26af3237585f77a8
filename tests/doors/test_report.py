from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.json_report import finding_record
from commonhold.doors.positions import Lines
from commonhold.doors.report import MIN_WIDTH, Look, advice, block, columns, visible, window
from commonhold.finding import Finding


def finding(start: int, end: int, *suggestions: str, evidence: tuple[str, ...] = ()) -> Finding:
    return Finding(start, end, "spelling", "“x” is no word", suggestions, 0.9, evidence)


def shown(source: str, start: int, end: int) -> tuple[str, str]:
    """The source line and the mark line of a finding, without what stands before them."""
    lines = list(block("a.md", Lines(source), finding(start, end), Look()))
    return lines[1][6:], lines[2][6:]


def test_a_finding_is_told_with_place_line_mark_help_and_evidence() -> None:
    told = block("a.md", Lines("one\nThis is teh end."), finding(12, 15, "the", "ten", evidence=("seen once",)), Look())
    assert "\n".join(told) == (
        "a.md:2:9: “x” is no word [spelling]\n"
        "  2 | This is teh end.\n"
        "    |         ^^^\n"
        "    help: did you mean “the” or “ten”?\n"
        "    why:  seen once"
    )


def test_a_finding_without_a_suggestion_has_no_line_of_help() -> None:
    told = list(block("a.md", Lines("A teh."), finding(2, 5), Look(), numbered=True))
    assert told == ["a.md:1:3: “x” is no word [spelling]", "  1 | A teh.", "    |   ^^^"]
    assert finding_record(finding(2, 5), Lines("A teh."))["suggestions"] == []


@pytest.mark.parametrize(
    ("source", "span", "expected"),
    [
        ("a teh b", (2, 5), ("a teh b", "  ^^^")),
        ("a b", (1, 1), ("a b", " ^")),
        ("ab", (2, 2), ("ab", "  ^")),
        ("\ta teh", (3, 6), ("    a teh", "      ^^^")),
        ("日本 teh", (3, 6), ("日本 teh", "     ^^^")),
        ("日本", (0, 2), ("日本", "^^^^")),
        ("e\u0301e\u0301 teh", (5, 8), ("e\u0301e\u0301 teh", "   ^^^")),
        ("a teh\r\nteh", (2, 10), ("a teh", "  ^^^")),
        ("a \x1b[31m teh", (8, 11), ("a ␛[31m teh", "        ^^^")),
        ("a \u202eteh", (3, 6), ("a �teh", "   ^^^")),
    ],
)
def test_the_mark_stands_under_the_words(source: str, span: tuple[int, int], expected: tuple[str, str]) -> None:
    assert shown(source, *span) == expected


@given(st.text(st.sampled_from("ab \t日é\u0301"), min_size=1, max_size=400), st.data())
def test_a_line_of_any_length_fits_and_shows_where_the_words_begin(line: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(line)))
    end = data.draw(st.integers(start, len(line)))
    text, before, marked = window(Lines(line), finding(start, end), MIN_WIDTH)
    assert columns(text) <= MIN_WIDTH
    assert before + marked <= MIN_WIDTH + 1
    assert marked >= 1
    if start < end and line[start] in "ab":
        assert text.encode("utf-8")[len(_columns_prefix(text, before)) :].decode().startswith(line[start])


def _columns_prefix(text: str, wanted: int) -> bytes:
    """The longest prefix of ``text`` that takes ``wanted`` columns, in UTF-8."""
    return next(text[:size].encode() for size in range(len(text), -1, -1) if columns(text[:size]) == wanted)


def test_a_long_line_is_cut_on_both_sides_and_says_so() -> None:
    text, before, marked = window(Lines("x" * 500 + " teh " + "y" * 500), finding(501, 504), 60)
    assert (text[0], text[-1], len(text)) == ("…", "…", 60)
    assert text[before : before + marked] == "teh"


def test_a_megabyte_in_one_line_is_told_at_once() -> None:
    source = "word " * 200_000
    lines = Lines(source)
    for start in range(0, 100_000, 1000):
        assert window(lines, finding(start, start + 4), 80)[2] == 4


@pytest.mark.parametrize(
    ("given_finding", "said"),
    [
        (finding(0, 3, "the"), "did you mean “the”?"),
        (finding(0, 3, "a", "b", "c"), "did you mean “a”, “b” or “c”?"),
        (finding(0, 3, ""), "leave it out"),
        (finding(0, 3, "the", ""), "did you mean “the” or nothing?"),
        (finding(3, 3, ","), "add “,”"),
        (finding(3, 3, " to", ","), "add “ to” or “,”"),
        (finding(0, 3), ""),
    ],
)
def test_what_to_do_is_said_in_words(given_finding: Finding, said: str) -> None:
    assert advice(given_finding) == said


def test_suggestions_have_numbers_where_keys_choose_them() -> None:
    assert advice(finding(0, 3, "the", "ten"), numbered=True) == "did you mean 1 “the” or 2 “ten”?"


@given(st.text())
def test_nothing_shown_can_move_the_cursor_or_turn_the_line(text: str) -> None:
    assert not set(visible(text)) & set(
        map(chr, [*range(32), *range(127, 160), *range(0x202A, 0x202F), 0x2028, 0x2029])
    )


def test_colours_are_there_only_when_wanted() -> None:
    assert "\x1b" in "".join(block("a", Lines("teh"), finding(0, 3, "the"), Look(colour=True)))
    assert "\x1b" not in "".join(block("a", Lines("teh"), finding(0, 3, "the"), Look()))
