"""The manifest: every work behind a model, its origins, licence, authors and size, as canonical lines with one hash.

One manifest has one spelling (``docs/formats/manifest.md``), so equal manifests have equal Merkle roots.
Knows nothing of files, compression, models or whether a licence is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TypeVar

from commonhold.canonical import Json, Unknown, canonical, parse, unknown_fields, with_unknown
from commonhold.work import Origin, WorkId

VERSION = 1
MAX_AUTHORS = 8
_KINDS = ("manifest", "source", "corrections", "work")
_SWHID = re.compile(r"swh:1:(cnt|rev):[0-9a-f]{40}")
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
    extraction and redaction). ValueError when a field cannot be true.
    """

    id: WorkId
    origins: tuple[tuple[str, str], ...]
    licence: Licence
    words: int
    training_id: WorkId
    authors: tuple[tuple[str, int], ...] = ()
    encoding: str = "utf-8"
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        for swhid in (self.id, self.training_id):
            _swhid(swhid, "cnt")
        if not self.origins:
            raise ValueError(f"{self.id} has no origin")
        if len(self.authors) > MAX_AUTHORS:
            raise ValueError(f"{self.id} has {len(self.authors)} authors, more than {MAX_AUTHORS}")
        if len(set(self.origins)) < len(self.origins) or len({name for name, _ in self.authors}) < len(self.authors):
            raise ValueError(f"{self.id} names an origin or an author twice")
        for count in (self.words, *(count for _, count in self.authors)):
            _count(count)

    @property
    def source(self) -> str:
        """Name of the source of the earliest origin."""
        return self.origins[0][0]


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
            _count(count)
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
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "sources", tuple(sorted(self.sources, key=lambda source: source.name)))
        object.__setattr__(self, "entries", tuple(sorted(self.entries, key=lambda entry: entry.id)))
        object.__setattr__(self, "corrections", tuple(sorted(self.corrections, key=lambda used: used.source)))
        names = [source.name for source in self.sources]
        for keys in (names, [entry.id for entry in self.entries], [used.source for used in self.corrections]):
            for first, second in pairwise(keys):
                if first == second:
                    raise ValueError(f"{first!r} appears twice")
        named = {source for entry in self.entries for source, _ in entry.origins}
        for missing in sorted((named | {used.source for used in self.corrections}).difference(names)):
            raise ValueError(f"there is no source {missing!r}")

    def origins(self, entry: Entry) -> tuple[Origin, ...]:
        """Return where the work was found, with URLs and revisions, the earliest first."""
        places = {source.name: source for source in self.sources}
        return tuple(Origin(places[name].url, places[name].revision, path) for name, path in entry.origins)

    def to_lines(self) -> list[bytes]:
        """Return the canonical lines, without line feeds."""
        licences: dict[str, set[Licence]] = {source.name: set() for source in self.sources}
        authors: dict[str, set[str]] = {source.name: set() for source in self.sources}
        for entry in self.entries:
            licences[entry.source].add(entry.licence)
            authors[entry.source].update(author for author, _ in entry.authors)
        lists = {
            source.name: _Lists(
                (source.licence, *sorted(licences[source.name] - {source.licence})),
                tuple(sorted(authors[source.name])),
            )
            for source in self.sources
        }
        places = {name: both.places() for name, both in lists.items()}
        return [
            _line({"kind": "manifest", "version": VERSION}, self.unknown),
            *(_source_line(source, lists[source.name]) for source in self.sources),
            *(_corrections_line(used) for used in self.corrections),
            *(_work_line(entry, *places[entry.source]) for entry in self.entries),
        ]

    @classmethod
    def from_lines(cls, lines: Iterable[bytes]) -> Manifest:
        """Read what `to_lines` wrote; ValueError names the first line that is not as the format says."""
        given = list(lines)
        reader = _Reader()
        for number, line in enumerate(given, 1):
            try:
                reader.take(line)
            except (ValueError, LookupError) as error:
                what = f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
                raise ValueError(f"line {number}: {what}") from None
        manifest = cls(tuple(reader.sources), tuple(reader.entries), tuple(reader.corrections), reader.unknown)
        for number, (read, written) in enumerate(zip_longest(given, manifest.to_lines()), 1):
            if read != written:
                raise ValueError(f"line {number}: not the canonical spelling")
        return manifest


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the works of one source share, and refer to by position."""

    licences: tuple[Licence, ...]
    authors: tuple[str, ...]

    def places(self) -> tuple[dict[Licence, int], dict[str, int]]:
        return {one: i for i, one in enumerate(self.licences)}, {one: i for i, one in enumerate(self.authors)}


def _line(record: dict[str, Json], unknown: Unknown) -> bytes:
    return canonical(with_unknown(record, unknown))


def _source_line(source: Source, lists: _Lists) -> bytes:
    record: dict[str, Json] = {"kind": "source", "name": source.name, "url": source.url, "revision": source.revision}
    record["licences"] = [[one.expression, one.elected, one.evidence] for one in lists.licences]
    if lists.authors:
        record["authors"] = lists.authors
    return _line(record, source.unknown)


def _corrections_line(used: SourceCorrections) -> bytes:
    return _line({"kind": "corrections", "source": used.source, "revisions": used.revisions}, used.unknown)


def _work_line(entry: Entry, licences: Mapping[Licence, int], authors: Mapping[str, int]) -> bytes:
    record: dict[str, Json] = {"kind": "work", "id": entry.id, "origins": entry.origins, "words": entry.words}
    if entry.training_id != entry.id:
        record["training_id"] = entry.training_id
    if licences[entry.licence]:
        record["licence"] = licences[entry.licence]
    if entry.authors:
        record["authors"] = [(authors[author], commits) for author, commits in entry.authors]
    if entry.encoding != "utf-8":
        record["encoding"] = entry.encoding
    return _line(record, entry.unknown)


class _Reader:
    """Takes lines one by one, in order, and holds what they said."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.entries: list[Entry] = []
        self.corrections: list[SourceCorrections] = []
        self.unknown: Unknown = ()
        self._lists: dict[str, _Lists] = {}
        self._last = (-1, "")

    def take(self, line: bytes) -> None:
        record = parse(line)
        if not isinstance(record, dict):
            raise ValueError("not a JSON object")
        kind = record.pop("kind")
        if kind not in _KINDS:
            raise ValueError(f"the kind {kind!r} is unknown")
        subject = {"manifest": "version", "source": "name", "corrections": "source", "work": "id"}[kind]
        place = (_KINDS.index(kind), "" if kind == "manifest" else _text(record[subject]))
        if place == self._last:
            raise ValueError(f"{(place[1] or kind)!r} appears twice")
        if place < self._last:
            raise ValueError(f"{(place[1] or kind)!r} is out of order")
        if (self._last[0] < 0) != (kind == "manifest"):
            raise ValueError("the header line is missing")
        self._last = place
        {"manifest": self._header, "source": self._source, "corrections": self._used, "work": self._work}[kind](record)

    def _header(self, record: dict[str, Json]) -> None:
        if (version := _count(record.pop("version"))) != VERSION:
            raise ValueError(f"manifest version {version} is not the one this program reads ({VERSION})")
        self.unknown = unknown_fields(record)

    def _source(self, record: dict[str, Json]) -> None:
        name, url, revision = (_text(record.pop(field)) for field in ("name", "url", "revision"))
        licences = tuple(Licence(*map(_text, _list(one, 3))) for one in _list(record.pop("licences")))
        if not licences:
            raise ValueError(f"{name!r} has no licence")
        self._lists[name] = _Lists(licences, tuple(map(_text, _list(record.pop("authors", [])))))
        self.sources.append(Source(name, url, revision, licences[0], unknown_fields(record)))

    def _used(self, record: dict[str, Json]) -> None:
        source = self._known(record.pop("source"))
        revisions = tuple((_text(one[0]), _count(one[1])) for one in _pairs(record.pop("revisions")))
        self.corrections.append(SourceCorrections(source, revisions, unknown_fields(record)))

    def _work(self, record: dict[str, Json]) -> None:
        work = WorkId(_text(record.pop("id")))
        origins = tuple((self._known(one[0]), _text(one[1])) for one in _pairs(record.pop("origins")))
        if not origins:
            raise ValueError(f"{work!r} has no origin")
        lists = self._lists[origins[0][0]]
        entry = Entry(
            id=work,
            origins=origins,
            licence=_at(lists.licences, record.pop("licence", 0)),
            words=_count(record.pop("words")),
            training_id=WorkId(_text(record.pop("training_id", work))),
            authors=tuple((_at(lists.authors, one[0]), _count(one[1])) for one in _pairs(record.pop("authors", []))),
            encoding=_text(record.pop("encoding", "utf-8")),
            unknown=unknown_fields(record),
        )
        self.entries.append(entry)

    def _known(self, source: Json) -> str:
        if _text(source) not in self._lists:
            raise ValueError(f"there is no source {source!r}")
        return _text(source)


def _swhid(value: str, kind: str) -> None:
    matched = _SWHID.fullmatch(value)
    if not matched or matched[1] != kind:
        raise ValueError(f"{value!r} is not an id of the form swh:1:{kind}:…")


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} should be text")
    return value


def _count(value: Json) -> int:
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise ValueError(f"{value!r} should be a count")
    return value


def _list(value: Json, size: int | None = None) -> list[Json]:
    if not isinstance(value, list) or size not in (None, len(value)):
        raise ValueError(f"{value!r} should be a list" + (f" of {size}" if size else ""))
    return value


def _pairs(value: Json) -> list[list[Json]]:
    return [_list(one, 2) for one in _list(value)]


def _at(values: Sequence[T], place: Json) -> T:
    if _count(place) >= len(values):
        raise ValueError(f"there is no number {place} in a list of {len(values)}")
    return values[_count(place)]
