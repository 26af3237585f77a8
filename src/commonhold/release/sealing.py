"""The signatures beside a bundle: read warily, added one after the other, written whole or not at all.

Touches one file in one folder. Knows no key files and no trust; both are handed in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from commonhold.errors import AskedWronglyError, BundleError, DiskError
from commonhold.release.bundle import Bundle, open_bundle, read_signatures_in
from commonhold.release.file import alone, write_whole
from commonhold.release.folder import entered
from commonhold.release.info import SIGNATURES, info_bytes
from commonhold.release.signatures import Signatures, signatures_bytes
from commonhold.release.signing import bundle_payload, key_of, sign
from commonhold.release.standing import Standing, judged

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from commonhold.release.stewards import Stewards


class NoStewardError(AskedWronglyError):
    """The key {key} is of no steward of {community} in version {version} of its list, so it cannot sign for it."""

    advice = "See who can with `commonhold stewards show`, or sign with another key."


class SignedOtherwiseError(AskedWronglyError):
    """{path} is signed for {there} already, and not for {here}."""

    advice = "Use that list, or give --anew to begin again: the signatures that are there fall away."


def signatures_of(folder: Path) -> Signatures | None:
    """Return the signatures of a bundle, None if there are none; BundleError if they cannot be read."""
    try:
        with entered(folder) as opener:
            return read_signatures_in(opener)
    except ValueError as error:
        raise BundleError(path=folder, what=error) from error
    except OSError as error:
        raise BundleError(path=folder, what=error.strerror or error) from error


def standing_of(bundle: Bundle, trusted: Stewards | None) -> Standing:
    """Judge the signatures of an open bundle; BundleError if they cannot be read.

    The verdict is about the very bytes of ``bundle.json`` that were read when the bundle was opened. Only opening it
    with ``verify`` tells that the other files are those it lists.
    """
    return judged(info_bytes(bundle.info), signatures_of(bundle.path), trusted)


def sign_bundle(folder: Path, keys: Sequence[Ed25519PrivateKey], stewards: Stewards, anew: bool = False) -> Signatures:
    """Verify a bundle and add signatures of stewards to it, keeping those that are there; return all of them.

    All keys sign or none. ``anew`` drops signatures for another community or another version of the list. BundleError
    if the bundle is broken, NoStewardError, SignedOtherwiseError, DiskError.
    """
    for private in keys:
        if not stewards.steward(key_of(private).id):
            raise NoStewardError(key=key_of(private).id, community=stewards.community, version=stewards.version)
    info = info_bytes(open_bundle(folder, verify=True).info)
    payload = bundle_payload(info, stewards.community, stewards.version)
    made = tuple(sorted((sign(private, payload) for private in keys), key=lambda each: each.key_id))
    path = folder.resolve() / SIGNATURES
    try:
        with alone(path.parent):
            there = _kept(folder, stewards, anew)
            wanted = there.with_signatures(made) if there else Signatures(stewards.community, stewards.version, made)
            # Not inside the bundle: a kill would leave it there, and a bundle has no files that are not listed.
            write_whole(path, signatures_bytes(wanted), near=path.parent)
    except OSError as error:
        raise DiskError(path=path, what=error.strerror or error) from error
    return wanted


def _kept(folder: Path, stewards: Stewards, anew: bool) -> Signatures | None:
    """Return the signatures that new ones can stand beside."""
    there = signatures_of(folder)
    if there is None or (there.community, there.stewards_version) == (stewards.community, stewards.version):
        return there
    if anew:
        return None
    raise SignedOtherwiseError(
        path=os.fspath(folder),
        there=f"{there.community} under version {there.stewards_version} of its list",
        here=f"{stewards.community} under version {stewards.version}",
    )
