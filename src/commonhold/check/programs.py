"""What is no finding in the comments of a program: names that its code uses, and how a sentence without subject begins.

Pure. Knows no programming language: a name is any run of letters outside of the prose, and the parts of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from commonhold.check.sentences import sentences
from commonhold.curate.prose import Passage
from commonhold.finding import Finding

FORMS = frozenset({"word", "agreement", "case"})
"""Kinds of findings that say nothing on a first word: whether it is *Return* or *Returns* is a matter of taste."""

LETTERS = frozenset({"spelling", "case", "split"})
"""Kinds of findings that say nothing on a word that the program has as a name."""

_NAME = re.compile(r"[^\W\d]\w*")
_PART = re.compile(r"[^\W\d_]+?(?=[A-Z_\d]|\b)")


def untold(findings: Sequence[Finding], source: str, read: Sequence[Passage]) -> list[Finding]:
    """Return the findings in the comments of a program that are worth telling; ``read`` are its passages."""
    kinds = {finding.kind for finding in findings}
    names = _names(source, read) if kinds & LETTERS else frozenset()
    firsts = _firsts(read) if kinds & FORMS else frozenset()
    return [
        finding
        for finding in findings
        if not (finding.kind in FORMS and finding.start in firsts)
        and not (finding.kind in LETTERS and _is_named(source[finding.start : finding.end], names))
    ]


def _is_named(words: str, names: frozenset[str]) -> bool:
    return all(name in names for name in words.lower().replace("-", " ").split())


def _names(source: str, read: Sequence[Passage]) -> frozenset[str]:
    """Return the names outside of the prose and their parts, in lower case."""
    found: set[str] = set()
    done = 0
    for start, end in sorted((one.runs[0][1], one.runs[-1][1] + one.runs[-1][2]) for one in read):
        found.update(_NAME.findall(source, done, start) if start > done else ())
        done = max(done, end)
    found.update(_NAME.findall(source, done))
    parts = {part for name in found for part in _PART.findall(name)}
    return frozenset(name.lower() for name in found | parts)


def _firsts(read: Sequence[Passage]) -> frozenset[int]:
    """Return where in the source sentences begin."""
    return frozenset(
        passage.source_span(start, start + 1)[0] for passage in read for start, _, _ in sentences(passage.text)
    )
