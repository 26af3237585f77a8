"""How a stewards list changes: versions one after the other, each signed by those before it. Pure.

The model is the root of The Update Framework: a new version counts when enough keys of the old list *and* enough of
the new one have signed it. Knows nothing of files, and not which version anybody trusts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from commonhold.canonical import (
    Json,
    Unknown,
    canonical,
    canonical_object,
    list_of,
    object_of,
    unknown_fields,
    with_unknown,
)
from commonhold.release.signatures import (
    FORMAT,
    Signature,
    check_order,
    merged,
    record_of,
    signature_of,
)
from commonhold.release.signing import key_of, sign, verify
from commonhold.release.stewards import (
    Steward,
    Stewards,
    read_stewards,
    stewards_bytes,
    stewards_payload,
    stewards_record,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_CHAIN_BYTES = 256 << 10
"""Each key in it is looked at for two milliseconds. A chain that grew longer may begin with a later version."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a list with its signatures, in the order of the ids of keys, none twice; ValueError otherwise."""

    stewards: Stewards
    signatures: tuple[Signature, ...] = ()
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        check_order(self.signatures)


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions of a community's list, numbered without a gap, the newest last; ValueError otherwise.

    That they are signed is not said: see `newest` and `lack`.
    """

    versions: tuple[Version, ...]
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        if not self.versions:
            raise ValueError("there is no version in it")
        for old, new in pairwise(self.versions):
            _check_next(old.stewards, new.stewards)

    @property
    def last(self) -> Version:
        """The newest version, signed or not."""
        return self.versions[-1]

    @property
    def before_last(self) -> Stewards | None:
        """The version before the newest."""
        return self.versions[-2].stewards if len(self.versions) > 1 else None


def signers(version: Version, listed: Stewards) -> tuple[Steward, ...]:
    """Return those of a list who signed a version; ValueError if one of the signatures is not theirs."""
    payload = stewards_payload(version.stewards)
    found = []
    for signature in version.signatures:
        steward = listed.steward(signature.key_id)
        if steward and not verify(steward.key, payload, signature):
            raise ValueError(
                f"the signature of {steward.name} ({signature.key_id}) is not over version {version.stewards.version}"
            )
        if steward:
            found.append(steward)
    return tuple(found)


def lack(old: Stewards | None, version: Version) -> str:
    """Say what signatures a version lacks, or return an empty string; ValueError if one is wrong or a stranger's.

    ``old`` is the list before it, None for the first.
    """
    new = version.stewards
    for signature in version.signatures:
        if not new.steward(signature.key_id) and not (old and old.steward(signature.key_id)):
            raise ValueError(f"version {new.version} is signed by the key {signature.key_id}, which is no steward's")
    for listed in [old, new] if old else [new]:
        there = len(signers(version, listed))
        if there < listed.threshold:
            return (
                f"version {new.version} has {there} of the {listed.threshold} signatures needed "
                f"from the stewards of version {listed.version}"
            )
    return ""


def successor(old: Stewards, new: Version) -> Stewards:
    """Return the new list if it may take the place of the old one; ValueError says why not."""
    _check_next(old, new.stewards)
    if what := lack(old, new):
        raise ValueError(what)
    return new.stewards


def newest(chain: Chain) -> Stewards:
    """Return the newest list of a chain in which every version is signed as it must be; else ValueError."""
    first = chain.versions[0]
    if what := lack(None, first):
        raise ValueError(what)
    trusted = first.stewards
    for version in chain.versions[1:]:
        trusted = successor(trusted, version)
    return trusted


def continued(trusted: Stewards, chain: Chain) -> Stewards:
    """Return the newest list of a chain that a trusted version leads to; ValueError if none does.

    Refused are another community, older chains (a rollback), chains that begin later, and forks.
    """
    last = chain.last.stewards
    if last.community != trusted.community:
        raise ValueError(f"it is the list of {last.community}, not of {trusted.community}")
    if last.version < trusted.version:
        raise ValueError(f"it ends with version {last.version}, and version {trusted.version} is trusted already")
    here = next((each.stewards for each in chain.versions if each.stewards.version == trusted.version), None)
    if here is None:
        first = chain.versions[0].stewards.version
        raise ValueError(f"it begins with version {first}, and nothing leads there from version {trusted.version}")
    if stewards_bytes(here) != stewards_bytes(trusted):
        raise ValueError(f"its version {trusted.version} is another one than the trusted version {trusted.version}")
    for version in chain.versions:
        if version.stewards.version > trusted.version:
            trusted = successor(trusted, version)
    return trusted


def edited(chain: Chain, change: Callable[[Stewards], Stewards]) -> Chain:
    """Return a chain with a changed list as its next version, unsigned; ValueError if the change makes no list.

    A last version that is not signed by enough yet is a draft: it is changed itself, and its signatures fall away.
    """
    is_draft = bool(lack(chain.before_last, chain.last))
    last = chain.last.stewards
    changed = replace(change(last), version=last.version if is_draft else last.version + 1)
    if changed == last:
        return chain
    return replace(chain, versions=(*(chain.versions[:-1] if is_draft else chain.versions), Version(changed)))


def signed(chain: Chain, private: Ed25519PrivateKey) -> Chain:
    """Return a chain whose last version is signed by one key more; ValueError if the key is no steward's there."""
    last, key = chain.last, key_of(private)
    if not last.stewards.steward(key.id) and not (chain.before_last and chain.before_last.steward(key.id)):
        raise ValueError(f"the key {key.id} is of no steward of version {last.stewards.version} or the one before")
    signatures = merged(last.signatures, [sign(private, stewards_payload(last.stewards))])
    return replace(chain, versions=(*chain.versions[:-1], replace(last, signatures=signatures)))


