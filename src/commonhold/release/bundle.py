"""A bundle: a model and its papers in one folder (``docs/formats/bundle.md``), written whole and opened warily.

Opening needs the standard library and numpy, reads a few kilobytes and maps the arrays; the manifest is read when
asked for. Covered: a bundle from a stranger can at worst be refused, with the reason. Not covered: whether the model
is good or the manifest true; that takes a rebuild.
"""

from __future__ import annotations

import hashlib
import mmap
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from commonhold import __version__
from commonhold.canonical import Json, canonical, canonical_object
from commonhold.errors import BundleError, DiskError
from commonhold.model import Arrays, Model
from commonhold.release.arrays import header_size, pieces, slots, views
from commonhold.release.folder import MissingFileError, Opener, beside, entered, replace, sync, write_file
from commonhold.release.info import INFO, MORE_PAPERS, PAPERS, SIGNATURES, BundleInfo, Paper, info_bytes, read_info

if TYPE_CHECKING:  # who only checks texts opens bundles, and needs to know nothing of manifests
    from commonhold.manifest import Manifest
    from commonhold.release.signatures import Signatures

MAX_INFO_BYTES = 1 << 20
MAX_META_BYTES = 16 << 20
_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Bundle:
    """An open bundle. ``arrays`` are read-only views of the mapped file; ``meta`` is the content of ``model.json``."""

    path: Path
    info: BundleInfo
    meta: Mapping[str, Json]
    arrays: Arrays

    @property
    def model(self) -> Model:
        """The model without its papers."""
        return Model(self.info.language, self.arrays, self.meta)

    def manifest(self) -> Manifest:
        """Read the manifest and check it against the Merkle root; BundleError if it is damaged or another one."""
        with _refusing(self.path), entered(self.path) as opener:
            return _manifest(opener, self.info)

    def read(self, name: str) -> bytes:
        """Return the content of a file that ``bundle.json`` lists (16 MiB at most); BundleError if it is another."""
        with _refusing(self.path), entered(self.path) as opener:
            if name not in (paper.name for paper in self.info.files):
                raise ValueError(f"{name} is not listed")
            return _paper(opener, self.info.paper(name))


def write_bundle(
    folder: Path,
    arrays: Arrays,
    meta: Mapping[str, Json],
    manifest: Manifest,
    recipe_text: str,
    notice: str,
    more: Mapping[str, bytes] | None = None,
) -> BundleInfo:
    """Write a bundle and put it in place of an older one in one step; the same input gives the same bytes.

    ``meta`` needs ``language`` and ``licence`` (the outbound SPDX expression); ``more`` are papers that bundles may
    have (``MORE_PAPERS``). BundleError if the input makes no
    bundle, DiskError if the disk refuses or ``folder`` holds something else than a bundle.
    """
    from commonhold.merkle import merkle_root
    from commonhold.release.notice import licence_text
    from commonhold.release.packing import packed

    folder = folder.resolve()
    with _refusing(folder):
        language, licence = _named(meta, "language"), _named(meta, "licence")
        lines = manifest.to_lines()
        contents: dict[str, Iterator[bytes | memoryview]] = {
            "LICENSE.txt": iter([licence_text(licence).encode()]),
            "NOTICE": iter([notice.encode()]),
            "manifest.jsonl.zst": iter([packed(lines)]),
            "model.json": iter([canonical(meta) + b"\n"]),
            "model.safetensors": pieces(arrays),
            "recipe.toml": iter([recipe_text.encode()]),
            **{name: iter([content]) for name, content in (more or {}).items()},
        }
        new = beside(folder, "new")
        try:
            _clear_way(folder)
            new.mkdir(parents=True)
            files = tuple(Paper(name, *write_file(new / name, contents[name])) for name in sorted(contents))
            info = BundleInfo(
                commonhold=__version__,
                language=language,
                licence=licence,
                works=len(manifest.entries),
                words=sum(entry.words for entry in manifest.entries),
                merkle_root=merkle_root(lines),
                recipe_sha256=next(paper.sha256 for paper in files if paper.name == "recipe.toml"),
                files=files,
            )
            write_file(new / INFO, [info_bytes(info)])
            sync(new)
            replace(new, folder)
        except OSError as error:
            raise DiskError(path=folder, what=error.strerror or error) from error
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return info


def open_bundle(folder: Path, verify: bool = False) -> Bundle:
    """Open a bundle; BundleError with the exact reason if anything about it is not as the format says.

    Always checked: ``bundle.json``, ``model.json``, the header of the arrays, that all files are plain and have the
    size stated. ``verify`` reads everything: all hashes, the manifest against its root, no file that is not listed
    but well-formed signatures; what those are worth is judged in ``standing``.
    """
    with _refusing(folder):
        if not folder.is_dir():
            raise ValueError(_absence(folder))
        with entered(folder) as opener:
            info = _info(opener)
            for paper in info.files:
                _opened(opener, paper).close()
            meta = _meta(opener, info)
            arrays = _mapped(opener, info)
            if verify:
                _verify(folder, opener, info)
        return Bundle(folder, info, meta, arrays)


