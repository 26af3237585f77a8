"""Closes connections that keep the server waiting: no whole head of a request in time, or too many at once.

uvicorn waits for the head of a request as long as it takes, so whoever opens connections and sends a letter now and
then could hold them all. Knows nothing of HTTP: the application tells it when a head has arrived.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from commonhold.doors.http.limits import HEAD_SECONDS, MOST_CONNECTIONS

Address = tuple[str, int]


class Doorkeeper:
    """Knows the connections without a request, in the order in which they began to wait."""

    def __init__(self, seconds: float = HEAD_SECONDS, most: int = MOST_CONNECTIONS) -> None:
        self._seconds = seconds
        self._most = most
        self._waiting: dict[Address, asyncio.TimerHandle] = {}
        self._open: dict[Address, asyncio.Transport] = {}

    def opened(self, address: Address, transport: asyncio.Transport) -> None:
        """Take note of a connection; if there are too many, close the one that has waited longest."""
        if len(self._open) >= self._most and self._waiting:
            oldest = next(iter(self._waiting))
            self._open[oldest].abort()
            self.closed(oldest)
        self._open[address] = transport
        self._wait(address)

    def closed(self, address: Address) -> None:
        """Forget a connection."""
        self._stop_waiting(address)
        self._open.pop(address, None)

    def watched(self, app: ASGIApp) -> ASGIApp:
        """Return an application that stops the clock of a connection while one of its requests is answered."""

        async def watching(scope: Scope, receive: Receive, send: Send) -> None:
            address = tuple(scope.get("client") or ())
            self._stop_waiting(address)
            try:
                await app(scope, receive, send)
            finally:
                if address in self._open:
                    self._wait(address)

        return watching

    def protocol(self) -> Callable[..., asyncio.Protocol]:
        """Return what makes uvicorn's protocol for a connection, with this doorkeeper before it."""
        return lambda **given: _Watched(self, H11Protocol(**given))

    def _wait(self, address: Address) -> None:
        abort = self._open[address].abort
        self._waiting[address] = asyncio.get_running_loop().call_later(self._seconds, abort)

    def _stop_waiting(self, address: Any) -> None:
        if address in self._waiting:
            self._waiting.pop(address).cancel()


class _Watched(asyncio.Protocol):
    """Passes everything on to a protocol of uvicorn's, and tells the doorkeeper of its beginning and end."""

    def __init__(self, keeper: Doorkeeper, inner: asyncio.Protocol) -> None:
        self._keeper = keeper
        self._inner = inner
        self._address: Address = ("", 0)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        host, port = (transport.get_extra_info("peername") or ("", id(self)))[:2]  # none if it is gone already
        self._address = (host, port)
        # Head and body of an answer are written apart; the second would wait 40 ms until the first is acknowledged.
        # asyncio sets this itself only for sockets whose protocol number was given when they were made.
        with contextlib.suppress(OSError):
            transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._keeper.opened(self._address, transport)
        self._inner.connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._keeper.closed(self._address)
        self._inner.connection_lost(error)

    def data_received(self, data: bytes) -> None:
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def pause_writing(self) -> None:
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._inner.resume_writing()
