"""Captured answers of a web server: what their headers say of training, and what came with them.

A capture is the text of an HTTP response: status line, headers, blank line, perhaps a body. Its Date is the time it
speaks for. A file without a status line is taken for a body, at no known time. TDMRep's headers are left to
``tdmrep``, which ranks them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.agents import speaks_of_training
from commonhold.curate.consent.aipref import preference
from commonhold.curate.consent.rules import Evidence, Rules, strictest_of

FAMILY = "headers"
_STATUS = re.compile(rb"HTTP/[0-9.]+ +([0-9]{3})\b[^\r\n]*\r?\n")
_END = re.compile(rb"\r?\n\r?\n")
_DATE = re.compile(
    r"[A-Z][a-z]{2}, (\d{2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}:\d{2}:\d{2}) GMT"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LICENCE = re.compile(r'<([^>]*)>[^,]*;\s*rel\s*=\s*"?(?:[\w-]+ )*license\b', re.IGNORECASE)
NO_TRAINING = frozenset({"noai"})
NO_IMAGES = frozenset({"noimageai"})


@dataclass(frozen=True, slots=True)
class Response:
    """A capture taken apart: ``status`` (0 where there was no status line), headers by lower-case name, the body.

    ``whole`` and ``body`` bear the time of the Date header; the digest of a header's observation is that of the whole.
    """

    status: int
    whole: Evidence
    body: Evidence
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def response(capture: Evidence) -> Response:
    """Take a capture apart; of several responses in a row (redirects) the last is read."""
    content = capture.content
    match = _STATUS.match(content)
    if match is None:
        return Response(0, capture, capture)
    status, headers = 0, {}
    while match:
        head = content[match.end() :]
        end = _END.search(head) if not head.startswith((b"\n", b"\r\n")) else re.match(rb"\r?\n", head)
        lines, content = (head[: end.start()], head[end.end() :]) if end else (head, b"")
        status, headers = int(match[1]), _headers(lines)
        match = _STATUS.match(content)
    seen = http_date(headers.get("date", ("",))[0]) or capture.seen
    whole = Evidence(capture.locator, capture.content, seen)
    return Response(status, whole, Evidence(capture.locator, content, seen), headers)


def headers(captured: Response) -> Rules:
    """Return what the headers of a captured response say; they speak of the whole source."""
    evidence = captured.whole
    told: list[Observation] = []
    if values := captured.headers.get("content-usage"):
        found = preference(", ".join(values))
        told.append(evidence.says(FAMILY, found.answer, "", f"Content-Usage: {found.detail}", found.conditions))
    for value in captured.headers.get("x-robots-tag", ()):
        told += _robots_tag(evidence, value)
    for value in captured.headers.get("link", ()):
        told += [
            evidence.says(FAMILY, Answer.UNKNOWN, "", f"Link: {match[1]} is its licence: terms to be captured")
            for match in _LICENCE.finditer(value)
        ]
    decided = strictest_of(said for said in told if said.answer is not Answer.UNKNOWN)
    return Rules(tuple(told), decided)


def http_date(value: str) -> str:
    """Return a Date header as RFC 3339 writes it, empty where it is none.

    >>> http_date("Sun, 13 Sep 2026 08:00:00 GMT")
    '2026-09-13T08:00:00Z'
    """
    match = _DATE.fullmatch(value.strip())
    return f"{match[3]}-{_MONTHS.index(match[2]) + 1:02}-{match[1]}T{match[4]}Z" if match else ""


def _headers(lines: bytes) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines.decode("latin-1").splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() and not line[0].isspace():
            key = name.strip().lower()
            found[key] = (*found.get(key, ()), value.strip())
    return found


def _robots_tag(evidence: Evidence, value: str) -> list[Observation]:
    """Read ``noai, noimageai``; a name before a colon says to whom what follows it is addressed."""
    told = []
    agent = ""
    for part in value.split(","):
        name, colon, rest = part.partition(":")
        if colon and " " not in name.strip():
            agent, part = name.strip(), rest
        word = part.strip().lower()
        if word in NO_TRAINING | NO_IMAGES:
            ours = not agent or agent == "*" or speaks_of_training(agent)
            answer = Answer.DENY if word in NO_TRAINING and ours else Answer.UNKNOWN
            whom = f"{agent}: " if agent else ""
            told.append(evidence.says(FAMILY, answer, "", f"X-Robots-Tag: {whom}{word}"))
    return told
