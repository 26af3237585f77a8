from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.positions import Lines, Position

TEXTS = st.text(st.sampled_from("a é日\n\r\t\u2028\x0b"))


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("", 0, 1, 1),
        ("abc", 3, 1, 4),
        ("a\nb", 2, 2, 1),
        ("a\r\nb", 3, 2, 1),
        ("a\rb", 2, 2, 1),
        ("a\n", 2, 2, 1),
        ("日本\né", 3, 2, 1),
        ("😀x", 1, 1, 2),
        ("a\u2028b", 2, 1, 3),
    ],
)
def test_an_offset_has_the_line_and_column_an_editor_shows(text: str, offset: int, line: int, column: int) -> None:
    assert Lines(text).position(offset) == Position(line, column)


@given(TEXTS)
def test_every_offset_can_be_found_again_from_its_line_and_column(text: str) -> None:
    lines = Lines(text)
    for offset in range(len(text) + 1):
        position = lines.position(offset)
        assert lines.span(position.line)[0] + position.column - 1 == offset


@given(TEXTS)
def test_lines_hold_no_line_end_and_everything_else(text: str) -> None:
    lines = Lines(text)
    held = [lines.line(number) for number in range(1, len(lines) + 1)]
    assert not any(end in line for line in held for end in "\r\n")
    assert "".join(held) == text.replace("\r", "").replace("\n", "")


@pytest.mark.parametrize("offset", [-1, 4])
def test_an_offset_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(IndexError):
        Lines("abc").position(offset)


@pytest.mark.parametrize("number", [0, 3])
def test_a_line_outside_the_text_is_refused(number: int) -> None:
    with pytest.raises(IndexError):
        Lines("a\nb").line(number)
