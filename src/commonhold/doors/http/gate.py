"""The gate before all requests: who may ask, who may read the answer, what a browser may do with it, and the log.

A page on the web can make a browser send requests here. It may not: a foreign ``Origin`` is refused, and so is a
``Host`` that is a name of the network's (a name may be pointed at this machine after the page was loaded). Programs
that are no browsers send no ``Origin``; what protects from them is that the server listens on the loopback address.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from commonhold.doors.http.refusal import RequestError

EXTENSION_SCHEMES = frozenset({"chrome-extension", "moz-extension", "safari-web-extension"})
"""Schemes of browser add-ons, which the writer has installed herself."""

APPLICATION_ORIGINS = frozenset({"app://obsidian.md", "capacitor://localhost"})
"""Origins of programs that are browsers inside."""

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_ALLOWED_HEADERS = "Accept, Accept-Language, Authorization, Content-Language, Content-Type"
_DAY_SECONDS = "86400"

Log = Callable[[dict[str, object]], None]
"""Takes what may be said of a request: never an address with its parameters, never a body."""


@dataclass(slots=True)
class Activity:
    """Requests under way, and when (monotonic seconds) the last one ended."""

    under_way: int = 0
    last_seconds: float = field(default_factory=time.monotonic)

    def idle_seconds(self) -> float:
        """Return for how long there was nothing to do."""
        return 0.0 if self.under_way else time.monotonic() - self.last_seconds


@dataclass(frozen=True, slots=True)
class Gate:
    """An ASGI application around another one. ``origins`` and ``hosts`` are allowed beside those that always are."""

    app: ASGIApp
    activity: Activity
    log: Log
    origins: Collection[str] = ()
    hosts: Collection[str] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        began, status = time.monotonic(), 500
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        readable = origin if self._may_read(origin, headers.get("host", "")) else ""

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(MutableHeaders(scope=message), readable)
            await send(message)

        self.activity.under_way += 1
        try:
            await self._answer(scope, receive, sending)
        finally:
            self.activity.under_way -= 1
            self.activity.last_seconds = time.monotonic()
            seconds = round(self.activity.last_seconds - began, 4)
            # An address that is none of ours may hold a text, and so may one of which a part is the client's choice.
            route = scope["path"] if "endpoint" in scope and not scope.get("path_params") else None
            told = {"method": scope["method"], "route": route, "status": status, "seconds": seconds}
            self.log({"event": "request"} | told)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        try:
            self._inspect(headers)
            if scope["method"] == "OPTIONS":
                await _preflight(headers)(scope, receive, send)
            else:
                await self.app(scope, receive, send)
        except RequestError as error:
            await error.response()(scope, receive, send)

    def _inspect(self, headers: Headers) -> None:
        """Raise RequestError 403 for a request that a page of the web has, or may have, sent."""
        host = headers.get("host", "")
        name = _name(host)
        if not (is_local_name(name) or name in self.hosts):
            raise RequestError(403, "Access by this host name denied; use localhost or an address, or see --allow-host")
        if "origin" in headers and not self._may_read(headers["origin"], host):
            raise RequestError(403, "Access with this origin denied; see --allow-origin")

    def _may_read(self, origin: str, host: str) -> bool:
        """Tell whether an origin is trusted, or is this server itself by the name it was asked by."""
        return origin in self.origins or origin == f"http://{host}" or is_trusted_origin(origin)


def is_local_name(name: str) -> bool:
    """Tell whether a host name cannot be pointed elsewhere: it is localhost or an address in figures.

    >>> [is_local_name(name) for name in ("localhost", "127.0.0.1", "::1", "192.168.1.2", "evil.example", "")]
    [True, True, True, True, False, False]
    """
    if name == "localhost":
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_trusted_origin(origin: str) -> bool:
    """Tell whether answers may be read by what has this origin: an extension, a known program, a page of this machine.

    >>> [is_trusted_origin(each) for each in ("moz-extension://2c1f", "http://localhost:3000", "https://evil.example")]
    [True, True, False]
    """
    if origin in APPLICATION_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
        name = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme in EXTENSION_SCHEMES:
        return bool(name)
    return parts.scheme in ("http", "https") and (name == "localhost" or (is_local_name(name) and _is_loopback(name)))


def _is_loopback(name: str) -> bool:
    return ipaddress.ip_address(name).is_loopback


def _name(host: str) -> str:
    """Return the name in a ``Host`` header, without port and brackets; nothing where it makes no sense."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _preflight(headers: Headers) -> ASGIApp:
    """Return the answer to a browser that asks whether it may ask."""
    allowed = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": headers.get("access-control-request-headers", _ALLOWED_HEADERS),
        "Access-Control-Max-Age": _DAY_SECONDS,
    }
    if "access-control-request-private-network" in headers:
        allowed["Access-Control-Allow-Private-Network"] = "true"
    return Response(status_code=204, headers=allowed)


def _add_headers(headers: MutableHeaders, origin: str) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    headers.setdefault("Cache-Control", "no-store")
    headers.add_vary_header("Origin")
    if origin:
        headers["Access-Control-Allow-Origin"] = origin
