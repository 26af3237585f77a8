"""From a paper to the licences it holds, each with a score and its place.

Three kinds of evidence, by their rule: ``tag`` (an SPDX line, score 1), ``text`` (a licence's own words, score 0.9 to
1, found by ``phrases``), and names in ordinary sentences: ``statement`` (0.8, licensing is being spoken of) and
``mention`` (0.5, only a name). ``restriction`` marks words that take a right away outside any known text.
Does not know which works a paper is about, nor which licence wins: that is ``papers`` and ``licence``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

from commonhold.curate.mentions import FURTHER_TERMS, LINKS, NAMES, RESTRICTIONS, SPEAKING_OF_RIGHTS, Naming
from commonhold.curate.phrases import TEXTS, LicenceText

VERSION = "1"
ENOUGH = 0.9
"""The share of its phrases from which a text counts as that licence."""
STATEMENT, MENTION = 0.8, 0.5
NEARBY = 160
"""How many characters around a name are searched for licensing words."""

_WORD = re.compile(r"[^\W_]+\+?")
_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+\-():, \t]+?)[ \t]*(?:\*/|-->|$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Detection:
    """``expression`` (SPDX) was seen with ``score`` between the code points ``start`` and ``end``, by ``rule``."""

    expression: str
    score: float
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A paper as words: ``words`` lower-cased with one space around each, and where each came from."""

    words: str
    _offsets: tuple[int, ...]
    _spans: tuple[tuple[int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Turn a span of ``words`` into code points of the paper."""
        first = bisect_right(self._offsets, start) - 1
        last = bisect_right(self._offsets, max(start, end - 1)) - 1
        return self._spans[max(first, 0)][0], self._spans[max(last, 0)][1]


def read(text: str) -> Reading:
    """Return a paper as words only: case, punctuation, line ends and markup are gone.

    >>> read("The *MIT* License,\\nGPLv3+").words
    ' the mit license gplv3+ '
    """
    found = [(match.group().lower(), match.span()) for match in _WORD.finditer(text)]
    offsets = accumulate((len(word) + 1 for word, _ in found), initial=1)
    return Reading(f" {' '.join(word for word, _ in found)} ", tuple(offsets)[:-1], tuple(span for _, span in found))


def identify(text: str) -> tuple[Detection, ...]:
    """Return every licence seen in a paper, in order of place, one for each licence and rule.

    >>> [(seen.expression, seen.rule) for seen in identify("This book is licensed under CC BY-NC-SA 4.0.")]
    [('CC-BY-NC-SA-4.0', 'statement/1')]
    """
    reading = read(text)
    texts = _texts(reading)
    tags = _tags(text)
    covered = [(seen.start, seen.end) for seen in (*tags, *texts)]
    rest = [
        seen
        for seen in (*_names(reading), *_links(text), *_restrictions(reading))
        if not any(start <= seen.start < end for start, end in covered)
    ]
    best: dict[tuple[str, str], Detection] = {}
    for seen in sorted((*tags, *texts, *rest), key=lambda seen: (seen.start, -seen.end)):
        best.setdefault((seen.expression, seen.rule), seen)
    return tuple(best.values())


def is_text(seen: Detection) -> bool:
    """Tell whether a detection is a licence's own words or its SPDX line, not just its name."""
    return seen.rule.startswith(("text", "tag"))


def further_terms(text: str, seen: tuple[Detection, ...]) -> bool:
    """Tell whether a paper sets terms outside the licence texts seen in it, such as one more clause at its end."""
    rest, position = [], 0
    for start, end in sorted((found.start, found.end) for found in seen if found.rule.startswith("text")):
        rest.append(text[position : max(start, position)])
        position = max(position, end)
    left = read("\n".join((*rest, text[position:]))).words
    return position > 0 and FURTHER_TERMS.search(left) is not None


def _tags(text: str) -> list[Detection]:
    return [
        Detection(match[1].strip(), 1.0, *match.span(), rule=f"tag/{VERSION}")
        for match in _TAG.finditer(text)
        if match[1].strip()
    ]


def _texts(reading: Reading) -> list[Detection]:
    found = []
    for licence in TEXTS:
        score, start, end = _match(licence, reading.words)
        if score >= ENOUGH:
            start, end = _widen(licence.around, reading.words, start, end)
            found.append(Detection(licence.id, score, *reading.place(start, end), rule=f"text/{VERSION}"))
    return found


def _match(licence: LicenceText, words: str) -> tuple[float, int, int]:
    if any(f" {phrase} " in words for phrase in licence.without):
        return 0.0, 0, 0
    if licence.slack is None:
        places = [(words.find(f" {phrase} ") + 1, len(phrase)) for phrase in licence.phrases]
        hits = [(start, start + length) for start, length in places if start]
        if not hits:
            return 0.0, 0, 0
        return len(hits) / len(places), min(start for start, _ in hits), max(end for _, end in hits)
    return _match_closely(licence.phrases, licence.slack, words)


def _match_closely(phrases: tuple[str, ...], slack: int, words: str) -> tuple[float, int, int]:
    begin = words.find(f" {phrases[0]} ")
    while begin >= 0:
        position, others = begin, 0
        for phrase in phrases:
            at = words.find(f" {phrase} ", position)
            if at < 0:
                return 0.0, 0, 0
            others += words.count(" ", position, at) if at > position else 0
            position = at + len(phrase) + 1
        if others <= slack:
            return 1.0, begin + 1, position
        begin = words.find(f" {phrases[0]} ", begin + 1)
    return 0.0, 0, 0


def _widen(around: tuple[str, ...], words: str, start: int, end: int) -> tuple[int, int]:
    """Include a text's preface and postscript, where they stand outside it."""
    for phrase in around:
        at = words.rfind(f" {phrase} ", 0, start)
        start = at + 1 if at >= 0 else start
        at = words.find(f" {phrase} ", end - 1)
        end = at + 1 + len(phrase) if at >= 0 else end
    return start, end


@lru_cache(maxsize=1)
def _name_patterns() -> tuple[tuple[re.Pattern[str], Naming], ...]:
    return tuple((re.compile(pattern), naming) for pattern, naming in NAMES)


@lru_cache(maxsize=1)
def _link_patterns() -> tuple[tuple[re.Pattern[str], Naming], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), naming) for pattern, naming in LINKS)


@lru_cache(maxsize=1)
def _restriction_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), expression) for pattern, expression in RESTRICTIONS)


def _names(reading: Reading) -> list[Detection]:
    return [
        _named(naming(match), reading.words, match.span(), reading.place(*match.span()))
        for pattern, naming in _name_patterns()
        for match in pattern.finditer(reading.words)
    ]


def _links(text: str) -> list[Detection]:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    return [
        _named(naming(match), lowered, match.span(), match.span())
        for pattern, naming in _link_patterns()
        for match in pattern.finditer(text)
    ]


def _named(expression: str, words: str, span: tuple[int, int], place: tuple[int, int]) -> Detection:
    """Weigh a name by what is said around it: with words of licensing it is a statement, alone a mention."""
    spoken = SPEAKING_OF_RIGHTS.search(words, max(0, span[0] - NEARBY), span[1] + NEARBY) is not None
    rule = "statement" if spoken else "mention"
    return Detection(expression, STATEMENT if spoken else MENTION, *place, rule=f"{rule}/{VERSION}")


def _restrictions(reading: Reading) -> list[Detection]:
    return [
        replace(
            _named(expression, reading.words, match.span(), reading.place(*match.span())), rule=f"restriction/{VERSION}"
        )
        for pattern, expression in _restriction_patterns()
        for match in pattern.finditer(reading.words)
    ]
