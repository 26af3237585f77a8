"""AIPREF: what a usage preference such as ``train-ai=n, search=y`` says of training.

The drafts of the IETF's working group move, so the vocabulary is a table with a date. Creative Commons' signals are
read here too: they are written as a parameter of such a preference.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonhold.consent import Answer, strictest
from commonhold.curate.consent.fields import Member, dictionary

VOCABULARY = "draft-ietf-aipref-vocab-08, 2026-09-13"
TRAINING = "train-ai"
CATEGORIES = (TRAINING, "search")
"""The categories of that draft. Only the first speaks of what is done here."""


@dataclass(frozen=True, slots=True)
class Obsolete:
    """A label of an earlier draft: what its ``n`` and its ``y`` are read as today, and why."""

    no: Answer
    yes: Answer
    why: str


OBSOLETE: dict[str, Obsolete] = {
    "train-genai": Obsolete(Answer.DENY, Answer.UNKNOWN, "a part of training: its refusal is honoured"),
    "genai": Obsolete(Answer.DENY, Answer.UNKNOWN, "a part of training: its refusal is honoured"),
    "foundation-model-production": Obsolete(Answer.DENY, Answer.UNKNOWN, "a part of training: its refusal is honoured"),
    "ai": Obsolete(Answer.DENY, Answer.ALLOW, "the former name of training"),
    "bots": Obsolete(Answer.DENY, Answer.ALLOW, "all automated processing, training in it"),
    "all": Obsolete(Answer.DENY, Answer.ALLOW, "all automated processing, training in it"),
    "tdm": Obsolete(Answer.DENY, Answer.ALLOW, "all text and data mining, training in it"),
    "ai-use": Obsolete(Answer.DENY, Answer.UNKNOWN, "use by a model; Creative Commons' signals wrote it of training"),
}
"""Labels that drafts before ``VOCABULARY`` had, and still stand on servers."""

CC_SIGNALS = ("cc-cr", "cc-cr-dc", "cc-cr-ec", "cc-cr-op")
"""Creative Commons' signals 0.1 (2025-12): credit; with direct contribution, ecosystem contribution, openness."""


@dataclass(frozen=True, slots=True)
class Preference:
    """What a value says of training, with the ``conditions`` that lift a refusal and a ``detail`` for people."""

    answer: Answer
    detail: str
    conditions: tuple[str, ...] = ()


def preference(value: str) -> Preference:
    """Read a usage preference; one that cannot be parsed says nothing of anything.

    Keys and values are case-sensitive. The present label decides; only where it is not there, or neither ``y`` nor
    ``n``, older ones are asked, and the most restrictive of them counts.

    >>> preference("train-ai=n, search=y").answer
    <Answer.DENY: 'deny'>
    >>> preference("train-ai=?0").answer
    <Answer.UNKNOWN: 'unknown'>
    """
    members = dictionary(value)
    if members is None:
        return Preference(Answer.UNKNOWN, f"not a dictionary of RFC 9651: {value}")
    unknown = [key for key in members if key not in CATEGORIES and key not in OBSOLETE]
    detail = value + (f" ({', '.join(unknown)}: no label known in {VOCABULARY})" if unknown else "")
    if TRAINING in members and (found := _said(members[TRAINING])) is not None:
        return _lifted(Answer.ALLOW if found else Answer.DENY, members[TRAINING], detail)
    older = []
    for key, reading in OBSOLETE.items():
        if key in members and (found := _said(members[key])) is not None:
            answer = reading.yes if found else reading.no
            older.append(_lifted(answer, members[key], f"{detail} ({key}: {reading.why})"))
    if not older:
        return Preference(Answer.UNKNOWN, detail)
    decided = strictest(one.answer for one in older)
    return next(one for one in older if one.answer is decided)


def signal_conditions(text: str) -> tuple[str, ...]:
    """Return the Creative Commons signals named in a list such as ``cc-cr-op``, empty unless all are known.

    >>> signal_conditions("cc-cr-op"), signal_conditions("cc-cr-op, other")
    (('cc-cr-op',), ())
    """
    names = text.lower().replace(",", " ").split()
    return tuple(sorted(set(names))) if names and all(name in CC_SIGNALS for name in names) else ()


def _said(member: Member) -> bool | None:
    return {"y": True, "n": False}.get(member.value) if member.kind == "token" else None


def _lifted(answer: Answer, member: Member, detail: str) -> Preference:
    conditions = signal_conditions(member.parameters.get("exceptions", ""))
    if answer is Answer.DENY and conditions:
        return Preference(Answer.CONDITION, detail, conditions)
    return Preference(answer, detail)
