"""A finding: a place in a text that a person would probably change, with the best replacements first."""

from __future__ import annotations

from dataclasses import dataclass

NOT_ABOUT_WORDS = frozenset({"doubled", "extra", "missing"})
"""Kinds that do not say that a word is wrong: a right word may be written twice, or be one too many."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Code points ``start`` to ``end`` of the checked text should probably read ``suggestions[0]``.

    ``start == end`` is a gap where something is missing; an empty suggestion deletes. ``kind`` is one of spelling,
    word, agreement, missing, extra, doubled, split, dialect. ``probability`` (0 to 1) is that of a person making the
    change; ``evidence`` are the facts behind ``message``. ``fixable`` is false where the span crosses markup or stands
    in a quotation, so that replacing it would touch more than the writer's own words.
    """

    start: int
    end: int
    kind: str
    message: str
    suggestions: tuple[str, ...]
    probability: float
    evidence: tuple[str, ...] = ()
    fixable: bool = True
