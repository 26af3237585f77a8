"""How much a request may be, how long it may take, and reading its body within that.

Knows nothing of what the bodies mean; slow heads of requests are the business of ``doorkeeper``.
"""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from commonhold.doors.http.refusal import RequestError

MOST_CHARACTERS = 200_000
"""The longest text checked, in code points: about 35,000 words, a few seconds of work."""

LONG_CHARACTERS = 20_000
"""Texts above this are long: one at a time is checked, so that short ones find a free thread."""

LEAST_DRAFT = 1_000
"""Shorter texts are checked at once each time, and not remembered."""

MOST_DRAFTED = 300_000
"""Of the texts checked last so many code points are remembered in all."""

FORGET_SECONDS = 300.0
"""A text that was not checked again for so long is forgotten."""

MOST_BODY_BYTES = 4 * 1024 * 1024
"""The largest body kept: the longest text, with every letter written as %XX%XX%XX or \\uXXXX, and some markup."""

MOST_SKIPPED_BYTES = 64 * 1024 * 1024
"""Of a body that is too large so much is read and dropped, so that its sender is there to hear the answer."""

HEAD_SECONDS = 10.0
"""Within this time the head of a request must be complete."""

BODY_SECONDS = 20.0
"""Within this time the body of a request must be complete."""

CHECK_SECONDS = 60.0
"""A check that takes longer is given up."""

KEEP_ALIVE_SECONDS = 15
"""How long a connection without a request stays open."""

MOST_CONNECTIONS = 200
"""Beyond this the connection that has waited longest without a request is closed."""

MOST_WAITING = 64
"""Checks that may wait at the same time; another one is answered with 429."""

MOST_HEAD_BYTES = 64 * 1024
"""The largest head of a request: a GET may carry its text in the address."""

STOP_SECONDS = 5
"""When the server stops, so much time is left for answers that are under way."""


async def body_of(request: Request) -> bytes:
    """Return the body of a request; RequestError 413 if it is too large, 408 if it comes too slowly."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in request.stream():
                size += len(part)
                if size <= MOST_BODY_BYTES:
                    parts.append(part)
                elif size > MOST_SKIPPED_BYTES:
                    break
    except TimeoutError:
        raise RequestError(
            408, f"The request was not complete after {BODY_SECONDS:.0f} seconds", connection="close"
        ) from None
    except ClientDisconnect:
        raise RequestError(499, "The client went away before its request was complete") from None
    if size > MOST_BODY_BYTES:
        what = f"The request is larger than {MOST_BODY_BYTES:,} bytes"
        raise RequestError(413, f"{what}. Please submit a shorter text.", connection="close")
    return b"".join(parts)


def refuse_too_long(text: str) -> None:
    """Raise RequestError 413 if a text has more than MOST_CHARACTERS code points."""
    if len(text) > MOST_CHARACTERS:
        limit = f"Your text exceeds the limit of {MOST_CHARACTERS} characters (it's {len(text)} characters)"
        raise RequestError(413, f"{limit}. Please submit a shorter text.")


async def departure(request: Request) -> None:
    """Return when the client of a request, whose body was read, goes away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
