"""Identifiers with qualifiers: where an object was seen, and which part of it is meant.

Follows SWHID 1.2 (ISO/IEC 18670), with one exception: the standard keeps ``path`` from contents, against its own
examples and all programs that know it; here they have it. Does not know what an identifier stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from commonhold.swhid import CONTENT, DIRECTORY, RELEASE, REVISION, SNAPSHOT, hash_of, parts

_NAMES = ("origin", "visit", "anchor", "path", "lines", "bytes")
_RANGE = re.compile(r"([0-9]{1,18})(?:-([0-9]{1,18}))?", re.ASCII)
_TO_ESCAPE_IN_ORIGIN = re.compile(r"[\s\x00-\x1f\x7f;%]")
_TO_ESCAPE_IN_PATH = re.compile(rb"[^A-Za-z0-9_.~/-]")
_ESCAPED = re.compile(rb"%([0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class Swhid:
    """An identifier with what is known of where the object was seen, and which part of it is meant.

    ``core`` names the object; two with equal cores name equal objects. ``visit`` and ``anchor`` are core identifiers,
    ``path`` is absolute, in bytes; ``lines`` (from 1) or ``octets`` (the qualifier ``bytes``, from 0) are first and
    last, both included. ValueError for what the standard takes for invalid: a visit without origin, and such.
    """

    core: str
    origin: str = ""
    visit: str = ""
    anchor: str = ""
    path: bytes = b""
    lines: tuple[int, int] | None = None
    octets: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        kind, _ = parts(self.core)
        if self.visit:
            hash_of(self.visit, SNAPSHOT)
        if self.anchor:
            hash_of(self.anchor, DIRECTORY, REVISION, RELEASE, SNAPSHOT)
        if self.path and not self.path.startswith(b"/"):
            raise ValueError(f"the path {self.path!r} does not begin with a slash")
        for name, void, why in (
            ("visit", self.visit and not self.origin, "there is no origin"),
            ("anchor", self.anchor and not self.path, "there is no path"),
            ("lines", self.lines and kind != CONTENT, "only contents have lines"),
            ("bytes", self.octets and kind != CONTENT, "only parts of contents are named by bytes"),
            ("lines", self.lines and self.octets, "bytes are given"),
        ):
            if void:
                raise ValueError(f"{name} means nothing here, because {why}")
        for name, span, least in (("lines", self.lines, 1), ("bytes", self.octets, 0)):
            if span and not least <= span[0] <= span[1]:
                raise ValueError(f"{name} cannot be {span[0]}-{span[1]}")

    def __str__(self) -> str:
        """Return the identifier in its canonical order."""
        qualifiers = (
            ("origin", _TO_ESCAPE_IN_ORIGIN.sub(lambda sign: _escaped(sign[0].encode()), self.origin)),
            ("visit", self.visit),
            ("anchor", self.anchor),
            ("path", _TO_ESCAPE_IN_PATH.sub(lambda sign: _escaped(sign[0]).encode(), self.path).decode()),
            ("lines", _span(self.lines)),
            ("bytes", _span(self.octets)),
        )
        return "".join((self.core, *(f";{name}={value}" for name, value in qualifiers if value)))


def parsed(text: str) -> Swhid:
    """Read an identifier with qualifiers in any order; those that mean nothing where they stand are passed over.

    ValueError says what no identifier can be, such as an unknown qualifier or one given twice.

    >>> parsed("swh:1:cnt:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391;lines=7;origin=https://example.org/a%3Bb").origin
    'https://example.org/a;b'
    """
    core, *written = text.split(";")
    kind, _ = parts(core)
    given: dict[str, str] = {}
    for qualifier in written:
        name, equals, value = qualifier.partition("=")
        if name not in _NAMES or not equals or not value:
            raise ValueError(f"{qualifier!r} is no qualifier; there are {', '.join(_NAMES)}")
        if name in given:
            raise ValueError(f"the qualifier {name} is given twice")
        given[name] = value
    spans = {name: _read_span(name, given[name]) for name in ("lines", "bytes") if name in given}
    fragment = spans if kind == CONTENT else {}
    path = _unescaped(given.get("path", ""))
    return Swhid(
        core,
        _text(_unescaped(given.get("origin", ""))),
        given.get("visit", "") if "origin" in given else "",
        given.get("anchor", "") if path else "",
        path,
        fragment.get("lines") if "bytes" not in fragment else None,
        fragment.get("bytes"),
    )


def _span(span: tuple[int, int] | None) -> str:
    if span is None:
        return ""
    return str(span[0]) if span[0] == span[1] else f"{span[0]}-{span[1]}"


def _read_span(name: str, value: str) -> tuple[int, int]:
    matched = _RANGE.fullmatch(value)
    if not matched:
        raise ValueError(f"{name} cannot be {value!r}; a number, or two with a hyphen")
    return int(matched[1]), int(matched[2] or matched[1])


def _escaped(data: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in data)


def _unescaped(value: str) -> bytes:
    return _ESCAPED.sub(lambda escape: bytes.fromhex(escape[1].decode()), value.encode())


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise ValueError(f"the origin {data!r} is not UTF-8") from None
