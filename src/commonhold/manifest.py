"""The manifest: every work behind a model, its origins, licence, authors and size, as canonical lines with one hash.

One manifest has one spelling (``docs/formats/manifest.md``), so equal manifests have equal Merkle roots.
Knows nothing of files, compression, models or whether a licence is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from commonhold.canonical import Json, Unknown
from commonhold.consent import Answer, Observation
from commonhold.work import Origin, WorkId

MAX_AUTHORS = 8
_SWHIDS = {kind: re.compile(rf"swh:1:{kind}:[0-9a-f]{{40}}") for kind in ("cnt", "rev")}
_MOST = (1 << 53) - 1
T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Licence:
    """A licence ``expression``, the ``elected`` arm relied on, and the path of the file that says so.

    ``evidence`` is a path in the source; empty when the work states its licence itself.
    """

    expression: str
    elected: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where works come from: one place at one pinned revision, and the licence of the whole."""

    name: str
    url: str
    revision: str
    licence: Licence
    unknown: Unknown = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One kept work.

    ``origins`` are (source name, path) of all its holders, the earliest first; ``authors`` are (salted hash or name,
    commits), at most eight; ``words`` is the number counted in the bytes that ``training_id`` names (those left after
    extraction and redaction); ``consent`` is what its holders' signals came to. ValueError when a field cannot be true.
    """

    id: WorkId
    origins: tuple[tuple[str, str], ...]
    licence: Licence
    words: int
    training_id: WorkId
    authors: tuple[tuple[str, int], ...] = ()
    encoding: str = "utf-8"
    consent: Answer = Answer.UNKNOWN
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        for swhid in (self.id, self.training_id):
            _swhid(swhid, "cnt")
        if not self.origins:
            raise ValueError(f"{self.id} has no origin")
        if len(self.authors) > MAX_AUTHORS:
            raise ValueError(f"{self.id} has {len(self.authors)} authors, more than {MAX_AUTHORS}")
        commits = dict(self.authors)
        if len(commits) < len(self.authors) or (len(self.origins) > 1 and len(set(self.origins)) < len(self.origins)):
            raise ValueError(f"{self.id} names an origin or an author twice")
        _counts((self.words, *commits.values()))

    @property
    def source(self) -> str:
        """Name of the source of the earliest origin."""
        return self.origins[0][0]


@dataclass(frozen=True, slots=True)
class SourceConsent:
    """What was observed of the wishes of a source's holders, sorted, and the revision that ``present`` ones are of.

    ``present`` is the newest revision that was looked at, empty where there was none beside the pinned one.
    """

    source: str
    present: str
    observations: tuple[Observation, ...]
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "observations", tuple(sorted(self.observations)))


@dataclass(frozen=True, slots=True)
class SourceCorrections:
    """The commits of a source whose fixes were learnt from: (revision SWHID, number of corrections), sorted."""

    source: str
    revisions: tuple[tuple[str, int], ...]
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "revisions", tuple(sorted(self.revisions)))
        for revision, count in self.revisions:
            _swhid(revision, "rev")
            counted(count)
        if len({revision for revision, _ in self.revisions}) < len(self.revisions):
            raise ValueError(f"the corrections of {self.source!r} name a revision twice")

    @property
    def count(self) -> int:
        """Number of corrections."""
        return sum(count for _, count in self.revisions)


@dataclass(frozen=True, slots=True)
class Manifest:
    """All sources, kept works and corrections behind a model, each in canonical order whatever order was given.

    ValueError when two of a kind bear one name or something refers to a source that is not there.
    """

    sources: tuple[Source, ...]
    entries: tuple[Entry, ...]
    corrections: tuple[SourceCorrections, ...] = ()
    consents: tuple[SourceConsent, ...] = ()
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(sorted(self.sources, key=lambda source: source.name)))
        object.__setattr__(self, "entries", tuple(sorted(self.entries, key=lambda entry: entry.id)))
        object.__setattr__(self, "corrections", tuple(sorted(self.corrections, key=lambda used: used.source)))
        object.__setattr__(self, "consents", tuple(sorted(self.consents, key=lambda heard: heard.source)))
        names = [source.name for source in self.sources]
        used, heard = [used.source for used in self.corrections], [heard.source for heard in self.consents]
        for keys in (names, [entry.id for entry in self.entries], used, heard):
            for first, second in pairwise(keys):
                if first == second:
                    raise ValueError(f"{first!r} appears twice")
        named = {source for entry in self.entries for source, _ in entry.origins}
        for missing in sorted(named.union(used, heard).difference(names)):
            raise ValueError(f"there is no source {missing!r}")

    def origins(self, entry: Entry) -> tuple[Origin, ...]:
        """Return where the work was found, with URLs and revisions, the earliest first."""
        places = {source.name: source for source in self.sources}
        return tuple(Origin(places[name].url, places[name].revision, path) for name, path in entry.origins)

    def to_lines(self) -> list[bytes]:
        """Return the canonical lines, without line feeds."""
        from commonhold.manifest_lines import lines_of  # which knows these nouns

        return lines_of(self)

    @classmethod
    def from_lines(cls, lines: Iterable[bytes]) -> Manifest:
        """Read what `to_lines` wrote; ValueError names the first line that is not as the format says."""
        from commonhold.manifest_lines import read_lines

        return read_lines(lines)


def _swhid(value: str, kind: str) -> None:
    if not _SWHIDS[kind].fullmatch(value):
        raise ValueError(f"{value!r} is not an id of the form swh:1:{kind}:…")


def counted(value: Json) -> int:
    """Return a count as it is; ValueError for anything that cannot be one."""
    if type(value) is not int or not 0 <= value <= _MOST:
        raise ValueError(f"{value!r} should be a count")
    return value


def _counts(values: Sequence[Json]) -> None:
    """See that all of several values are counts, without a call for each."""
    if {*map(type, values)} != {int} or not 0 <= min(values) <= max(values) <= _MOST:  # type: ignore
        for value in values:
            counted(value)
