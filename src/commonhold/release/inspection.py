"""What lies in a bundle's folder, read once and judged by nobody: what ``verification`` looks at.

Opens plain files only, none through a link, and reads within the limits of the format. Nothing here is believed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from commonhold.errors import BundleError
from commonhold.release.arrays import MAX_HEADER_BYTES
from commonhold.release.folder import Opener, entered
from commonhold.release.info import MAX_FILES
from commonhold.release.packing import unpacked

MANIFEST = "manifest.jsonl.zst"
ARRAYS = "model.safetensors"
MAX_PAPER_BYTES = 64 << 20
_MAX_NAMES = 4 * MAX_FILES
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FoundFile:
    """One file as it lies there: its size in bytes and its SHA-256."""

    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Found:
    """All that a folder holds.

    ``files`` are those that could be read, ``troubles`` says of others why not; ``papers`` are the contents of all
    but the arrays and the manifest, ``arrays_begin`` the first bytes of the arrays with their whole header, ``lines``
    those of the manifest (empty where it cannot be unpacked, with the reason in ``troubles``).
    """

    folder: Path
    files: Mapping[str, FoundFile] = field(default_factory=dict)
    troubles: Mapping[str, str] = field(default_factory=dict)
    papers: Mapping[str, bytes] = field(default_factory=dict)
    arrays_begin: bytes = b""
    lines: tuple[bytes, ...] = ()


def found_in(folder: Path) -> Found:
    """Read a folder; BundleError only where there is no folder, or more in it than a bundle can have."""
    if not folder.is_dir():
        raise BundleError(path=folder, what="there is no such folder")
    names = sorted(path.name for path in folder.iterdir())
    if len(names) > _MAX_NAMES:
        raise BundleError(path=folder, what=f"it holds {len(names):,} files, more than any bundle")
    files: dict[str, FoundFile] = {}
    troubles: dict[str, str] = {}
    papers: dict[str, bytes] = {}
    begin = b""
    lines: tuple[bytes, ...] = ()
    with entered(folder) as opener:
        for name in names:
            try:
                files[name], kept = _read(opener, name)
                if name == MANIFEST:
                    lines = _lines(opener)
                elif name == ARRAYS:
                    begin = kept
                else:
                    papers[name] = kept
            except (ValueError, OSError) as error:
                troubles[name] = str(error)
    return Found(folder, files, troubles, papers, begin, lines)


def _read(opener: Opener, name: str) -> tuple[FoundFile, bytes]:
    """Hash a file; return what is looked at of its content."""
    limit = {MANIFEST: 0, ARRAYS: MAX_HEADER_BYTES + 8}.get(name, MAX_PAPER_BYTES)
    kept = b""
    digest = hashlib.sha256()
    with opener(name) as file:
        size = os.fstat(file.fileno()).st_size
        if name not in (MANIFEST, ARRAYS) and size > limit:
            raise ValueError(f"{name} has {size:,} bytes, more than {limit:,}")
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
            if len(kept) < limit:
                kept += chunk[: limit - len(kept)]
    return FoundFile(size, digest.hexdigest()), kept


def _lines(opener: Opener) -> tuple[bytes, ...]:
    with opener(MANIFEST) as file:
        try:
            return tuple(unpacked(file))
        except ValueError as error:
            raise ValueError(f"{MANIFEST}: {error}") from None
