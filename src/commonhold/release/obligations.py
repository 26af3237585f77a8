"""Obligations: what the licences of a manifest's works ask of the model, under the policy of those who make it.

Derived, never decided: a result says which reading of which licence it follows and which choices of policy. Whether a
model is a form of the works it was trained on is unsettled, so this is book-keeping and not a finding of law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from commonhold.canonical import Json
from commonhold.curate.lane import LANES, gate
from commonhold.curate.terms import VERSION as TERMS_VERSION
from commonhold.curate.terms import Reading, Terms, digest
from commonhold.curate.terms.row import (
    CODE_SHOWN,
    NOTICES,
    OPERATIONS,
    OUTPUTS,
    PASSED,
    RELEASED_TO,
    RELEASES,
    WORKS_SHOWN,
)
from commonhold.manifest import Manifest
from commonhold.recipe import Policy
from commonhold.release.conflicts import Conflict, Drop, Partition, clashes, drops, partition, refused, shared_outbound
from commonhold.release.footing import Footing, counted, footings, rows_of, words_of, works_of
from commonhold.release.notice import holder, on_one_line, pinned
from commonhold.release.shares import shares

SCHEMA = 1
_SCALES: dict[str, Sequence[str]] = {
    "notice_carry": NOTICES,
    "weights_release": RELEASES,
    "release_to": RELEASED_TO,
    "data_disclosure": WORKS_SHOWN,
    "code_disclosure": CODE_SHOWN,
    "output_scope": OUTPUTS,
}
"""Fields of a row whose strongest value holds for the whole, weakest first."""

_OF_TEXTS = frozenset({"notice_carry", "output_scope"})
"""What a licence asks even where its copyleft stays with texts."""


@dataclass(frozen=True, slots=True)
class Duty:
    """The strongest ``value`` of one ``field`` over all licences, and those that ask for it, sorted."""

    field: str
    value: str
    asked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Obligations:
    """What follows from a manifest under a policy. ``outbound``: all licences that every work may go out under.

    ``notices`` are (source, elected licence, what must be carried). Without ``refused`` and ``clashes`` the model may
    go out under ``policy.outbound`` as these licences are read here.
    """

    policy: Policy
    footings: tuple[Footing, ...]
    duties: tuple[Duty, ...]
    outbound: frozenset[str]
    refused: tuple[Conflict, ...]
    clashes: tuple[Conflict, ...]
    partition: Partition | None
    drops: tuple[Drop, ...]
    notices: tuple[tuple[str, str, str], ...]

    def refusals(self) -> tuple[str, ...]:
        """Return a sentence for each licence whose works may not go out under the policy; none means that all may."""
        return tuple(_refusal(conflict.footings[0], self.policy.outbound) for conflict in self.refused)

    def instead(self) -> tuple[str, ...]:
        """Return the lanes that would take all works, sorted, where the one asked for does not."""
        return tuple(sorted(self.outbound & LANES)) if self.refused else ()

    def record(self) -> dict[str, Json]:
        """Return everything as JSON values, in one order and without fractions: what ``obligations.json`` holds."""
        return {
            "schema": SCHEMA,
            "terms": {"version": TERMS_VERSION, "digest": digest()},
            "policy": {
                "outbound": self.policy.outbound,
                "copyleft": self.policy.copyleft,
                "silent": self.policy.silent,
            },
            "licences": [_footing_record(footing) for footing in self.footings],
            "duties": [asdict(duty) for duty in self.duties],
            "outbound": sorted(self.outbound),
            "refusals": list(self.refusals()),
            "clashes": [
                {
                    "licences": [one.elected for one in conflict.footings],
                    "examples": [one.example or one.source for one in conflict.footings],
                    "readings": [asdict(told) for one in conflict.footings for told in why(one)],
                }
                for conflict in self.clashes
            ],
            "instead": list(self.instead()),
            "partition": _partition_record(self.partition),
            "drops": [
                {"outbound": drop.outbound, **_sums(drop.footings)}  # what is left out
                for drop in self.drops
            ],
            "notices": [
                {"source": source, "elected": elected, "carry": carry} for source, elected, carry in self.notices
            ],
        }


def derive(manifest: Manifest, policy: Policy) -> Obligations:
    """Unite what all licences ask, and intersect where works may go.

    Raises ``AskedWronglyError`` for an outbound licence without a lane.
    """
    gate("CC0-1.0", policy.outbound, policy)  # refuses what is no lane
    taken = footings(manifest, policy)
    blocked = refused(taken)
    return Obligations(
        policy=policy,
        footings=taken,
        duties=_duties(taken, policy),
        outbound=shared_outbound(taken),
        refused=blocked,
        clashes=clashes(taken) if blocked else (),
        partition=partition(taken, policy.outbound) if blocked else None,
        drops=drops(taken, policy.outbound) if blocked else (),
        notices=_owed((footing.elected, footing.sources) for footing in taken),
    )


def why(footing: Footing) -> tuple[Reading, ...]:
    """Return the readings by which a footing may go where it may, and no further."""
    told = [reading for row in rows_of(footing.elected) for reading in row.read("outbound")]
    denied = [reading for row in rows_of(footing.elected) if row.trains == "deny" for reading in row.read("trains")]
    return tuple(denied + told)


def missing_notices(manifest: Manifest, notice_text: str) -> tuple[str, ...]:
    """Return a sentence for each source whose notice a NOTICE text lacks: its address at its revision, its holder and
    the licence relied on must stand in one paragraph.
    """
    paragraphs = notice_text.split("\n\n") if notice_text else []
    sources = {source.name: source for source in manifest.sources}
    lacking = []
    given = (
        (elected, [name for name, share in by_source.items() if share.works or share.corrections])
        for elected, by_source in shares(manifest).items()
    )
    for name, elected, _ in _owed(given):
        place = on_one_line(pinned(sources[name]))
        wanted = (place, on_one_line(holder(sources[name].url)), on_one_line(elected))
        if not any(all(part in text for part in wanted) for text in paragraphs):
            lacking.append(f"no notice names {name} at {place} under {elected}")
    return tuple(lacking)


def _duties(taken: Sequence[Footing], policy: Policy) -> tuple[Duty, ...]:
    found = {row.id: row for one in taken for row in rows_of(one.elected)}
    rows = [found[name] for name in sorted(found)]
    duties = [_duty(field, scale, _bound(rows, field, policy), _value(field)) for field, scale in _SCALES.items()]
    duties += [
        _duty(f"inherit:{operation}", PASSED, _bound(rows, "inherit", policy), _passed(operation))
        for operation in OPERATIONS
    ]
    return tuple(duties)


def _bound(rows: Sequence[Terms], field: str, policy: Policy) -> list[Terms]:
    """Return the rows whose field counts: copyleft that stays with texts asks nothing of models."""
    if policy.copyleft == "reaches" or field in _OF_TEXTS:
        return list(rows)
    return [row for row in rows if row.family not in ("copyleft", "share-alike")]


def _duty(field: str, scale: Sequence[str], rows: Sequence[Terms], value: Callable[[Terms], str]) -> Duty:
    strongest = max((value(row) for row in rows), key=scale.index, default=scale[0])
    asked = strongest not in ("none", "nobody", "no", "silent")
    return Duty(field, strongest, tuple(row.id for row in rows if value(row) == strongest) if asked else ())


def _value(field: str) -> Callable[[Terms], str]:
    return lambda row: str(getattr(row, field))


def _passed(operation: str) -> Callable[[Terms], str]:
    return lambda row: dict(row.inherit.items())[operation]


def _owed(given: Iterable[tuple[str, Sequence[str]]]) -> tuple[tuple[str, str, str], ...]:
    """Return (source, elected licence, what must be carried) of all whose notices have to go along."""
    owed = []
    for elected, sources in given:
        carried = (row.notice_carry for row in rows_of(elected))
        carry = max(carried, key=NOTICES.index, default=NOTICES[0])
        if carry != "none":
            owed += [(source, elected, carry) for source in sources]
    return tuple(owed)


def _refusal(footing: Footing, outbound: str) -> str:
    amount = counted(footing.works, "work") if footing.works else counted(footing.corrections, "correction")
    return f"{amount} under {footing.elected or 'no licence'} may not go out under {outbound} ({footing.reason})"


def _footing_record(footing: Footing) -> dict[str, Json]:
    return {
        "elected": footing.elected,
        "works": footing.works,
        "words": footing.words,
        "corrections": footing.corrections,
        "sources": list(footing.sources),
        "example": footing.example,
        "outbound": sorted(footing.outbound),
        "reason": footing.reason,
    }


def _sums(taken: Sequence[Footing]) -> dict[str, Json]:
    return {"licences": [one.elected for one in taken], "works": works_of(taken), "words": words_of(taken)}


def _partition_record(offered: Partition | None) -> Json:
    if offered is None:
        return None
    return {
        "models": [{"outbound": lane.outbound, **_sums(lane.footings)} for lane in offered.lanes],
        "left_out": _sums(offered.left_out),
    }
