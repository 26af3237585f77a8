"""The lines of a manifest: the one spelling in which its nouns are written, hashed and read back.

Canonical JSON Lines as in ``docs/formats/manifest.md``. What the nouns mean, and which cannot be, is in ``manifest``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import TypeVar

from commonhold.canonical import Json, Unknown, canonical, parse, unknown_fields, with_unknown
from commonhold.consent import Answer, Observation
from commonhold.manifest import Entry, Licence, Manifest, Source, SourceConsent, SourceCorrections, counted
from commonhold.work import WorkId
from commonhold.work_line import WorkLine, usual_line

VERSION = 1
_SUBJECTS = {"manifest": "version", "source": "name", "consent": "source", "corrections": "source", "work": "id"}
"""Kinds of lines in their order, and the field that says what each is about."""
_KINDS = tuple(_SUBJECTS)
T = TypeVar("T")


def lines_of(manifest: Manifest) -> list[bytes]:
    """Return the canonical lines of a manifest, without line feeds."""
    lists = _lists(manifest)
    places = {name: both.places() for name, both in lists.items()}
    works = (_work_line(entry, *places[entry.source]) for entry in manifest.entries)
    return [*_head(manifest, lists), *works]


def read_lines(lines: Iterable[bytes]) -> Manifest:
    """Read what `lines_of` gave; ValueError names the first line that is not as the format says."""
    given = list(lines)
    reader = _Reader()
    for number, line in enumerate(given, 1):
        try:
            reader.take(line)
        except (ValueError, LookupError) as error:
            what = f"the field {error} is missing" if isinstance(error, KeyError) else str(error)
            raise ValueError(f"line {number}: {what}") from None
    manifest = Manifest(
        tuple(reader.sources),
        tuple(reader.entries),
        tuple(reader.corrections),
        tuple(reader.consents),
        reader.unknown,
    )
    # What stands above the works is written again; of the works themselves the reader has seen the spelling.
    head = _head(manifest, _lists(manifest))
    for number, (read, written) in enumerate(zip_longest(given[: len(head)], head), 1):
        if read != written:
            raise ValueError(f"line {number}: not the canonical spelling")
    if reader.misspelt is not None:
        raise ValueError(f"line {given.index(reader.misspelt) + 1}: not the canonical spelling")
    return manifest


def _lists(manifest: Manifest) -> dict[str, _Lists]:
    """Return what the works of each source share."""
    licences: dict[str, set[Licence]] = {source.name: set() for source in manifest.sources}
    authors: dict[str, set[tuple[str, int]]] = {source.name: set() for source in manifest.sources}
    for entry in manifest.entries:
        licences[entry.source].add(entry.licence)
        authors[entry.source].update(entry.authors)
    return {
        source.name: _Lists(
            (source.licence, *sorted(licences[source.name] - {source.licence})),
            tuple(sorted({author for author, _ in authors[source.name]})),
        )
        for source in manifest.sources
    }


def _head(manifest: Manifest, lists: Mapping[str, _Lists]) -> list[bytes]:
    """Return the lines above those of the works."""
    return [
        _line({"kind": "manifest", "version": VERSION}, manifest.unknown),
        *(_source_line(source, lists[source.name]) for source in manifest.sources),
        *(_consent_line(heard) for heard in manifest.consents),
        *(_corrections_line(used) for used in manifest.corrections),
    ]


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


def _consent_line(heard: SourceConsent) -> bytes:
    seen = [
        (one.family, one.locator, one.scope, one.answer.value, one.sha256, one.seen, one.detail, one.conditions)
        for one in heard.observations
    ]
    record: dict[str, Json] = {"kind": "consent", "source": heard.source, "observations": seen}
    if heard.present:
        record["present"] = heard.present
    return _line(record, heard.unknown)


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
    if entry.consent is not Answer.UNKNOWN:
        record["consent"] = entry.consent.value
    return _line(record, entry.unknown)


def _is_as_written(record: Mapping[str, Json], line: bytes) -> bool:
    """Say whether `_work_line` would spell a work so: canonical JSON without a field that says what holds anyway."""
    at_default = (
        record.get("training_id") == record["id"],
        record.get("licence") == 0,
        record.get("authors") == [],
        record.get("encoding") == "utf-8",
        record.get("consent") == Answer.UNKNOWN.value,
    )
    return not any(at_default) and canonical(record) == line


class _Reader:
    """Takes lines one by one, in order, and holds what they said; ``misspelt`` is the first work spelt otherwise."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.entries: list[Entry] = []
        self.consents: list[SourceConsent] = []
        self.corrections: list[SourceCorrections] = []
        self.unknown: Unknown = ()
        self.misspelt: bytes | None = None
        takers = (self._header, self._source, self._heard, self._used, self._work)
        self._takers = dict(zip(_KINDS, takers, strict=True))
        self._pairs: dict[str, dict[str, tuple[str, int]]] = {}
        self._lists: dict[str, _Lists] = {}
        self._last = (-1, "")

    def take(self, line: bytes) -> None:
        usual = usual_line(line)
        if usual:
            self._take_place("work", usual.id)
            self._take_usual(usual)
            return
        record = parse(line)
        if not isinstance(record, dict):
            raise ValueError("not a JSON object")
        kind = record["kind"]
        if not isinstance(kind, str) or kind not in _KINDS:
            raise ValueError(f"the kind {kind!r} is unknown")
        self._take_place(kind, "" if kind == "manifest" else _text(record[_SUBJECTS[kind]]))
        if kind == "work" and self.misspelt is None and not _is_as_written(record, line):
            self.misspelt = line
        del record["kind"]
        self._takers[kind](record)

    def _take_place(self, kind: str, subject: str) -> None:
        """See that lines are in order: kinds by rank, and the subjects of a kind ascending."""
        place = (_KINDS.index(kind), subject)
        if place == self._last:
            raise ValueError(f"{(place[1] or kind)!r} appears twice")
        if place < self._last:
            raise ValueError(f"{(place[1] or kind)!r} is out of order")
        if (self._last[0] < 0) != (kind == "manifest"):
            raise ValueError("the header line is missing")
        self._last = place

    def _take_usual(self, line: WorkLine) -> None:
        for name, _ in line.origins:
            self._known(name)
        lists = self._lists[line.origins[0][0]]
        entry = Entry(
            id=WorkId(line.id),
            origins=line.origins,
            licence=_at(lists.licences, line.licence),
            words=line.words,
            training_id=WorkId(line.training_id),
            authors=self._authors(line.origins[0][0], line.authors),
        )
        self.entries.append(entry)

    def _authors(self, source: str, pieces: Sequence[str]) -> tuple[tuple[str, int], ...]:
        """Return authors by name; the same pair of author and commits stands in many works, and is made once."""
        known = self._pairs.setdefault(source, {})
        for piece in pieces:
            if piece not in known:
                place, _, commits = piece.partition(",")
                known[piece] = (_at(self._lists[source].authors, int(place)), counted(int(commits)))
        return tuple([known[piece] for piece in pieces])

    def _header(self, record: dict[str, Json]) -> None:
        if (version := counted(record.pop("version"))) != VERSION:
            raise ValueError(f"manifest version {version} is not the one this program reads ({VERSION})")
        self.unknown = unknown_fields(record)

    def _source(self, record: dict[str, Json]) -> None:
        name, url, revision = (_text(record.pop(field)) for field in ("name", "url", "revision"))
        licences = tuple(Licence(*map(_text, _list(one, 3))) for one in _list(record.pop("licences")))
        if not licences:
            raise ValueError(f"{name!r} has no licence")
        self._lists[name] = _Lists(licences, tuple(map(_text, _list(record.pop("authors", [])))))
        self.sources.append(Source(name, url, revision, licences[0], unknown_fields(record)))

    def _heard(self, record: dict[str, Json]) -> None:
        source = self._known(record.pop("source"))
        seen = tuple(_observation(_list(one, 8)) for one in _list(record.pop("observations")))
        self.consents.append(SourceConsent(source, _text(record.pop("present", "")), seen, unknown_fields(record)))

    def _used(self, record: dict[str, Json]) -> None:
        source = self._known(record.pop("source"))
        revisions = tuple((_text(one[0]), counted(one[1])) for one in _pairs(record.pop("revisions")))
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
            words=counted(record.pop("words")),
            training_id=WorkId(_text(record.pop("training_id", work))),
            authors=tuple((_at(lists.authors, one[0]), counted(one[1])) for one in _pairs(record.pop("authors", []))),
            encoding=_text(record.pop("encoding", "utf-8")),
            consent=Answer(_text(record.pop("consent", "unknown"))),
            unknown=unknown_fields(record),
        )
        self.entries.append(entry)

    def _known(self, source: Json) -> str:
        if not isinstance(source, str) or source not in self._lists:
            raise ValueError(f"there is no source {_text(source)!r}")
        return source


def _observation(told: list[Json]) -> Observation:
    family, locator, scope, answer, sha256, seen, detail = map(_text, told[:7])
    return Observation(family, locator, scope, Answer(answer), sha256, seen, detail, tuple(map(_text, _list(told[7]))))


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{value!r} should be text")
    return value


def _list(value: Json, size: int | None = None) -> list[Json]:
    if not isinstance(value, list) or size not in (None, len(value)):
        raise ValueError(f"{value!r} should be a list" + (f" of {size}" if size else ""))
    return value


def _pairs(value: Json) -> list[list[Json]]:
    return [_list(one, 2) for one in _list(value)]


def _at(values: Sequence[T], place: Json) -> T:
    if type(place) is int and 0 <= place < len(values):
        return values[place]
    raise ValueError(f"there is no number {counted(place)} in a list of {len(values)}")
