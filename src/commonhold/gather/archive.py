"""Reading packed files from strangers: tar, and ar with a tar inside (``.deb``), as a stream and in memory.

Nothing is ever unpacked to disk, no link is followed, no path leaves the archive, and no archive yields more than
its limits however small it is packed. Knows nothing of packages or works.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, cast

import zstandard

AR_MAGIC = b"!<arch>\n"
_BLOCK = 512


class BrokenArchiveError(Exception):
    """The archive is cut off, corrupt, or larger than its limits; the message says which."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much an archive may hold, unpacked: per file read, in all, and in number of entries."""

    file_bytes: int = 8_000_000
    total_bytes: int = 2_000_000_000
    entries: int = 500_000


Omit = Callable[[str, str], None]
"""Told of each path left out, and the reason."""


def tar_files(
    stream: IO[bytes], asked: Callable[[str], bool], omit: Omit, limits: Limits
) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of the regular files that ``asked`` wants, in the order of the tar.

    Raises :class:`BrokenArchiveError`, also when the tar ends without its end mark: half a source is no source.
    """
    counted = _Counted(stream, limits.total_bytes)
    try:
        with tarfile.open(fileobj=cast(IO[bytes], counted), mode="r|") as tar:
            for _ in range(limits.entries):
                if (member := tar.next()) is None:
                    break
                if found := _file(tar, member, asked, omit, limits.file_bytes):
                    yield found
            else:
                raise BrokenArchiveError(f"it has {limits.entries:,} entries or more")
            ended = tar.offset
        counted.drain()
    except (tarfile.TarError, EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as problem:
        raise BrokenArchiveError(f"it is cut off or corrupt ({problem})") from None
    if counted.filled > ended or counted.size_bytes < ended + _BLOCK:
        raise BrokenArchiveError("it is cut off or corrupt (no proper end)")


def _file(
    tar: tarfile.TarFile, member: tarfile.TarInfo, asked: Callable[[str], bool], omit: Omit, limit_bytes: int
) -> tuple[str, bytes] | None:
    path = inner_path(member.name)
    if path is None:
        if asked(member.name.lstrip("/")):
            omit(member.name, "unsafe-path")
        return None
    if member.isdir() or not asked(path):
        return None
    if reason := _unfit(member, limit_bytes):
        omit(path, reason)
        return None
    file = tar.extractfile(member)
    assert file is not None  # a regular file, or _unfit had said so
    return path, file.read()


def _unfit(member: tarfile.TarInfo, limit_bytes: int) -> str:
    if member.issym():
        return "symlink"
    if member.islnk():
        return "hard-link"
    if not member.isreg():
        return "not-a-file"
    return "too-large" if member.size > limit_bytes else ""


def inner_path(name: str) -> str | None:
    """Return a path as it is inside an archive, or None if it is absolute or leads outside.

    >>> inner_path("./usr/share/doc/x"), inner_path("a/../../b"), inner_path("/etc/passwd")
    ('usr/share/doc/x', None, None)
    """
    path = PurePosixPath(name)
    return None if path.is_absolute() or ".." in path.parts or not path.parts else str(path)


def unpacked(name: str, packed: IO[bytes]) -> IO[bytes]:
    """Return the stream inside ``packed``, by the ending of ``name`` (.gz, .xz, .bz2, .zst, or .tar as it is)."""
    ending = name.rpartition(".")[2]
    if ending == "gz":
        return cast(IO[bytes], gzip.GzipFile(fileobj=packed))
    if ending == "xz":
        return cast(IO[bytes], lzma.LZMAFile(packed))
    if ending == "bz2":
        return cast(IO[bytes], bz2.BZ2File(packed))
    if ending == "zst":
        return cast(
            IO[bytes],
            zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed, read_across_frames=True),
        )
    if ending == "tar":
        return packed
    raise BrokenArchiveError(f"{name} is packed in a way unknown here")


def gunzipped(data: bytes, limit_bytes: int) -> bytes | None:
    """Return what a gzip content holds, or None if that is more than ``limit_bytes``.

    Raises :class:`BrokenArchiveError` if it is no gzip or cut off.
    """
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as file:
            inside = file.read(limit_bytes + 1)
            if len(inside) > limit_bytes:
                return None
            file.read(1)  # reaches the check sum
            return inside
    except (EOFError, OSError, zlib.error) as problem:
        raise BrokenArchiveError(f"it is cut off or corrupt ({problem})") from None


def ar_member(file: IO[bytes], prefix: str) -> tuple[str, IO[bytes]]:
    """Return (name, stream) of the first member of an ar archive whose name starts with ``prefix``.

    The stream reads from ``file`` and ends with the member. Raises :class:`BrokenArchiveError`.
    """
    if file.read(len(AR_MAGIC)) != AR_MAGIC:
        raise BrokenArchiveError("it is no ar archive")
    while len(header := file.read(60)) == 60:
        name, size = header[:16].decode("ascii", "replace").rstrip().rstrip("/"), header[48:58].strip()
        if header[58:] != b"`\n" or not size.isdigit():
            break
        if name.startswith(prefix):
            return name, cast(IO[bytes], _Slice(file, int(size)))
        file.seek(int(size) + int(size) % 2, 1)
    raise BrokenArchiveError(f"it has no {prefix}, or is cut off or corrupt")


class _Slice:
    """The next ``size`` bytes of a file, as a file; raises EOFError where the file ends before them."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._left = file, size

    def read(self, size: int = -1) -> bytes:
        wish = self._left if size < 0 else min(size, self._left)
        data = self._file.read(wish)
        if len(data) < wish:
            raise EOFError("the file ends early")
        self._left -= wish
        return data


class _Counted:
    """A stream that refuses to give more than ``limit`` bytes, and knows where the last byte that is not zero was."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self._stream, self._limit = stream, limit
        self.size_bytes = 0
        self.filled = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        filled = len(data.rstrip(b"\0"))
        if filled:
            self.filled = self.size_bytes + filled
        self.size_bytes += len(data)
        if self.size_bytes > self._limit:
            raise BrokenArchiveError(f"it unpacks to more than {self._limit:,} bytes")
        return data

    def drain(self) -> None:
        while self.read(1 << 16):
            pass
