"""Rows: whatever is edited, places are those of the text read anew, in every way of counting."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.lsp.rows import UTF8, UTF16, UTF32, Rows, units
from commonhold.doors.positions import LINE_END

ENCODINGS = [UTF8, UTF16, UTF32]
SIGNS = st.sampled_from(["a", "é", "€", "𝄞", "\ud800", "\r", "\n", "\r\n", "\u2028", " "])
TEXTS = st.lists(SIGNS, max_size=30).map("".join)
EDITS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8), TEXTS), max_size=6)


def octets(text: str, encoding: str) -> int:
    """Units as the standard says, counted one sign at a time."""
    sizes = {UTF8: lambda sign: len(sign.encode("utf-8", "surrogatepass")), UTF32: lambda sign: 1}
    sizes[UTF16] = lambda sign: 2 if ord(sign) > 0xFFFF else 1
    return sum(sizes[encoding](sign) for sign in text)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(source=TEXTS, edits=EDITS)
def test_after_edits_every_place_is_that_of_the_text_read_anew(
    encoding: str, source: str, edits: list[tuple[int, int, str]]
) -> None:
    rows = Rows(source, encoding)
    for at, many, text in edits:
        start = at % (len(rows.source) + 1)
        rows.edit(start, min(start + many, len(rows.source)), text)
    anew = Rows(rows.source, encoding)
    offsets = range(len(rows.source) + 1)
    assert len(rows) == len(anew) == len(LINE_END.findall(rows.source)) + 1
    assert list(rows.places(offsets)) == list(anew.places(offsets))


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(source=TEXTS)
def test_a_place_leads_back_to_its_code_point(encoding: str, source: str) -> None:
    rows = Rows(source, encoding)
    ends = [match.span() for match in LINE_END.finditer(source)]
    starts = [0, *(end for _, end in ends)]
    for number, start in enumerate(starts):
        stop = ends[number][0] if number < len(ends) else len(source)
        for offset in range(start, stop + 1):
            column = octets(source[start:offset], encoding)
            assert rows.place(offset) == (number, column)
            assert rows.offset(number, column) == offset
        assert rows.offset(number, 10_000) == stop, "beyond a row is its end"
    assert rows.offset(len(starts), 0) == rows.offset(10_000, 5) == len(source)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS)
def test_units_are_those_of_the_encoding(encoding: str, text: str) -> None:
    assert units(text, encoding) == octets(text, encoding)


def test_half_a_pair_and_part_of_a_sign_are_in_front_of_it() -> None:
    assert [Rows("a𝄞b", UTF16).offset(0, column) for column in range(5)] == [0, 1, 1, 2, 3]
    assert [Rows("a€b", UTF8).offset(0, column) for column in range(6)] == [0, 1, 1, 1, 2, 3]


def test_a_row_of_megabytes_is_no_trouble() -> None:
    rows = Rows("é𝄞 " * 350_000, UTF16)
    offsets = range(0, len(rows.source), 1000)
    started = time.process_time()
    places = list(rows.places(offsets))
    assert places[-1][1] > 1_000_000
    for _ in range(20):
        rows.edit(500_000, 500_001, "x\n")
        assert rows.offset(0, 600_000) > 400_000
    assert time.process_time() - started < 5
