"""Files of other programs on the disk: read warily, written whole or not at all, never outside given folders."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from commonhold.doors.setup.change import OutsideError, UnreadableSettingsError, UnwritableSettingsError
from commonhold.doors.writing import ChangedFileError, UnwritableTextError, rewrite

LARGEST_BYTES = 16 * 1024 * 1024
"""Larger files are no settings that anybody could have meant."""

_T = TypeVar("_T")


def target(path: Path, within: Sequence[Path], is_link: bool = False) -> Path:
    """Return the file that is read and written for ``path``: links followed, but for the last where it is our own.

    Raise OutsideError where it is in none of the folders ``within``.
    """
    real = Path(os.path.realpath(path.parent)) / path.name if is_link else Path(os.path.realpath(path))
    if not any(real.is_relative_to(bound) for bound in within):
        raise OutsideError(path=path, target=real, bound=within[0])
    return real


def read(path: Path, within: Sequence[Path], is_link: bool = False) -> bytes | None:
    """Return the bytes of a file, of a link (``is_link``) its target; None where there is nothing."""
    real = target(path, within, is_link)
    try:
        if is_link and real.is_symlink():
            return os.fsencode(os.readlink(real))  # noqa: PTH115 - the target as it is written
        if not os.path.lexists(real):
            return None
        if not real.is_file():
            raise UnreadableSettingsError(path=path, what="it is no ordinary file")
        if real.stat().st_size > LARGEST_BYTES:
            raise UnreadableSettingsError(path=path, what=f"it is larger than {LARGEST_BYTES // 2**20} MB")
        return real.read_bytes()
    except NotADirectoryError:
        return None
    except OSError as error:
        raise UnreadableSettingsError(path=path, what=_reason(error)) from error


def missing_folders(path: Path) -> tuple[Path, ...]:
    """Return the folders above a file that are not there yet, the deepest first."""
    return tuple(folder for folder in path.parents if not os.path.lexists(folder))


def write(path: Path, before: bytes | None, after: bytes, executable: bool = False, is_link: bool = False) -> None:
    """Write a file or link that ``target`` returned, with the folders it needs: all of it or nothing.

    Raise UnwritableSettingsError where that fails, or where another program has just changed the file.
    """
    _try(path, lambda: _written(path, before, after, executable, is_link))


def remove(path: Path, folders: Sequence[Path]) -> None:
    """Remove a file, and those of the folders that are empty then."""
    _try(path, lambda: path.unlink(missing_ok=True))
    remove_folders(folders)


def remove_folders(folders: Sequence[Path]) -> None:
    """Remove folders, the deepest first, as far as they are there and empty."""
    for folder in folders:
        try:
            folder.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            return  # somebody else's files are in it


def set_mode(path: Path, mode: int) -> None:
    """Give a file the rights it had."""
    _try(path, lambda: path.chmod(mode))


def _written(path: Path, before: bytes | None, after: bytes, executable: bool, is_link: bool) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if is_link:
        path.unlink(missing_ok=True)
        path.symlink_to(os.fsdecode(after))
    elif before is not None:
        rewrite(str(path), before, after)
    else:
        _made(path, after)
    if executable:
        path.chmod(path.stat().st_mode | 0o111)


def _made(path: Path, after: bytes) -> None:
    """Write a new file beside its place and give it its name; a file that came there meanwhile stays."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".commonhold-")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        if os.path.lexists(path):
            raise UnwritableSettingsError(path=path, what="another program has just written it")
        beside.replace(path)
    except BaseException:  # Ctrl-C included: nothing half-written stays behind
        beside.unlink(missing_ok=True)
        raise


def _try(path: Path, act: Callable[[], _T]) -> _T:
    try:
        return act()
    except ChangedFileError as error:
        raise UnwritableSettingsError(path=path, what="another program has just changed it") from error
    except UnwritableTextError as error:
        raise UnwritableSettingsError(path=path, what=error.facts["what"]) from error
    except OSError as error:
        raise UnwritableSettingsError(path=path, what=_reason(error)) from error


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
