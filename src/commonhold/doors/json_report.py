"""The JSON report of a check: the interface for programs, documented in ``docs/doors.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commonhold import __version__
from commonhold.doors.positions import Lines
from commonhold.errors import CommonholdError
from commonhold.finding import Finding


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be checked, and the error that says why."""

    path: str
    error: CommonholdError


def finding_record(finding: Finding, lines: Lines) -> dict[str, Any]:
    """Return one finding as JSON values: code points from 0, lines and columns from 1, ends exclusive."""
    begin, end = lines.position(finding.start), lines.position(finding.end)
    return {
        "start": finding.start,
        "end": finding.end,
        "line": begin.line,
        "column": begin.column,
        "end_line": end.line,
        "end_column": end.column,
        "kind": finding.kind,
        "message": finding.message,
        "suggestions": list(finding.suggestions),
        "probability": round(finding.probability, 4),
        "evidence": list(finding.evidence),
        "fixable": finding.fixable,
    }


def file_record(path: str, source: str, findings: Sequence[Finding], words: int) -> dict[str, Any]:
    """Return one checked file as JSON values."""
    lines = Lines(source)
    return {"path": path, "findings": [finding_record(finding, lines) for finding in findings], "words": words}


def document(language: str, model: str, files: Sequence[dict[str, Any]], unread: Sequence[Unread]) -> dict[str, Any]:
    """Return the whole report as JSON values; the same texts, model and version give the same report."""
    return {
        "version": __version__,
        "language": language,
        "model": model,
        "files": list(files),
        "unread": [{"path": each.path, "error": str(each.error), "advice": each.error.advise()} for each in unread],
        "summary": {
            "files": len(files),
            "findings": sum(len(file["findings"]) for file in files),
            "words": sum(file["words"] for file in files),
            "unread": len(unread),
        },
    }
