r"""Text of strangers in the files of other formats: whatever a path or a name holds, it stays one value.

JSON, YAML, addresses and Markdown each have their own way. Lone surrogates, by which a path keeps bytes that are not
UTF-8, are written out as the manifest writes them (``\udc80``, six characters): few readers take them as they are.
Knows nothing of bundles.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from commonhold.canonical import Json
from commonhold.release.notice import on_one_line

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_NO_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&$!]|:(?=//))")
_IN_ADDRESSES = "/:?@!$&'()*+,;=~"
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*:)?(//[^/?#]*)?(.*)")
_HOST = re.compile(r"(//[^:@]*(:[0-9]*)?)?")
_KEPT = re.compile(rb"(%[0-9A-Fa-f]{2}|#)")


def one_line_of_json(value: Json) -> str:
    r"""Return a JSON value without spaces or line ends, keys in the order given; every reader of Unicode takes it.

    >>> print(one_line_of_json({"path": "b\n", "a": "caf\udce9"}))
    {"path":"b\n","a":"caf\\udce9"}
    """
    text = _ENCODER.encode(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        text = _ENCODER.encode(_plain(value))
    return text


def _plain(value: Json) -> Json:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(one) for key, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, Sequence) else value


def yaml_scalar(value: Json) -> str:
    r"""Return a value on one line as YAML and, but for escapes, JSON.

    >>> print(yaml_scalar("- a: [b]\n\x85"))
    "- a: [b]\n\u0085"
    """
    return _NO_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", one_line_of_json(value))


def address(text: str) -> str:
    r"""Return text as an address (RFC 3986): what may not stand in one is percent-encoded, byte by byte.

    >>> address("https://example.org/a b<\udce9>%20100%")
    'https://example.org/a%20b%3C%E9%3E%20100%25'
    """
    parts = [
        part.decode() if number % 2 else quote(part, safe=_IN_ADDRESSES)
        for number, part in enumerate(_KEPT.split(_bytes(text)))
    ]
    start, mark, rest = "".join(parts).partition("#")
    whole = start + mark + rest.replace("#", "%23")
    scheme, host, path = _PARTS.fullmatch(whole).groups("")  # type: ignore[union-attr]  # matches everything
    if not _HOST.fullmatch(host):
        host = "//" + part_of_address(host[2:])
    return scheme + host + (path if scheme else path.replace(":", "%3A"))


def part_of_address(text: str) -> str:
    """Return text as one part of an address, without marks that mean something there.

    >>> part_of_address("a/b#c")
    'a%2Fb%23c'
    """
    return quote(_bytes(text), safe="")


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a pair, which stands for no byte
        return text.encode("utf-8", "backslashreplace")


def markdown(text: str) -> str:
    r"""Return text that Markdown shows as it is, on one line, also inside a table.

    >>> print(markdown("a|b\n# <c>"))
    a\|b\\n\# \<c\>
    """
    return _MARKS.sub(r"\\\1", on_one_line(text))


def json_in_markdown(value: Json) -> str:
    r"""Return a JSON value for a fenced block: it cannot end the block, and nothing in it moves a cursor.

    >>> print(json_in_markdown("```\u202e"))
    "\u0060\u0060\u0060\u202e"
    """
    shown = "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in one_line_of_json(value))
    return shown.replace("`", "\\u0060")


def link(text: str) -> str:
    """Return an address as a Markdown link if browsers follow it, else as text.

    >>> link("https://example.org/a|b"), link("deb:fortunes-de")
    ('<https://example.org/a%7Cb>', 'deb:fortunes-de')
    """
    return f"<{address(text)}>" if text.startswith(("https://", "http://")) else markdown(text)
