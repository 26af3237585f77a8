"""JSON with comments, as editors write it: read, and one value changed with every other byte as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_STRING = r'"(?:[^"\\\n]|\\.)*+"'
_COMMENT = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_LAST_COMMA = re.compile(rf"({_STRING})|,(?=\s*[}}\]])")
_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
INDENT = "    "


def loads(text: str) -> Any:
    """Return the value of JSON with comments and last commas; ValueError with a few words where it is none.

    >>> loads('{"a": [1, 2,], // two\\n}')
    {'a': [1, 2]}
    """
    try:
        return json.loads(_bare(text))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON (line {error.lineno}, column {error.colno})") from error


def with_value(text: str, path: Sequence[str], value: object) -> str:
    """Return JSON with the member at ``path`` set; objects on the way are made where they are lacking.

    A new member comes first in its object, so that comments stay with what they stand beside. ValueError where the
    text is no JSON object, or something on the way is none.

    >>> print(with_value('{\\n  // mine\\n  "a": 1, // one\\n}', ["b"], True))
    {
      "b": true,
      // mine
      "a": 1, // one
    }
    >>> with_value('{"a": {"b": 1}}', ["a", "b"], 2)
    '{"a": {"b": 2}}'
    """
    if not _bare(text).strip():
        text = f"{text.rstrip()}\n{{}}\n".lstrip()
    bare = _bare(text)
    loads(text)
    start = _after_blanks(bare, 0)
    for depth, key in enumerate(path):
        if bare[start : start + 1] != "{":
            raise ValueError(f"{'.'.join(path[:depth]) or 'it'} is not a JSON object")
        members = list(_members(bare, start))
        found = next((each for each in reversed(members) if each.key == key), None)  # the last of several counts
        end = "\r\n" if "\r\n" in text else "\n"
        if not found:
            return _inserted(text, start, members, list(path[depth:]), value, end, depth)
        start = found.start
        if depth == len(path) - 1:
            return text[: found.start] + _shown(value, text, _margin(text, start), end) + text[found.end :]
    return text


@dataclass(frozen=True, slots=True)
class _Member:
    """One member of an object: its key, where that stands, and where its value begins and ends."""

    key: str
    place: int
    start: int
    end: int


def _bare(text: str) -> str:
    """Return JSON of the same length without comments and last commas: every offset stays what it was."""
    return _LAST_COMMA.sub(_blanked, _COMMENT.sub(_blanked, text))


def _blanked(match: re.Match[str]) -> str:
    return match[1] or re.sub(r"[^\r\n]", " ", match[0])


def _after_blanks(bare: str, place: int) -> int:
    match = _BLANK.match(bare, place)
    return match.end() if match else place


def _members(bare: str, start: int) -> Iterator[_Member]:
    """Yield the members of the object that begins at ``start`` of bare JSON that can be read."""
    place = _after_blanks(bare, start + 1)
    while bare[place] != "}":
        key, end = _DECODER.raw_decode(bare, place)
        value = _after_blanks(bare, _after_blanks(bare, end) + 1)
        _, stop = _DECODER.raw_decode(bare, value)
        yield _Member(key, place, value, stop)
        place = _after_blanks(bare, stop)
        if bare[place] == ",":
            place = _after_blanks(bare, place + 1)


def _inserted(
    text: str, start: int, members: Sequence[_Member], path: list[str], value: object, end: str, depth: int
) -> str:
    for key in reversed(path[1:]):
        value = {key: value}
    outer = _margin(text, start)
    inner = _margin(text, members[0].place) if members else outer + _unit(text)
    is_one_line = bool(members) and "\n" not in text[start : members[0].place]
    name = json.dumps(path[0], ensure_ascii=False)
    if is_one_line:
        return f"{text[: start + 1]}{name}: {json.dumps(value, ensure_ascii=False)}, {text[start + 1 :].lstrip()}"
    shown = f"{name}: {_shown(value, text, inner, end)}"
    rest = text[start + 1 :]
    if members:
        return f"{text[: start + 1]}{end}{inner}{shown},{rest}"
    closing = rest if rest.lstrip(" \t").startswith(("\n", "\r", "/")) else f"{end}{outer}{rest.lstrip()}"
    return f"{text[: start + 1]}{end}{inner}{shown}{closing}"


def _shown(value: object, text: str, margin: str, end: str) -> str:
    return json.dumps(value, ensure_ascii=False, indent=_unit(text)).replace("\n", end + margin)


def _margin(text: str, place: int) -> str:
    """Return the blanks at the beginning of the line that a place is in."""
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return line[: len(line) - len(line.lstrip(" \t"))]


def _unit(text: str) -> str:
    match = re.search(r"^[ \t]+(?=\S)", text, re.MULTILINE)
    return match[0] if match else INDENT
