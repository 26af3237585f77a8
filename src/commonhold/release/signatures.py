"""What ``signatures.json`` says (``docs/formats/signatures.md``), read and written. Pure; judges nothing.

Knows neither keys nor how a signature is checked, so that opening a bundle needs no cryptography.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from commonhold.canonical import (
    Json,
    Unknown,
    canonical,
    canonical_object,
    list_of,
    object_of,
    text_of,
    unknown_fields,
    with_unknown,
)

FORMAT = 1
MAX_BYTES = 64 << 10
MAX_VERSION = 1 << 31
_COMMUNITY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_KEY_ID = re.compile(r"[0-9a-f]{16}")
_VALUE = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, by the id of the key, and the 64 bytes of the signature in hexadecimal; ValueError otherwise."""

    key_id: str
    value: str
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        if not _KEY_ID.fullmatch(self.key_id):
            raise ValueError(f"the id of a key cannot be {self.key_id!r}")
        if not _VALUE.fullmatch(self.value):
            raise ValueError(f"the signature of the key {self.key_id} is not 128 small hexadecimal digits")


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signatures of one bundle: for which community, under which version of its stewards list.

    Sorted by the id of the key, none twice, at least one; ValueError otherwise.
    """

    community: str
    stewards_version: int
    signatures: tuple[Signature, ...]
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        check_community(self.community)
        check_version(self.stewards_version)
        if not self.signatures:
            raise ValueError("there is no signature in it")
        check_order(self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> Signatures:
        """Return these signatures and more; one by the same key takes the place of the older."""
        return replace(self, signatures=merged(self.signatures, more))


def merged(signatures: Iterable[Signature], more: Iterable[Signature]) -> tuple[Signature, ...]:
    """Return signatures in order, one a key, the later one where there were two."""
    by_key = {each.key_id: each for each in (*signatures, *more)}
    return tuple(by_key[key_id] for key_id in sorted(by_key))


def check_order(signatures: tuple[Signature, ...]) -> None:
    """ValueError if a key signed twice or signatures are out of order."""
    ids = [each.key_id for each in signatures]
    for before, after in pairwise(ids):
        if before == after:
            raise ValueError(f"the key {before} signed twice")
        if before > after:
            raise ValueError(f"the signature of the key {after} is out of order")


def check_community(name: str) -> None:
    """ValueError if a community cannot have that name: it is a file's name on every system, and stands in addresses."""
    if not _COMMUNITY.fullmatch(name):
        raise ValueError(
            f"a community cannot be named {name!r}: small letters a-z, digits and inner hyphens, 64 at most"
        )


def check_version(version: Json) -> None:
    """ValueError if a stewards list cannot have that version."""
    if type(version) is not int or not 1 <= version < MAX_VERSION:
        raise ValueError(f"the version of a stewards list cannot be {version!r}")


def signatures_bytes(signatures: Signatures) -> bytes:
    """Return the content of ``signatures.json``; ValueError if it would be too long to be read."""
    record: dict[str, Json] = {
        "format": FORMAT,
        "community": signatures.community,
        "stewards": signatures.stewards_version,
        "signatures": [record_of(each) for each in signatures.signatures],
    }
    written = canonical(with_unknown(record, signatures.unknown)) + b"\n"
    _check_length(written)
    return written


def read_signatures(data: bytes) -> Signatures:
    """Read what `signatures_bytes` wrote; ValueError says what is wrong. Unknown fields are kept."""
    _check_length(data)
    record = canonical_object(data)
    if type(record.get("format")) is not int or record["format"] != FORMAT:
        raise ValueError(f"format {record.get('format')!r} is not the one this program reads ({FORMAT})")
    version = record.get("stewards")
    check_version(version)
    assert isinstance(version, int)
    return Signatures(
        community=text_of(record, "community"),
        stewards_version=version,
        signatures=tuple(signature_of(each) for each in list_of(record, "signatures")),
        unknown=unknown_fields(record, ("format", "community", "stewards", "signatures")),
    )


def record_of(signature: Signature) -> Json:
    """Return a signature as JSON."""
    return with_unknown({"key": signature.key_id, "signature": signature.value}, signature.unknown)


def signature_of(value: Json) -> Signature:
    """Read one signature; ValueError if it is none."""
    record = object_of(value, "a signature")
    unknown = unknown_fields(record, ("key", "signature"))
    return Signature(text_of(record, "key"), text_of(record, "signature"), unknown)


def _check_length(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise ValueError(f"more than {MAX_BYTES} bytes")
