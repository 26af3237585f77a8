"""Dictionaries of structured header fields (RFC 9651): parsed whole or not at all.

Only what is needed to tell tokens from everything else; numbers and dates keep their spelling.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_KEY = re.compile(r"[a-z*][a-z0-9_\-.*]*")
_TOKEN = re.compile(r"[A-Za-z*][!#$%&'*+\-.^_`|~A-Za-z0-9:/]*")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,3})?(?![0-9.])")
_STRING = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\])*)"')
_BYTES = re.compile(r":[A-Za-z0-9+/=]*:")
_BOOLEAN = re.compile(r"\?[01]")
_DATE = re.compile(r"@-?[0-9]{1,15}(?![0-9.])")
_DISPLAY = re.compile(r'%"((?:[ !#$&-~]|%[0-9a-f]{2})*)"')
_KINDS = (
    ("token", _TOKEN),
    ("number", _NUMBER),
    ("string", _STRING),
    ("bytes", _BYTES),
    ("boolean", _BOOLEAN),
    ("date", _DATE),
    ("display", _DISPLAY),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A value of a dictionary: its ``kind`` (``token``, ``boolean``, ``list``, …), its spelling, its parameters."""

    kind: str
    value: str
    parameters: Mapping[str, str] = field(default_factory=dict)


def dictionary(text: str) -> dict[str, Member] | None:
    """Return the members by key, the last of each, or None where the text is no dictionary.

    >>> dictionary("train-ai=n;why=rest, search")["train-ai"]
    Member(kind='token', value='n', parameters={'why': 'rest'})
    >>> dictionary("train-ai=n,") is None
    True
    """
    text = text.strip(" ")
    members: dict[str, Member] = {}
    at = 0
    while at < len(text):
        key = _KEY.match(text, at)
        if key is None:
            return None
        at = key.end()
        if text[at : at + 1] == "=":
            found = _member(text, at + 1)
            if found is None:
                return None
            member, at = found
        else:
            told = _parameters(text, at)
            if told is None:
                return None
            member, at = Member("boolean", "?1", told[0]), told[1]
        members.pop(key.group(), None)
        members[key.group()] = member
        at = _space(text, at)
        if at == len(text):
            return members
        if text[at] != ",":
            return None
        at = _space(text, at + 1)
        if at == len(text):
            return None
    return members


def _member(text: str, at: int) -> tuple[Member, int] | None:
    if text[at : at + 1] == "(":
        begin = at
        at = _spaces(text, at + 1)
        while text[at : at + 1] != ")":
            item = _item(text, at)
            if item is None or text[item[1] : item[1] + 1] not in (" ", ")"):
                return None
            at = _spaces(text, item[1])
        found: tuple[str, str, int] | None = ("list", text[begin : at + 1], at + 1)
    else:
        found = _bare(text, at)
    if found is None:
        return None
    told = _parameters(text, found[2])
    return (Member(found[0], found[1], told[0]), told[1]) if told else None


def _item(text: str, at: int) -> tuple[Member, int] | None:
    found = _bare(text, at)
    told = _parameters(text, found[2]) if found else None
    return (Member(found[0], found[1], told[0]), told[1]) if found and told else None


def _bare(text: str, at: int) -> tuple[str, str, int] | None:
    for kind, pattern in _KINDS:
        if match := pattern.match(text, at):
            return kind, match.group(1) if kind == "string" else match.group(), match.end()
    return None


def _parameters(text: str, at: int) -> tuple[dict[str, str], int] | None:
    told: dict[str, str] = {}
    while text[at : at + 1] == ";":
        key = _KEY.match(text, _spaces(text, at + 1))
        if key is None:
            return None
        at = key.end()
        value = "?1"
        if text[at : at + 1] == "=":
            found = _bare(text, at + 1)
            if found is None:
                return None
            _, value, at = found
        told[key.group()] = value
    return told, at


def _space(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


def _spaces(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at
