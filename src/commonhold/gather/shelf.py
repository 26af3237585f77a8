"""The cache folder: downloads and clones, put there whole or not at all.

Everything is written under a passing name and renamed once complete, so a cut-off run leaves nothing that looks
finished. Knows nothing of what it keeps.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from commonhold.errors import DiskError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failing write (disk full, no permission, a file where a folder should be) into :class:`DiskError`."""
    try:
        yield
    except OSError as problem:
        raise DiskError(path=path, what=problem.strerror or str(problem)) from problem


def put(path: Path, chunks: Iterable[bytes]) -> str:
    """Write ``chunks`` to ``path`` as one; return their SHA-256. Errors of ``chunks`` itself pass through."""
    digest = hashlib.sha256()
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, passing = tempfile.mkstemp(prefix=".part-", dir=path.parent)
    try:
        try:
            for chunk in chunks:
                digest.update(chunk)
                with writing(path):
                    _write_all(handle, chunk)
            with writing(path):
                os.fsync(handle)
        finally:
            os.close(handle)
        with writing(path):
            Path(passing).replace(path)
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise
    return digest.hexdigest()


def _write_all(handle: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(handle, rest) :]


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
