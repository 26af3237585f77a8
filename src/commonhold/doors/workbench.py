"""The workbench: finished steps of a build on disk, each under the hash of all it depends on.

A step's folder appears under its name only when it is whole, so a build that was stopped anywhere goes on where it
was. Nothing in here is part of a bundle. Records are canonical JSON Lines in zstd; arrays are safetensors.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from commonhold.canonical import Json, canonical, parse
from commonhold.doors.code_digest import digest_of
from commonhold.errors import DiskError

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)


def key(make: Callable[..., object], *parts: Json) -> str:
    """Return the name of a step that ``make`` makes of these inputs, under this version of the code behind it."""
    return hashlib.sha256(canonical([digest_of(make.__module__), make.__qualname__, *parts])).hexdigest()[:32]


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def finished(folder: Path, make: Callable[[Path], None]) -> Path:
    """Return a step's folder, made by ``make`` in a folder beside it if it is not there yet."""
    if folder.is_dir():
        return folder
    new = folder.with_name(f"{folder.name}.new{os.getpid()}")
    try:
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(parents=True)
        make(new)
        new.rename(folder)
    except OSError as error:
        if folder.is_dir():  # another build was quicker, with the same bytes
            return folder
        if error.errno in _DISK:
            raise DiskError(path=folder, what=error.strerror) from error
        raise
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder


def sweep(folder: Path) -> None:
    """Remove what stopped builds left unfinished; what a build still at work is making stays."""
    for path in folder.glob("*/*.new*"):
        maker = path.name.rpartition(".new")[2]
        if not (maker.isdecimal() and _is_running(int(maker))):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def write_records(path: Path, records: Iterable[Json]) -> None:
    """Write records, one a line."""
    import zstandard

    with path.open("wb") as file, zstandard.ZstdCompressor(level=3).stream_writer(file) as out:
        for record in records:
            out.write(canonical(record) + b"\n")


def read_records(path: Path) -> Iterator[dict[str, Json]]:
    """Yield the records of a file."""
    import zstandard

    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        rest = b""
        while chunk := stream.read(1 << 20):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                record = parse(line)
                assert isinstance(record, dict)
                yield record


def write_arrays(path: Path, arrays: Mapping[str, NDArray[np.generic]]) -> None:
    """Write named arrays."""
    from safetensors.numpy import save

    # Through bytes: the library's own writing reports a full disk as an error of its own.
    path.write_bytes(save({name: np.ascontiguousarray(array) for name, array in arrays.items()}))


def read_arrays(path: Path) -> dict[str, NDArray[np.generic]]:
    """Return named arrays."""
    from safetensors.numpy import load_file

    arrays: dict[str, NDArray[np.generic]] = load_file(path)
    return arrays
