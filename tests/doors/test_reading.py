from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors import reading
from commonhold.doors.reading import BYTE_ORDER_MARKS, Text, count_words, decode, read_text
from commonhold.errors import UnreadableTextError


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff")), st.sampled_from(BYTE_ORDER_MARKS)
)
def test_bytes_come_back_as_they_were_in_every_encoding(source: str, marked: tuple[bytes, str]) -> None:
    mark, encoding = marked
    data = mark + source.encode(encoding)
    found_mark, found_encoding, found = decode("a.txt", data)
    assert found == source
    assert Text("a.txt", data, found_mark, found_encoding, found, "text").encode(found) == data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"na\xefve", "not UTF-8 (byte 0xEF at byte offset 2)"),
        (b"\xef\xbb\xbfna\xefve", "not UTF-8 (byte 0xEF at byte offset 5)"),
        (b"a\0b", "a NUL at byte offset 1"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a NUL at byte offset 8"),
        (b"\xff\xfea\0b", "not UTF-16-LE (byte 0x62 at byte offset 4)"),
        (b"\xff\xfea\0\0\0", "a NUL at byte offset 4"),
    ],
)
def test_what_is_not_text_is_refused_with_the_place(data: bytes, what: str) -> None:
    with pytest.raises(UnreadableTextError) as refused:
        decode("a.txt", data)
    assert what in str(refused.value)
    assert str(refused.value).startswith("a.txt cannot be checked:")


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTextError, match="there is no such file"):
        read_text(str(tmp_path / "no.md"), None)


def test_a_name_no_file_can_have_is_refused() -> None:
    with pytest.raises(UnreadableTextError, match="null"):
        read_text("a\0b.md", None)


def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SIZE_BYTES", 2**20)
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 2**20)
    assert len(read_text(str(path), None).source) == 2**20
    path.write_bytes(b"a" * (2**20 + 1))
    with pytest.raises(UnreadableTextError, match="larger than 1 MB"):
        read_text(str(path), None)


def test_an_endless_device_is_refused_and_not_read_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SIZE_BYTES", 2**20)
    with pytest.raises(UnreadableTextError, match="larger than 1 MB"):
        read_text(os.devnull.replace("null", "zero"), None)


def test_the_kind_comes_from_the_name_and_the_asker_overrules_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("text")
    assert read_text(str(path), None).kind == "markdown"
    assert read_text(str(path), "text").kind == "text"


def test_an_unknown_name_is_read_as_plain_text_and_said_to_be_guessed(tmp_path: Path) -> None:
    path = tmp_path / "a.unheard-of"
    path.write_text("text")
    assert (read_text(str(path), None).kind, read_text(str(path), None).guessed) == ("text", True)
    assert not read_text(str(path), "markdown").guessed


def test_words_are_counted_and_numbers_are_not() -> None:
    assert count_words("Don’t re-read 9 d’être, `ls -l`, 日本 x2!", "markdown") == 5
