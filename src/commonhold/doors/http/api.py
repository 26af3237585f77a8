"""Our own small API, which the page uses, and the page itself. What is sent and answered is in ``docs/http.md``."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from commonhold import __version__
from commonhold.doors.http import tongues
from commonhold.doors.http.limits import body_of, departure, refuse_too_long
from commonhold.doors.http.pool import unless
from commonhold.doors.http.reading import Read, Service, Wish, read
from commonhold.doors.http.refusal import RequestError
from commonhold.doors.http.utf16 import units
from commonhold.doors.json_report import finding_record
from commonhold.doors.positions import Lines
from commonhold.doors.stream import LONE_SURROGATE
from commonhold.errors import BundleError

KINDS = ("text", "markdown", "rst", "asciidoc", "html", "xml", "gettext")
OFFSETS = ("code-points", "utf-16")
MOST_SENSITIVITY = 100.0

PAGE = Path(__file__).with_name("page")
OPENAPI = Path(__file__).with_name("openapi.json")
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What ``/api/check`` was asked; ``offsets`` are ``code-points`` or ``utf-16``."""

    text: str
    wish: Wish
    offsets: str


def routes(service: Service) -> list[Route]:
    """Return the routes of the API and of the page."""

    async def check(request: Request) -> Response:
        asked = _asked(await _json_of(request), service.models.languages)
        found = await unless(departure(request), read(service, asked.text, asked.wish))
        return JSONResponse(_answer(asked, found) | {"model": _facts(service, found.language)})

    async def models(request: Request) -> Response:
        usable, unusable = [], []
        for language in service.models.languages:
            try:
                usable.append(_facts(service, language))
            except BundleError as error:
                unusable.append({"language": language, "error": str(error), "advice": error.advise()})
        return JSONResponse({"version": __version__, "models": usable, "unusable": unusable})

    return [
        Route("/api/check", check, methods=["POST"]),
        Route("/api/models", models, methods=["GET"]),
        Route("/", _file(PAGE / "index.html"), methods=["GET"]),
        Route("/openapi.json", _file(OPENAPI), methods=["GET"]),
        *(
            Route(f"/page/{path.name}", _file(path), methods=["GET"])
            for path in sorted(PAGE.iterdir())
            if path.suffix in _MEDIA_TYPES and path.name != "index.html"
        ),
    ]


def _facts(service: Service, language: str) -> dict[str, Any]:
    return service.models.facts(language) | {"name": tongues.name_of(language)}


def _file(path: Path) -> Any:
    """Return the endpoint that answers with a file of the package, read now and kept."""
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": _MEDIA_TYPES[path.suffix]}

    async def answer(request: Request) -> Response:
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers)

    return answer


async def _json_of(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RequestError(415, "The body must be sent as application/json")
    body = await body_of(request)
    try:
        record = json.loads(body)
    except (ValueError, RecursionError):
        raise RequestError(400, "The body is not JSON") from None
    if not isinstance(record, dict):
        raise RequestError(400, "The body is not a JSON object")
    return record


def _asked(record: dict[str, Any], languages: list[str]) -> Asked:
    text, sensitivity = record.get("text"), record.get("sensitivity")
    if not isinstance(text, str):
        raise RequestError(400, "'text' must be a string")
    text = LONE_SURROGATE.sub("\ufffd", text)
    refuse_too_long(text)
    if sensitivity is not None and not _is_sensitivity(sensitivity):
        raise RequestError(400, f"'sensitivity' must be a number from 0 to {MOST_SENSITIVITY:g}")
    wish = Wish(
        _code(record.get("language", tongues.AUTO), languages),
        _one_of(record, "kind", KINDS),
        None if sensitivity is None else float(sensitivity),
    )
    return Asked(text, wish, _one_of(record, "offsets", OFFSETS))


def _code(given: object, languages: list[str]) -> str | None:
    """Return the code of a language, perhaps with a region; None where it is to be guessed."""
    if given == tongues.AUTO:
        return None
    found = tongues.resolved(given, languages) if isinstance(given, str) else None
    if found is None:
        raise RequestError(400, f"'language' must be one of auto, {', '.join(languages)}, with a region or without")
    return found[1]


def _is_sensitivity(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MOST_SENSITIVITY


def _one_of(record: dict[str, Any], name: str, known: tuple[str, ...]) -> str:
    """Return one of the known values, the first where none is given."""
    value = record.get(name, known[0])
    if not isinstance(value, str) or value not in known:
        raise RequestError(400, f"'{name}' must be one of {', '.join(known)}")
    return value


def _answer(asked: Asked, found: Read) -> dict[str, Any]:
    lines = Lines(asked.text)
    unit = units(asked.text) if asked.offsets == "utf-16" else int
    guess = found.guess
    return {
        "version": __version__,
        "language": found.code,
        "language_name": tongues.name_of(found.code),
        "confidence": guess.confidence if guess else None,
        "is_foreign": bool(guess and guess.is_foreign),
        "offsets": asked.offsets,
        "findings": [
            finding_record(each, lines) | {"start": unit(each.start), "end": unit(each.end)} for each in found.findings
        ],
    }