def chain_bytes(chain: Chain) -> bytes:
    """Return the content of a file with a chain; ValueError if it would be too long to be read."""
    versions: list[Json] = [
        with_unknown(
            {"stewards": stewards_record(each.stewards), "signatures": [record_of(one) for one in each.signatures]},
            each.unknown,
        )
        for each in chain.versions
    ]
    written = canonical(with_unknown({"format": FORMAT, "versions": versions}, chain.unknown)) + b"\n"
    _check_length(written)
    return written


def read_chain(data: bytes) -> Chain:
    """Read what `chain_bytes` wrote; ValueError says what is wrong. No signature is checked."""
    _check_length(data)
    record = canonical_object(data)
    if type(record.get("format")) is not int or record["format"] != FORMAT:
        raise ValueError(f"format {record.get('format')!r} is not the one this program reads ({FORMAT})")
    versions = tuple(_version(each) for each in list_of(record, "versions"))
    return Chain(versions, unknown_fields(record, ("format", "versions")))


def _version(value: Json) -> Version:
    record = object_of(value, "a version")
    signatures = tuple(signature_of(each) for each in list_of(record, "signatures"))
    return Version(
        read_stewards(record.get("stewards")), signatures, unknown_fields(record, ("stewards", "signatures"))
    )


def _check_next(old: Stewards, new: Stewards) -> None:
    if new.community != old.community:
        raise ValueError(f"a list of {old.community} cannot be followed by one of {new.community}")
    if new.version != old.version + 1:
        raise ValueError(f"version {old.version} cannot be followed by version {new.version}")
    for former in old.retired:
        if new.steward(former.key.id):
            raise ValueError(f"the retired key {former.key.id} of {former.name} comes back in version {new.version}")
        if not new.former(former.key.id):
            raise ValueError(f"version {new.version} has forgotten the retired key {former.key.id} of {former.name}")


def _check_length(data: bytes) -> None:
    if len(data) > MAX_CHAIN_BYTES:
        raise ValueError(f"more than {MAX_CHAIN_BYTES} bytes")
