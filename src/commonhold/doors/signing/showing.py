"""Keys and stewards lists as people read them, and as JSON. Private halves never come here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from commonhold.doors.keys import OwnKey
from commonhold.doors.report import visible
from commonhold.release.rotation import Chain, lack, signers
from commonhold.release.stewards import Steward, Stewards


def key_record(key: OwnKey) -> dict[str, Any]:
    """Return the public half of a key as JSON values."""
    return {
        "name": key.name,
        "id": key.key.id,
        "key": key.key.hexadecimal,
        "locked": key.is_locked,
        "path": str(key.path),
    }


def list_record(stewards: Stewards) -> dict[str, Any]:
    """Return a version of a list as JSON values."""
    return {
        "community": stewards.community,
        "version": stewards.version,
        "threshold": stewards.threshold,
        "address": stewards.address,
        "fingerprint": stewards.fingerprint,
        "keys": [_steward_record(each) for each in stewards.keys],
        "retired": [_steward_record(each) for each in stewards.retired],
    }


def chain_record(chain: Chain) -> dict[str, Any]:
    """Return the newest version of a list as JSON values: also who signed it, what it lacks; ValueError as `lack`."""
    last = chain.last
    return list_record(last.stewards) | {
        "signed_by": [each.name for each in _signed_by(chain)],
        "lacks": lack(chain.before_last, last),
    }


def grouped(fingerprint: str) -> str:
    """Return a fingerprint as people compare it.

    >>> grouped("0123456789ab")
    '0123 4567 89ab'
    """
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def list_lines(stewards: Stewards) -> Iterator[str]:
    """Yield a version of a list for people: who, how many, and the fingerprint to compare."""
    yield (
        f"{stewards.community}, version {stewards.version}: "
        f"{stewards.threshold} of {len(stewards.keys)} stewards have to sign"
    )
    for each in stewards.keys:
        yield f"  {each.key.id}  {visible(each.name)}"
    for each in stewards.retired:
        yield f"  {each.key.id}  {visible(each.name)} (retired)"
    if stewards.address:
        yield f"  address: {visible(stewards.address)}"
    yield f"  fingerprint: {grouped(stewards.fingerprint)}"


def chain_lines(chain: Chain) -> Iterator[str]:
    """Yield the newest version of a list for people, what is new in it, and what it lacks; ValueError as `lack`."""
    what = lack(chain.before_last, chain.last)
    yield from list_lines(chain.last.stewards)
    if chain.before_last:
        yield from (f"  {line}" for line in changes(chain.before_last, chain.last.stewards))
    names = ", ".join(visible(each.name) for each in _signed_by(chain))
    yield f"  signed by: {names or 'nobody'}"
    yield f"  not valid yet: {what}" if what else "  valid: enough stewards have signed it"


def changes(old: Stewards, new: Stewards) -> Iterator[str]:
    """Yield what a version changes, a line each."""
    yield from (f"new: {each.key.id}  {visible(each.name)}" for each in new.keys if not old.steward(each.key.id))
    for each in old.keys:
        if not new.steward(each.key.id):
            what = "retired" if new.former(each.key.id) else "gone"
            yield f"{what}: {each.key.id}  {visible(each.name)}"
    if old.threshold != new.threshold:
        yield f"threshold: {old.threshold} before, {new.threshold} now"
    if old.address != new.address:
        yield f"address: {visible(old.address) or 'none'} before"


def _signed_by(chain: Chain) -> tuple[Steward, ...]:
    """Return who signed the newest version, of the old list and the new one, each once."""
    listed = [chain.last.stewards, *([chain.before_last] if chain.before_last else [])]
    return tuple({each.key.id: each for stewards in listed for each in signers(chain.last, stewards)}.values())


def _steward_record(steward: Steward) -> dict[str, str]:
    return {"name": steward.name, "id": steward.key.id, "key": steward.key.hexadecimal}
