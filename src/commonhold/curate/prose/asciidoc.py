"""AsciiDoc: sections, lists, admonitions, delimited blocks, tables.

Listings, literals, comments and passthroughs are left out; examples, sidebars, quotes and open blocks are read.
Not known: includes, conditionals (both branches are read), and the values of attributes.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from typing import Any

from commonhold.curate.prose import asciidoc_inline
from commonhold.curate.prose.passage import Line, Passage, compose, join, prepare
from commonhold.curate.prose.walk import FAR, Walk, read

_INDENT = re.compile(r"[ \t\x0b\x0c]*+")
_MUTE = re.compile(r"(-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,})[^\n`]*$")
_FRAME = re.compile(r"(?:={4,}|\*{4,}|_{4,}|~{4,}|\^{4,}|--|'{3,}|<{3,}|[-*_]{3}|- - -|\* \* \*|\"{2,})[ \t]*$")
_TABLE = re.compile(r"[|,:!]={3,}[ \t]*$")
_UNDERLINE = re.compile(r"([-=~^+])\1{3,}[ \t]*$")
_UNDERLINE_SLACK = 2
_DEEPEST = 50  # open frames; inside of more no reading is taken up, so that nobody has to remember them
_HEADING = re.compile(r"(?:=|#){1,6}[ \t]++(?=\S)")
_BLOCK_TITLE = re.compile(r"\.(?=[^\s.])")
_IGNORED = re.compile(r"//|:!?[\w-]+!?:(?:\s|$)|\[[^\n]*\]$|[a-z]\w*::[^\s\[]*\[.*\]$|\++$")
_LISTING = re.compile(r"\[(?:source|listing|literal|stem|latexmath|asciimath|mermaid|plantuml|ditaa|graphviz|subs|,)")
_QUOTATION = re.compile(r"\[(?:quote|verse)\b")
_TERM = re.compile(r"(.*?\S)(?::{2,4}|;;)(?:[ \t]++|$)")
_MARKER = re.compile(r"(?:[-*.•]{1,5}|\d+\.|[a-zA-Z]\.|[ivxIVX]+\)|<[\d.]+>)[ \t]++(?:\[[ xX*]\][ \t]++)?(?=\S)")
_LABEL = re.compile(r"(?:NOTE|TIP|WARNING|IMPORTANT|CAUTION):[ \t]++")
_BREAK = re.compile(r"[ \t]\+$")
_TO_BLANK = re.compile(r"(?:\n[ \t]*+[^\s][^\n]*+)*+")
_CELL = re.compile(r"(?<![\\\w])(?:\d+(?:\.\d+)?[+*])?[<^>]?(?:\.[<^>])?[adehlmsv]?\||(?<!\\)\|")


def passages(source: str) -> Iterator[Passage]:
    """Yield the passages of an AsciiDoc document in the order they are read.

    >>> [p.text for p in passages("== Title\\n\\nNOTE: Read *this*.\\n\\n----\\nx = 1\\n----\\n")]
    ['Title', 'Read this.']
    """
    return read(walk(prepare(source)))


def walk(text: str) -> Walk:
    """Return a walk over a prepared text."""
    return _Reader(text)


class _Reader:
    """A walk over the lines: the open block, and the list and table around it."""

    __slots__ = (
        *("expects", "found", "frames", "has_begun", "in_list", "is_quoted", "kind", "lines", "mutes", "reach"),
        *("table", "text"),
    )

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Passage] = []
        self.lines: list[Line] = []
        self.kind = "paragraph"
        self.in_list = False
        self.expects = False  # a term waits for its definition: an indented line is prose, not literal
        self.frames: set[str] = set()  # delimiters of the blocks we are in
        self.table = ""  # the delimiter of the open table
        self.mutes: dict[str, int] = {}  # delimiters that have no end, and from where
        self.is_quoted = False  # the next block was announced as a quotation
        self.has_begun = False  # something was found in front of where reading was taken up
        self.reach = 0

    def begin(self) -> int:
        return int(self.text.startswith("\x0b"))

    def step(self, position: int) -> int:
        text = self.text
        end = text.find("\n", position)
        if end < 0:
            end = len(text)
        start = _INDENT.match(text, position, end).end()  # type: ignore[union-attr]
        if start == end:
            if not self.table:
                self._flush()
            return end + 1
        return self._row(start, end) if self.table else self._line(position, start, end)

    def close(self) -> None:
        self._flush()

    def state(self) -> Hashable | None:
        if self.lines or len(self.frames) > _DEEPEST:
            return None
        has_begun, frames = self.has_begun or bool(self.found), frozenset(self.frames)
        return self.kind, self.in_list, self.expects, frames, self.table, self.is_quoted, has_begun, (*self.mutes,)

    def take_up(self, state: Any) -> None:
        self.kind, self.in_list, self.expects, frames, self.table, self.is_quoted, self.has_begun, _ = state
        self.frames = set(frames)

    def _line(self, position: int, start: int, end: int) -> int:
        text = self.text
        has_term = text.find("::", start, end) > 0 or text.find(";;", start, end) > 0
        if has_term or not (self.lines and text[start].isalpha()):
            following = self._block(start, end) or self._heading(start, end) or self._entry(position, start, end)
            if following:
                return following
        if start > position and not self.lines and not self.expects:
            return _TO_BLANK.match(text, end).end() + 1  # type: ignore[union-attr]
        if not self.lines:
            if start == position and self.kind == "paragraph":
                self.in_list = False
            if label := _LABEL.match(text, start, end):
                start = label.end()
        self._append(start, end)
        return end + 1

    def _append(self, start: int, end: int) -> None:
        line = _BREAK.sub("", self.text[start:end].rstrip(" \t\x0c"))
        if line:
            self.lines.append((start, line))

    def _flush(self) -> None:
        if self.lines:
            raw, joints = join(self.lines)
            is_quoted = self.is_quoted or any(frame[0] in '_"' for frame in self.frames)
            kind = "quote" if is_quoted and self.kind == "paragraph" else self.kind
            passage = compose(kind, raw, joints, asciidoc_inline.edits(raw))
            if passage is not None:
                self.found.append(passage)
            self.lines = []
            self.expects = self.is_quoted = False
        self.kind = "paragraph"

    def _block(self, start: int, end: int) -> int:
        """Read delimiters, and lines that print nothing; return the next line's start, or 0."""
        text = self.text
        if self._is_underline(start, end):
            self.kind = "heading"
            self._flush()
            return end + 1
        if mute := _MUTE.match(text, start, end):
            self._flush()
            return self._behind(mute[1], end)
        if _TABLE.match(text, start, end):
            self._flush()
            self.table = text[start:end].rstrip()
            return end + 1
        if _FRAME.match(text, start, end):
            self._flush()
            self.frames ^= {text[start:end].rstrip()}
            return end + 1
        if _IGNORED.match(text, start, end):
            self._flush()
            self.in_list = self.in_list or text[start] == "+"
            self.is_quoted = self.is_quoted or _QUOTATION.match(text, start, end) is not None
            if _LISTING.match(text, start, end) and not _MUTE.match(text, end + 1, self._line_end(end + 1)):
                return _TO_BLANK.match(text, end).end() + 1  # type: ignore[union-attr]
            return end + 1
        return 0

    def _is_underline(self, start: int, end: int) -> bool:
        """Whether the line underlines the one above, being about as long."""
        if (
            len(self.lines) != 1
            or self.text[start:end].rstrip() in self.frames
            or not _UNDERLINE.match(self.text, start, end)
        ):
            return False
        return abs(len(self.lines[0][1]) - len(self.text[start:end].rstrip())) <= _UNDERLINE_SLACK

    def _line_end(self, position: int) -> int:
        end = self.text.find("\n", position)
        return end if end >= 0 else len(self.text)

    def _behind(self, delimiter: str, end: int) -> int:
        """Return the start of the line behind the end of a mute block; without an end it is one line long."""
        if self.mutes.get(delimiter, len(self.text)) <= end:
            return end + 1
        close = re.compile(rf"\n[ \t]*+{re.escape(delimiter)}[ \t]*+(?=\n|\Z)").search(self.text, end)
        if close is None:
            self.mutes[delimiter] = end
            self.reach = FAR
            return end + 1
        return close.end() + 1

    def _heading(self, start: int, end: int) -> int:
        match = _HEADING.match(self.text, start, end) or (
            None if self.lines else _BLOCK_TITLE.match(self.text, start, end)
        )
        if match is None:
            return 0
        self._flush()
        is_document_title = not (self.has_begun or self.found) and match[0].rstrip() == "="
        self.kind, self.in_list = "heading", False
        self._append(match.end(), end)
        self._flush()
        if is_document_title:  # authors, revision and attributes follow up to the first blank line
            return _TO_BLANK.match(self.text, end).end() + 1  # type: ignore[union-attr]
        return end + 1

    def _entry(self, position: int, start: int, end: int) -> int:
        """Read a list marker or a term with its definition."""
        text = self.text
        if marker := _MARKER.match(text, start, end):
            if self.lines and not self.in_list and text[start].isalpha():
                return 0
            self._flush()
            self.kind, self.in_list = "entry", True
            self._append(marker.end(), end)
            return end + 1
        term = _TERM.match(text, start, end)
        if term is None or (self.lines and not self.in_list):
            return 0
        self._flush()
        self.kind = "entry"
        self.lines = [(start, term[1])]
        self._flush()
        self.in_list = self.expects = True
        if term.end() < end:
            self._append(term.end(), end)
        return end + 1

    def _row(self, start: int, end: int) -> int:
        """Read one line of a table: what stands before its first bar belongs to the cell above."""
        text = self.text
        if text[start:end].rstrip() == self.table:
            self._flush()
            self.table = ""
            return end + 1
        self.kind = "cell"
        for bar in _CELL.finditer(text, start, end):
            self._cell(start, bar.start())
            self._flush()
            self.kind = "cell"
            start = bar.end()
        self._cell(start, end)
        return end + 1

    def _cell(self, start: int, end: int) -> None:
        start = _INDENT.match(self.text, start, end).end()  # type: ignore[union-attr]
        if start < end:
            self._append(start, end)
