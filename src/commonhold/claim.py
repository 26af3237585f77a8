"""A claim: a statement about a work with its evidence. Works are never edited; claims stand beside them."""

from __future__ import annotations

from dataclasses import dataclass

from commonhold.work import WorkId


@dataclass(frozen=True, slots=True)
class Claim:
    """``kind`` (licence, secret, personal, language, duplicate, hold-out) of a span of a work says ``value``.

    ``start`` and ``end`` are code points of the decoded work (0, 0 for the whole work); ``confidence`` is 0 to 1;
    ``rule`` names the rule and its version (``licence/3``); ``evidence`` is what it saw (a file path, a matched form).
    """

    work: WorkId
    kind: str
    value: str
    rule: str
    confidence: float = 1.0
    start: int = 0
    end: int = 0
    evidence: str = ""
