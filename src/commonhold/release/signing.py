"""Keys, and signatures made and checked with them: Ed25519 (RFC 8032) over the encoding of DSSE.

Bytes are signed together with what they are, and for whom, so that no signature can be taken for one of something
else (https://github.com/secure-systems-lab/dsse, version 1). Knows no files, no stewards and no thresholds.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonhold.release.curve import defect
from commonhold.release.signatures import Signature, check_community, check_version

if TYPE_CHECKING:  # takes a fifth of the time of a start, and is wanted by few commands
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BUNDLE = "application/vnd.commonhold.bundle.v1+json"
STEWARDS = "application/vnd.commonhold.stewards.v1+json"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key: 32 bytes that are a sound point of the curve, else ValueError."""

    public: bytes

    def __post_init__(self) -> None:
        if what := defect(self.public):
            raise ValueError(f"{self.public.hex() or 'nothing'} is no public key: {what}")

    @property
    def id(self) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of the key. It finds a key in a list, and proves nothing."""
        return hashlib.sha256(self.public).hexdigest()[:16]

    @property
    def hexadecimal(self) -> str:
        """The key in 64 digits, as people send it to one another."""
        return self.public.hex()


def read_key(text: str) -> Key:
    """Read a public key of 64 hexadecimal digits; ValueError if it is none."""
    try:
        public = bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"{text!r} is no public key: not 64 hexadecimal digits") from None
    if public.hex() != text:
        raise ValueError(f"{text!r} is no public key: not 64 small hexadecimal digits and nothing else")
    return Key(public)


def encoded(kind: str, body: bytes) -> bytes:
    """Return the bytes to sign for a body of some kind.

    >>> encoded("text/plain", b"hello")
    b'DSSEv1 10 text/plain 5 hello'
    """
    named = kind.encode()
    return b"DSSEv1 %d %b %d %b" % (len(named), named, len(body), body)


def bundle_payload(info: bytes, community: str, stewards_version: int) -> bytes:
    """Return what stewards sign of a bundle: the bytes of ``bundle.json``, for a community, under a list of theirs.

    The community is signed too: who is a steward of two must not have signed for both. ValueError on names or versions
    that cannot be.
    """
    check_community(community)
    check_version(stewards_version)
    return encoded(f"{BUNDLE};community={community};stewards={stewards_version}", info)


def key_of(private: Ed25519PrivateKey) -> Key:
    """Return the public half of a key."""
    return Key(private.public_key().public_bytes_raw())


def sign(private: Ed25519PrivateKey, payload: bytes) -> Signature:
    """Sign what `encoded` or `bundle_payload` returned; the same key and payload give the same signature."""
    return Signature(key_of(private).id, private.sign(payload).hex())


def verify(key: Key, payload: bytes, signature: Signature) -> bool:
    """Tell whether a signature is by that key and over that payload."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if signature.key_id != key.id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(bytes.fromhex(signature.value), payload)
    except InvalidSignature:
        return False
    return True
