"""The wishes of a source, asked for each of its works: every family by its own rule, then the strictest of all.

Read once a source; most have no signal, and asking for their works costs next to nothing. What came up while works
were asked for (pages' own words, opt-outs of single works and people) is remembered for the manifest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field

from commonhold.consent import Answer, Consent, Observation, Seen, strictest
from commonhold.curate.consent.conditions import unmet
from commonhold.curate.consent.families import read_all
from commonhold.curate.consent.narrowed import FAMILY as NARROWED
from commonhold.curate.consent.narrowed import between
from commonhold.curate.consent.noai import is_page, page
from commonhold.curate.consent.rules import SILENT, Rules, shortened
from commonhold.optouts import OptOut, OptOuts, is_within
from commonhold.recipe import Policy, Source

FAMILY = "opt-out"
OPTED_OUT = "opted-out"
"""Reason code of works whose holders do not want them trained on."""
COPY = "opted-out-copy"
"""Reason code of works that are copies of works opted out; ``copies`` finds them."""

Narrowing = Callable[[Source, Seen, Seen, Policy], Rules]
LinesBy = Callable[[str, frozenset[str]], int]
"""Returns how many lines of a path were last changed by these people (salted hashes)."""

_NOBODY = Consent()


@dataclass(slots=True, eq=False)
class Wishes:
    """All that is known of the wishes behind one source. Made by ``of``; remembers what its works brought up."""

    _policy: Policy
    _told: tuple[Observation, ...]
    _always: tuple[Observation, ...]
    _by_path: tuple[Rules, ...]
    _mining: Rules
    _placed: tuple[tuple[str, OptOut], ...]
    _opt_outs: OptOuts
    _lines_by: LinesBy | None
    _usual: Consent = _NOBODY
    _quiet: bool = True
    _met: dict[Observation, None] = field(default_factory=dict)
    _lines: dict[tuple[str, frozenset[str]], int] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        source: Source,
        pinned: Seen,
        present: Seen | None,
        captures: Mapping[str, bytes],
        opt_outs: OptOuts,
        policy: Policy,
        narrowed: Narrowing = between,
        lines_by: LinesBy | None = None,
        directories: Iterable[tuple[str, str]] = (),
    ) -> Wishes:
        """Read the signals of a source.

        ``present`` is what it shows at its newest revision (None: that is the pin), ``captures`` what its site
        answered. ``directories`` are (path, directory SWHID) of its folders, the root with an empty path; they are
        looked at only where an opt-out names a directory.
        """
        read = read_all(pinned, present, captures)
        rules = [*read.rules, narrowed(source, pinned, present, policy) if present else SILENT]
        whole = [entry_says(entry, "") for entry in opt_outs.of_source(source.origin, pinned.revision)]
        placed = [(entry.path, entry) for entry in opt_outs.paths_of(source.origin)]
        if any(id_.startswith("swh:1:dir:") for id_ in opt_outs.by_id):
            placed += [(path, entry) for path, id_ in directories if (entry := opt_outs.covers_directory(id_))]
        whole += [entry_says(entry, "") for path, entry in placed if not path]
        placed = [(path, entry) for path, entry in placed if path]
        told = [said for one in (*rules, read.mining) for said in one.told]
        told += [*whole, *(entry_says(entry, path) for path, entry in placed)]
        wishes = cls(
            policy,
            tuple(told),
            (*(one.whole for one in rules if one.whole), *whole),
            tuple(one for one in rules if one.decide),
            read.mining,
            tuple(placed),
            opt_outs,
            lines_by,
        )
        wishes._quiet = not wishes._by_path and not placed and not read.mining.decide
        wishes._usual = _joined((*wishes._always, *([read.mining.whole] if read.mining.whole else ())))
        return wishes

    def of_work(self, path: str, data: bytes, id: str, people: Collection[str] = ()) -> Consent:
        """Return what follows for a work at ``path`` with these bytes, content id and people (salted hashes)."""
        opt_outs = self._opt_outs
        if (
            self._quiet
            and id not in opt_outs.by_id
            and not (people and opt_outs.by_person and any(person in opt_outs.by_person for person in people))
            and not is_page(path)
        ):
            return self._usual
        found = [*self._always, *(said for rules in self._by_path if (said := rules.of_path(path)))]
        mining = self._mining.of_path(path)
        if is_page(path):
            read = page(path, data)
            found += [said for said in read.told if said.family != "tdmrep"]
            mining = read.mining or mining
            self._met.update(dict.fromkeys(read.told))
        if mining and mining.answer is not Answer.UNKNOWN:
            found.append(mining)
        found += [entry_says(entry, place) for place, entry in self._placed if is_within(path, place)]
        if id in opt_outs.by_id:
            found.append(entry_says(opt_outs.by_id[id], id))
        found += self._of_people(path, people)
        self._met.update(dict.fromkeys(said for said in found if said.answer is not Answer.UNKNOWN))
        return _joined(found)

    def is_by_opted_out(self, people: Collection[str]) -> bool:
        """Say whether somebody of these (salted hashes) has opted out: what they write is not learnt from."""
        return any(person in self._opt_outs.by_person for person in people)

    def of_source(self) -> Consent:
        """Return what follows for a work that no signal speaks of by its path, id, people or own words."""
        return self._usual

    def observations(self) -> tuple[Observation, ...]:
        """Return all that was observed, sorted: of the source, and of the works asked for so far."""
        return tuple(sorted({*self._told, *self._met}))

    def _of_people(self, path: str, people: Collection[str]) -> list[Observation]:
        entries = {entry: None for person in people for entry in self._opt_outs.by_person.get(person, ())}
        return [said for entry in entries if (said := self._of_person(path, entry))]

    def _of_person(self, path: str, entry: OptOut) -> Observation | None:
        """Return the denial of someone who touched a work; by policy only where lines of theirs stand in it."""
        if self._policy.person == "lines" and self._lines_by is not None:
            asked = (path, frozenset(entry.people))
            if asked not in self._lines:
                self._lines[asked] = self._lines_by(*asked)
            if not self._lines[asked]:
                return None
        return entry_says(entry, f"person:{entry.people[0]}")


def entry_says(entry: OptOut, scope: str) -> Observation:
    """Return the denial that an entry of the registry is; its digest is of its canonical line."""
    detail = f"{entry.kind} {entry.subject}" if entry.kind != "person" else "person"
    detail += f", proof: {entry.proof}" + (f", {entry.note}" if entry.note else "")
    seen = f"{entry.date}T00:00:00Z" if entry.date else ""
    digest = hashlib.sha256(entry.line()).hexdigest()
    return Observation(FAMILY, "opt-outs", scope, Answer.DENY, digest, seen, shortened(detail))


def refusal(consent: Consent, policy: Policy) -> str:
    """Return why a work stays out, empty where it may join.

    ``opted-out``: somebody who may say so denies it. ``narrowed``: nothing but a licence narrowed after the pin does.
    ``condition-unmet``: something is asked for that no release gives, or the policy takes no conditions.
    ``no-consent``: nobody said anything, and the policy asks for a word.
    """
    if consent.answer is Answer.DENY:
        return "narrowed" if {one.family for one in consent.because} == {NARROWED} else OPTED_OUT
    if consent.answer is Answer.CONDITION:
        asked = [condition for one in consent.because for condition in one.conditions]
        return "condition-unmet" if policy.condition == "refuse" or not asked or unmet(asked) else ""
    return "no-consent" if consent.answer is Answer.UNKNOWN and policy.unknown == "refuse" else ""


def _joined(found: Iterable[Observation]) -> Consent:
    spoken = sorted(said for said in set(found) if said.answer is not Answer.UNKNOWN)
    if not spoken:
        return _NOBODY
    answer = strictest(said.answer for said in spoken)
    return Consent(answer, tuple(said for said in spoken if said.answer is answer))
