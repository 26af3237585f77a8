"""From a stream of bytes to messages: each a header with its length and a body. What is no header is passed over.

Pure. A client that goes wrong once is heard again from its next header on. Does not know what is in a body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MOST_BODY_BYTES = 256 * 1024 * 1024
"""The longest message: JSON of the longest text that is checked, each byte of it escaped."""

MOST_HEADER_BYTES = 4096

_HEADER = re.compile(rb"Content-Length[ \t]*:[^\r\n]*(?:\r?\n[!-9;-~]+[ \t]*:[^\r\n]*)*\r?\n\r?\n", re.IGNORECASE)
_NAME = re.compile(rb"Content-Length[ \t]*:", re.IGNORECASE)
_LENGTH = re.compile(rb"Content-Length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_OTHER = re.compile(rb"(?:[!-9;-~]+[ \t]*:[^\r\n]*\r?\n)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was wrong with some bytes, in words."""

    what: str


class Frames:
    """The bytes of one client that are not a whole message yet.

    >>> frames = Frames()
    >>> list(frames.feed(b"Content-Length: 2\\r\\n\\r\\n{")), list(frames.feed(b"}junk"))
    ([], [b'{}'])
    """

    def __init__(self) -> None:
        self._kept = bytearray()
        self._left = -1  # bytes of the body that are awaited; -1: a header is

    @property
    def is_empty(self) -> bool:
        """Whether the stream may end here: no message has begun."""
        return self._left < 0 and not self._kept.strip()

    def feed(self, data: bytes) -> Iterator[bytes | Trouble]:
        """Take more bytes and yield the messages that are whole now, and what was wrong between them."""
        self._kept += data
        while True:
            if self._left < 0:
                trouble = self._header()
                if trouble:
                    yield trouble
                elif self._left < 0:
                    return
            elif len(self._kept) >= self._left:
                body = bytes(self._kept[: self._left])
                del self._kept[: self._left]
                self._left = -1
                yield body
            else:
                return

    def _header(self) -> Trouble | None:
        """Take a header; return what is wrong with what was taken instead. Nothing is taken where more may come."""
        found = _HEADER.search(self._kept)
        if found is None:
            return self._without_header()
        junk = bytes(self._kept[: found.start()])
        length = _LENGTH.match(found[0])
        if junk and not _OTHER.fullmatch(junk):
            del self._kept[: found.start()]
            return Trouble(f"{len(junk):,} bytes stood in front of a header and belong to no message")
        del self._kept[: found.end()]
        if length is None:
            return Trouble("a header has no length in digits; its message was passed over")
        if int(length[1]) > MOST_BODY_BYTES:
            return Trouble(f"a message of {int(length[1]):,} bytes was announced; more than 256 MB are not read")
        self._left = int(length[1])
        return None

    def _without_header(self) -> Trouble | None:
        """Throw away what can be no beginning of a header any more."""
        name = _NAME.search(self._kept)
        if name and len(self._kept) - name.start() <= MOST_HEADER_BYTES:
            return None
        most = MOST_HEADER_BYTES if name is None else name.end()
        if len(self._kept) <= MOST_HEADER_BYTES:
            return None
        gone = len(self._kept) - 32 if name is None else most
        del self._kept[:gone]
        return Trouble(f"{gone:,} bytes held no header and belong to no message")
