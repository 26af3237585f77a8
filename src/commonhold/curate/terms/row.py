"""One row of the term table: what a licence asks when works under it go into a model. Nouns only.

A row holds what the text says and how sure the reading is, never what a community decides to do about it: that is
``recipe.Policy``. Knows no licence by name, and no law.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, Literal

from commonhold.canonical import Json

UNCONSTRAINED: Final = "unconstrained"
"""In place of a set of licences: what is made may go out under any that passes the notices on."""

Family = Literal[
    "public-domain",
    "permissive",
    "attribution",
    "share-alike",
    "copyleft",
    "non-commercial",
    "no-derivatives",
    "use-restricted",
]
Trains = Literal["allow", "deny", "condition", "silent"]
Notice = Literal["none", "licence", "licence+copyright", "licence+copyright+notice"]
Release = Literal["none", "on-distribution", "on-network-use", "always"]
ReleaseTo = Literal["nobody", "recipients", "network-users", "public"]
WorksShown = Literal["none", "description", "list", "works"]
CodeShown = Literal["none", "training-code", "training+inference"]
Passed = Literal["yes", "no", "silent"]
Output = Literal["none", "near-verbatim", "all"]
Confidence = Literal["text", "steward-faq", "community-reading", "unknown"]

NOTICES: tuple[Notice, ...] = ("none", "licence", "licence+copyright", "licence+copyright+notice")
RELEASES: tuple[Release, ...] = ("none", "on-distribution", "on-network-use", "always")
RELEASED_TO: tuple[ReleaseTo, ...] = ("nobody", "recipients", "network-users", "public")
WORKS_SHOWN: tuple[WorksShown, ...] = ("none", "description", "list", "works")
CODE_SHOWN: tuple[CodeShown, ...] = ("none", "training-code", "training+inference")
PASSED: tuple[Passed, ...] = ("no", "silent", "yes")
OUTPUTS: tuple[Output, ...] = ("none", "near-verbatim", "all")

OPERATIONS = ("finetune", "merge", "quantise", "distil", "synthetic-data", "rag-index")
"""What may be done with a model or with works; a row says of each whether the licence goes along."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Why a ``field`` of a row is as it is.

    ``quote`` are words of the licence as they stand in the ``section`` of the text at ``url``; empty where the text has
    none. ``confidence``: ``text`` the words say so, ``steward-faq`` those who wrote them say so, ``community-reading``
    it is commonly read so, ``unknown`` nobody knows. ``note`` is the reading in our own words.
    """

    field: str
    quote: str
    section: str
    url: str
    confidence: Confidence = "text"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Inherit:
    """Whether what an operation makes carries the terms on."""

    finetune: Passed = "silent"
    merge: Passed = "silent"
    quantise: Passed = "silent"
    distil: Passed = "silent"
    synthetic_data: Passed = "silent"
    rag_index: Passed = "silent"

    def items(self) -> tuple[tuple[str, Passed], ...]:
        """Return (operation, answer) in the order of ``OPERATIONS``."""
        answers = (self.finetune, self.merge, self.quantise, self.distil, self.synthetic_data, self.rag_index)
        return tuple(zip(OPERATIONS, answers, strict=True))


@dataclass(frozen=True, slots=True)
class Terms:
    """What one licence asks.

    ``trains``: may works under it be trained on; ``allow`` only where the text names any purpose or gives up all
    rights. ``notice_carry``: what must go along. ``weights_release``, ``release_to``: when and to whom what is made has
    to be handed out in a form for changing. ``outbound``: under which licences it may go out. ``data_disclosure``,
    ``code_disclosure``: what of the works and the code is to be shown with it. ``output_scope``: what a model writes
    that the licence reaches. All but ``trains`` and ``notice_carry`` hold if a model is a form of the works.
    """

    id: str
    family: Family
    trains: Trains
    notice_carry: Notice
    outbound: frozenset[str] | Literal["unconstrained"]
    readings: tuple[Reading, ...]
    weights_release: Release = "none"
    release_to: ReleaseTo = "nobody"
    data_disclosure: WorksShown = "none"
    code_disclosure: CodeShown = "none"
    inherit: Inherit = Inherit()
    output_scope: Output = "near-verbatim"

    def read(self, field: str) -> tuple[Reading, ...]:
        """Return the readings that speak of a field."""
        return tuple(reading for reading in self.readings if reading.field == field)

    def record(self) -> dict[str, Json]:
        """Return the row as JSON values, sets sorted."""
        return {
            "id": self.id,
            "family": self.family,
            "trains": self.trains,
            "notice_carry": self.notice_carry,
            "weights_release": self.weights_release,
            "release_to": self.release_to,
            "outbound": sorted(self.outbound) if isinstance(self.outbound, frozenset) else self.outbound,
            "data_disclosure": self.data_disclosure,
            "code_disclosure": self.code_disclosure,
            "inherit": dict(self.inherit.items()),
            "output_scope": self.output_scope,
            "readings": [asdict(reading) for reading in self.readings],
        }
