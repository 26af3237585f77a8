"""The SARIF report of a check, for forges and editors that show results of analysis: version 2.1.0 of OASIS's format.

Columns count UTF-16 code units, which is what SARIF takes for granted and says here; see ``docs/sarif.md``.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from commonhold import __version__
from commonhold.doors.http.rules import RULES
from commonhold.doors.http.utf16 import units
from commonhold.doors.json_report import Unread
from commonhold.doors.positions import Lines
from commonhold.finding import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
SURE = 0.9
"""From this probability on a finding is a warning, below it a note; it is that of ``--fix=sure``."""

STDIN_NAME = "stdin"
_KINDS = list(RULES)


def sarif_log(language: str, model: str, files: Sequence[dict[str, Any]], unread: Sequence[Unread]) -> dict[str, Any]:
    """Return the whole log as JSON values, from the records of files and those that could not be read."""
    rules = [
        {
            "id": rule.id,
            "name": rule.short,
            "shortDescription": {"text": rule.description},
            "defaultConfiguration": {"level": "note"},
            "properties": {"tags": ["language", kind]},
        }
        for kind, rule in RULES.items()
    ]
    driver = {"name": "Commonhold", "version": __version__, "semanticVersion": __version__, "rules": rules}
    invocation: dict[str, Any] = {"executionSuccessful": not unread}
    if unread:
        invocation["toolExecutionNotifications"] = [_notification(each) for each in unread]
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "invocations": [invocation],
        "artifacts": [file["artifact"] for file in files],
        "results": [result for file in files for result in file["results"]],
        "properties": {"language": language, "model": model},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def sarif_record(path: str, source: str, findings: Sequence[Finding], words: int) -> dict[str, Any]:
    """Return one checked file: its artifact, and its results."""
    lines, where = Lines(source), {"uri": uri(path)}
    seen: Counter[str] = Counter()
    results = []
    for finding in findings:
        mark = _fingerprint(finding, lines, source)
        seen[mark] += 1
        results.append(_result(finding, lines, where, f"{mark}:{seen[mark]}"))
    return {"artifact": {"location": where, "properties": {"words": words}}, "results": results}


def uri(path: str) -> str:
    """Return a path as it stands in a log: relative to the folder of the run, as it was given, or a file's address.

    >>> uri("docs/a b.md"), uri("./a.md"), uri("-")
    ('docs/a%20b.md', 'a.md', 'stdin')
    """
    if path == "-":
        return STDIN_NAME
    place = Path(path)
    name = quote(os.fsencode(place.as_posix()))
    return f"file://{'' if name.startswith('/') else '/'}{name}" if place.is_absolute() else name


def _result(finding: Finding, lines: Lines, where: dict[str, str], mark: str) -> dict[str, Any]:
    region = _region(finding, lines)
    result: dict[str, Any] = {
        "ruleId": RULES[finding.kind].id,
        "ruleIndex": _KINDS.index(finding.kind),
        "level": "warning" if finding.probability >= SURE else "note",
        "message": {"text": finding.message},
        "locations": [{"physicalLocation": {"artifactLocation": where, "region": region}}],
        "partialFingerprints": {"commonhold/v1": mark},
        "properties": {"probability": round(finding.probability, 4), "evidence": list(finding.evidence)},
    }
    if finding.fixable and finding.suggestions:
        result["fixes"] = [_fix(each, region, where) for each in finding.suggestions]
    return result


def _fix(suggestion: str, region: dict[str, int], where: dict[str, str]) -> dict[str, Any]:
    replacement: dict[str, Any] = {"deletedRegion": region}
    if suggestion:
        replacement["insertedContent"] = {"text": suggestion}
    shown = f"Write “{suggestion}”" if suggestion else "Leave it out"
    change = {"artifactLocation": where, "replacements": [replacement]}
    return {"description": {"text": shown}, "artifactChanges": [change]}


def _region(finding: Finding, lines: Lines) -> dict[str, int]:
    """Return where a finding is, in lines and columns from 1, columns in UTF-16 code units, the end exclusive."""
    begin, end = lines.position(finding.start), lines.position(finding.end)
    return {
        "startLine": begin.line,
        "startColumn": units(lines.line(begin.line))(begin.column - 1) + 1,
        "endLine": end.line,
        "endColumn": units(lines.line(end.line))(end.column - 1) + 1,
    }


def _fingerprint(finding: Finding, lines: Lines, source: str) -> str:
    """Return what tells a finding from others wherever its line moves: a hash of kind, words and line."""
    line = lines.line(lines.position(finding.start).line).strip()
    said = "\0".join((finding.kind, source[finding.start : finding.end], line))
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _notification(unread: Unread) -> dict[str, Any]:
    where = {"physicalLocation": {"artifactLocation": {"uri": uri(unread.path)}}}
    return {"level": "error", "message": {"text": str(unread.error)}, "locations": [where]}
