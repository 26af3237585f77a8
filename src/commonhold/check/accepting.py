"""Findings on words that a writer has declared right are no findings.

Pure. Where the words come from is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from commonhold.finding import NOT_ABOUT_WORDS, Finding

if TYPE_CHECKING:
    from commonhold.vocabulary import Vocabulary


def unaccepted(findings: Iterable[Finding], source: str, vocabulary: Vocabulary | None) -> list[Finding]:
    """Return the findings in a source whose words the vocabulary, if there is one, does not have, in the same order.

    Where markup stands between the letters of a word, the finding stays.
    """
    if not vocabulary:
        return list(findings)
    return [
        finding
        for finding in findings
        if finding.kind in NOT_ABOUT_WORDS or not vocabulary.covers(source, finding.start, finding.end)
    ]
