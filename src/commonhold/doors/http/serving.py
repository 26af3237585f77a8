"""Running the server: from options to an exit code. It says where it listens, and ends when told or when idle."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, TextIO, cast

import uvicorn

from commonhold.doors.exits import CLEAN
from commonhold.doors.http import limits
from commonhold.doors.http.app import application
from commonhold.doors.http.doorkeeper import Doorkeeper
from commonhold.doors.http.drafts import Drafts
from commonhold.doors.http.gate import Activity, Log
from commonhold.doors.http.listening import handed_over, is_loopback, listen, urls
from commonhold.doors.http.models import installed_models
from commonhold.doors.http.pool import Pool
from commonhold.doors.http.reading import Service, give_memory_back
from commonhold.doors.http.words import Words

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SWITCH_SECONDS = 0.001
"""How long a checking thread may keep the interpreter: a fifth of Python's own, so that short answers come soon."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to serve: where, with which model, who else may ask, and when to end by itself."""

    host: str
    port: int
    model: Path | None = None
    origins: Sequence[str] = ()
    hosts: Sequence[str] = ()
    idle_seconds: float | None = None
    json: bool = False


def serve(options: Options) -> int:
    """Serve until told to stop, and return the exit code.

    Raise a CommonholdError where the model cannot be opened, settings make no sense or the port cannot be had; then
    nothing was served.
    """
    models = installed_models(options.model)
    models.checker(models.languages[0])  # a damaged model is told now, and the first request need not wait
    words = Words(_here())
    troubles = words.troubles()
    sockets = handed_over() or listen(options.host, options.port)
    log = _log(options.json)
    _silence(logging.getLogger("uvicorn"))
    sys.setswitchinterval(_SWITCH_SECONDS)
    quiet = {number: signal.signal(number, _nothing) for number in _SIGNALS}  # uvicorn ends, then calls these again
    service = Service(models, Pool(), words, Drafts())
    for trouble in troubles:
        log({"event": "warning", "warning": f"{trouble} {trouble.advise()}"})
    try:
        asyncio.run(_serve(options, service, sockets, log))
    finally:
        service.pool.close()
        for number, handler in quiet.items():
            signal.signal(number, handler)
    log({"event": "stopped"})
    if service.pool.is_running:
        # A check ends after its batch at the earliest, and Python would wait for it. It leaves nothing to tidy up.
        os._exit(CLEAN)
    return CLEAN


def _here() -> Path | None:
    """Return the folder the server was started in; None where it is there no more."""
    try:
        return Path.cwd()
    except OSError:
        return None


async def _serve(options: Options, service: Service, sockets: Sequence[Any], log: Log) -> None:
    activity, keeper = Activity(), Doorkeeper()
    app = application(service, activity, log, options.origins, options.hosts)
    server = uvicorn.Server(
        uvicorn.Config(
            keeper.watched(app),
            http=cast("type[asyncio.Protocol]", keeper.protocol()),
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=limits.KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=limits.STOP_SECONDS,
            h11_max_incomplete_event_size=limits.MOST_HEAD_BYTES,
        )
    )
    _tell_where(sockets, log)
    beside = [
        asyncio.create_task(_end_when_idle(server, activity, options.idle_seconds)),
        asyncio.create_task(_forget_drafts(service.drafts)),
    ]
    try:
        await server.serve(sockets=list(sockets))
    finally:
        for each in beside:
            each.cancel()


def _tell_where(sockets: Sequence[Any], log: Log) -> None:
    where = urls(sockets)
    log({"event": "listening", "urls": where, "port": sockets[0].getsockname()[1]})
    if not is_loopback(sockets):
        what = "everybody who reaches this address can have texts checked and read the words you added"
        log({"event": "warning", "warning": what})


async def _end_when_idle(server: uvicorn.Server, activity: Activity, seconds: float | None) -> None:
    """Let the server end when there was no request for so long."""
    while seconds is not None:
        left = seconds - activity.idle_seconds()
        if left <= 0:
            server.should_exit = True
            return
        await asyncio.sleep(max(left, 0.05))


async def _forget_drafts(drafts: Drafts) -> None:
    """Forget texts that nobody has sent again for a while, and give their memory back."""
    while True:
        await asyncio.sleep(limits.FORGET_SECONDS / 4)
        if drafts.forget(limits.FORGET_SECONDS):
            give_memory_back()


def _log(as_json: bool) -> Log:
    """Return what writes events: as lines of JSON to standard output, or the few a person needs in words."""

    def write_json(event: dict[str, object]) -> None:
        _say(json.dumps(event, ensure_ascii=False))

    def write_words(event: dict[str, object]) -> None:
        match event:
            case {"event": "listening", "urls": [*where]}:
                _say(f"Commonhold listens on {where[0]} (LanguageTool clients: {where[0]}v2). Ctrl-C stops it.")
            case {"event": "warning", "warning": sentence}:
                _say(f"warning: {sentence}", sys.stderr)
            case {"event": "error", "error": sentence, "advice": advice}:
                _say(f"error: {sentence}\nhelp: {advice}", sys.stderr)

    return write_json if as_json else write_words


def _say(sentence: str, stream: TextIO | None = None) -> None:
    """Write a line; if nobody reads the stream any more, say nothing there from now on, and serve all the same."""
    stream = stream or sys.stdout
    try:
        print(sentence, file=stream, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _silence(logger: logging.Logger) -> None:
    """Keep a library from logging: what it would tell of a failure may hold a part of a text."""
    logger.handlers = [logging.NullHandler()]
    logger.propagate = False


def _nothing(number: int, frame: FrameType | None) -> None:
    """Handle a signal by doing nothing."""
