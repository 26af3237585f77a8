"""Works of a source distribution from the Python Package Index, or from the index that ``PIP_INDEX_URL`` names.

The index is only believed about where the file is and which SHA-256 it has; nothing of the package is ever run.
Knows ``.tar.gz`` source distributions; wheels are built things and no source.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from commonhold.errors import SourceError
from commonhold.gather import download, shelf
from commonhold.gather.archive import Limits, Omit, tar_files, unpacked
from commonhold.gather.gathered import Predicate
from commonhold.gather.package import PackageSource, ReadFiles
from commonhold.recipe import Source

DEFAULT_INDEX = "https://pypi.org/simple"
_JSON = "application/vnd.pypi.simple.v1+json"
_ACCEPT = f"{_JSON}, application/vnd.pypi.simple.v1+html;q=0.5, text/html;q=0.1"


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that the index has: its name, its address, and its SHA-256 (empty if not told)."""

    name: str
    url: str
    sha256: str


def open_pypi(source: Source, cache: Path, offline: bool) -> PackageSource:
    """Open the source distribution of a ``pypi:NAME==VERSION`` origin; raises :class:`SourceError`."""
    name, _, version = source.origin.removeprefix("pypi:").partition("==")
    remembered = cache / "pypi" / f"{_folded(name)}=={version}"
    sha256 = source.sha256 or (remembered.read_text("ascii").strip() if remembered.is_file() else "")
    place = download.shelved(cache, sha256) if sha256 else None
    if place is None:
        if offline:
            what = "it is not in the cache and --offline forbids fetching; run once without --offline"
            raise SourceError(source=source.name, what=what)
        offer = _offer(source, name, version)
        place = download.fetch(source.name, offer.url, offer.sha256, cache)
        shelf.put(remembered, [offer.sha256.encode("ascii")])
    return PackageSource(source, _reader(place))


def _reader(place: Path) -> ReadFiles:
    def read(asked: Predicate, omit: Omit, limit_bytes: int) -> Iterator[tuple[str, bytes]]:
        with place.open("rb") as file:
            files = tar_files(
                unpacked("sdist.tar.gz", file),
                lambda path: asked(_inside(path)),
                lambda path, reason: omit(_inside(path), reason),
                Limits(file_bytes=limit_bytes),
            )
            for path, data in files:
                yield _inside(path), data

    return read


def _inside(path: str) -> str:
    """Return a path without the folder ``NAME-VERSION`` that everything in a source distribution is in."""
    return path.partition("/")[2] or path


def _offer(source: Source, name: str, version: str) -> Offer:
    offers = [offer for offer in _listed(source, name) if _folded_sdist(offer.name) is not None]
    wish = (_folded(name), version.lower())
    for offer in offers:
        if _folded_sdist(offer.name) == wish:
            if not offer.sha256 and not source.sha256:
                raise SourceError(source=source.name, what=f"the index tells no SHA-256 of {offer.name}; add sha256")
            if source.sha256 and offer.sha256 not in ("", source.sha256):
                what = f"the index has {offer.name} with SHA-256 {offer.sha256}, the recipe says {source.sha256}"
                raise SourceError(source=source.name, what=what)
            return Offer(offer.name, offer.url, source.sha256 or offer.sha256)
    known = [told[1] for offer in offers if (told := _folded_sdist(offer.name))]
    near = ", ".join(difflib.get_close_matches(version, known, n=5, cutoff=0))
    what = f"the index has no .tar.gz source distribution of {name} {version}"
    raise SourceError(source=source.name, what=what + (f"; it has {near}" if near else ""))


def _listed(source: Source, name: str) -> list[Offer]:
    index = os.environ.get("PIP_INDEX_URL", "").strip() or DEFAULT_INDEX
    scheme = urllib.parse.urlsplit(index).scheme
    if scheme not in ("https", "http", "file"):
        raise SourceError(source=source.name, what="PIP_INDEX_URL is no https, http or file address")
    url = f"{index.rstrip('/')}/{_folded(name)}/" + ("index.html" if scheme == "file" else "")
    page = download.page(source.name, url, _ACCEPT)
    # An index on the network has no business naming files of this machine.
    allowed = ("https", "http") if scheme != "file" else ("https", "http", "file")
    try:
        offers = _from_json(page.data) if page.media_type == _JSON else _from_html(page.data)
        full = [Offer(o.name, urllib.parse.urljoin(page.url, o.url), o.sha256) for o in offers]
        return [offer for offer in full if urllib.parse.urlsplit(offer.url).scheme in allowed]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise SourceError(source=source.name, what=f"the index page of {name} makes no sense ({problem!r})") from None


def _from_json(data: bytes) -> list[Offer]:
    files = json.loads(data)["files"]
    return [Offer(str(f["filename"]), str(f["url"]), str(f["hashes"].get("sha256", ""))) for f in files]


def _from_html(data: bytes) -> list[Offer]:
    anchors = _Anchors()
    anchors.feed(data.decode("utf-8", "replace"))
    anchors.close()
    return anchors.offers


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") if tag == "a" else None
        if href:
            url, _, fragment = href.partition("#")
            name = urllib.parse.unquote(url.rpartition("/")[2])
            sha256 = re.fullmatch(r"sha256=([0-9a-f]{64})", fragment)
            self.offers.append(Offer(name, url, sha256[1] if sha256 else ""))


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _folded_sdist(filename: str) -> tuple[str, str] | None:
    """Return (folded name, version) of a source distribution's file name, or None for any other file."""
    if not filename.endswith(".tar.gz"):
        return None
    name, _, version = filename.removesuffix(".tar.gz").rpartition("-")
    return _folded(name), version.lower()
