"""Findings as LanguageTool's ``matches``: offsets in UTF-16, context, sentence, and never a match without length.

Clients underline a match and replace it; one of length 0 they cannot show. So a gap is widened by the word beside it,
and so is a deletion, whose empty replacement some of them show as an empty line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from commonhold.doors.http.annotation import Annotated
from commonhold.doors.http.rules import CATEGORIES, rule_of
from commonhold.doors.http.utf16 import units
from commonhold.finding import Finding
from commonhold.train.tokens import starts, tokens

CONTEXT_CHARACTERS = 40
"""So many code points are shown on both sides of a match."""

WINDOW_WORDS = 3
"""How many words beside a match decide whether it is one."""

_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*", re.MULTILINE)
_WORD_AFTER = re.compile(r"\s*(?:\w[\w'’-]*|\S)")
_WORD_BEFORE = re.compile(r"(?:\w[\w'’-]*|\S)\s*$")
_WORDS = re.compile(r"[\w'’-]+(?:\s+[\w'’-]+)*")
_WORD_REACH = 80  # letters in which to look for the word before


def matches(text: Annotated, findings: Sequence[Finding]) -> tuple[list[dict[str, Any]], list[list[int]]]:
    """Return the matches for the findings of ``text.reading``, and the ranges of its sentences, in UTF-16 of the whole.

    Findings within markup, which the client could not show in its text, are left out.
    """
    unit = units(text.whole)
    spans = list(sentences(text.reading))
    shown = (_match(text, _widened(finding, text.reading), spans, unit) for finding in findings)
    places = (text.place(start, end) for start, end in spans)
    return [each for each in shown if each], [[unit(start), unit(end)] for start, end, _ in places]


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the sentences of a text start and end, paragraph by paragraph.

    >>> list(sentences("One. Two!\\n\\nThree"))
    [(0, 4), (5, 9), (11, 16)]
    """
    for paragraph in _PARAGRAPH.finditer(text):
        found = tokens(paragraph.group())
        first = list(starts([token.form for token in found]))
        for begin, after in zip(first, [*first[1:], len(found)], strict=True):
            yield paragraph.start() + found[begin].start, paragraph.start() + found[after - 1].end


def _widened(finding: Finding, text: str) -> Finding:
    """Return the finding with the word beside it where it is a gap or deletes, so that it has length and words."""
    start, end, suggestions = finding.start, finding.end, finding.suggestions
    if start < end and "" not in suggestions:
        return finding
    after = _WORD_AFTER.match(text, end)
    before = _WORD_BEFORE.search(text, max(0, start - _WORD_REACH), start)
    goes_on = start == end and all(each.endswith(" ") for each in suggestions)
    if before and not (goes_on and after):
        kept = text[before.start() : start]
        return replace(finding, start=before.start(), suggestions=tuple(kept + each for each in suggestions))
    if after:
        kept = after.group() if suggestions != ("",) else after.group().lstrip()
        return replace(finding, end=after.end(), suggestions=tuple(each + kept for each in suggestions))
    return finding


def _match(
    text: Annotated, finding: Finding, spans: Sequence[tuple[int, int]], unit: Callable[[int], int]
) -> dict[str, Any] | None:
    start, end, exact = text.place(finding.start, finding.end)
    if start == end:
        return None
    rule = rule_of(finding.kind)
    holding = spans[max(bisect_right(spans, (finding.start, len(text.reading))) - 1, 0)] if spans else (0, 0)
    return {
        "message": finding.message,
        "shortMessage": rule.short,
        "replacements": [{"value": each} for each in finding.suggestions] if exact and _is_safe(finding, text) else [],
        "offset": unit(start),
        "length": unit(end) - unit(start),
        "context": _context(text.whole, start, end),
        "sentence": text.reading[slice(*holding)],
        "type": {"typeName": rule.type_name},
        "rule": {
            "id": rule.id,
            "description": rule.description,
            "issueType": rule.issue_type,
            "category": {"id": rule.category, "name": CATEGORIES[rule.category]},
            "isPremium": False,
            "confidence": finding.probability,
        },
        "ignoreForIncompleteSentence": finding.kind == "missing",
        "contextForSureMatch": 0 if finding.kind == "spelling" else WINDOW_WORDS,
    }


def _is_safe(finding: Finding, text: Annotated) -> bool:
    """Tell whether replacing the span changes words only: what cannot be fixed unasked may still be chosen.

    A span is not fixable where it stands in a quotation, which the writer may decide, or where it covers more than
    words, such as the marks that begin a line of quoted mail.
    """
    return finding.fixable or _WORDS.fullmatch(text.reading[finding.start : finding.end]) is not None


def _context(whole: str, start: int, end: int) -> dict[str, Any]:
    first, last = max(0, start - CONTEXT_CHARACTERS), min(len(whole), end + CONTEXT_CHARACTERS)
    left, right = "..." if first else "", "..." if last < len(whole) else ""
    text = left + re.sub(r"[\r\n\t]", " ", whole[first:last]) + right
    unit = units(text)
    offset = start - first + len(left)
    return {"text": text, "offset": unit(offset), "length": unit(offset + end - start) - unit(offset)}
