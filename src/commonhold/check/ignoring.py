"""Findings where a comment in the text asks to be left alone are no findings.

Pure. Which comments there are is told in ``directives``, which places they speak of in ``silences``; both are looked
at only where a text has such a comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from commonhold.check.readers import is_code
from commonhold.finding import Finding

if TYPE_CHECKING:
    from commonhold.check.directives import Directive
    from commonhold.check.silences import Span
    from commonhold.curate.prose import Passage

_NAMES = ("commonhold-", "cspell:", "cSpell:", "CSPELL:", "spellchecker:", "spell-checker:", "harper:")


def may_ignore(source: str) -> bool:
    """Tell whether a text may have a comment that speaks to a proofreader."""
    return any(name in source for name in _NAMES)


def unignored(findings: Sequence[Finding], source: str, kind: str, read: Sequence[Passage]) -> list[Finding]:
    """Return the findings in a source that no comment in it asks to leave out, in the same order.

    Those that say nothing in the source of a program are left out as well.

    They come by their start and share no letter; ``read`` are the passages of the source.
    """
    if findings and is_code(kind):
        from commonhold.check.programs import untold

        findings = untold(findings, source, read)
    if not findings or not may_ignore(source):
        return list(findings)
    from commonhold.check.directives import directives
    from commonhold.check.silences import silences

    said = list(directives(source, kind))
    return list(_outside(_unaccepted(findings, source, said), silences(said, source, read)))


def _unaccepted(findings: Sequence[Finding], source: str, said: Sequence[Directive]) -> Sequence[Finding]:
    """Return the findings whose words no comment declares right."""
    from commonhold.check.accepting import unaccepted
    from commonhold.vocabulary import vocabulary

    return unaccepted(findings, source, vocabulary(word for one in said for word in one.words))


def _outside(findings: Sequence[Finding], spans: Sequence[Span]) -> Iterator[Finding]:
    """Yield the findings that touch no span of their kind; both come by their start."""
    furthest: dict[str, int] = {}
    passed = 0
    for finding in findings:
        is_gap = finding.start == finding.end
        while passed < len(spans) and spans[passed][0] < finding.end + is_gap:
            _, end, kinds = spans[passed]
            for kind in kinds:
                furthest[kind] = max(furthest.get(kind, -1), end)
            passed += 1
        if furthest.get(finding.kind, -1) < finding.start + (not is_gap):
            yield finding
