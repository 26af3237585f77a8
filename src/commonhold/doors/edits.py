"""From findings to a changed text: which findings may be applied, and what the others become afterwards. Pure.

Everything outside the spans of the edits stays as it is, code point for code point.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from commonhold.finding import Finding

SURE_PROBABILITY = 0.9
"""``--fix=sure`` applies the first suggestion of findings at least this probable."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Code points ``start`` to ``end`` of a source become ``replacement``."""

    start: int
    end: int
    replacement: str


def is_changeable(finding: Finding) -> bool:
    """Tell whether a finding may be applied at all: it has a suggestion and its span holds words only."""
    return finding.fixable and bool(finding.suggestions)


def sure_edits(findings: Iterable[Finding]) -> list[Edit]:
    """Return the edits that need no question: first suggestions of probable findings, the first of overlapping ones."""
    edits: list[Edit] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        if (
            finding.probability >= SURE_PROBABILITY
            and is_changeable(finding)
            and not (edits and collides(finding, edits[-1]))
        ):
            edits.append(Edit(finding.start, finding.end, finding.suggestions[0]))
    return edits


def collides(span: Edit | Finding, other: Edit | Finding) -> bool:
    """Tell whether two spans claim the same place: they share a code point, or are the same gap.

    Spans that only touch do not collide, and a gap collides with a span it lies strictly within.
    """
    if (span.start, span.end) == (other.start, other.end):
        return True
    return span.start < other.end and other.start < span.end


def apply_edits(source: str, edits: Iterable[Edit]) -> str:
    """Return ``source`` with ``edits`` applied; they must not overlap.

    >>> apply_edits("in the the house", [Edit(7, 11, "")])
    'in the house'
    """
    parts: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not done <= edit.start <= edit.end <= len(source):
            raise ValueError(f"{edit} overlaps another edit or lies outside the source")
        parts += [source[done : edit.start], edit.replacement]
        done = edit.end
    return "".join([*parts, source[done:]])


def left_findings(findings: Iterable[Finding], edits: Iterable[Edit]) -> list[Finding]:
    """Return the findings that no edit touched, moved to where their words are after the edits."""
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    spans = [(edit.start, edit.end) for edit in ordered]
    grown = [0, *accumulate(len(edit.replacement) - (edit.end - edit.start) for edit in ordered)]
    left = []
    for finding in findings:
        place = bisect_left(spans, (finding.start, finding.end))
        if not any(collides(finding, edit) for edit in ordered[max(0, place - 1) : place + 1]):
            left.append(replace(finding, start=finding.start + grown[place], end=finding.end + grown[place]))
    return left
