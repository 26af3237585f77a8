"""The beginning of a Markdown line: block quote marks and indent. Knows one line, and whether a block is open above."""

from __future__ import annotations

import re

_INDENT = re.compile(r"[ \t\x0c]*+")


def quotes(text: str, position: int, end: int, limit: int, *, in_block: bool) -> tuple[int, int, int]:
    """Return where a line's content starts, how far it is indented, and in how many block quotes it stands.

    A mark that is indented by more than ``limit`` belongs to code, unless the line goes on ``in_block``.

    >>> quotes("> >   a", 0, 7, 3, in_block=False)
    (6, 2, 2)
    """
    start, depth = position, 0
    while True:
        begin = start
        start = _INDENT.match(text, begin, end).end()  # type: ignore[union-attr]
        indent = start - begin
        if indent and "\t" in text[begin:start]:
            indent = len(text[begin:start].expandtabs(4))
        if start < end and text[start] == ">" and (indent <= limit or in_block):
            depth += 1
            start += 2 if text.startswith(" ", start + 1) else 1
            continue
        return min(start, end), indent, depth
