"""One file, written whole or not at all. Does not know what is in it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from commonhold.release.folder import beside, sync


def write_whole(path: Path, content: bytes, mode: int = 0o666, is_new: bool = False, near: Path | None = None) -> None:
    """Write a file beside its place, bring it to the disk and give it its name; Ctrl-C leaves nothing half-written.

    ``mode`` are the rights of a file made here, less what the user's mask takes away; a file that is replaced keeps
    its own. FileExistsError if it must be new (``is_new``) and is not; OSError if the disk refuses. It is first written
    beside ``near``, which must be on the same disk.
    """
    scratch = beside(near or path, "new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(scratch, flags, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _name_once(scratch, path)
        else:
            with contextlib.suppress(FileNotFoundError):
                scratch.chmod(path.stat().st_mode & 0o777)
            scratch.replace(path)
        sync(path.parent)
    finally:
        scratch.unlink(missing_ok=True)


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others who ask for the same folder waiting, where the system has locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks cannot lock a folder
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _name_once(scratch: Path, path: Path) -> None:
    """Name a file in one step that fails where the name is taken."""
    try:
        os.link(scratch, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        scratch.replace(path)
