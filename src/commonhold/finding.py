"""A finding: a place in a text that a person would probably change, with the best replacements first."""

from __future__ import annotations

from dataclasses import dataclass

NOT_ABOUT_WORDS = frozenset({"doubled", "extra", "missing", "punctuation"})
"""Kinds that do not say that a word is wrong: a right word may be written twice, or be one too many."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Code points ``start`` to ``end`` of the checked text should probably read ``suggestions[0]``.

    ``start == end`` is a gap where something is missing; an empty suggestion deletes. ``suggestions`` are empty where a
    word is probably wrong and none is near it. ``kind`` is one of spelling, word, agreement, missing, extra, doubled,
    split, case, punctuation, dialect. ``probability`` (0 to 1) is that of a person making a change there; ``evidence``
    are the facts behind ``message``. ``fixable`` is false where the span crosses markup or stands in a quotation, so
    that replacing it would touch more than the writer's own words.
    """

    start: int
    end: int
    kind: str
    message: str
    suggestions: tuple[str, ...]
    probability: float
    evidence: tuple[str, ...] = ()
    fixable: bool = True
