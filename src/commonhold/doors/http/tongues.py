"""Languages as clients name them (``en-US``, ``auto``), and which of the installed ones a text is in.

Regions are listed because clients offer and accept only what is listed; one model serves all regions of its language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from commonhold.train.lexicon import Lexicon
from commonhold.train.tokens import folded, is_word, token_hash, tokens

AUTO = "auto"
FAMILIAR_RANK = 5_000
"""Words this frequent or more are familiar in a language; names and loans are mostly rarer."""

FEWEST_WORDS = 10
"""A text of fewer words is taken to be in the likeliest language, however unlikely."""

LEAST_FAMILIAR = 0.45
"""A longer text with a smaller share of familiar words is in another language than those installed."""

_READ_CHARACTERS = 4000  # enough to tell languages apart
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")

_NAMES = {
    "de": ("German", {"DE": "Germany", "AT": "Austria", "CH": "Swiss"}),
    "en": (
        "English",
        {
            "AU": "Australian",
            "CA": "Canadian",
            "GB": "GB",
            "NZ": "New Zealand",
            "US": "US",
            "ZA": "South African",
        },
    ),
    "es": ("Spanish", {"ES": "Spain", "AR": "Argentina", "MX": "Mexico"}),
    "fr": ("French", {"FR": "France", "BE": "Belgium", "CA": "Canada", "CH": "Switzerland"}),
}


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest installed language of a text.

    ``confidence`` is the share of its words that are familiar in that language; ``is_foreign`` if they are too few.
    """

    language: str
    confidence: float
    is_foreign: bool = False


def name_of(code: str) -> str:
    """Return the name of a language code as people read it, the code itself where none is known.

    >>> name_of("en-GB"), name_of("de"), name_of("eo")
    ('English (GB)', 'German', 'eo')
    """
    language, _, region = code.partition("-")
    name, regions = _NAMES.get(language, (language, {}))
    return f"{name} ({regions.get(region, region)})" if region else name


def listed(installed: Iterable[str]) -> list[dict[str, str]]:
    """Return the languages as ``/v2/languages`` lists them: each installed one, then its regions, sorted by name."""
    codes = [
        (language, code)
        for language in installed
        for code in (language, *(f"{language}-{region}" for region in _NAMES.get(language, ("", {}))[1]))
    ]
    found = [{"name": name_of(code), "code": language, "longCode": code} for language, code in codes]
    return sorted(found, key=lambda each: each["name"])


def resolved(code: str, installed: Sequence[str]) -> tuple[str, str] | None:
    """Return (installed language, code as clients write it) for a code with or without region, None if there is none.

    >>> resolved("en_us", ["en"]), resolved("EN", ["en"]), resolved("tlh", ["en"])
    (('en', 'en-US'), ('en', 'en'), None)
    """
    if not _CODE.fullmatch(code):
        return None
    language, *rest = code.replace("_", "-").split("-")
    if language.lower() not in installed:
        return None
    parts = [part.upper() if len(part) == 2 else part for part in rest]
    return language.lower(), "-".join([language.lower(), *parts])


def language_of(code: str) -> str:
    """Return the language of a code.

    >>> language_of("en-GB"), language_of("en")
    ('en', 'en')
    """
    return code.partition("-")[0]


def preferred(language: str, variants: Iterable[str]) -> str:
    """Return the variant of a language that a client prefers, or the language alone.

    >>> preferred("en", ["de-AT", "en-GB"]), preferred("fr", ["en-GB"])
    ('en-GB', 'fr')
    """
    found = (resolved(each, [language]) for each in variants)
    return next((pair[1] for pair in found if pair), language)


def guessed(text: str, lexicons: Mapping[str, Lexicon]) -> Guess:
    """Return the likeliest language of a text among those of the lexicons, of which there must be one at least.

    A text without words gets the first language and no confidence.
    """
    words = [folded(token.form) for token in tokens(text[:_READ_CHARACTERS]) if is_word(token.form)]
    hashes = np.array([token_hash(word) for word in words], dtype=np.uint64)
    best, most = Guess(next(iter(lexicons)), 0.0), -1.0
    for language, lexicon in lexicons.items() if words else ():
        ranks = lexicon.ids(hashes)
        familiar = (ranks >= 0) & (ranks < FAMILIAR_RANK)
        # By rank and not by count, so that a language with more works behind it is not favoured.
        closeness = float(np.mean(np.where(familiar, 1 - np.log1p(np.maximum(ranks, 0)) / np.log1p(FAMILIAR_RANK), 0)))
        if closeness > most:
            share = round(float(familiar.mean()), 3)
            best, most = Guess(language, share, len(words) >= FEWEST_WORDS and share < LEAST_FAMILIAR), closeness
    return best


def record(code: str, guess: Guess | None) -> dict[str, Any]:
    """Return ``language`` as the answer to a check has it: the code used, and how it was found out."""
    named = {"name": name_of(code), "code": code}
    how = {"confidence": guess.confidence, "source": "lexicon"} if guess else {"confidence": 1.0, "source": "request"}
    return {**named, "detectedLanguage": {**named, **how}}
