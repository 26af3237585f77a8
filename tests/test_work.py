"""A work's id is git's hash of its bytes, whatever the bytes."""

from __future__ import annotations

import subprocess
from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.work import Origin, Work, content_id

KNOWN = {
    b"": "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
    b"hello world\n": "3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
    b"\0": "f76dd238ade08917e6712764a16a22005a50573d",
    "naïve — 言葉\r\n".encode(): "a3eccb137c9bc0585984cc368bf0899b1f8a56f4",
}


def hashed_by_git(data: bytes) -> str:
    """The blob hash git itself gives these bytes."""
    command = ["git", "hash-object", "--no-filters", "--stdin"]
    return subprocess.run(command, input=data, capture_output=True, check=True, cwd="/").stdout.decode().strip()


@pytest.mark.parametrize("data", KNOWN, ids=repr)
def test_known_contents_have_their_known_ids(data: bytes) -> None:
    assert content_id(data) == f"swh:1:cnt:{KNOWN[data]}"


@settings(max_examples=25)
@given(st.binary(max_size=4096))
def test_the_id_is_the_hash_git_gives(data: bytes) -> None:
    assert content_id(data) == f"swh:1:cnt:{hashed_by_git(data)}"


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_different_bytes_have_different_ids(one: bytes, other: bytes) -> None:
    assert (content_id(one) == content_id(other)) == (one == other)


def test_a_work_cannot_be_edited() -> None:
    origin = Origin("https://example.org/garden", "swh:1:rev:" + "0" * 40, "README.md")
    work = Work(content_id(b"Tea"), b"Tea", "garden", origin)
    with pytest.raises(FrozenInstanceError):
        work.data = b"Coffee"  # type: ignore[misc]


def test_size_counts_bytes_not_characters() -> None:
    data = "naïve".encode()
    assert Work(content_id(data), data, "garden", Origin("file:garden", "", "a.txt")).size_bytes == 6
