"""LanguageTool's HTTP API, version 2, as its clients use it: paths, parameters and answers.

Left out: accounts (names and keys are passed over), rules of the client's own making, false friends, and everything
that needs a text to be kept. ``docs/http.md`` lists what differs.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from commonhold import __version__
from commonhold.doors.http import tongues
from commonhold.doors.http.limits import MOST_CHARACTERS, departure
from commonhold.doors.http.matches import matches
from commonhold.doors.http.models import PICKY
from commonhold.doors.http.parameters import CheckRequest, check_request, parameters_of, whole_number
from commonhold.doors.http.pool import unless
from commonhold.doors.http.reading import Read, Service, Wish, read
from commonhold.doors.http.refusal import RequestError
from commonhold.doors.http.rules import CATEGORIES, RULES
from commonhold.doors.http.source import SOURCE

SOFTWARE = {
    "name": "Commonhold",
    "version": __version__,
    "buildDate": "",
    "apiVersion": 1,
    "premium": False,
    "status": "",
    "source": SOURCE,
}
"""What an answer says of the program that made it."""

_USUAL_PAGE = 10  # words a request gets that names no limit


def routes(service: Service) -> list[Route]:
    """Return the routes below ``/v2``, each with and without a slash at its end."""

    async def check(request: Request) -> Response:
        asked = check_request(await parameters_of(request))
        code = _code(asked.language, service.models.languages) if asked.language != tongues.AUTO else None
        wish = Wish(code, times=PICKY if asked.is_picky else 1.0, variants=asked.variants)
        found = await unless(departure(request), read(service, asked.text.reading, wish))
        return JSONResponse(_answer(asked, found))

    async def languages(request: Request) -> Response:
        return JSONResponse(tongues.listed(service.models.languages))

    async def configinfo(request: Request) -> Response:
        fields = await parameters_of(request)
        if "language" not in fields:
            raise RequestError(400, "'language' parameter missing")
        _code(fields["language"], service.models.languages)
        return JSONResponse(_configuration())

    async def words(request: Request) -> Response:
        fields = await parameters_of(request)
        if "dict" in fields:
            raise RequestError(400, "Use parameter 'dicts', not 'dict' in GET /words API method.")
        first, most = whole_number(fields, "offset", 0), whole_number(fields, "limit", _USUAL_PAGE)
        known = await asyncio.to_thread(service.words.listed)
        return JSONResponse({"words": known[first : first + most]})

    async def add_words(request: Request) -> Response:
        given = _words(await parameters_of(request))
        return JSONResponse({"added": await asyncio.to_thread(service.words.add, given)})

    async def delete_words(request: Request) -> Response:
        given = _words(await parameters_of(request))
        return JSONResponse({"deleted": await asyncio.to_thread(service.words.remove, given)})

    async def maxtextlength(request: Request) -> Response:
        return PlainTextResponse(str(MOST_CHARACTERS))

    async def info(request: Request) -> Response:
        return JSONResponse({"software": SOFTWARE})

    async def healthcheck(request: Request) -> Response:
        return PlainTextResponse("OK")

    known = [
        ("check", check, ["GET", "POST"]),
        ("languages", languages, ["GET"]),
        ("configinfo", configinfo, ["GET"]),
        ("words", words, ["GET"]),
        ("words/add", add_words, ["POST"]),
        ("words/delete", delete_words, ["POST"]),
        ("maxtextlength", maxtextlength, ["GET"]),
        ("info", info, ["GET"]),
        ("healthcheck", healthcheck, ["GET"]),
    ]
    return [Route(f"/v2/{name}{end}", to, methods=methods) for name, to, methods in known for end in ("", "/")]


def _code(given: str, installed: list[str]) -> str:
    found = tongues.resolved(given, installed)
    if found is None:
        known = ", ".join(each["longCode"] for each in tongues.listed(installed))
        raise RequestError(400, f"There is no model for the language '{given[:40]}'. Languages here: auto, {known}")
    return found[1]


def _answer(asked: CheckRequest, found: Read) -> dict[str, Any]:
    wanted = asked.choice.wanted()
    findings = [each for each in found.findings if wanted(each.kind)]
    shown, ranges = matches(asked.text, [] if asked.is_text_level_only else findings)
    warnings: dict[str, Any] = {"incompleteResults": False}
    if found.guess and found.guess.is_foreign:
        reason = "The text does not seem to be in a language there is a model for"
        warnings = {"incompleteResults": True, "incompleteResultsReason": reason}
    return {
        "software": SOFTWARE,
        "warnings": warnings,
        "language": tongues.record(found.code, found.guess),
        "matches": shown,
        "sentenceRanges": ranges,
    }


def _configuration() -> dict[str, Any]:
    rules = [
        {
            "ruleId": rule.id,
            "description": rule.description,
            "categoryId": rule.category,
            "categoryName": CATEGORIES[rule.category],
            "locQualityIssueType": rule.issue_type,
        }
        for rule in RULES.values()
    ]
    return {"software": SOFTWARE, "parameter": {"maxTextLength": MOST_CHARACTERS}, "rules": rules}


def _words(fields: dict[str, str]) -> list[str]:
    """Return the words to add or delete: one entry, or with ``mode=batch`` several between white space."""
    name = "words" if fields.get("mode") == "batch" else "word"
    given = fields.get(name, "").strip()
    if not given:
        raise RequestError(400, f"'{name}' must be given")
    return given.split() if name == "words" else [given]