@contextmanager
def _refusing(folder: Path) -> Iterator[None]:
    """Say of which bundle something is not true."""
    try:
        yield
    except ValueError as error:
        raise BundleError(path=folder, what=error) from error
    except OSError as error:
        raise BundleError(path=folder, what=error.strerror or error) from error


@contextmanager
def _about(name: str) -> Iterator[None]:
    """Say of which file something is not true."""
    try:
        yield
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _named(meta: Mapping[str, Json], field: str) -> str:
    value = meta.get(field)
    if not isinstance(value, str):
        raise ValueError(f"the meta names no {field}")
    return value


def _clear_way(folder: Path) -> None:
    """Refuse to replace what is not a bundle: its files would be lost."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise DiskError(path=folder, what="a file has that name")
    ours = (*PAPERS, *MORE_PAPERS, INFO, SIGNATURES)
    others = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if others:
        raise DiskError(path=folder, what=f"the folder holds {others[0]!r}, which is not of a bundle")


def _absence(folder: Path) -> str:
    aside = sorted(folder.parent.glob(f".{folder.name}.old-*")) if folder.name else []
    # Only where names cannot be exchanged in one step, see `replace`.
    return f"its replacement was interrupted; the older one is {aside[-1]}" if aside else "there is no such folder"


def _read(opener: Opener, name: str, limit: int) -> bytes:
    with opener(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{name} has more than {limit} bytes")
    return data


def _opened(opener: Opener, paper: Paper) -> BinaryIO:
    """Open a file that has the size stated."""
    file = opener(paper.name)
    size = os.fstat(file.fileno()).st_size
    if size != paper.size_bytes:
        file.close()
        raise ValueError(f"{paper.name} has {size} bytes instead of {paper.size_bytes}")
    return file


def _info(opener: Opener) -> BundleInfo:
    data = _read(opener, INFO, MAX_INFO_BYTES)
    with _about(INFO):
        return read_info(data)


def _paper(opener: Opener, paper: Paper) -> bytes:
    data = _read(opener, paper.name, MAX_META_BYTES)
    with _about(paper.name):
        if hashlib.sha256(data).hexdigest() != paper.sha256:
            raise ValueError("another hash than stated")
    return data


def _meta(opener: Opener, info: BundleInfo) -> dict[str, Json]:
    data = _paper(opener, info.paper("model.json"))
    with _about("model.json"):
        meta = canonical_object(data)
        if (meta.get("language"), meta.get("licence")) != (info.language, info.licence):
            raise ValueError(f"another language or licence than in {INFO}")
    return meta


def _mapped(opener: Opener, info: BundleInfo) -> Arrays:
    paper = info.paper("model.safetensors")
    with _opened(opener, paper) as file, _about(paper.name):
        size = header_size(file.read(8))
        header = file.read(size)
        if len(header) < size:
            raise ValueError("the header goes beyond the end")
        found = slots(header, paper.size_bytes - 8 - size)
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return views(memoryview(mapped), 8 + size, found)


def _manifest(opener: Opener, info: BundleInfo) -> Manifest:
    from commonhold.manifest import Manifest
    from commonhold.merkle import merkle_root
    from commonhold.release.packing import unpacked

    paper = info.paper("manifest.jsonl.zst")
    with _opened(opener, paper) as file, _about(paper.name):
        lines = unpacked(file)
        if merkle_root(lines) != info.merkle_root:
            raise ValueError("another Merkle root than stated")
        manifest = Manifest.from_lines(lines)
        if (info.works, info.words) != (len(manifest.entries), sum(entry.words for entry in manifest.entries)):
            raise ValueError(f"another number of works or words than in {INFO}")
    return manifest


def read_signatures_in(opener: Opener) -> Signatures | None:
    """Read the signatures in a folder that was entered, None where there are none; ValueError if they are none."""
    from commonhold.release.signatures import MAX_BYTES, read_signatures

    try:
        content = _read(opener, SIGNATURES, MAX_BYTES)
    except MissingFileError:
        return None
    with _about(SIGNATURES):
        return read_signatures(content)


def _verify(folder: Path, opener: Opener, info: BundleInfo) -> None:
    listed = {INFO, SIGNATURES, *(paper.name for paper in info.files)}
    for name in sorted(path.name for path in folder.iterdir()):
        if name not in listed:
            raise ValueError(f"the folder holds {name!r}, which is not listed")
    read_signatures_in(opener)
    for paper in info.files:
        with _opened(opener, paper) as file:
            digest = hashlib.sha256()
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
        if digest.hexdigest() != paper.sha256:
            raise ValueError(f"{paper.name}: another hash than stated")
    _manifest(opener, info)
