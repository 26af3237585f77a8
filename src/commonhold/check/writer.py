"""From a candidate that stands out to the finding a writer reads: what to say, what to suggest, what it rests on.

Pure. Knows nothing of how candidates were ranked, and of one choice at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonhold.check.dialect import Variants, preferred
from commonhold.check.grounds import grounds
from commonhold.check.message import KINDS, PUNCTUATION, sentence
from commonhold.check.rendering import replacement
from commonhold.finding import Finding
from commonhold.train.alternatives import NEAR_LEVEL
from commonhold.train.candidates import Candidates, Kind
from commonhold.train.evidence import Evidence
from commonhold.train.lexicon import Lexicon
from commonhold.train.reading import Reading
from commonhold.train.tokens import is_word

MOST_SUGGESTIONS = 5

_SECOND_BEST = 0.02  # a suggestion less probable than this helps nobody
_GROUNDLESS = frozenset({"doubled", "extra", "case"})  # what counts say nothing about

Best = tuple[int, float]
"""The row of the best candidate of a choice, and the sum of the chances of all in it."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the findings of one model."""

    lexicon: Lexicon
    evidence: Evidence
    variants: Variants

    def findings(
        self,
        reading: Reading,
        chosen: Candidates,
        chance: NDArray[np.float32],
        best: Sequence[Best],
        texts: Sequence[str],
        bits: int,
    ) -> list[Finding]:
        """Return the findings of some choices, each in a text; suggestions are those of the dialects of ``bits``."""
        written = [
            self._finding(reading, chosen, chance, one, text, bits) for one, text in zip(best, texts, strict=True)
        ]
        changes = [
            (int(chosen.at[row]), int(chosen.removed[row]), one.suggestions[0] if one.suggestions else "")
            for (row, _), one in zip(best, written, strict=True)
        ]
        why = grounds(reading, changes, self.evidence)
        return [
            one if one.kind in _GROUNDLESS or not any(one.suggestions) else replace(one, evidence=told)
            for one, told in zip(written, why, strict=True)
        ]

    def _finding(
        self, reading: Reading, chosen: Candidates, chance: NDArray[np.float32], best: Best, text: str, bits: int
    ) -> Finding:
        index, sure = best
        at, removed = int(chosen.at[index]), int(chosen.removed[index])
        rivals = _rivals(chosen, chance, at, removed)
        likely = [row for row in rivals if chance[row] > _SECOND_BEST] or rivals[:MOST_SUGGESTIONS]
        shown = [self._replacement(reading, chosen, row, bits) for row in likely]
        start, end = shown[0][:2] if shown else (int(reading.start[at]), int(reading.end[at]))
        suggestions = list(dict.fromkeys(other for left, right, other in shown if (left, right) == (start, end)))
        new = suggestions[0] if suggestions else ""
        name = self._kind(reading, chosen, rivals, at, new)
        told = suggestions[:MOST_SUGGESTIONS] if new else suggestions[:1]
        return Finding(start, end, name, sentence(name, text[start:end], new), tuple(told), round(sure, 3))

    def _kind(self, reading: Reading, chosen: Candidates, rivals: list[int], at: int, new: str) -> str:
        if not rivals:
            return "spelling"
        name = KINDS[Kind(int(chosen.kind[rivals[0]]))]
        number = int(reading.ids[at])
        if name == "word" and (number < 0 or self.lexicon.level[number] < NEAR_LEVEL):
            return "spelling"  # a word known so little that it may be a slip of somebody else
        if name in ("missing", "extra") and not is_word(new.strip() or reading.forms[at]):
            return PUNCTUATION
        return name

    def _replacement(self, reading: Reading, chosen: Candidates, row: int, bits: int) -> tuple[int, int, str]:
        """Return what to replace by what, written as in the dialects of ``bits``."""
        first, second = int(chosen.first[row]), int(chosen.second[row])
        ids = preferred(first, bits, self.variants), preferred(second, bits, self.variants)
        kind = Kind(int(chosen.kind[row]))
        return replacement(reading, int(chosen.at[row]), int(chosen.removed[row]), ids, kind, self.lexicon)


def _rivals(chosen: Candidates, chance: NDArray[np.float32], at: int, removed: int) -> list[int]:
    """Return the rows of a choice that say what was meant, the most probable first."""
    first, last = np.searchsorted(chosen.at, [at, at + 1]).tolist()
    return [
        row
        for row in (np.argsort(-chance[first:last], kind="stable") + first).tolist()
        if chosen.removed[row] == removed and chosen.kind[row] != Kind.UNKNOWN
    ]
