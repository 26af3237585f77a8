"""Software Heritage identifiers (SWHID 1.2, ISO/IEC 18670), computed from plain values.

Contents, directories, revisions and releases have the hash git gives them; a snapshot, which git has no object for,
is hashed in the same way. Does not know where objects lie, nor qualifiers: see ``qualified``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

CONTENT, DIRECTORY, REVISION, RELEASE, SNAPSHOT = "cnt", "dir", "rev", "rel", "snp"
FILE, EXECUTABLE, LINK, FOLDER, SUBMODULE = 0o100644, 0o100755, 0o120000, 0o40000, 0o160000

_GIT_TYPES = {CONTENT: "blob", DIRECTORY: "tree", REVISION: "commit", RELEASE: "tag", SNAPSHOT: "refs"}
_BRANCH_TYPES = {
    CONTENT: b"content",
    DIRECTORY: b"directory",
    REVISION: b"revision",
    RELEASE: b"release",
    SNAPSHOT: b"snapshot",
}
_CORE = re.compile(r"swh:1:(cnt|dir|rev|rel|snp):([0-9a-f]{40})")


def parts(core: str) -> tuple[str, str]:
    """Return the kind of object and the hash that a core identifier names; ValueError if it is none.

    >>> parts("swh:1:rev:309cf2674ee7a0749978cf8265ab91a60aea0f7d")
    ('rev', '309cf2674ee7a0749978cf8265ab91a60aea0f7d')
    """
    matched = _CORE.fullmatch(core)
    if not matched:
        raise ValueError(f"{core!r} is no identifier of the form swh:1:cnt:… (or dir, rev, rel, snp)")
    return matched[1], matched[2]


def hash_of(core: str, *kinds: str) -> str:
    """Return the hash in a core identifier; ValueError if it names another kind of object."""
    kind, digits = parts(core)
    if kind not in kinds:
        raise ValueError(f"{core} should be of the kind {' or '.join(kinds)}")
    return digits


def content(*pieces: bytes) -> str:
    """Return the identifier of a content, given whole or in pieces.

    >>> content(b"")
    'swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391'
    """
    return streamed_content(sum(map(len, pieces)), pieces)


def streamed_content(size_bytes: int, pieces: Iterable[bytes]) -> str:
    """Return the identifier of a content of that size; ValueError if the pieces make another size."""
    return f"swh:1:cnt:{_hashed('blob', size_bytes, pieces)}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a directory: ``mode`` as git writes it, ``target`` the core identifier of what bears the name."""

    name: bytes
    mode: int
    target: str


