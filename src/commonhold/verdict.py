"""A verdict: whether a work is kept, held or refused, and why. Refusing is not an error."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonhold.work import WorkId


class State(StrEnum):
    """What happens to a work: ``kept`` trains, ``held`` waits for a person, ``refused`` stays out."""

    KEPT = "kept"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one work with a reason code (``ok``, ``no-licence``, ``non-commercial``, ``duplicate``, …)."""

    work: WorkId
    state: State
    reason: str
