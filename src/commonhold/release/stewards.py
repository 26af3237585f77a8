"""Who may sign for a community: keys with names, and how many of them it takes. Pure.

One version of the list as a value and as JSON (``docs/formats/signatures.md``). Knows nothing of what came before a
version, see ``rotation``, nor whether anybody trusts it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from commonhold.canonical import Json, Unknown, canonical, list_of, object_of, text_of, unknown_fields, with_unknown
from commonhold.release.signatures import check_community, check_version
from commonhold.release.signing import STEWARDS, Key, encoded, read_key

MAX_KEYS = 64
MAX_RETIRED = 1024
LONGEST_NAME = 200
_FIELDS = ("community", "version", "threshold", "keys", "address", "retired")


@dataclass(frozen=True, slots=True)
class Steward:
    """A key, and what people call who holds it; ValueError where that is no name."""

    key: Key
    name: str
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        _check_line("the name of a steward", self.name)


@dataclass(frozen=True, slots=True)
class Stewards:
    """One version of the list of a community; ValueError if it cannot be one.

    ``threshold`` of ``keys`` have to sign. ``retired`` keys count no more and never come back; they are kept so that
    what they signed can be told from what a stranger signed. Both stand in the order of the ids of keys.
    """

    community: str
    version: int
    threshold: int
    keys: tuple[Steward, ...]
    address: str = ""
    retired: tuple[Steward, ...] = ()
    unknown: Unknown = field(default=())

    def __post_init__(self) -> None:
        check_community(self.community)
        check_version(self.version)
        if len(self.keys) > MAX_KEYS or len(self.retired) > MAX_RETIRED:
            raise ValueError(f"there are more than {MAX_KEYS} keys, or {MAX_RETIRED} retired ones")
        if type(self.threshold) is not int or not 1 <= self.threshold <= len(self.keys):
            raise ValueError(f"the threshold cannot be {self.threshold!r} with {len(self.keys)} keys")
        if self.address:
            _check_line("the address", self.address)
        _check_once("the key", (each.key.id for each in (*self.keys, *self.retired)))
        _check_once("the name", (each.name for each in self.keys))
        for listed in (self.keys, self.retired):
            if [each.key.id for each in listed] != sorted(each.key.id for each in listed):
                raise ValueError("the keys are not in the order of their ids")

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of this version, which people compare before they trust it."""
        return hashlib.sha256(stewards_bytes(self)).hexdigest()

    def steward(self, key_id: str) -> Steward | None:
        """Return who may sign with the key of that id."""
        return next((each for each in self.keys if each.key.id == key_id), None)

    def former(self, key_id: str) -> Steward | None:
        """Return whose retired key has that id."""
        return next((each for each in self.retired if each.key.id == key_id), None)


def ordered(stewards: Iterable[Steward]) -> tuple[Steward, ...]:
    """Return stewards in the order of the ids of their keys."""
    return tuple(sorted(stewards, key=lambda each: each.key.id))


def stewards_record(stewards: Stewards) -> Json:
    """Return a version of the list as JSON."""
    record: dict[str, Json] = {
        "community": stewards.community,
        "version": stewards.version,
        "threshold": stewards.threshold,
        "keys": [_record(each) for each in stewards.keys],
        "address": stewards.address,
        "retired": [_record(each) for each in stewards.retired],
    }
    return with_unknown(record, stewards.unknown)


def stewards_bytes(stewards: Stewards) -> bytes:
    """Return a version of the list in its one spelling."""
    return canonical(stewards_record(stewards))


def stewards_payload(stewards: Stewards) -> bytes:
    """Return what is signed of a version of the list."""
    return encoded(STEWARDS, stewards_bytes(stewards))


def read_stewards(value: Json) -> Stewards:
    """Read what `stewards_record` returned; ValueError says what is wrong. Unknown fields are kept."""
    record = object_of(value, "a stewards list")
    version, threshold = record.get("version"), record.get("threshold")
    check_version(version)
    if type(threshold) is not int:
        raise ValueError(f"the threshold cannot be {threshold!r}")
    assert isinstance(version, int)
    return Stewards(
        community=text_of(record, "community"),
        version=version,
        threshold=threshold,
        keys=tuple(_steward(each) for each in _bounded(list_of(record, "keys"), MAX_KEYS)),
        address=text_of(record, "address"),
        retired=tuple(_steward(each) for each in _bounded(list_of(record, "retired"), MAX_RETIRED)),
        unknown=unknown_fields(record, _FIELDS),
    )


def _record(steward: Steward) -> Json:
    return with_unknown({"key": steward.key.hexadecimal, "name": steward.name}, steward.unknown)


def _steward(value: Json) -> Steward:
    record = object_of(value, "a steward")
    return Steward(read_key(text_of(record, "key")), text_of(record, "name"), unknown_fields(record, ("key", "name")))


def _bounded(values: list[Json], limit: int) -> list[Json]:
    """Refuse a long list before each of its keys is looked at, which takes milliseconds."""
    if len(values) > limit:
        raise ValueError(f"there are {len(values)} keys where {limit} may be")
    return values


def _check_line(what: str, text: str) -> None:
    if not 0 < len(text) <= LONGEST_NAME or not text.isprintable() or text != text.strip():
        raise ValueError(f"{what} cannot be {text[:LONGEST_NAME]!r}: one line of at most {LONGEST_NAME} signs")


def _check_once(what: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value} appears twice")
        seen.add(value)
