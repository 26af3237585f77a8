"""Rows of Markdown tables: where their cells stand. Knows one line at a time, and not what a cell holds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from commonhold.curate.prose.passage import Line

COLUMNS = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:[|+][ \t]*+:?-*+:?[ \t]*+)*+$")
"""The line below a table's head."""

_BAR = re.compile(r"(?<!\\)\|")


def cells(start: int, row: str) -> Iterator[Line]:
    """Yield the cells of a row that begins at ``start`` in the source, without the empty ones.

    >>> list(cells(10, "| a | b |"))
    [(12, 'a'), (16, 'b')]
    """
    at = 0
    for stop in (*(bar.start() for bar in _BAR.finditer(row)), len(row)):
        cell = row[at:stop]
        stripped = cell.strip(" \t\x0c")
        if stripped:
            yield start + at + cell.index(stripped[0]), stripped
        at = stop + 1
