"""A vocabulary: words that a writer has declared right, and words that she wants never to be taken for right.

Knows rules of casing and of apostrophes that hold in any language, and no word of any of them; nothing of files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

LEAST_STEM = 3
"""Letters an entry must have for forms like ``l'ENTRY`` and ``ENTRY's`` to be right as well."""

LONGEST_ENTRY = 200
"""Characters; longer entries are left out: no word is so long."""

MOST_PARTS = 4
"""Parts between apostrophes that are looked at; more stand in no word."""

_PART = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_INITIAL = re.compile(r"(?<![^\W\d_])[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Forms:
    """The written forms that some entries stand for: ``written`` as they were entered, ``capitals`` all in capitals."""

    written: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()

    def has(self, form: str) -> bool:
        """Tell whether a plain form is one of them; a lower-case entry may also begin its words with capitals."""
        if form in self.written or form in self.capitals:
            return True
        small = _INITIAL.sub(lambda letter: letter[0].lower(), form)
        return small in self.written and small == small.lower()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that are ``right``, ``phrases`` among them (entries by each of their parts), and ``refused`` words.

    What is refused is not right, whoever says so. Make one with :func:`vocabulary`; an empty one is false.
    """

    right: Forms = field(default_factory=Forms)
    refused: Forms = field(default_factory=Forms)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.right.written)

    def accepts(self, form: str) -> bool:
        """Tell whether a word, or several as one entry has them, is right as it is written.

        >>> words = vocabulary(["restic", "GitHub"], refused=["teh"])
        >>> [words.accepts(form) for form in ("Restic", "RESTIC", "restic’s", "GITHUB", "Github", "teh")]
        [True, True, True, True, False, False]
        """
        form = plain(form)
        if self.refused.has(form):
            return False
        if self.right.has(form):
            return True
        return any(self.right.has(stem) and not self.refused.has(stem) for stem in _stems(form))

    def covers(self, source: str, start: int, end: int) -> bool:
        """Tell whether the words at a place are right, by themselves or as a part of an entry that stands around them.

        >>> vocabulary(["e-mail"]).covers("An E-mail came.", 5, 9)
        True
        """
        words = source[start:end]
        if self.accepts(words):
            return True
        if self.refused.has(plain(words)):
            return False
        return any(self._stands_around(entry, source, start, end) for entry in self._phrases_with(words))

    def _phrases_with(self, words: str) -> tuple[str, ...]:
        part = _PART.search(plain(words).lower()) if self.phrases else None
        return self.phrases.get(part[0], ()) if part else ()

    def _stands_around(self, entry: str, source: str, start: int, end: int) -> bool:
        reach = 2 * len(entry) + 8  # spaces may be line ends with margins
        first = max(start - reach, 0)
        return any(
            first + match.start() <= start and end <= first + match.end() and self.accepts(match[0])
            for match in _found(entry).finditer(source[first : end + reach])
        )


def vocabulary(words: Iterable[str], refused: Iterable[str] = ()) -> Vocabulary:
    """Return the vocabulary of some entries: single words, or several with whatever stands between them."""
    right, wrong = _entries(words), _entries(refused)
    phrases: dict[str, list[str]] = {}
    for entry in sorted(right):
        if not _PART.fullmatch(entry):
            for part in dict.fromkeys(_PART.findall(entry.lower())):
                phrases.setdefault(part, []).append(entry)
    return Vocabulary(_forms(right), _forms(wrong), {part: tuple(found) for part, found in phrases.items()})


def plain(form: str) -> str:
    """Return a form as entries are compared: composed, plain apostrophes and spaces, no soft hyphens.

    >>> plain("Node’s\\n  core")
    "Node's core"
    """
    if not form.isascii():
        form = unicodedata.normalize("NFC", form.replace("’", "'").replace("\u00ad", ""))
    return " ".join(form.split())


def _stems(form: str) -> Iterator[str]:
    """Yield what is left of a form when parts before and after apostrophes are taken away."""
    parts = form.split("'")[:MOST_PARTS]
    for start in range(len(parts)):
        for end in range(start + 1, len(parts) + 1):
            if end - start < len(parts) and len(stem := "'".join(parts[start:end])) >= LEAST_STEM:
                yield stem


def _entries(words: Iterable[str]) -> set[str]:
    return {entry for word in words if 0 < len(entry := plain(word)) <= LONGEST_ENTRY}


def _forms(entries: set[str]) -> Forms:
    return Forms(frozenset(entries), frozenset(entry.upper() for entry in entries))


@lru_cache(maxsize=256)
def _found(entry: str) -> re.Pattern[str]:
    """Match an entry in a text, whatever its casing, its apostrophes and the spaces in it."""
    written = r"\s+".join(re.escape(word).replace("'", "['’]") for word in entry.split(" "))
    return re.compile(rf"(?<!\w){written}(?!\w)", re.IGNORECASE)
