"""Private keys of this user: one PEM file a key (PKCS8), readable by nobody else, never overwritten, never shown.

Each file begins with the public half in plain words, so that keys can be listed without a passphrase; when a key is
used that line is held against the key itself. Knows no stewards and no bundles.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from commonhold.doors.project import user_folder
from commonhold.errors import AskedWronglyError, CommonholdError, DiskError, WorldError
from commonhold.release.file import write_whole
from commonhold.release.signing import Key, key_of, read_key

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_BYTES = 16 << 10
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_PUBLIC = re.compile(rb"^public: ([0-9a-f]{64})$", re.MULTILINE)
_LOCKED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class KeyNameError(AskedWronglyError):
    """A key cannot be named “{name}”."""

    advice = "Use letters a-z, digits, dots, hyphens and underscores, 64 at most, beginning with a letter or digit."


class KeyThereError(AskedWronglyError):
    """There is a key {path} already, and no key is ever overwritten."""

    advice = "Choose another name, or move that file away if you are sure that it is needed no more."


class NoKeyError(AskedWronglyError):
    """You have no key “{name}”."""

    advice = "See yours with `commonhold key list`, or make it with `commonhold key new {name}`."


class PassphraseError(AskedWronglyError):
    """{what}."""

    advice = "Type it on a terminal, or give it in the variable COMMONHOLD_PASSPHRASE."


class OpenKeyError(AskedWronglyError):
    """Others can read the key {path}, so it is not used."""

    advice = "Run `chmod 600 {path}`, and think of retiring the key if others can use this machine."


class UnreadKeyError(WorldError):
    """The key {path} cannot be used: {what}."""

    advice = "Put a copy that you kept in its place, or have the stewards retire it and make another."


class UnwritableKeyError(DiskError):
    """No key was made at {path}: {what}."""

    advice = "See that you may write there, and that there is room."


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of this user: its file, its public half, and whether a passphrase locks it."""

    name: str
    path: Path
    key: Key
    is_locked: bool


def keys_folder() -> Path:
    """Return where the keys of this user are, whether the folder is there or not; WorldError without a home."""
    folder = user_folder()
    if folder is None:
        raise UnreadKeyError(path="of this user", what="the system does not tell where your home is")
    return folder / "keys"


def new_key(name: str, passphrase: bytes | None = None) -> OwnKey:
    """Make a key and its file: rights 0600, in a folder of rights 0700. KeyThereError if there is one of that name."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = _path(name)
    private = Ed25519PrivateKey.generate()
    key = key_of(private)
    secret = _stretched(passphrase, key) if passphrase else None
    locking = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locking)
    head = f"Commonhold key {key.id}; whoever has this file can sign as you.\npublic: {key.hexadecimal}\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.parent.chmod(0o700)
        write_whole(path, head.encode() + pem, mode=0o600, is_new=True)
    except FileExistsError:
        raise KeyThereError(path=path) from None
    except OSError as error:
        raise UnwritableKeyError(path=path, what=_reason(error)) from error
    return OwnKey(name, path, key, bool(passphrase))


def own_keys() -> list[OwnKey | CommonholdError]:
    """Return all keys of this user by name; in the place of one that cannot be read, the error."""
    return [_tried(path) for path in sorted(keys_folder().glob("*.key")) if _NAME.fullmatch(path.stem)]


def own_key(name: str) -> OwnKey:
    """Return a key by its name, without opening it; NoKeyError, OpenKeyError, UnreadKeyError."""
    path = _path(name)
    return _described(path, _read(path))


def private_key(name: str, passphrase: Callable[[str], bytes]) -> Ed25519PrivateKey:
    """Open a key; ``passphrase`` is asked, with the name, if one locks it. PassphraseError if it is the wrong one."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = _path(name)
    pem = _read(path)
    described = _described(path, pem)
    given = _stretched(passphrase(name), described.key) if described.is_locked else None
    try:
        private = serialization.load_pem_private_key(pem, given)
    except ValueError as error:
        if given is not None:
            raise PassphraseError(what=f"That is not the passphrase of the key “{name}”") from None
        raise UnreadKeyError(path=path, what="it is no private key in PEM") from error
    if not isinstance(private, Ed25519PrivateKey) or key_of(private) != described.key:
        raise UnreadKeyError(path=path, what="it is another key than its first lines say")
    return private


def asked_passphrase(name: str) -> bytes:
    """Return the passphrase of a key, from COMMONHOLD_PASSPHRASE or the terminal; PassphraseError without either."""
    if given := os.environ.get("COMMONHOLD_PASSPHRASE"):
        return _composed(given)
    if not sys.stdin.isatty():
        raise PassphraseError(what=f"A passphrase locks the key “{name}”, and there is no terminal to ask for it")
    return _typed(f"Passphrase of the key {name}: ")


def new_passphrase(name: str) -> bytes:
    """Return a passphrase for a new key, asked twice on the terminal; PassphraseError if they differ."""
    first = asked_passphrase(name)
    if not first:
        raise PassphraseError(what="A passphrase cannot be empty")
    if not os.environ.get("COMMONHOLD_PASSPHRASE") and _typed("Once more: ") != first:
        raise PassphraseError(what="You typed two different passphrases, so no key was made")
    return first


def _typed(question: str) -> bytes:
    try:
        return _composed(getpass(question))
    except EOFError:
        raise PassphraseError(what="No passphrase was typed") from None


def _stretched(passphrase: bytes, key: Key) -> bytes:
    """Return what locks the PEM. PKCS8 as libraries write it tries a guess in a thousandth of a second; this in 0.2."""
    made = hashlib.scrypt(passphrase, salt=key.public, n=1 << 16, r=8, p=1, maxmem=1 << 27, dklen=32)
    return made.hex().encode()


def _composed(passphrase: str) -> bytes:
    """Return the same bytes on whatever keyboard the same letters were typed."""
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogateescape")


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise KeyNameError(name=name)
    return keys_folder() / f"{name}.key"


def _tried(path: Path) -> OwnKey | CommonholdError:
    try:
        return _described(path, _read(path))
    except CommonholdError as error:
        return error


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise OpenKeyError(path=path)
            return file.read(MAX_BYTES)
    except FileNotFoundError:
        raise NoKeyError(name=path.stem) from None
    except OSError as error:
        raise UnreadKeyError(path=path, what=_reason(error)) from error


def _described(path: Path, pem: bytes) -> OwnKey:
    found = _PUBLIC.search(pem)
    if not found:
        raise UnreadKeyError(path=path, what="it does not begin with its public key")
    try:
        return OwnKey(path.stem, path, read_key(found[1].decode()), _LOCKED in pem)
    except ValueError as error:
        raise UnreadKeyError(path=path, what=error) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
