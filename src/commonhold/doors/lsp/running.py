"""Running the server: one client on standard input and output, or any number on a port of this machine.

Nothing is ever written to standard output but messages: what would print there goes to standard error. There is no
password, so only this machine is listened to.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from queue import SimpleQueue

from commonhold.doors.lsp.checkers import Checkers
from commonhold.doors.lsp.features import register
from commonhold.doors.lsp.session import Session
from commonhold.doors.lsp.worker import Worker
from commonhold.doors.opening import Opener
from commonhold.errors import AskedWronglyError, WorldError

CHUNK_BYTES = 1 << 16

log = logging.getLogger("commonhold.lsp")


class AddressError(AskedWronglyError):
    """The server cannot listen on {address}: {what}."""

    advice = "Give a port of this machine, as --port 2087 or --tcp 127.0.0.1:2087; 0 takes any that is free."


class PortError(WorldError):
    """The server cannot listen on {address}: {what}."""

    advice = "Give another port, or 0 for any that is free."


class LogError(WorldError):
    """The conversation cannot be written to {path}: {what}."""

    advice = "Give a file in a folder that is there and that you may write to."


def address_of(text: str) -> tuple[str, int]:
    """Return host and port of ``HOST:PORT``, ``[HOST]:PORT`` or ``PORT``; AddressError unless it is this machine's.

    >>> address_of("2087"), address_of("localhost:0"), address_of("[::1]:2087")
    (('127.0.0.1', 2087), ('127.0.0.1', 0), ('::1', 2087))
    """
    host, _, port = text.rpartition(":")
    host = host.strip("[]").lower()
    host = "127.0.0.1" if host in ("", "localhost") else host
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise AddressError(address=text, what="there is no port number in it")
    try:
        is_here = ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise AddressError(address=text, what="other machines could reach it, and it asks for no password")
    return host, int(port)


def keep_log(path: Path | None) -> None:
    """Send what is worth knowing to standard error, and the whole conversation, texts included, to a file if given."""
    brief = logging.StreamHandler(sys.stderr)
    brief.setLevel(logging.WARNING)
    brief.addFilter(lambda record: record.name == "commonhold.lsp" or record.levelno >= logging.CRITICAL)
    brief.setFormatter(logging.Formatter("commonhold: %(message)s"))
    handlers: list[logging.Handler] = [brief]
    if path:
        try:
            whole = logging.FileHandler(path, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise LogError(path=path, what=(error.strerror or str(error)).lower()) from error
        whole.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        handlers.append(whole)
    logging.basicConfig(level=logging.DEBUG if path else logging.WARNING, handlers=handlers, force=True)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def serve_stdio(opener: Opener) -> int:
    """Serve the client on standard input and output until it leaves; return 1 where it left without a goodbye said."""
    out = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    try:
        return asyncio.run(_stdio(sys.stdin.fileno(), out, opener))
    finally:
        with suppress(OSError):
            os.close(out)


async def _stdio(source: int, out: int, opener: Opener) -> int:
    loop = asyncio.get_running_loop()
    told: SimpleQueue[bytes | None] = SimpleQueue()
    session = Session(told.put, Worker(), Checkers(opener))
    register(session)

    def gone() -> None:
        with suppress(RuntimeError):  # the loop has ended before
            loop.call_soon_threadsafe(_hang_up, session)

    def heard(data: bytes) -> None:
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(session.talk.feed, data)

    threading.Thread(target=_read, args=(source, heard, gone), daemon=True).start()
    writer = threading.Thread(target=_write, args=(out, told, gone), daemon=True)
    writer.start()
    code = await session.ended
    await session.close_all()
    told.put(None)
    await asyncio.to_thread(writer.join, 2.0)
    return code


def _hang_up(session: Session) -> None:
    """End the session of a client that is gone; without a word where it went as it should."""
    if not session.ended.done() and not session.talk.is_shut:
        amid = ", in the middle of a message" if session.talk.is_amid else ""
        log.warning("The client is gone%s; so is the server.", amid)
    session.end(0)


def _read(source: int, heard: Callable[[bytes], None], gone: Callable[[], None]) -> None:
    while True:
        try:
            data = os.read(source, CHUNK_BYTES)
        except OSError:
            data = b""
        if not data:
            gone()
            return
        heard(data)


def _write(out: int, told: SimpleQueue[bytes | None], gone: Callable[[], None]) -> None:
    while (data := told.get()) is not None:
        rest = memoryview(data)
        while rest:
            try:
                rest = rest[os.write(out, rest) :]
            except OSError:
                gone()
                return


def serve_tcp(opener: Opener, address: tuple[str, int]) -> int:
    """Serve clients on a port until Ctrl-C, and say on standard error which port it is."""
    return asyncio.run(_tcp(opener, *address))


async def _tcp(opener: Opener, host: str, port: int) -> int:
    worker, checkers = Worker(), Checkers(opener)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = Session(writer.write, worker, checkers)
        register(session)
        listening = asyncio.create_task(_listen(session, reader))
        try:
            await session.ended
        finally:
            listening.cancel()
            await session.close_all()
            with suppress(ConnectionError, OSError):
                writer.close()
                await writer.wait_closed()

    try:
        server = await asyncio.start_server(serve, host, port)
    except OSError as error:
        raise PortError(address=f"{host}:{port}", what=(error.strerror or str(error)).lower()) from error
    async with server:
        shown = server.sockets[0].getsockname()
        print(f"commonhold: listening on {shown[0]}:{shown[1]}", file=sys.stderr, flush=True)
        await server.serve_forever()
    return 0


async def _listen(session: Session, reader: asyncio.StreamReader) -> None:
    with suppress(ConnectionError, OSError):
        while data := await reader.read(CHUNK_BYTES):
            session.talk.feed(data)
    _hang_up(session)
