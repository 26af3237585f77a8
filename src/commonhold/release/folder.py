"""Folders that appear whole or not at all, and files opened without following links.

Does not know what a bundle is. POSIX first: where a system cannot exchange two names in one step, see `replace`.
"""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias
from uuid import uuid4

Opener: TypeAlias = Callable[[str], BinaryIO]
"""Opens a file of the folder by its plain name; ValueError says why it cannot be read."""


class MissingFileError(ValueError):
    """A file of the folder is not there."""


_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def beside(folder: Path, word: str) -> Path:
    """Return a name not yet taken for a hidden folder beside ``folder``."""
    return folder.with_name(f".{folder.name}.{word}-{uuid4().hex[:12]}")


def write_file(path: Path, pieces: Iterable[bytes | memoryview]) -> tuple[int, str]:
    """Write a new file through to the disk; return its size in bytes and its SHA-256."""
    digest = hashlib.sha256()
    size = 0
    with path.open("xb") as file:
        for piece in pieces:
            digest.update(piece)
            size += file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()


def sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system allows."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace(new: Path, folder: Path) -> None:
    """Give the folder ``new`` the name ``folder``; what bore it is removed afterwards.

    One step on Linux. Where two names cannot be exchanged the old folder steps aside first, as ``.<name>.old-…``, so
    that a kill between the two steps leaves both folders whole, though neither under its name.
    """
    if not folder.exists():
        new.rename(folder)
        sync(folder.parent)
        return
    if _exchange(new, folder):
        old = new
    else:
        old = beside(folder, "old")
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise
    sync(folder.parent)
    shutil.rmtree(old, ignore_errors=True)  # what is left of it bears a hidden name and harms nobody


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


@contextmanager
def entered(folder: Path) -> Iterator[Opener]:
    """Hold a folder, so that all files opened come from the same one even if its name is given to another."""
    if os.open not in os.supports_dir_fd:
        yield lambda name: _open(folder / name, None)
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield lambda name: _open(Path(name), descriptor)
    finally:
        os.close(descriptor)


def _open(path: Path, folder: int | None) -> BinaryIO:
    # A pipe would be waited for without O_NONBLOCK; Windows wants to be told that bytes are bytes.
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
    try:
        if folder is None and path.is_symlink():
            raise OSError(errno.ELOOP, "")
        descriptor = os.open(path, flags, dir_fd=folder)
    except FileNotFoundError:
        raise MissingFileError(f"{path.name} is missing") from None
    except OSError as error:
        why = "is a symbolic link" if error.errno == errno.ELOOP else f"cannot be opened ({error.strerror})"
        raise ValueError(f"{path.name} {why}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise ValueError(f"{path.name} is not a plain file")
    return os.fdopen(descriptor, "rb")
