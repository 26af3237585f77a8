"""Canonical JSON: one spelling for a value, and a reader that accepts no key twice.

UTF-8, keys sorted by code point, no spaces, the shortest escapes, no NaN. Does not know what the values mean.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"
"""What JSON can say."""

Unknown: TypeAlias = tuple[tuple[str, str], ...]
"""Fields a later version added: (name, canonical JSON), kept as they were read."""

_HIGH_SURROGATE = re.compile("[\ud800-\udbff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def canonical(value: Json) -> bytes:
    r"""Return the one spelling of a JSON value; ValueError where it has none.

    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    >>> canonical("caf\udce9")  # a path whose bytes are no UTF-8
    b'"caf\\udce9"'
    """
    try:
        text = _ENCODER.encode(value)
        return text.encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except UnicodeEncodeError:
        if _HIGH_SURROGATE.search(text):  # next to a low one it would be read back as one character
            raise ValueError("text with a lone high surrogate has no canonical form") from None
        return text.encode("utf-8", "backslashreplace")  # Python's \udc80 is JSON's too


def parse(data: bytes) -> Json:
    """Return the value of a JSON text; ValueError on a key given twice, other defects, or nesting beyond reason."""
    try:
        value: Json = _DECODER.decode(data.decode())
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} at character {error.pos}") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def canonical_object(data: bytes) -> dict[str, Json]:
    """Return the object that is the whole of a file, in canonical JSON and one line feed; else ValueError."""
    record = parse(data.removesuffix(b"\n"))
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    if canonical(record) + b"\n" != data:
        raise ValueError("not the canonical spelling")
    return record


def object_of(value: Json, what: str) -> dict[str, Json]:
    """Return a JSON object; ValueError, naming ``what``, if it is none."""
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not a JSON object")
    return value


def list_of(record: Mapping[str, Json], field: str) -> list[Json]:
    """Return a field that is a list; ValueError if it is none."""
    value = record.get(field)
    if not isinstance(value, list):
        raise ValueError(f"{field} is not a list")
    return value


def text_of(record: Mapping[str, Json], field: str) -> str:
    """Return a field that is text; ValueError if it is none."""
    value = record.get(field)
    if not isinstance(value, str):
        raise ValueError(f"{field} cannot be {value!r}")
    return value


def unknown_fields(record: Mapping[str, Json], known: Container[str] = ()) -> Unknown:
    """Return the fields whose names are not ``known``, to be kept.

    >>> unknown_fields({"name": "a", "later": [1]}, known={"name"})
    (('later', '[1]'),)
    """
    if not record:
        return ()
    return tuple((name, canonical(record[name]).decode()) for name in sorted(record) if name not in known)


def with_unknown(record: Mapping[str, Json], unknown: Unknown) -> Mapping[str, Json]:
    """Return the record with the fields that were kept."""
    return {**record, **{name: parse(text.encode()) for name, text in unknown}} if unknown else record


def _once(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    record = dict(pairs)
    if len(record) != len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {twice!r} appears twice")
    return record


def _no_number(word: str) -> Json:
    raise ValueError(f"{word} is no JSON number")


_DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)
