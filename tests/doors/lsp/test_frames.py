"""Messages come out as they went in, however the stream is cut; what is none is passed over, and the next one heard."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commonhold.doors.lsp.frames import MOST_BODY_BYTES, Frames, Trouble

BODIES = st.lists(st.binary(max_size=60), max_size=6)
# What ends in the middle of a name could become one with what follows, and belongs to no test of recovery.
JUNK = st.binary(min_size=1, max_size=60).filter(lambda data: b"content-length" not in data.lower())


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def fed(data: bytes, cuts: list[int]) -> list[bytes | Trouble]:
    """Feed a stream in pieces that end at these places."""
    frames = Frames()
    places = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    return [one for start, end in pairwise(places) for one in frames.feed(data[start:end])]


@given(bodies=BODIES, cuts=st.lists(st.integers(0, 1000), max_size=8))
def test_messages_come_whole_however_the_stream_is_cut(bodies: list[bytes], cuts: list[int]) -> None:
    assert fed(b"".join(map(framed, bodies)), cuts) == bodies


@given(junk=JUNK, body=st.binary(max_size=60), cuts=st.lists(st.integers(0, 1000), max_size=8))
def test_after_bytes_that_are_no_message_the_next_one_is_heard(junk: bytes, body: bytes, cuts: list[int]) -> None:
    heard = fed(framed(b"{}") + junk + b"\r\n" + framed(body), cuts)
    assert [one for one in heard if isinstance(one, bytes)] == [b"{}", body]


@given(data=st.binary(max_size=10_000))
def test_any_bytes_can_be_fed(data: bytes) -> None:
    frames = Frames()
    list(frames.feed(data))
    assert isinstance(frames.is_empty, bool)


def test_a_heap_of_bytes_without_a_header_is_not_kept() -> None:
    frames = Frames()
    troubles = [one for _ in range(100) for one in frames.feed(b"x" * 10_000)]
    assert len(troubles) == 100 and all(isinstance(one, Trouble) for one in troubles)
    assert len(frames._kept) <= 64
    assert list(frames.feed(framed(b"{}")))[-1] == b"{}"


def test_a_header_that_never_ends_is_not_kept() -> None:
    frames = Frames()
    for _ in range(100):
        list(frames.feed(b"Content-Length: " + b"9" * 1000))
    assert len(frames._kept) < 10_000
    assert list(frames.feed(b"\r\n\r\n" + framed(b"{}")))[-1] == b"{}"


def test_lengths_that_cannot_be_are_told() -> None:
    told = [list(Frames().feed(b"Content-Length: %b\r\n\r\n" % text)) for text in (b"-1", b"x", b"", b"1e3", b"9" * 12)]
    assert all(len(one) == 1 and isinstance(one[0], Trouble) for one in told)
    assert MOST_BODY_BYTES < 10**12


def test_other_headers_lower_case_and_bare_line_feeds_are_understood() -> None:
    for head in (
        b"Content-Type: a/b\r\ncontent-length:2\r\n\r\n",
        b"Content-Length: 2\r\nX-Y: z\r\n\r\n",
        b"Content-Length: 2\n\n",
    ):
        assert list(Frames().feed(head + b"{}")) == [b"{}"]


def test_a_stream_may_end_between_messages_only() -> None:
    frames = Frames()
    assert frames.is_empty
    list(frames.feed(framed(b"{}")[:-1]))
    assert not frames.is_empty
    list(frames.feed(b"}"))
    assert frames.is_empty
