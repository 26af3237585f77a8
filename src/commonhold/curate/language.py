"""Which language a work is in, among the few a build knows of.

Wraps lingua, restricted to those languages: the question is not "which of seventy-five" but "is this the source's
language". Looks at about 600 characters taken at fixed places of the work. Does not see languages mixed inside one
work, nor dialects.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lingua import LanguageDetector

USUAL = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "zh", "ja")
"""What is told apart when a recipe says nothing else."""

VERSION = "1"
LEAST_LETTERS = 40
PIECES, PIECE = 4, 150
"""A work is judged by so many pieces of so many characters."""

_NOISE = re.compile(r"`[^`]*`|<[^>]*>|\S*[/\\@_{}=<>]\S*|[\d]+")


@dataclass(frozen=True, slots=True)
class Languages:
    """A detector for some languages, by ISO 639-1 code; loading it takes part of a second and some 60 MB."""

    codes: tuple[str, ...]
    _detector: LanguageDetector

    @classmethod
    def of(cls, codes: tuple[str, ...] = USUAL) -> Languages:
        """Load the detector for ``codes``; ones lingua does not know are left out, at least two must remain."""
        from lingua import IsoCode639_1, LanguageDetectorBuilder

        known = tuple(sorted({code for code in codes if hasattr(IsoCode639_1, code.upper())}))
        iso = [getattr(IsoCode639_1, code.upper()) for code in known]
        return cls(known, LanguageDetectorBuilder.from_iso_codes_639_1(*iso).build())

    def language_of(self, text: str) -> tuple[str, float] | None:
        """Return (code, confidence 0 to 1), or None for a text of under 40 letters, which nobody can tell."""
        shown = excerpt(text)
        if sum(map(str.isalpha, shown)) < LEAST_LETTERS:
            return None
        best = self._detector.compute_language_confidence_values(shown)[0]
        return best.language.iso_code_639_1.name.lower(), best.value


def excerpt(text: str) -> str:
    """Return what a work is judged by: all of a short text, evenly spaced pieces of a long one, without code.

    >>> excerpt("Run `make all` in /usr/src 2 times.")
    'Run in times.'
    """
    if len(text) > 2 * PIECES * PIECE:
        step = (len(text) - 2 * PIECE) // (PIECES - 1)
        text = " ".join(_whole_words(text[start : start + 2 * PIECE]) for start in range(0, PIECES * step, step))
    return " ".join(_NOISE.sub(" ", text).split())[: PIECES * PIECE]


def _whole_words(piece: str) -> str:
    first, last = piece.find(" "), piece.rfind(" ")
    return piece[first + 1 : last][:PIECE] if last > first >= 0 else piece[:PIECE]
