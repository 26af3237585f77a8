"""Where the branches and tags of a git repository point, read from its files and never by asking git.

No configuration, hook or object of the repository has a say. Follows no symbolic link. Does not know repositories that
keep their refs in another form (reftable) or have SHA-256 ids, and says so.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from commonhold.errors import UnidentifiedError

_MAX_BYTES = 64 << 20
_MAX_DEPTH = 50
_MAX_HOPS = 5
_ID = re.compile(rb"[0-9a-f]{40}")
_PACKED = re.compile(rb"^([0-9a-f]{40}) (refs/[^\n]+)$", re.MULTILINE)

Target = str | bytes
"""An object id in hexadecimal, or the name of another ref."""


def git_folder(path: Path) -> Path | None:
    """Return where the repository of a folder has its files: the folder itself, or what its ``.git`` is or names."""
    for folder in (path / ".git", path):
        if _is_folder(folder) and _is_folder(folder / "objects") and (folder / "HEAD").is_file():
            return folder
    named = re.fullmatch(rb"gitdir: ([^\0\n]+)\n?", _read(path / ".git") or b"")
    if not named:
        return None
    folder = path / os.fsdecode(named[1])  # of a submodule, or of a further work tree
    return folder if _is_folder(folder) and (folder / "HEAD").is_file() else None


def objects_folder(repository: Path) -> Path:
    """Return the folder of the objects of a repository; further work trees share those of the first."""
    return _shared(repository) / "objects"


def head(repository: Path) -> str | None:
    """Return the id of the commit a repository stands at; None if it has none yet."""
    return _followed(refs(repository), b"HEAD")


def tip(repository: Path) -> str:
    """Return the commit at which the default branch stands, in hexadecimal, or nothing where that is not known.

    The default branch is the one that ``origin/HEAD`` names, where there is one: a work tree's own ``HEAD`` is
    wherever somebody left it. Else it is that of ``HEAD``, which may also be a commit itself.
    """
    try:
        known = refs(repository)
    except UnidentifiedError:
        return ""
    return _followed(known, b"refs/remotes/origin/HEAD") or _followed(known, b"HEAD") or ""


def refs(repository: Path) -> dict[bytes, Target]:
    """Return all refs by name, ``HEAD`` among them, each with the id or the name that it points to.

    Those that point to a name that is not there are left out, as by git when it is asked from elsewhere.
    """
    shared = _shared(repository)
    packed = _PACKED.finditer(_read(shared / "packed-refs") or b"")
    found: dict[bytes, Target] = {match[2]: match[1].decode() for match in packed}
    for name, path in _loose(shared / "refs", b"refs", 0):
        target = _target(repository, path)
        if target is not None:
            found[name] = target
    at = _target(repository, repository / "HEAD")
    if at is not None:
        found[b"HEAD"] = at
    while lost := [name for name, target in found.items() if isinstance(target, bytes) and target not in found]:
        for name in lost:
            del found[name]
    return found


def _followed(known: Mapping[bytes, Target], name: bytes) -> str | None:
    target = known.get(name)
    for _ in range(_MAX_HOPS):
        if not isinstance(target, bytes):
            return target
        target = known.get(target)
    return None


def _loose(folder: Path, name: bytes, depth: int) -> Iterator[tuple[bytes, Path]]:
    if depth > _MAX_DEPTH or not _is_folder(folder):
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        below = name + b"/" + os.fsencode(entry.name)
        if entry.is_dir(follow_symlinks=False):
            yield from _loose(folder / entry.name, below, depth + 1)
        elif entry.is_file(follow_symlinks=False) and not entry.name.endswith(".lock"):
            yield below, folder / entry.name


def _target(repository: Path, path: Path) -> Target | None:
    data = (_read(path) or b"").strip()
    if data == b"ref: refs/heads/.invalid":
        raise _unknown(repository, "it keeps its refs in a reftable, which is not read here; clone it without")
    if data.startswith(b"ref: "):
        return data[5:].strip()
    if re.fullmatch(rb"[0-9a-f]{64}", data):
        raise _unknown(repository, "it is a SHA-256 repository, whose ids are not Software Heritage ids")
    return data.decode() if _ID.fullmatch(data) else None


def _shared(repository: Path) -> Path:
    named = (_read(repository / "commondir") or b"").strip()
    return repository / os.fsdecode(named) if named and b"\0" not in named else repository


def _unknown(repository: Path, what: str) -> UnidentifiedError:
    return UnidentifiedError(path=repository, what=what)


def _is_folder(path: Path) -> bool:
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def _read(path: Path) -> bytes | None:
    """Return a plain file of bearable size; None if there is none."""
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    try:
        descriptor = os.open(path, flags)
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(_MAX_BYTES + 1)
    return data if len(data) <= _MAX_BYTES else None
