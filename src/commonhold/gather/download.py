"""Fetching over HTTP(S), bounded, and kept by SHA-256: what is once in the cache is never asked for again.

Knows addresses and hashes, not packages. Nothing is kept whose hash was not known beforehand from the recipe or
from an index.
"""

from __future__ import annotations

import base64
import http.client
import urllib.error
import urllib.parse
import urllib.request
import urllib.response
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from commonhold import __version__
from commonhold.errors import SourceError
from commonhold.gather import shelf

MAX_INDEX_BYTES = 64_000_000
MAX_PACKAGE_BYTES = 1_000_000_000
_TIMEOUT_SECONDS = 60
_CHUNK_BYTES = 1 << 18


@dataclass(frozen=True, slots=True)
class Page:
    """What an address gave: ``url`` after redirects, its media type and its bytes."""

    url: str
    media_type: str
    data: bytes


def page(source: str, url: str, accept: str) -> Page:
    """Read a small page; raises :class:`SourceError`."""
    with _opened(source, url, accept) as answer:
        data = answer.read(MAX_INDEX_BYTES + 1)
        if len(data) > MAX_INDEX_BYTES:
            raise SourceError(source=source, what=f"{_public(url)} is larger than {MAX_INDEX_BYTES:,} bytes")
        return Page(answer.url, answer.headers.get_content_type(), data)


def shelved(cache: Path, sha256: str) -> Path | None:
    """Return the file of that hash from the cache, or None if it is absent or damaged."""
    place = cache / "packages" / sha256
    return place if place.is_file() and shelf.file_sha256(place) == sha256 else None


def fetch(source: str, url: str, sha256: str, cache: Path) -> Path:
    """Download a file into the cache; raises :class:`SourceError` if it is not the one with that hash."""
    place = cache / "packages" / sha256

    def chunks() -> Iterator[bytes]:
        left = MAX_PACKAGE_BYTES
        with _opened(source, url, "*/*") as answer:
            while chunk := answer.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    what = f"{_public(url)} is larger than {MAX_PACKAGE_BYTES:,} bytes"
                    raise SourceError(source=source, what=what)
                yield chunk

    arriving = place.with_name(f"{sha256}.arriving")
    if (got := shelf.put(arriving, chunks())) != sha256:
        arriving.unlink()
        what = f"{_public(url)} has the SHA-256 {got}, but {sha256} was announced; it is cut off, or not the same file"
        raise SourceError(source=source, what=what)
    with shelf.writing(place):
        arriving.replace(place)
    return place


@contextmanager
def _opened(source: str, url: str, accept: str) -> Iterator[urllib.response.addinfourl]:
    request = _request(url, accept)
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310  schemes: _request
            yield answer
    except urllib.error.HTTPError as problem:
        problem.close()
        raise SourceError(source=source, what=f"{_public(url)} answered {problem.code} {problem.reason}") from None
    except (OSError, http.client.HTTPException) as problem:
        raise SourceError(source=source, what=f"{_public(url)} did not answer ({problem})") from None


def _request(url: str, accept: str) -> urllib.request.Request:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("https", "http", "file"):
        raise ValueError(f"{_public(url)} is no address to fetch from")
    user, at, host = parts.netloc.rpartition("@")
    request = urllib.request.Request(parts._replace(netloc=host).geturl())  # noqa: S310  checked above
    request.add_header("Accept", accept)
    request.add_header("User-Agent", f"commonhold/{__version__}")
    if at:
        # Not sent on to wherever a redirect leads.
        secret = base64.b64encode(urllib.parse.unquote(user).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
    return request


def _public(url: str) -> str:
    """Return an address without the password it may carry."""
    parts = urllib.parse.urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
