"""Checking a stream of texts, one JSON object a line in, one out: for programs that hold many short texts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import RawIOBase
from typing import Any, Never

from commonhold.errors import AskedWronglyError
from commonhold.finding import Finding

LONE_SURROGATE = re.compile("[\ud800-\udfff]")
"""Half a pair, as programs that cut texts by UTF-16 units leave; it counts as one code point and reads as U+FFFD."""


Check = Callable[[Sequence[str]], Sequence[Sequence[Finding]]]
"""Checks several texts that have nothing to do with one another."""


class StreamLineError(AskedWronglyError):
    """Line {line} of standard input cannot be answered: {what}."""

    advice = 'Give one JSON object on each line, as {{"id": "1", "text": "…"}}, in UTF-8.'


def batches(stream: RawIOBase, most_bytes: int = 1 << 18) -> Iterator[list[bytes]]:
    """Yield the lines that are there, as soon as some are: whoever writes line by line is answered line by line."""
    rest = b""
    while chunk := stream.read(most_bytes):
        *lines, rest = (rest + chunk).split(b"\n")
        if lines:
            yield lines
    if rest:
        yield [rest]


def answers(given: Iterable[Sequence[bytes]], check: Check) -> Iterator[bytes]:
    """Yield an answer for each line of each batch before the next batch is read; empty lines are passed over.

    An answer is ``{"id": …, "flags": [[start, end, [suggestion, …]], …]}`` with code points of ``text``, suggestions
    best first. Raise StreamLineError at the first line that is no such object; the lines before it are answered.
    """
    number = 0
    for lines in given:
        asked: list[tuple[str | int | float, str]] = []
        trouble: StreamLineError | None = None
        for line in lines:
            number += 1
            if line.strip():
                try:
                    asked.append(_parsed(line, number))
                except StreamLineError as error:
                    trouble = error
                    break
        for (identity, _), findings in zip(asked, check([text for _, text in asked]), strict=True):
            flags = [[finding.start, finding.end, list(finding.suggestions)] for finding in findings]
            answer = json.dumps({"id": identity, "flags": flags}, ensure_ascii=False)
            # What UTF-8 cannot hold (half a surrogate pair in an id) is written as JSON escapes it.
            yield answer.encode("utf-8", "backslashreplace") + b"\n"
        if trouble:
            raise trouble


def _parsed(line: bytes, number: int) -> tuple[str | int | float, str]:
    """Return the id and the text of one line."""
    try:
        record: Any = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise StreamLineError(line=number, what=f"it is not UTF-8 (byte {error.start + 1} of the line)") from error
    except json.JSONDecodeError as error:
        raise StreamLineError(
            line=number, what=f"it is not JSON (column {error.colno}: {error.msg.lower()})"
        ) from error
    except (RecursionError, ValueError) as error:  # nested too deep, or a number of thousands of digits
        raise StreamLineError(line=number, what="its JSON is beyond reason") from error
    if not isinstance(record, dict):
        raise StreamLineError(line=number, what="it is not a JSON object")
    if type(record.get("id")) not in (str, int, float):
        raise StreamLineError(line=number, what='it has no "id" that is a string or a number')
    if not isinstance(record.get("text"), str):
        raise StreamLineError(line=number, what='it has no "text" that is a string')
    return record["id"], LONE_SURROGATE.sub("\ufffd", record["text"])


def _refuse(constant: str) -> Never:
    raise ValueError(constant)  # NaN and Infinity are no JSON, though Python reads them
