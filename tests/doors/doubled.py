"""A checker of one honest rule, doubled words, and the command line with it: the doors need no model to be tested.

Words doubled with a line end or a star between them cannot be fixed, as the doors' other half of findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from commonhold.doors.cli import main
from commonhold.doors.opening import Opened
from commonhold.finding import Finding

DOUBLED = re.compile(r"\b(\w+)([\s*]+)\1\b", re.IGNORECASE)


class DoubledWords:
    """Finds words written twice; sure of short ones, less sure of long ones."""

    def check_each(self, texts: Sequence[str]) -> list[list[Finding]]:
        return [self.check_source(text, "text") for text in texts]

    def check_source(self, source: str, kind: str, hear: Callable[[int], object] = int) -> list[Finding]:
        hear(len(source))
        return [_finding(match) for match in DOUBLED.finditer(source)]


def _finding(match: re.Match[str]) -> Finding:
    word, between = match[1], match[2]
    return Finding(
        start=match.start(),
        end=match.end(),
        kind="doubled" if word.islower() else "case",
        message=f"“{word}” is written twice",
        suggestions=(word, f"{word}, {word}"),
        probability=0.95 if len(word) <= 4 else 0.6,
        evidence=(f"{len(word)} letters",),
        fixable=between.isspace() and "\n" not in between,
    )


def open_doubled(language: str | None, model: Path | None, sensitivity: float | None) -> Opened:
    return Opened(DoubledWords(), "en", "doubled words")


if __name__ == "__main__":
    main(opener=open_doubled)
