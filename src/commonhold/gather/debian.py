"""Works of a binary package of Debian, such as a ``-doc`` package: read from the ``.deb``, never installed.

``apt-get`` is asked where the file is and which SHA-256 it has (that comes from signed lists); the rest is plain
fetching. Text packed with gzip, as manual pages are, is unpacked. Does not know dependencies or source packages.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from commonhold.errors import SourceError
from commonhold.gather import download, shelf
from commonhold.gather.archive import BrokenArchiveError, Limits, Omit, ar_member, gunzipped, tar_files, unpacked
from commonhold.gather.child import environment
from commonhold.gather.gathered import Predicate
from commonhold.gather.package import PackageSource, ReadFiles
from commonhold.recipe import Source

_TOLD = re.compile(r"'(?P<url>[^']+)' \S+ \d+(?: SHA256:(?P<sha256>[0-9a-f]{64}))?")


def open_deb(source: Source, cache: Path, offline: bool) -> PackageSource:
    """Open the package of a ``deb:NAME`` origin at its version; raises :class:`SourceError`."""
    name = source.origin.removeprefix("deb:")
    remembered = cache / "deb" / f"{name}={source.pin}"
    sha256 = source.sha256 or (remembered.read_text("ascii").strip() if remembered.is_file() else "")
    place = download.shelved(cache, sha256) if sha256 else None
    if place is None:
        if offline:
            _refuse(source, "it is not in the cache and --offline forbids fetching; run once without --offline")
        url, told = _asked_apt(source, f"{name}={source.pin}", cache)
        place = download.fetch(source.name, url, told, cache)
        shelf.put(remembered, [told.encode("ascii")])
    return PackageSource(source, _reader(place))


def _asked_apt(source: Source, package: str, cache: Path) -> tuple[str, str]:
    by_hand = f"or put the .deb at {cache / 'packages' / (source.sha256 or 'ITS-SHA256')} and name that sha256"
    command = ["apt-get", "--print-uris", "-qq", "download", package]
    try:
        done = subprocess.run(command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except FileNotFoundError:
        _refuse(source, f"there is no apt-get here to find {package}; gather it on Debian, {by_hand}")
    told = _TOLD.search(done.stdout.decode("utf-8", "replace"))
    if told is None:
        _refuse(source, f"apt-get knows no {package}; run apt-get update, pin the version it knows, {by_hand}")
    url, sha256 = told["url"], told["sha256"] or source.sha256
    if not url.startswith(("https://", "http://")) or not sha256:
        _refuse(source, f"apt-get has {package} at {url} without address or SHA-256 to use; give sha256, {by_hand}")
    if source.sha256 and sha256 != source.sha256:
        _refuse(source, f"apt-get has {package} with SHA-256 {sha256}, the recipe says {source.sha256}")
    return url, sha256


def _refuse(source: Source, what: str) -> NoReturn:
    raise SourceError(source=source.name, what=what)


def _reader(place: Path) -> ReadFiles:
    def read(asked: Predicate, omit: Omit, limit_bytes: int) -> Iterator[tuple[str, bytes]]:
        found: dict[str, bytes] = {}
        plain: set[str] = set()
        with place.open("rb") as file:
            member, packed = ar_member(file, "data.tar")
            files = tar_files(
                unpacked(member, packed),
                lambda path: asked(path) or _is_packed(path, asked),
                lambda path, reason: omit(path.removesuffix(".gz") if _is_packed(path, asked) else path, reason),
                Limits(file_bytes=limit_bytes),
            )
            for path, data in files:
                if not _is_packed(path, asked):
                    found[path] = data
                    plain.add(path)
                elif path[:-3] not in plain and (text := _opened(path[:-3], data, omit, limit_bytes)) is not None:
                    found[path[:-3]] = text
        yield from found.items()

    return read


def _is_packed(path: str, asked: Predicate) -> bool:
    return path.endswith(".gz") and asked(path[:-3])


def _opened(path: str, data: bytes, omit: Omit, limit_bytes: int) -> bytes | None:
    try:
        text = gunzipped(data, limit_bytes)
    except BrokenArchiveError:
        omit(path, "corrupt-object")
        return None
    if text is None:
        omit(path, "too-large")
    return text
