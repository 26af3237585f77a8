"""Spellings of another time: old texts are read in today's spelling, or the passages that show theirs are left out.

Which words are old, and what they are today, a steward says in the recipe (``respell`` and ``without``); nothing here
knows any. A pattern is a word in lower case, or a part of one where ``*`` stands for the rest: ``daß``, ``mußt*``,
``*wußt*``. Does not see what is not listed, and not whether a quotation is meant to be old.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Spelling:
    """What is to be left out and what respelled; made by :meth:`of`.

    ``seen`` remembers every word met and what it is today, None where its passage is to be left out.
    """

    old: re.Pattern[str]
    respelled: re.Pattern[str]
    today: Mapping[str, str]
    seen: dict[str, str | None] = field(default_factory=dict)

    @classmethod
    def of(cls, without: Iterable[str] = (), respell: Mapping[str, str] | None = None) -> Spelling:
        """Make one of patterns to leave out, and of patterns with what their letters are today."""
        respell = respell or {}
        return cls(_any(without), _any(respell), {old.strip("*"): new for old, new in respell.items()})

    def today_of(self, text: str) -> str | None:
        """Return the text in today's spelling, or None where it still shows another one.

        >>> spelling = Spelling.of(["thür*"], {"muß": "muss", "mußt*": "musst", "*wußt*": "wusst"})
        >>> spelling.today_of("Muß er? Er mußte, unbewußt."), spelling.today_of("Die Thüre war zu.")
        ('Muss er? Er musste, unbewusst.', None)
        """
        changed = self._changed(text)
        if None in changed.values():
            return None
        return _WORD.sub(lambda match: changed.get(match[0]) or match[0], text) if changed else text

    def is_of_today(self, text: str) -> bool:
        """Tell whether the text is, or can be read, in today's spelling."""
        return None not in self._changed(text).values()

    def _changed(self, text: str) -> dict[str, str | None]:
        """Return the words of a text that are written otherwise today."""
        seen = self.seen
        words = set(_WORD.findall(text))
        for word in words:
            if word not in seen:
                seen[word] = self._word(word)
        return {word: seen[word] for word in words if seen[word] != word}

    def _word(self, word: str) -> str | None:
        today = self.respelled.sub(self._letters, word)
        return None if self.old.search(today) else today

    def _letters(self, match: re.Match[str]) -> str:
        old = match[0]
        new = self.today[old.lower()]
        return new.upper() if len(old) > 1 and old.isupper() else new[0].upper() + new[1:] if old[0].isupper() else new


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    """Match the letters of any pattern within a word; the longest first, as one may begin another."""
    parts = [
        ("" if pattern[0] == "*" else r"\A") + re.escape(pattern.strip("*")) + ("" if pattern[-1] == "*" else r"\Z")
        for pattern in sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else _NEVER
