"""Candidates back to text: the right casing, the right apostrophe, the right span."""

from __future__ import annotations

from commonhold.train.candidates import Kind, usual
from commonhold.train.lexicon import Lexicon
from commonhold.train.reading import Reading
from commonhold.train.tokens import is_word


def matched(word: str, like: str) -> str:
    """Return a word in the casing and with the apostrophes of another.

    >>> matched("the", "TEH"), matched("their", "There"), matched("GitHub", "githbu"), matched("it's", "its’")
    ('THE', 'Their', 'GitHub', 'it’s')
    """
    if len(like) > 1 and like.isupper() and word.lower() == word:
        word = word.upper()
    elif like[:1].isupper():
        word = word[:1].upper() + word[1:]
    return word.replace("'", "’") if "’" in like else word


def replacement(
    reading: Reading, at: int, removed: int, ids: tuple[int, int], kind: int, lexicon: Lexicon
) -> tuple[int, int, str]:
    """Return (start, end, text): what to replace, in code points of the token's own text, and by what."""
    if kind == Kind.CASE:
        return int(reading.start[at]), int(reading.end[at]), usual(reading, at, lexicon)
    words = [lexicon.written(number) for number in ids if number >= 0]
    if kind == Kind.DOUBLED:
        return int(reading.start[at - 1]), int(reading.end[at]), reading.forms[at - 1]
    if not words:  # a deletion takes the space before it
        return int(reading.end[at - 1]) if at else int(reading.start[at]), int(reading.end[at]), ""
    if not removed:
        place = int(reading.start[at])
        touches = int(reading.end[at - 1]) == place
        if not is_word(words[0]):  # a mark stands at the word before it
            return int(reading.end[at - 1]), int(reading.end[at - 1]), words[0]
        return place, place, f" {words[0]}" if touches else f"{words[0]} "
    old = reading.forms[at]
    words[0] = matched(words[0], old)
    if len(old) > 1 and old.isupper():
        words = [word.upper() for word in words]
    return int(reading.start[at]), int(reading.end[at + removed - 1]), " ".join(words)
