"""Character references: ``&amp;``, ``&#8217;``, ``&eacute;``, as HTML knows them.

Does not know the entities a document type declares itself; those stay unknown.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

_REFERENCE = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|\w[\w.:-]*+);")
_HIDDEN = frozenset("\xad\u200b\u2060\ufeff")


def decode(reference: str) -> str | None:
    """Return what ``&…;`` reads as, or None when it is not known.

    White space reads as one space, invisible marks as nothing, a backtick (which is code here) as an apostrophe.

    >>> decode("&eacute;"), decode("&nbsp;"), decode("&php.ini;")
    ('é', ' ', None)
    """
    decoded = html.unescape(reference) if reference[1] == "#" else html5.get(reference[1:])
    if decoded is None:
        return None
    if decoded in _HIDDEN:
        return ""
    return " " if decoded.isspace() else decoded.replace("`", "'").replace("\n", " ")


def decode_all(text: str) -> str:
    """Return ``text`` with every known reference decoded."""
    return _REFERENCE.sub(_decode_match, text) if "&" in text else text


def _decode_match(match: re.Match[str]) -> str:
    decoded = decode(match[0])
    return match[0] if decoded is None else decoded
