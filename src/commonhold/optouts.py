"""Opt-outs: who asked that which works stay out, as canonical lines (``docs/formats/opt-outs.md``).

An entry speaks of an origin and all below it, of paths in one, of a content, directory or revision, or of a person by
salted hashes of addresses; no address is ever written. Knows neither files nor why a wish is honoured.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest

from commonhold.canonical import Json, Unknown, canonical, parse, unknown_fields, with_unknown

VERSION = 1
KINDS = ("origin", "path", "work", "person")
PROOFS = ("none", "forge-account", "signed-commit", "ssh-key", "maintainer", "e-mail")
"""How it was shown that whoever asks may ask. ``none`` is honoured too: an error then costs a work, not a wish."""

SKETCH_BYTES = 512
_SWHID = re.compile(r"swh:1:(?:cnt|dir|rev):[0-9a-f]{40}")
_CONTENT = re.compile(r"swh:1:cnt:[0-9a-f]{40}")
_PERSON = re.compile(r"[0-9a-f]{16}")
_DATE = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_URL = re.compile(r"https://(?P<host>[A-Za-z0-9.-]+)(?::443)?(?P<port>:\d+)?(?P<path>(?:/[^\s?#\\\x00-\x1f]*)?)", re.I)
_PACKAGE = re.compile(r"(?P<kind>pypi|deb):(?P<name>[A-Za-z0-9][A-Za-z0-9._+-]*)(?:==.*)?")
_FIELDS = ("kind", "origin", "path", "id", "people", "proof", "date", "note", "works", "sketches")


@dataclass(frozen=True, slots=True)
class OptOut:
    """One wish: its ``kind`` and what it speaks of, how it was proved, its date, perhaps a note.

    ``origin`` and ``path`` (``kind`` path), ``id`` (work) and ``people`` (person) are empty where the kind has none.
    ``works`` are content ids and ``sketches`` (512 bytes each) of the texts meant, so that copies are found.
    ValueError says what cannot be true.
    """

    kind: str
    origin: str = ""
    path: str = ""
    id: str = ""
    people: tuple[str, ...] = ()
    proof: str = "none"
    date: str = ""
    note: str = ""
    works: tuple[str, ...] = ()
    sketches: tuple[bytes, ...] = ()
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        for name in ("people", "works", "sketches"):
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        _check(self)

    @property
    def subject(self) -> str:
        """What it speaks of, in one line: an origin, ``ORIGIN PATH``, an id, or the hashes of a person."""
        return {
            "origin": self.origin,
            "path": f"{self.origin} {self.path}",
            "work": self.id,
            "person": " ".join(self.people),
        }[self.kind]

    def line(self) -> bytes:
        """Return the canonical line, without a line feed."""
        record: dict[str, Json] = {"kind": self.kind, "proof": self.proof}
        for name in ("origin", "path", "id", "date", "note"):
            if value := getattr(self, name):
                record[name] = value
        for name in ("people", "works"):
            if value := getattr(self, name):
                record[name] = list(value)
        if self.sketches:
            record["sketches"] = [base64.b64encode(one).decode() for one in self.sketches]
        return canonical(with_unknown(record, self.unknown))

    @classmethod
    def of_record(cls, record: Mapping[str, Json]) -> OptOut:
        """Read a record that is JSON already; ValueError says what is wrong with it."""
        told = {name: _text(record.get(name, ""), name) for name in ("kind", "origin", "path", "id", "date", "note")}
        return cls(
            people=_texts(record.get("people", ()), "people"),
            proof=_text(record.get("proof", "none"), "proof"),
            works=_texts(record.get("works", ()), "works"),
            sketches=tuple(_sketch(one) for one in _texts(record.get("sketches", ()), "sketches")),
            unknown=unknown_fields(record, _FIELDS),
            **told,
        )


@dataclass(frozen=True, slots=True, eq=False)
class OptOuts:
    """A registry: its entries in canonical order, each subject once, ready to be asked for works."""

    entries: tuple[OptOut, ...] = ()
    unknown: Unknown = ()
    by_id: Mapping[str, OptOut] = field(init=False)
    by_person: Mapping[str, tuple[OptOut, ...]] = field(init=False)

    def __post_init__(self) -> None:
        entries = tuple(sorted(self.entries, key=_place))
        for one, other in pairwise(entries):
            if _place(one) == _place(other):
                raise ValueError(f"{one.subject!r} appears twice")
        people: dict[str, tuple[OptOut, ...]] = {}
        for entry in entries:
            for person in entry.people:
                people[person] = (*people.get(person, ()), entry)
        object.__setattr__(self, "entries", entries)
        object.__setattr__(self, "by_id", {entry.id: entry for entry in entries if entry.kind == "work"})
        object.__setattr__(self, "by_person", people)

    @classmethod
    def read(cls, content: bytes) -> OptOuts:
        """Read canonical lines; ValueError names the first line that is not as the format says."""
        if not content.endswith(b"\n"):
            raise ValueError("the last line does not end" if content else "it is empty, without its first line")
        lines = content[:-1].split(b"\n")
        unknown: Unknown = ()
        entries = []
        for number, line in enumerate(lines, 1):
            try:
                record = parse(line)
                if not isinstance(record, dict):
                    raise ValueError("not a JSON object")
                if number == 1:
                    unknown = _header(record)
                else:
                    entries.append(OptOut.of_record(record))
            except ValueError as error:
                raise ValueError(f"line {number}: {error}") from None
        found = cls(tuple(entries), unknown)
        for number, (given, written) in enumerate(zip_longest(lines, found.to_bytes()[:-1].split(b"\n")), 1):
            if given != written:
                raise ValueError(f"line {number}: not the canonical spelling or out of order")
        return found

    def to_bytes(self) -> bytes:
        """Return the canonical lines."""
        first = canonical(with_unknown({"kind": "opt-outs", "version": VERSION}, self.unknown))
        return b"".join(line + b"\n" for line in (first, *(entry.line() for entry in self.entries)))

    def of_source(self, url: str, revision: str = "") -> tuple[OptOut, ...]:
        """Return the entries that reach a whole source, by its origin or its revision SWHID."""
        place = normal_origin(url)
        found = [entry for entry in self.entries if entry.kind == "origin" and _below(place, entry.origin)]
        return (*found, self.by_id[revision]) if revision in self.by_id else tuple(found)

    def paths_of(self, url: str) -> tuple[OptOut, ...]:
        """Return the entries that speak of paths in a source."""
        place = normal_origin(url)
        return tuple(entry for entry in self.entries if entry.kind == "path" and place == entry.origin)

    def of_work(self, url: str, path: str, id: str, people: Collection[str] = ()) -> tuple[OptOut, ...]:
        """Return the entries that reach a work, found at ``path`` of ``url``; of persons whether or not lines stand."""
        found = [*self.of_source(url), *(one for one in self.paths_of(url) if is_within(path, one.path))]
        found += [self.by_id[id]] if id in self.by_id else []
        found += [one for person in sorted(people) for one in self.by_person.get(person, ())]
        return tuple(dict.fromkeys(found))

    def covers_directory(self, swhid: str) -> OptOut | None:
        """Return the entry for a directory SWHID, None without one."""
        return self.by_id.get(swhid)

    def joined(self, entries: Iterable[OptOut]) -> OptOuts:
        """Return a registry with these entries too; of one subject the newer facts stand, and all fingerprints."""
        found = {_place(entry): entry for entry in self.entries}
        for entry in entries:
            if (old := found.get(_place(entry))) is not None:
                works, sketches = (*old.works, *entry.works), (*old.sketches, *entry.sketches)
                entry = replace(
                    entry,
                    works=works,
                    sketches=sketches,
                    note=entry.note or old.note,
                    date=entry.date or old.date,
                    unknown=entry.unknown or old.unknown,
                )
            found[_place(entry)] = entry
        return OptOuts(tuple(found.values()), self.unknown)

    def without(self, kind: str, subject: str) -> OptOuts:
        """Return a registry without the entry of that kind and subject."""
        return OptOuts(tuple(one for one in self.entries if (one.kind, one.subject) != (kind, subject)), self.unknown)


def normal_origin(url: str) -> str:
    """Return an origin as entries write it: https, host in lower case, no ``.git``, no slash at the end.

    Packages lose their version. What is neither stays as it is.

    >>> normal_origin("https://GitHub.com/Owner/Repo.git/")
    'https://github.com/owner/repo'
    >>> normal_origin("pypi:Name_X==1.2")
    'pypi:name-x'
    """
    if package := _PACKAGE.fullmatch(url):
        name = re.sub(r"[-_.]+", "-", package["name"]).lower() if package["kind"] == "pypi" else package["name"]
        return f"{package['kind']}:{name}"
    match = _URL.fullmatch(url)
    if match is None:
        return url
    path = re.sub(r"/+", "/", match["path"]).rstrip("/").removesuffix(".git")
    host = match["host"].lower()
    # GitHub ignores case in the path; others may not.
    return f"https://{host}{match['port'] or ''}{path.lower() if host == 'github.com' else path}"


def is_within(path: str, place: str) -> bool:
    """Tell whether ``place`` is a path or a folder above it.

    >>> is_within("docs/a.md", "docs/"), is_within("docs2/a.md", "docs"), is_within("a.md", "a.md")
    (True, False, True)
    """
    place = place.removesuffix("/")
    return path == place or path.startswith(f"{place}/")


def _below(url: str, origin: str) -> bool:
    return url == origin or url.startswith(f"{origin}/")


def _place(entry: OptOut) -> tuple[int, str]:
    return KINDS.index(entry.kind), entry.subject


def _header(record: dict[str, Json]) -> Unknown:
    if record.get("kind") != "opt-outs":
        raise ValueError("the header line is missing")
    if (version := record.get("version")) != VERSION or isinstance(version, bool):
        raise ValueError(f"version {version} is not the one this program reads ({VERSION})")
    return unknown_fields(record, ("kind", "version"))


def _check(entry: OptOut) -> None:
    """Raise ValueError for the first thing that an entry cannot say."""
    if entry.kind not in KINDS:
        raise ValueError(f"the kind {entry.kind!r} is none of {', '.join(KINDS)}")
    if entry.proof not in PROOFS:
        raise ValueError(f"the proof {entry.proof!r} is none of {', '.join(PROOFS)}")
    wanted = {"origin": ("origin",), "path": ("origin", "path"), "work": ("id",), "person": ("people",)}[entry.kind]
    for name in ("origin", "path", "id", "people"):
        if bool(getattr(entry, name)) != (name in wanted):
            raise ValueError(f"an entry of kind {entry.kind} {'needs' if name in wanted else 'has no'} {name}")
    if entry.origin and (entry.origin != normal_origin(entry.origin) or not _is_origin(entry.origin)):
        raise ValueError(f"{entry.origin!r} is not an origin in its normal form, such as https://example.org/name")
    if entry.path and any(part in (".", "..", "") for part in entry.path.removesuffix("/").split("/")):
        raise ValueError(f"the path {entry.path!r} is not one inside a source")
    if entry.id and not _SWHID.fullmatch(entry.id):
        raise ValueError(f"{entry.id!r} is not an id of the form swh:1:cnt:…, swh:1:dir:… or swh:1:rev:…")
    for person in entry.people:
        if not _PERSON.fullmatch(person):
            raise ValueError(f"{person!r} is not a salted hash of 16 hexadecimal digits")
    for work in entry.works:
        if not _CONTENT.fullmatch(work):
            raise ValueError(f"{work!r} is not an id of the form swh:1:cnt:…")
    if any(len(one) != SKETCH_BYTES for one in entry.sketches):
        raise ValueError(f"a sketch has {SKETCH_BYTES} bytes")
    if entry.date and not _DATE.fullmatch(entry.date):
        raise ValueError(f"{entry.date!r} is not a day such as 2026-09-13")


def _is_origin(origin: str) -> bool:
    return _URL.fullmatch(origin) is not None or _PACKAGE.fullmatch(origin) is not None


def _text(value: Json, name: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{name} should be text")
    return value


def _texts(value: Json, name: str) -> tuple[str, ...]:
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise ValueError(f"{name} should be a list")
    return tuple(_text(one, name) for one in value)


def _sketch(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a sketch is not base64") from None
