"""From a passage back to the file: where its findings stand in the source, and which of them a program may fix.

Knows one passage at a time, and as much of the source around a finding as a label may take.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from commonhold.check.labels import is_label
from commonhold.check.quotes import quoted
from commonhold.curate.prose import Passage
from commonhold.finding import Finding


def by_place(finding: Finding) -> tuple[int, int]:
    """Return what findings are ordered by."""
    return finding.start, finding.end


def moved(finding: Finding, shift: int) -> Finding:
    """Return a finding as many code points further on; ten times as fast as ``dataclasses.replace``."""
    return _at(finding, finding.start + shift, finding.end + shift, finding.fixable)


def placed(findings: Sequence[Finding], passage: Passage, source: str, kind: str, shift: int = 0) -> Iterator[Finding]:
    """Yield the findings of a passage of ``source`` (of this kind of markup) with the offsets of the source.

    The offsets of the passage itself are those of the source less ``shift``.
    Not fixable are findings that touch markup, are in another person's words, or in a name that a link is found by.
    """
    spans = [] if passage.kind == "quote" or not findings else quoted(passage.text)
    begins = [start for start, _ in spans]
    for finding in findings:
        start, end, exact = passage.source_span(finding.start, finding.end)
        around = bisect_right(begins, finding.start) - 1
        is_others = passage.kind == "quote" or (around >= 0 and finding.end <= spans[around][1])
        is_free = finding.fixable and exact and not is_others
        is_free = is_free and not is_label(source, start + shift, end + shift, kind)
        yield _at(finding, start + shift, end + shift, is_free)


def _at(finding: Finding, start: int, end: int, fixable: bool) -> Finding:
    told = finding.message, finding.suggestions, finding.probability, finding.evidence
    return Finding(start, end, finding.kind, *told, fixable)
