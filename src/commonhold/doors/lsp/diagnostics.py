"""Findings as the protocol tells them: diagnostics, and what is remembered of the last ones.

Knows places in rows and nothing of checking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types

from commonhold.doors.lsp.rows import Rows
from commonhold.finding import Finding

SOURCE = "commonhold"

MOST_TOLD = 10_000
"""Diagnostics of one text; no client shows more, and many stumble over far fewer."""

SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "information": types.DiagnosticSeverity.Information,
    "hint": types.DiagnosticSeverity.Hint,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one version of a text: its findings, and the same as diagnostics, number for number.

    ``result_id`` stands for these diagnostics and no others. ``is_whole`` is false while a check goes on.
    """

    version: int | None
    findings: tuple[Finding, ...]
    diagnostics: tuple[types.Diagnostic, ...]
    result_id: str
    is_whole: bool = True


NOTHING = Known(None, (), (), "")


def diagnostics(findings: Sequence[Finding], rows: Rows, severity: str) -> list[types.Diagnostic]:
    """Return a diagnostic for each finding, which come by place.

    A gap is shown on the sign in front of it, or behind it at the beginning of a row, for nobody sees an empty range.
    """
    shown = [_shown(finding, rows.source) for finding in findings[:MOST_TOLD]]
    starts = list(rows.places(start for start, _ in shown))
    ends = _in_order(rows, [end for _, end in shown])
    level = SEVERITIES[severity]
    return [
        types.Diagnostic(
            range=types.Range(types.Position(*start), types.Position(*end)),
            message=finding.message,
            severity=level,
            code=finding.kind,
            source=SOURCE,
            data={"suggestions": list(finding.suggestions), "evidence": list(finding.evidence)},
        )
        for finding, start, end in zip(findings, starts, ends, strict=False)
    ]


def _in_order(rows: Rows, offsets: list[int]) -> list[tuple[int, int]]:
    """Return the places of offsets in any order; the ends of gaps may come before those of other findings."""
    order = sorted(range(len(offsets)), key=offsets.__getitem__)
    out: list[tuple[int, int]] = [(0, 0)] * len(offsets)
    for number, place in zip(order, rows.places(offsets[number] for number in order), strict=True):
        out[number] = place
    return out


def _shown(finding: Finding, source: str) -> tuple[int, int]:
    if finding.start < finding.end:
        return finding.start, finding.end
    at = finding.start
    is_first = at == 0 or source[at - 1] in "\r\n"
    return (at, min(at + 1, len(source))) if is_first else (at - 1, at)
