"""The usual line of a work in a manifest, taken apart without a JSON parser: three times as fast.

Takes only lines in the one canonical spelling, without escapes, unknown fields or another encoding than UTF-8; what it
leaves is for the parser. Does not know what positions refer to, nor which numbers are too large.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER, _NAME, _ID = "(?:0|[1-9][0-9]*)", r'"[^"\\\x00-\x1f]*"', '"(swh:1:cnt:[0-9a-f]{40})"'
_PAIR, _ORIGIN = rf"\[{_NUMBER},{_NUMBER}\]", rf"\[{_NAME},{_NAME}\]"
_LINE = re.compile(
    rf'{{(?:"authors":\[({_PAIR}(?:,{_PAIR})*)\],)?"id":{_ID},"kind":"work",(?:"licence":([1-9][0-9]*),)?'
    rf'"origins":\[({_ORIGIN}(?:,{_ORIGIN})*)\],(?:"training_id":{_ID},)?"words":({_NUMBER})}}'
)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """What a line says: ``licence`` is a position, ``authors`` are pieces of text such as ``7,3``."""

    id: str
    origins: tuple[tuple[str, str], ...]
    licence: int
    words: int
    training_id: str
    authors: tuple[str, ...]


def usual_line(line: bytes) -> WorkLine | None:
    """Return what a line says; None if it is not the usual and canonical line of a work."""
    try:
        matched = _LINE.fullmatch(line.decode())
    except UnicodeDecodeError:
        return None
    if not matched:
        return None
    authors, id_, licence, origins, training_id, words = matched.groups()
    if training_id == id_ or len(words) > 16 or len(licence or "") > 16:
        return None
    names = origins.split('"')  # [ source , path ],[ source …
    return WorkLine(
        id_,
        tuple(zip(names[1::4], names[3::4], strict=True)),
        int(licence or 0),
        int(words),
        training_id or id_,
        tuple(authors[1:-1].split("],[")) if authors else (),
    )
