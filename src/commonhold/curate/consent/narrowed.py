"""Licences narrowed after the pin: what may still be used by its old licence, and is no longer offered under it.

A licence given is not taken back, so the pinned revision stays lawful; whether a community goes on using what its
holders now withhold is its policy. Only a licence that is read today and keeps works out counts: a paper that became
unclear is noted and decides nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache

from commonhold.consent import Answer, Observation, Seen
from commonhold.curate.consent.rules import SILENT, Rules, folder_of, scope_of, shortened
from commonhold.curate.encoding import decode
from commonhold.curate.expression import names
from commonhold.curate.lane import gate, is_restricted
from commonhold.curate.licence import licence_of
from commonhold.curate.papers import Licence, PapersIndex, Problem, Statement
from commonhold.recipe import Policy, Source
from commonhold.verdict import State

FAMILY = "narrowed"


def between(source: Source, pinned: Seen, present: Seen, policy: Policy) -> Rules:
    """Compare what the papers of two revisions say of the same paths, under the policy's outbound licence."""
    if dict(pinned.files) == dict(present.files):
        return SILENT
    compared = _Compared(source, pinned, present, policy)
    folders = sorted({"", *compared.then.levels, *compared.now.levels})
    by_folder = {folder: compared.at(f"{folder}/." if folder else ".", folder) for folder in folders}
    # A folder that got papers of its own after the pin may be new itself: it is told of once a work in it is asked for.
    told = tuple(said for folder, said in by_folder.items() if said and (not folder or folder in compared.then.levels))
    deciding = {folder: said if said and said.answer is Answer.DENY else None for folder, said in by_folder.items()}
    exact = any(_speaks_of_paths(index) for index in (compared.then, compared.now))
    if not exact and not any(deciding.values()):
        return Rules(told)
    if not exact and len(deciding) == 1:
        return Rules(told, deciding[""])

    @cache
    def of_path(path: str) -> Observation | None:
        said = compared.at(path, path)
        return said if said and said.answer is Answer.DENY else None

    def decide(path: str) -> Observation | None:
        folder = folder_of(path)
        while folder not in deciding:
            folder = folder_of(folder)
        # One observation for all that a folder's papers decide; REUSE and Debian speak of single paths.
        return deciding[folder] or (of_path(path) if exact else None)

    return Rules(told, None, decide)


class _Compared:
    """The papers of both revisions, read."""

    def __init__(self, source: Source, pinned: Seen, present: Seen, policy: Policy) -> None:
        self.pinned, self.present, self.policy = pinned, present, policy
        self.then, self.now = PapersIndex.of(_texts(pinned.files)), PapersIndex.of(_texts(present.files))
        self.statement = Statement(source.license, (source.license_from,)) if source.license else None

    def at(self, path: str, scope: str) -> Observation | None:
        """Return what became of a path's licence, None where it may be used as before or could not be used then."""
        was = licence_of(path, b"", self.then, self.statement)
        if not isinstance(was, Licence) or not self._admissible(was):
            return None
        now = licence_of(path, b"", self.now, self.statement)
        if isinstance(now, Problem) and now.reason == "statement-unproved":
            # The steward read a paper of the pin; what today's papers say by themselves is what is asked here.
            now = licence_of(path, b"", self.now, None)
        scope = scope if scope == path else scope_of(scope)
        if isinstance(now, Licence):
            return None if self._admissible(now) else self._said(was, now.expression, now.evidence_path, scope, True)
        withheld = now.reason == "licence-conflict" and is_restricted(_first_restricted(now.seen))
        return self._said(was, now.seen or now.reason, now.seen.partition(":")[0], scope, withheld)

    def _admissible(self, licence: Licence) -> bool:
        return gate(licence.expression, self.policy.outbound).state is State.KEPT

    def _said(self, was: Licence, now: str, locator: str, scope: str, withheld: bool) -> Observation:
        locator = next((path for path in locator.split(", ") if path in self.present.files), "")
        files = self.present.files if locator else self.pinned.files  # nothing left that speaks: what spoke then
        locator = locator or next((path for path in was.evidence_path.split(", ") if path in files), "")
        detail = f"{was.expression} at {self.pinned.revision}, {now} at {self.present.revision}"
        honoured = withheld and self.policy.narrowed == "present"
        if withheld and not honoured:
            detail += "; the policy keeps to the pinned licence"
        elif not withheld:
            detail += ": not clear"
        return Observation(
            FAMILY,
            locator,
            scope,
            Answer.DENY if honoured else Answer.UNKNOWN,
            hashlib.sha256(files.get(locator, b"")).hexdigest(),
            self.present.time,
            shortened(detail),
        )


def _first_restricted(seen: str) -> str:
    """Return the first restricted licence named in a problem's evidence (``paper: expression``), or nothing."""
    words = seen.replace(",", " ").replace(";", " ").replace(":", " ").split()
    return next((word for word in words if names(word) and is_restricted(word)), "")


def _texts(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: getattr(decode(content), "text", "") for path, content in files.items()}


def _speaks_of_paths(index: PapersIndex) -> bool:
    reuse = index.reuse
    return bool(reuse.sidecars or reuse.annotations or reuse.stanzas or index.debian)
