"""Identifiers of files and folders on disk, as git would name them: without ``.git``, without empty folders.

A symbolic link is named by what it says and never followed, so nothing outside the folder is read. A repository inside
the folder is named by its commit. Does not know ``.gitignore`` or filters: what is there counts, byte for byte.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from commonhold import swhid
from commonhold.errors import UnidentifiedError
from commonhold.gather import refs

_CHUNK_BYTES = 1 << 20
_MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A file, link, folder or inner repository below a folder: its identifier, mode, and path in bytes."""

    path: bytes
    mode: int
    id: str


Hear = Callable[[Named], object]


def file_id(path: Path) -> str:
    """Return the identifier of a file, or of what a symbolic link says; UnidentifiedError if it cannot be read."""
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            return swhid.content(os.fsencode(path.readlink()))
        if not stat.S_ISREG(found.st_mode):
            raise UnidentifiedError(path=path, what="it is neither a file nor a folder")
        # A pipe would be waited for without O_NONBLOCK, should one take the file's place just now.
        flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
        with os.fdopen(os.open(path, flags), "rb") as file:
            return stream_id(file, os.fstat(file.fileno()).st_size)
    except OSError as error:
        raise UnidentifiedError(path=path, what=error.strerror or error) from None
    except ValueError as error:
        raise UnidentifiedError(path=path, what=f"it changes while it is read ({error})") from None


def stream_id(file: BinaryIO, size_bytes: int) -> str:
    """Return the identifier of what a stream holds from here; ValueError if it is not of that size."""
    return swhid.streamed_content(size_bytes, iter(lambda: file.read(_CHUNK_BYTES), b""))


def folder_id(folder: Path, hear: Hear = lambda named: None) -> str:
    """Return the identifier of a folder; ``hear`` is told of everything below it, files before the folders they are in.

    UnidentifiedError where something cannot be read: a part of a folder has another identifier than the folder.
    """
    return swhid.directory(_entries(folder, b"", 0, hear))


def _entries(folder: Path, path: bytes, depth: int, hear: Hear) -> Iterator[swhid.Entry]:
    if depth > _MAX_DEPTH:
        raise UnidentifiedError(path=folder, what=f"it is nested deeper than {_MAX_DEPTH} folders")
    try:
        with os.scandir(folder) as inside:
            found = sorted(inside, key=lambda entry: os.fsencode(entry.name))
    except OSError as error:
        raise UnidentifiedError(path=folder, what=error.strerror or error) from None
    for entry in found:
        if entry.name == ".git":
            continue
        name = os.fsencode(entry.name)
        here = path + name
        named = _named(folder / entry.name, here, entry, depth, hear)
        if named:
            hear(named)
            yield swhid.Entry(name, named.mode, named.id)


def _named(place: Path, path: bytes, entry: os.DirEntry[str], depth: int, hear: Hear) -> Named | None:
    """Return what a name of a folder is; None for what git does not see: empty folders, pipes and devices."""
    if entry.is_symlink():
        return Named(path, swhid.LINK, file_id(place))
    if entry.is_dir(follow_symlinks=False):
        commit = _commit(place)
        if commit:
            return Named(path, swhid.SUBMODULE, f"swh:1:rev:{commit}")
        inside = list(_entries(place, path + b"/", depth + 1, hear))
        return Named(path, swhid.FOLDER, swhid.directory(inside)) if inside else None
    if not entry.is_file(follow_symlinks=False):
        return None
    may_run = entry.stat(follow_symlinks=False).st_mode & stat.S_IXUSR
    return Named(path, swhid.EXECUTABLE if may_run else swhid.FILE, file_id(place))


def _commit(folder: Path) -> str | None:
    """Return the commit of the repository that a folder is the work tree of."""
    if not os.path.lexists(folder / ".git"):
        return None
    repository = refs.git_folder(folder)
    return refs.head(repository) if repository else None
