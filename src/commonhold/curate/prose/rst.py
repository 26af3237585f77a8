"""reStructuredText as docutils and Sphinx read it: sections, lists, definitions, directives, literal blocks.

Directives known to hold prose keep it; all others are left out, and so are tables drawn with lines.
Not known: what substitutions and includes print, and interpreted text of an extension's own making.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from functools import lru_cache
from typing import Any

from commonhold.curate.prose import rst_inline
from commonhold.curate.prose.dialects import (
    RST_AMBIGUOUS,
    RST_PROSE,
    RST_SIGNATURES,
    RST_TITLED,
    RST_UNTITLED,
    RST_VERSIONS,
)
from commonhold.curate.prose.passage import Line, Passage, compose, join, prepare
from commonhold.curate.prose.walk import FAR, Walk, read

_INDENT = re.compile(r"[ \t\x0b\x0c]*+")
_HEADER = re.compile(r"(?:PEP|Title|Author|Version): [^\n]*\n(?:[^\n]+\n)*+")
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}+[ \t]*+$")
_SIMPLE_TABLE = re.compile(r"=++(?: ++=++)++[ \t]*+$")
_SIMPLE_TABLE_END = re.compile(r"\n[ \t]*+=++(?: ++=++)++[ \t]*+(?=\n[ \t]*+(?:\n|\Z)|\Z)")
_GRID_TABLE = re.compile(r"\+[-=+]++$|\|.*\|$")
_DIRECTIVE = re.compile(r"\.\.[ \t]++([A-Za-z][\w.:+-]*?)[ \t]?::(?:[ \t]++|$)")
_FOOTNOTE = re.compile(r"\.\.[ \t]++\[(?:\#[\w-]*+|\*|\d++|[A-Za-z][\w.-]*+)\](?:[ \t]++|$)")
_OPTIONS = re.compile(r"(?:\n[ \t]++:[\w-]++:[^\n]*+)*+")
_FIELD = re.compile(r":(?![\s:`])[^:\n`]++:(?:[ \t]++|$)")
_BULLET = re.compile(r"[-*+•‣⁃](?:[ \t]++|$)")
_ENUMERATOR = re.compile(r"(?:(?:\d{1,3}|[A-Za-z#]|[ivxIVX]{1,5})[.)]|\((?:\d{1,3}|[a-z])\))[ \t]++")
_OPTION = re.compile(r"(?:--?\w|/[A-Z]\b)[^\n]*?(?:  ++|$)")
_TO_BLANK = re.compile(r"(?:\n[ \t]*+[^\s][^\n]*+)*+")
_VERSION = re.compile(r"\S*+[ \t]*+")
_FIELD_WORDS = 4


@lru_cache(maxsize=64)
def _deeper_than(indent: int) -> re.Pattern[str]:
    """Match, from the end of a line, the lines that are blank or indented more than ``indent``."""
    return re.compile(rf"(?:\n[ \t]*+(?=\n|\Z)|\n(?: {{{indent + 1}}}|\t)[^\n]*+)*+")


def passages(source: str) -> Iterator[Passage]:
    """Yield the passages of a reStructuredText document in the order they are read.

    >>> [p.text for p in passages("Title\\n=====\\n\\nSome ``code``::\\n\\n    x = 1\\n")]
    ['Title', 'Some `code`:']
    """
    return read(walk(prepare(source)))


def walk(text: str) -> Walk:
    """Return a walk over a prepared text."""
    return _Reader(text)


class _Reader:
    """A walk over the lines: the open block, and how far it is indented."""

    __slots__ = (
        *("content", "floor", "found", "has_table_end", "indent", "is_listed", "kind", "lines", "quoted", "reach"),
        "text",
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Passage] = []
        self.lines: list[Line] = []
        self.kind = "paragraph"
        self.indent = 0  # of the open block's first line
        self.content: int | None = None  # of its other lines, where a marker tells
        self.floor = 0  # a line indented less than this starts another block
        self.is_listed = False  # the open block began with a list marker
        self.has_table_end = True
        self.quoted = -1  # the indent of the directive whose content is a quotation
        self.reach = 0

    def begin(self) -> int:
        header = _HEADER.match(self.text)
        return header.end() if header else int(self.text.startswith("\x0b"))

    def step(self, position: int) -> int:
        end = self.text.find("\n", position)
        return self._line(position, end if end >= 0 else len(self.text))

    def close(self) -> None:
        self._flush()

    def state(self) -> Hashable | None:
        if self.lines or self.is_listed or self.kind != "paragraph":
            return None
        return self.quoted, self.has_table_end

    def take_up(self, state: Any) -> None:
        self.quoted, self.has_table_end = state

    def _line(self, position: int, end: int) -> int:
        text = self.text
        start = _INDENT.match(text, position, end).end()  # type: ignore[union-attr]
        if start == end:
            return self._blank(end)
        indent = start - position
        if "\t" in text[position:start]:
            indent = len(text[position:start].expandtabs(8))
        if indent <= self.quoted:
            self._flush()
            self.quoted = -1
        is_below_term = len(self.lines) == 1 and indent > self.indent and not self.is_listed
        if self.lines and (indent < self.floor or is_below_term):
            if indent > self.indent:  # the line above is a term, or introduces code without a blank line
                if self.lines[0][1].endswith("::"):
                    return self._blank(position - 1)
                self.kind = "entry"
            self._flush()
        if not text[start].isalpha() or not self.lines:
            following = self._marked(start, end, indent)
            if following:
                return following
        if not self.lines:
            self.indent = self.floor = indent
            self.content = None
        self.lines.append((start, text[start:end].rstrip(" \t\x0c")))
        return end + 1

    def _blank(self, end: int) -> int:
        """End the block; where it announces literal text, jump over that. ``end`` is the end of a line."""
        is_literal = self.lines and self.lines[-1][1].endswith("::")
        self._flush()
        if not is_literal:
            return end + 1
        return self._behind_deeper(end, self.indent if self.content is None else self.content)

    def _behind_deeper(self, end: int, indent: int) -> int:
        return _deeper_than(indent).match(self.text, end).end() + 1  # type: ignore[union-attr]

    def _flush(self) -> None:
        lines = self.lines
        if lines:
            start, last = lines[-1]
            if last.endswith("::"):
                lines[-1] = (start, last[:-2].rstrip() if last[-3:-2] in {"", " "} else last[:-1])
            raw, joints = join(lines)
            kind = "quote" if self.quoted >= 0 and self.kind == "paragraph" else self.kind
            passage = compose(kind, raw, joints, rst_inline.edits(raw))
            if passage is not None:
                self.found.append(passage)
            self.lines = []
        self.kind, self.is_listed = "paragraph", False

    def _marked(self, start: int, end: int, indent: int) -> int:
        """Read a line that is not plain text; return where the next one starts, or 0 when it is plain after all."""
        text, mark = self.text, self.text[start]
        if _ADORNMENT.match(text, start, end):
            if len(self.lines) == 1:
                self.kind = "heading"
            self._flush()
            return end + 1
        if mark == "." and text.startswith("..", start) and text[start + 2 : start + 3] in {" ", "\t", "\n", ""}:
            return self._explicit(start, end, indent)
        if mark in "=+|":
            return self._drawn(start, end, indent)
        if mark == "_" and text.startswith("__ ", start):
            return end + 1
        if mark == ">" and text.startswith(">>>", start) and not self.lines:
            return _TO_BLANK.match(text, end).end() + 1  # type: ignore[union-attr]
        if mark == ":":
            return self._field(start, end, indent)
        return self._entry(start, end, indent)

    def _explicit(self, start: int, end: int, indent: int) -> int:
        """Read what begins with two dots: directives, footnotes; comments and targets are left out."""
        text = self.text
        self._flush()
        if directive := _DIRECTIVE.match(text, start, end):
            return self._directive(directive, end, indent)
        if footnote := _FOOTNOTE.match(text, start, end):
            return self._begin(footnote.end(), end, indent + 1, "paragraph")
        if start + 2 == end and _deeper_than(indent).match(text, end) and text[end + 1 : end + 2] in {"\n", ""}:
            return end + 1  # an empty comment
        return self._behind_deeper(end, indent)

    def _directive(self, match: re.Match[str], end: int, indent: int) -> int:
        text, start = self.text, match.end()
        domain, _, name = match[1].lower().rpartition(":")
        behind_options = _OPTIONS.match(text, end).end() + 1  # type: ignore[union-attr]
        if name in RST_VERSIONS:
            start = _VERSION.match(text, start, end).end()  # type: ignore[union-attr]
        elif name in RST_SIGNATURES and (domain or name not in RST_AMBIGUOUS):
            return self._behind_signatures(end)
        elif name not in RST_PROSE:
            return self._behind_deeper(end, indent)
        if name == "epigraph":
            self.quoted = indent
        if name in RST_UNTITLED:
            return behind_options
        elif name in RST_TITLED and start < end:
            self.lines, self.kind = [(start, text[start:end].rstrip(" \t"))], "heading"
            self._flush()
            return behind_options
        if start >= end:
            return behind_options
        return self._begin(start, end, indent + 1, "paragraph")

    def _behind_signatures(self, end: int) -> int:
        """Return the line behind a signature, its further lines and its options."""
        following = _TO_BLANK.match(self.text, end)
        return following.end() + 1 if following else end + 1

    def _begin(self, start: int, end: int, floor: int, kind: str, content: int | None = None) -> int:
        """Open a block that starts behind a marker, in the column ``content`` where its other lines start too."""
        self._flush()
        self.kind, self.floor, self.is_listed = kind, floor, True
        self.indent = floor - 1
        self.content = content
        if start < end:
            self.lines = [(start, self.text[start:end].rstrip(" \t\x0c"))]
        return end + 1

    def _drawn(self, start: int, end: int, indent: int) -> int:
        """Read tables drawn with characters (left out) and line blocks."""
        text = self.text
        if _SIMPLE_TABLE.match(text, start, end) and self.has_table_end:
            self._flush()
            table_end = _SIMPLE_TABLE_END.search(text, end)
            if table_end is None:
                self.has_table_end = False
                self.reach = FAR
                return end + 1
            return table_end.end() + 1
        if _GRID_TABLE.match(text, start, end):
            self._flush()
            return end + 1
        if text[start] == "|" and text[start + 1 : start + 2] in {" ", "\n", ""}:
            return self._begin(start + 2, end, indent + 1, "paragraph")
        return self._entry(start, end, indent)

    def _field(self, start: int, end: int, indent: int) -> int:
        match = _FIELD.match(self.text, start, end)
        if match is None or (self.lines and not self.is_listed):
            return 0
        self._flush()
        if self.text.count(" ", match.end(), end) < _FIELD_WORDS - 1:
            return end + 1
        return self._begin(match.end(), end, indent + 1, "entry")

    def _entry(self, start: int, end: int, indent: int) -> int:
        """Read a bullet, an enumerator or an option, where a list may begin or go on."""
        text = self.text
        if self.lines and not (self.is_listed and indent <= self.indent):
            return 0
        match = _BULLET.match(text, start, end) or _ENUMERATOR.match(text, start, end)
        if match is None and text[start] in "-/":
            match = _OPTION.match(text, start, end)
        return self._begin(match.end(), end, indent + 1, "entry", indent + match.end() - start) if match else 0
