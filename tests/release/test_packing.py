"""Packed lines: the same bytes for the same lines, and bounds on what comes out."""

import io

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.release.packing import packed, unpacked

some_lines = st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), min_size=1, max_size=20)


@settings(max_examples=50)
@given(some_lines)
def test_lines_are_unpacked_as_they_were(lines):
    assert unpacked(io.BytesIO(packed(lines, 1))) == lines


def test_the_same_lines_give_the_same_bytes_as_a_plain_frame():
    lines = [b"%d" % number for number in range(1000)]
    assert packed(lines) == packed(list(lines))
    assert zstandard.decompress(packed(lines)) == b"".join(line + b"\n" for line in lines)
    frame = zstandard.get_frame_parameters(packed(lines))
    assert frame.has_checksum
    assert frame.content_size == 3890


def test_the_limit_is_the_number_of_bytes_that_may_come_out():
    data = packed([b"x" * 9] * 100)
    assert len(unpacked(io.BytesIO(data), limit=1000)) == 100
    with pytest.raises(ValueError, match="more than 999 bytes when unpacked"):
        unpacked(io.BytesIO(data), limit=999)


def test_a_flipped_bit_is_found_by_the_checksum():
    data = bytearray(packed([b"%d" % number for number in range(100)]))
    data[len(data) // 2] ^= 1
    with pytest.raises(ValueError, match="not Zstandard"):
        unpacked(io.BytesIO(bytes(data)))


def test_the_file_handed_in_stays_open():
    file = io.BytesIO(packed([b"a"]))
    unpacked(file)
    assert not file.closed


def test_lines_without_an_end_are_refused():
    with pytest.raises(ValueError, match="does not end in a line feed"):
        unpacked(io.BytesIO(zstandard.compress(b"a\nb")))
