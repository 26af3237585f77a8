"""Consent: what was observed of a holder's wish about training, and what follows for a work.

Signals are many and contradict each other in syntax and in their rules; what they have in common is here: an answer,
the evidence and its time. Knows no signal by name, and says nothing of licences.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Answer(StrEnum):
    """May it be trained on? ``condition``: yes, if something is done for it; ``unknown``: nothing was said."""

    ALLOW = "allow"
    CONDITION = "condition"
    DENY = "deny"
    UNKNOWN = "unknown"


_STRICTNESS = (Answer.DENY, Answer.CONDITION, Answer.ALLOW, Answer.UNKNOWN)


def strictest(answers: Iterable[Answer]) -> Answer:
    """Return the most restrictive answer given; ``unknown`` only where nobody said anything.

    >>> strictest([Answer.UNKNOWN, Answer.ALLOW, Answer.DENY])
    <Answer.DENY: 'deny'>
    """
    given = set(answers)
    return next((answer for answer in _STRICTNESS if answer in given), Answer.UNKNOWN)


@dataclass(frozen=True, slots=True, order=True)
class Observation:
    """One signal, read by the rule of its ``family``.

    ``locator`` is where it stands: a path in the source, or an address. ``scope`` is what it speaks of: empty for the
    whole source, a folder with its ``/``, a path, or in the family's own words a pattern, an id or a person.
    ``sha256`` is of the evidence's bytes, ``seen`` the time the evidence speaks for (``2026-09-13T00:00:00Z``, empty
    where unknown): that of the commit, the capture or the entry it was read from, never the clock's. ``conditions``
    are what is asked for in return, in the signal's own words.
    """

    family: str
    locator: str
    scope: str
    answer: Answer
    sha256: str
    seen: str = ""
    detail: str = ""
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """What follows from all observations that speak of a work, and which of them decided it."""

    answer: Answer = Answer.UNKNOWN
    because: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """What a source showed at one moment: the files by path that may speak of licences or wishes.

    ``revision`` is its revision SWHID or version, ``time`` that of the revision (``2026-09-13T00:00:00Z`` or empty).
    """

    revision: str
    time: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
