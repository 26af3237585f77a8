"""The cache: whole or not at all."""

from __future__ import annotations

import errno
import hashlib

import pytest

from commonhold.errors import DiskError
from commonhold.gather import shelf


def test_what_is_put_is_there_whole_with_its_hash(tmp_path):
    place = tmp_path / "a" / "b"
    assert shelf.put(place, [b"one", b"", b"two"]) == hashlib.sha256(b"onetwo").hexdigest() == shelf.file_sha256(place)
    assert [file.name for file in place.parent.iterdir()] == ["b"]


def test_a_broken_stream_leaves_what_was_there_before_and_nothing_else(tmp_path):
    place = tmp_path / "b"
    shelf.put(place, [b"before"])

    def broken():
        yield b"half"
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        shelf.put(place, broken())
    assert place.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [place]


def test_a_full_disk_is_an_error_of_the_disk(tmp_path):
    with pytest.raises(DiskError, match="No space left"), shelf.writing(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_where_a_folder_should_be_is_an_error_of_the_disk(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(DiskError):
        shelf.put(tmp_path / "a" / "b", [b"x"])
