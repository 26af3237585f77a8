"""Writing a changed text back: whole or not at all, and only over the very bytes that were read."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from commonhold.errors import DiskError, WorldError


class ChangedFileError(WorldError):
    """{path} changed while it was being checked, so it was left alone."""

    advice = "Run the command again."


class UnwritableTextError(DiskError):
    """{path} was left alone: {what}."""

    advice = "Change it by hand, or check a copy that you may write."


def rewrite(path: str, before: bytes, after: bytes) -> None:
    """Replace the bytes ``before`` of a file by ``after``; a link stays, and the file it leads to is replaced.

    The new bytes are written beside the file, brought to the disk and renamed over it, so that a crash leaves either
    the old or the new file. Permissions, owner (where allowed) and extended attributes stay.
    """
    target = Path(path).resolve()
    try:
        if not stat.S_ISREG(target.stat().st_mode):
            raise UnwritableTextError(path=path, what="it is not an ordinary file")
        if not os.access(target, os.W_OK):
            raise UnwritableTextError(path=path, what="it is write-protected")
        if target.read_bytes() != before:
            raise ChangedFileError(path=path)
        _replace(target, after)
    except OSError as error:
        raise UnwritableTextError(path=path, what=(error.strerror or str(error)).lower()) from error


def _replace(target: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".commonhold-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _copy_rights(target, beside)
        beside.replace(target)
    except BaseException:  # Ctrl-C included: nothing half-written stays behind
        beside.unlink(missing_ok=True)
        raise


def _copy_rights(target: Path, beside: Path) -> None:
    """Give the new file the owner, permissions and attributes of the old one, but the time of now."""
    info = target.stat()
    if hasattr(os, "chown"):
        with contextlib.suppress(PermissionError):  # only the superuser may give files away
            os.chown(beside, info.st_uid, info.st_gid)
    shutil.copystat(target, beside)
    os.utime(beside)
