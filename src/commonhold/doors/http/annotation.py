"""A text with markup in it, as LanguageTool's parameter ``data`` gives it: what is read, and where it stands.

Markup is not read, or read as something else (``interpretAs``), and keeps its place in what the client counts.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from commonhold.doors.http.refusal import RequestError
from commonhold.doors.stream import LONE_SURROGATE


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a text: it is read as ``reading[read_at:read_end]`` and stands at ``whole[at:end]``.

    Where ``is_text`` both are the same characters; else it is markup.
    """

    read_at: int
    read_end: int
    at: int
    end: int
    is_text: bool


@dataclass(frozen=True, slots=True)
class Annotated:
    """``whole`` is text and markup as the client has them, ``reading`` what is checked; ``runs`` cover both."""

    whole: str
    reading: str
    runs: tuple[Run, ...]

    def place(self, start: int, end: int) -> tuple[int, int, bool]:
        """Return (start, end, exact) in ``whole`` for ``reading[start:end]``; exact spans hold no markup.

        >>> parts = [{"text": "A "}, {"markup": "<b>"}, {"text": "bad"}, {"markup": "</b>"}, {"text": " one"}]
        >>> annotated({"annotation": parts}).place(2, 5)
        (5, 8, True)
        """
        if start == end:
            run = self._run(start)
            point = run.at + start - run.read_at if run.is_text else run.at
            return point, point, True
        first, last = self._run(start), self._run(end - 1)
        begin = first.at + start - first.read_at if first.is_text else first.at
        finish = last.at + end - last.read_at if last.is_text else last.end
        return begin, finish, self.whole[begin:finish] == self.reading[start:end]

    def _run(self, point: int) -> Run:
        """Return the run that holds a point of the reading; of several that begin there the last, which is read."""
        return self.runs[max(bisect_right(self.runs, point, key=lambda run: run.read_at) - 1, 0)]


def plain(text: str) -> Annotated:
    """Return a text without markup."""
    text = _sound(text)
    return Annotated(text, text, (Run(0, len(text), 0, len(text), True),))


def parsed(data: str) -> Annotated:
    """Return the text of the parameter ``data``; RequestError 400 says what is wrong with it."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        raise RequestError(400, "Could not parse JSON from 'data' parameter") from None
    return annotated(record)


def annotated(record: Any) -> Annotated:
    """Return the text of a value with either ``text`` or ``annotation``; RequestError 400 says what is wrong."""
    if not isinstance(record, dict) or ("text" in record) == ("annotation" in record):
        raise RequestError(400, "'data' key in JSON requires either 'text' or 'annotation' key")
    if "text" in record:
        return plain(_string(record["text"], "text"))
    if not isinstance(record["annotation"], list):
        raise RequestError(400, "'annotation' in 'data' must be a list")
    runs: list[Run] = []
    whole: list[str] = []
    reading: list[str] = []
    at = read_at = 0
    for part in record["annotation"]:
        stands, is_read, is_text = _part(part)
        runs.append(Run(read_at, read_at + len(is_read), at, at + len(stands), is_text))
        whole.append(stands)
        reading.append(is_read)
        at, read_at = at + len(stands), read_at + len(is_read)
    return Annotated("".join(whole), "".join(reading), tuple(runs) or (Run(0, 0, 0, 0, True),))


def _part(part: Any) -> tuple[str, str, bool]:
    """Return one entry of ``annotation`` as it stands, as it is read, and whether it is text."""
    if not isinstance(part, dict) or ("text" in part) == ("markup" in part):
        raise RequestError(400, "Each entry of 'annotation' needs either 'text' or 'markup'")
    if "text" in part:
        if "interpretAs" in part:
            raise RequestError(400, "'text' cannot be used with 'interpretAs' (only 'markup' can)")
        text = _string(part["text"], "text")
        return text, text, True
    markup = _string(part["markup"], "markup")
    return markup, _string(part.get("interpretAs", ""), "interpretAs"), False


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise RequestError(400, f"'{name}' in 'data' must be a string")
    return _sound(value)


def _sound(text: str) -> str:
    """Replace halves of surrogate pairs, which no UTF-8 can hold; they count as much before and after."""
    return LONE_SURROGATE.sub("\ufffd", text)
