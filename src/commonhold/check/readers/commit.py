"""Messages of commits as they are written in an editor: subject and body, without what the program put there.

Left out are comment lines, everything below the scissors, trailers (``Signed-off-by: …``) and what stands in front of
the subject (``fix(parser):``). The body reads as plain text. Comment lines begin with ``#``, or with the sign that the
scissors have; another ``core.commentChar`` without scissors is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from commonhold.check.readers.lines import read_lines
from commonhold.curate.prose import Passage
from commonhold.curate.prose.passage import Line, prepare

_SCISSORS = re.compile(r"^(\S{1,3}) -{4,} >8 -{4,}[ \t]*$", re.MULTILINE)
_PREFIX = re.compile(r"(?:(?:fixup|squash|amend)!|[\w.,*/ -]{1,40}(?:\([^()\n]{1,60}\))?!?:)[ \t]+")
_TRAILER = re.compile(r"[A-Za-z][A-Za-z0-9-]*(?:: |[ \t]#)\S")


def passages(source: str) -> Iterator[Passage]:
    """Yield the passages of a message; the subject is a heading.

    >>> [one.text for one in passages("fix: Count teh lines\\n\\nThey were.\\n# On branch main\\n")]
    ['Count teh lines', 'They were.']
    """
    text = prepare(source)
    scissors = _SCISSORS.search(text)
    sign = scissors[1] if scissors else "#"
    lines = [line for line in _lines(text[: scissors.start()] if scissors else text) if not line[1].startswith(sign)]
    first = next((number for number, (_, line) in enumerate(lines) if line.strip()), len(lines))
    for start, line in lines[first : first + 1]:
        prefix = _PREFIX.match(line)
        skip = prefix.end() if prefix else 0
        for passage in read_lines([(start + skip, line[skip:])], source, "text"):
            yield Passage("heading", passage.text, passage.runs)
    body = lines[first + 1 :]
    yield from read_lines(body[: _trailers(body)], source, "text")


def _lines(text: str) -> list[Line]:
    out, at = [], 0
    for line in text.split("\n"):
        out.append((at, line))
        at += len(line) + 1
    return out


def _trailers(body: list[Line]) -> int:
    """Return where the trailers begin: the last paragraph, if each of its lines is one or goes on with one."""
    end = len(body)
    while end and not body[end - 1][1].strip():
        end -= 1
    begin = end
    while begin and body[begin - 1][1].strip():
        begin -= 1
    block = [line for _, line in body[begin:end]]
    is_trailers = bool(block) and all(
        _TRAILER.match(line) or (number and line[0] in " \t\x0c") for number, line in enumerate(block)
    )
    return begin if is_trailers else end
