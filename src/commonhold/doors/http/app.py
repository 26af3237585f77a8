"""The application: all routes behind the gate, and every failure turned into one sentence."""

from __future__ import annotations

import traceback
from collections.abc import Collection
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp

from commonhold.doors.http import api, languagetool, source
from commonhold.doors.http.gate import Activity, Gate, Log
from commonhold.doors.http.reading import Service
from commonhold.doors.http.refusal import RequestError
from commonhold.errors import CommonholdError

_SENTENCES = {
    404: "There is nothing at this address; see /openapi.json for what there is",
    405: "This address does not take this method; see /openapi.json for those it takes",
}


def application(
    service: Service, activity: Activity, log: Log, origins: Collection[str] = (), hosts: Collection[str] = ()
) -> ASGIApp:
    """Return the ASGI application; what it may say of requests and of its own failures goes to ``log``."""

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestError)
        return error.response()

    async def unknown(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        sentence = _SENTENCES.get(error.status_code, error.detail)
        return PlainTextResponse(f"Error: {sentence}", error.status_code, error.headers)

    async def failed(request: Request, error: Exception) -> Response:
        assert isinstance(error, CommonholdError)
        log({"event": "error", "error": str(error), "advice": error.advise()})
        return PlainTextResponse(f"Error: {error} {error.advise()}", 500)

    async def unforeseen(request: Request, error: Exception) -> Response:
        # Neither the message nor the values: they may hold a part of the text.
        log({"event": "error", "error": f"{type(error).__name__} at {_place(error)}", "advice": CommonholdError.advice})
        return PlainTextResponse("Error: Internal error; please report it with what you sent", 500)

    routes = [*languagetool.routes(service), *api.routes(service), *source.routes(service)]
    handlers = {RequestError: refused, HTTPException: unknown, CommonholdError: failed, Exception: unforeseen}
    app = Starlette(routes=routes, exception_handlers=handlers)
    app.router.redirect_slashes = False
    return Gate(app, activity, log, frozenset(origins), frozenset(hosts))


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
