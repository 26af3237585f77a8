"""What holds of findings whatever the text is: said once, for tests and fuzzers, and for those who write a checker.

Each function raises AssertionError where a law is broken. Knows nothing of whether a finding is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from commonhold.finding import Finding

# Kinds whose message names what is there.
_NAMING = frozenset({"spelling", "word", "agreement", "extra", "split", "case", "dialect"})


def lawful(source: str, findings: Sequence[Finding]) -> None:
    """Findings are in the order of the text and within it, and say something of what stands there.

    Those that may be fixed share no letter, and replacing them leaves the text as valid as it was.
    """
    places = [(one.start, one.end) for one in findings]
    assert places == sorted(places), "findings are in the order of the text"
    for one in findings:
        there = source[one.start : one.end]
        assert 0 <= one.start <= one.end <= len(source), f"{one} lies in the text"
        assert 0 <= one.probability <= 1 and one.message, f"{one} says something"
        assert one.suggestions or one.kind == "spelling", f"{one} suggests something, or nobody knows the word"
        assert there not in one.suggestions, f"{one} would change something"
        assert len(set(one.suggestions)) == len(one.suggestions), f"{one} suggests nothing twice"
        if one.fixable and one.kind in _NAMING:
            assert f"‘{there.strip()}’" in one.message, f"{one} names {there!r}"
        for suggestion in one.suggestions:
            assert "\n" not in suggestion and "\x00" not in suggestion
            suggestion.encode()  # a lone surrogate would raise
    free = [one for one in findings if one.fixable]
    for one, other in pairwise(free):
        assert one.end <= other.start and one.start <= other.start, f"{one} and {other} are apart"


def mended(source: str, findings: Sequence[Finding]) -> str:
    """Return a source with the first suggestion of all findings that may be fixed and have one."""
    parts, done = [], 0
    for one in findings:
        if one.fixable and one.suggestions:
            parts += [source[done : one.start], one.suggestions[0]]
            done = one.end
    return "".join([*parts, source[done:]])
