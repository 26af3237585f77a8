"""Bytes to text: strict UTF-8 first, a detected encoding only where that fails, never a replacement character.

Does not know markup or languages. UTF-16 and UTF-32 are read only with their mark; other NUL bytes mean binary.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WELCOME = frozenset(
    {
        "cp1250",
        "cp1251",
        "cp1252",
        "latin_1",
        "iso8859_2",
        "iso8859_15",
        "koi8_r",
        "shift_jis",
        "cp932",
        "euc_jp",
        "gb18030",
        "big5",
        "mac_roman",
        "cp1253",
        "iso8859_7",
        "cp1254",
        "iso8859_9",
        "euc_kr",
    }
)
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¶±»«¼¾½©®¬°§¤¢£¥¦¨¸¿¡×÷†‡‰\x80-\x9f][^\W\d_]")
"""Sister encodings (cp1250 and ISO 8859-2) look equally good to the detector; the wrong one puts signs into words."""
_LIKELY_BYTES = 64_000
"""How much is shown to the detector (7.8 MB/s); all of it is then decoded."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the name of the encoding it was in (``utf-8``, ``cp1252``, …)."""

    text: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Bytes that are no text: ``reason`` is ``binary`` or ``not-text``."""

    reason: str


def decode(data: bytes) -> Decoded | Undecodable:
    """Return the text of some bytes, without a byte order mark.

    >>> decode(b"caf\\xc3\\xa9")
    Decoded(text='café', encoding='utf-8')
    >>> decode(b"PNG\\x00")
    Undecodable(reason='binary')
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strictly(data, encoding)
            return Undecodable("not-text") if text is None else Decoded(text, encoding.removesuffix("-sig"))
    if b"\0" in data:
        return Undecodable("binary")
    text = _strictly(data, "utf-8")
    return _detected(data) if text is None else Decoded(text, "utf-8")


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _detected(data: bytes) -> Decoded | Undecodable:
    from charset_normalizer import from_bytes

    for match in from_bytes(_around_first_odd_byte(data), enable_fallback=False):
        text = _strictly(data, match.encoding) if match.encoding in _WELCOME else None
        if text is not None and not _SIGN_IN_WORD.search(text):
            return Decoded(text, match.encoding)
    return Undecodable("not-text")


def _around_first_odd_byte(data: bytes) -> bytes:
    odd = next((position for position, byte in enumerate(data) if byte > 127), 0)
    start = max(0, odd - _LIKELY_BYTES // 2)
    return data[start : start + _LIKELY_BYTES]
