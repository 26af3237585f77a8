from __future__ import annotations

import io
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.stream import StreamLineError, answers, batches
from commonhold.finding import Finding


def first_word(texts: Sequence[str]) -> list[list[Finding]]:
    return [[Finding(0, len(text), "word", "", (text.upper(), ""), 0.5)] if text else [] for text in texts]


def answered(*lines: bytes) -> list[object]:
    return [json.loads(line) for line in answers([lines], first_word)]


def test_each_line_is_answered_in_code_points() -> None:
    assert answered('{"id": 7, "text": "é😀"}\n'.encode(), b'{"id": "b", "text": "", "more": [1]}') == [
        {"id": 7, "flags": [[0, 2, ["É😀", ""]]]},
        {"id": "b", "flags": []},
    ]


def test_a_finding_without_a_suggestion_has_an_empty_list() -> None:
    def unknown(texts: Sequence[str]) -> list[list[Finding]]:
        return [[Finding(0, 6, "spelling", "", (), 0.9)] for _ in texts]

    [answer] = answers([[b'{"id": 1, "text": "qwertz"}']], unknown)
    assert json.loads(answer) == {"id": 1, "flags": [[0, 6, []]]}


def test_a_line_is_answered_before_the_next_is_read() -> None:
    def lines() -> object:
        yield [b'{"id": 1, "text": "a"}']
        raise AssertionError("read ahead")

    assert json.loads(next(answers(lines(), first_word)))["id"] == 1  # type: ignore[arg-type]


def test_empty_lines_and_a_byte_order_mark_are_passed_over() -> None:
    assert answered(b'\xef\xbb\xbf{"id": 1, "text": ""}\r\n', b"\n", b"  \n") == [{"id": 1, "flags": []}]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"{", "it is not JSON (column 2: expecting property name"),
        (b"[1]", "it is not a JSON object"),
        (b'{"id": 1}', 'it has no "text" that is a string'),
        (b'{"id": 1, "text": null}', 'it has no "text" that is a string'),
        (b'{"text": "a"}', 'it has no "id" that is a string or a number'),
        (b'{"id": [1], "text": "a"}', 'it has no "id" that is a string or a number'),
        (b'{"id": null, "text": "a"}', 'it has no "id" that is a string or a number'),
        (b'{"id": NaN, "text": "a"}', "its JSON is beyond reason"),
        (b"[" * 100_000, "its JSON is beyond reason"),
        (b'{"id": 1, "text": "\xe9"}', "it is not UTF-8 (byte 20 of the line)"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_after_the_good_ones_were_answered(line: bytes, what: str) -> None:
    given_answers = answers([[b'{"id": 1, "text": "a"}'], [b"", line]], first_word)
    assert json.loads(next(given_answers))["id"] == 1
    with pytest.raises(StreamLineError) as refused:
        next(given_answers)
    assert f"Line 3 of standard input cannot be answered: {what}" in str(refused.value)
    assert '{"id": "1", "text": "…"}' in refused.value.advise()


def test_half_a_surrogate_pair_counts_as_one_code_point() -> None:
    assert answered(rb'{"id": "\ud83d", "text": "a\ud83db"}') == [{"id": "\ud83d", "flags": [[0, 3, ["A\ufffdB", ""]]]}]


@given(st.dictionaries(st.text(), st.text()), st.text(), st.text() | st.integers())
def test_any_text_and_id_come_back_in_utf_8(more: dict[str, str], text: str, identity: str | int) -> None:
    line = json.dumps({**more, "id": identity, "text": text}).encode()
    (answer,) = answers([[line]], first_word)
    record = json.loads(answer.decode("utf-8"))
    assert record["id"] == identity
    assert all(end <= len(text) for _, end, _ in record["flags"])


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)), st.integers(1, 50), st.booleans())
def test_batches_are_the_lines_whatever_the_reads_were(lines: list[bytes], most: int, ends: bool) -> None:
    text = b"\n".join(lines) + (b"\n" if ends and lines else b"")
    read = [line for batch in batches(io.BytesIO(text), most) for line in batch]  # type: ignore[arg-type]
    assert read == (text.split(b"\n")[:-1] if text.endswith(b"\n") else text.split(b"\n")) if text else read == []