def directory(entries: Iterable[Entry]) -> str:
    """Return the identifier of a directory, in whatever order its entries come.

    ValueError for a name that no directory can have or has twice, or a target that its mode does not go with.
    """
    given = list(entries)
    if len({entry.name for entry in given}) < len(given):
        raise ValueError("a name stands twice in the directory")
    # git's order: folders as if their names ended in a slash.
    ordered = sorted(given, key=lambda entry: entry.name + b"/" if entry.mode == FOLDER else entry.name)
    return f"swh:1:dir:{_whole('tree', b''.join(map(_entry, ordered)))}"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who made something and when: ``by`` is usually ``name <address>``, ``offset`` the zone as ``+0100``.

    ``seconds`` since 1970, with ``microseconds`` where another system than git keeps them; None: no time is known.
    """

    by: bytes
    seconds: int | None = None
    offset: bytes = b"+0000"
    microseconds: int = 0


@dataclass(frozen=True, slots=True)
class Revision:
    """A recorded state of a directory; ``headers`` are further ones, such as a signature, in their order.

    ``directory`` and ``parents`` are core identifiers; a ``message`` may be absent (None) or empty.
    """

    directory: str
    author: Signed | None
    committer: Signed | None
    message: bytes | None
    parents: tuple[str, ...] = ()
    headers: tuple[tuple[bytes, bytes], ...] = ()


def revision(made: Revision) -> str:
    """Return the identifier of a revision; ValueError if it refers to objects of other kinds or a header has no name.

    >>> by = Signed(b"Ada <ada@example.org>", 1_600_000_000)
    >>> revision(Revision(directory([]), by, by, b"Begin"))
    'swh:1:rev:ecd8066ec285f39363f957c3b74ae6ed448134b3'
    """
    for key, _ in made.headers:
        if not key or b" " in key or b"\n" in key:
            raise ValueError(f"a revision can have no header named {key!r}")
    headers = [(b"tree", hash_of(made.directory, DIRECTORY).encode())]
    headers += [(b"parent", hash_of(parent, REVISION).encode()) for parent in made.parents]
    headers += _signed(b"author", made.author) + _signed(b"committer", made.committer)
    return f"swh:1:rev:{_whole('commit', _letter([*headers, *made.headers], made.message))}"


@dataclass(frozen=True, slots=True)
class Release:
    """A name given to an object, in git an annotated tag; ``target`` is a core identifier."""

    name: bytes
    target: str
    author: Signed | None = None
    message: bytes | None = None


def release(made: Release) -> str:
    """Return the identifier of a release."""
    kind, target = parts(made.target)
    headers = [(b"object", target.encode()), (b"type", _GIT_TYPES[kind].encode()), (b"tag", made.name)]
    return f"swh:1:rel:{_whole('tag', _letter([*headers, *_signed(b'tagger', made.author)], made.message))}"


def snapshot(branches: Mapping[bytes, str | bytes | None]) -> str:
    """Return the identifier of a snapshot: branches by name, each to a core identifier (text), as an alias to the name
    of another branch (bytes), or dangling (None). ValueError for an alias of itself or of no branch.

    >>> snapshot({})
    'swh:1:snp:1a8893e6a86f444e8be8e7bda6cb34fb1735a00e'
    """
    return f"swh:1:snp:{_whole('snapshot', b''.join(_branch(name, branches) for name in sorted(branches)))}"


def _hashed(kind: str, size_bytes: int, pieces: Iterable[bytes]) -> str:
    # SHA-1 because the standard names it; it identifies here, it does not protect.
    digest = hashlib.sha1(f"{kind} {size_bytes}\0".encode(), usedforsecurity=False)
    left = size_bytes
    for piece in pieces:
        digest.update(piece)
        left -= len(piece)
    if left:
        raise ValueError(f"the pieces make {size_bytes - left} bytes instead of {size_bytes}")
    return digest.hexdigest()


def _whole(kind: str, body: bytes) -> str:
    return _hashed(kind, len(body), [body])


def _entry(entry: Entry) -> bytes:
    if not entry.name or b"/" in entry.name or b"\0" in entry.name:
        raise ValueError(f"nothing in a directory can be named {entry.name!r}")
    kind = {FOLDER: DIRECTORY, SUBMODULE: REVISION}.get(entry.mode, CONTENT)
    return b"%o %s\0%s" % (entry.mode, entry.name, bytes.fromhex(hash_of(entry.target, kind)))


def _branch(name: bytes, branches: Mapping[bytes, str | bytes | None]) -> bytes:
    target = branches[name]
    if target is None:
        kind, target = b"dangling", b""
    elif isinstance(target, bytes):
        if target == name or target not in branches:
            raise ValueError(f"the branch {name!r} is an alias of {target!r}, which is no other branch")
        kind = b"alias"
    else:
        short, digits = parts(target)
        kind, target = _BRANCH_TYPES[short], bytes.fromhex(digits)
    return b"%s %s\0%d:%s" % (kind, name, len(target), target)


def _signed(key: bytes, signed: Signed | None) -> list[tuple[bytes, bytes]]:
    if signed is None:
        return []
    if signed.seconds is None:
        return [(key, signed.by)]
    fraction = f".{signed.microseconds:06}".rstrip("0") if signed.microseconds else ""
    return [(key, b"%s %d%s %s" % (signed.by, signed.seconds, fraction.encode(), signed.offset))]


def _letter(headers: Iterable[tuple[bytes, bytes]], message: bytes | None) -> bytes:
    """Return headers, their further lines indented by a space, and after an empty line the message."""
    head = b"".join(b"%s %s\n" % (key, value.replace(b"\n", b"\n ")) for key, value in headers)
    return head if message is None else head + b"\n" + message
