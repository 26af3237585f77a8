"""Markdown as people write it: CommonMark's blocks with tables, front matter, callouts, templates and MDX.

Reads line by line; a block's lines go to `markdown_inline`. Containers (quotes, lists, definitions, admonitions)
are kept as a stack of indents, more forgiving than CommonMark's where writers are. Not known: includes,
what templates print, and Markdown written inside HTML blocks (read as HTML, as renderers do).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from commonhold.curate.prose import markdown_html, markdown_inline
from commonhold.curate.prose import markdown_regions as regions
from commonhold.curate.prose.markdown_quotes import quotes
from commonhold.curate.prose.markdown_tables import COLUMNS, cells
from commonhold.curate.prose.passage import Line, Passage, compose, join, prepare
from commonhold.curate.prose.walk import FAR, Walk, read

_DEFINITION = re.compile(r"\[(?!\^)[^\[\]\n]++\]:[ \t]*+(?:\S|$)")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]++\]:[ \t]*+")
_CALLOUT = re.compile(r"\[!([\w-]++)\][+-]?[ \t]*+")
_MACRO = re.compile(r"\[!(?!include\b)[\w-]++[ \[]", re.IGNORECASE)
_HEADING = re.compile(r"#{1,6}(?:[ \t]++|$)")
_HEADING_END = re.compile(r"(?:[ \t]|^)#+[ \t]*$")
_BULLET = re.compile(r"[-*+](?:[ \t]++|$)")
_NUMBER = re.compile(r"(\d{1,9})[.)](?:[ \t]++|$)")
_RULE = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}$")
_RULE_LIMIT = 200
_DEEPEST = 50  # containers; inside of more no reading is taken up, so that nobody has to remember them
_UNDERLINE = re.compile(r"(?:=+|-+)[ \t]*$")
_FENCE = re.compile(r"(`{3,})([^`\n]*)$|(~{3,})(.*)$", re.MULTILINE)
_PROSE_FENCE = re.compile(
    r"\{(?:note|warning|tip|hint|important|caution|danger|error|attention|seealso|admonition|dropdown|margin|sidebar"
    r"|topic|versionadded|versionchanged|deprecated|epigraph|card|grid|tab-set|tab-item|figure-md)\}"
)
_ADMONITION = re.compile(r"(?:!!!|\?\?\?\+?)[ \t]+[\w-]|===[!+]?[ \t]+[\"']")
_TEMPLATE_LINE = re.compile(r"(?:\{%[^\n]*%\}|\{\{[<%#][^\n]*\}\}|\{[:#.][^{}\n]*\}|\{\s*/\*.*\*/\s*\})[ \t]*$")
_INTERRUPTING = frozenset("#-*+`~|<")
_PLAIN = re.compile(r"[^\W\d_]|[\"'(“‘]")


def passages(source: str) -> Iterator[Passage]:
    """Yield the passages of a Markdown text in the order they are read.

    >>> [p.text for p in passages("# *Hello*\\n\\n- one\\n  line\\n")]
    ['Hello', 'one line']
    """
    text = prepare(source)
    return read(walk(text, facts(source, text)))


def facts(source: str, text: str) -> tuple[bool, frozenset[str]]:
    """Return what has to be known of a whole text (``text`` is prepared): are line ends CRLF; its labels."""
    return "\r\n" in source, markdown_inline.definitions(text)


def walk(text: str, known: tuple[bool, frozenset[str]]) -> Walk:
    """Return a walk over a prepared text of which this is known."""
    return _Reader(text, *known)


class _Reader:
    """A walk over the lines: the open block, the containers around it, and the passages found so far."""

    __slots__ = (
        *("absent", "callout", "depth", "fences", "found", "hard_break", "kind", "lines", "reach", "references"),
        *("stack", "table", "text"),
    )

    def __init__(self, text: str, is_crlf: bool, references: frozenset[str]) -> None:
        self.text = text
        self.found: list[Passage] = []
        self.lines: list[Line] = []  # of the open block
        self.kind = "paragraph"
        self.depth = self.callout = 0  # of block quotes; how many of them are the writer's own notes
        self.stack: list[tuple[int, int]] = []  # (depth, indent of the content) of open lists
        self.fences: list[str] = []  # open fences whose content is prose
        self.table = False
        self.hard_break = "   " if is_crlf else "  "  # a carriage return has become a space
        self.absent: set[re.Pattern[str]] = set()
        self.references = references
        self.reach = 0

    def begin(self) -> int:
        start = regions.front_matter(self.text)
        if start < 2 and self.text.startswith(("---", "+++"), start):
            self.reach = FAR
        return start

    def step(self, position: int) -> int:
        text = self.text
        if text[position] == "\n":
            self._flush()
            self.callout = 0
            return position + 1
        end = text.find("\n", position)
        if end < 0:
            end = len(text)
        if _PLAIN.match(text, position) and not self.table and (self.lines or self._start_plain(position, end)):
            self.lines.append((position, text[position:end].rstrip(" \t")))
            return end + 1
        return self._line(position, end)

    def close(self) -> None:
        self._flush()

    def state(self) -> Hashable | None:
        if self.lines or len(self.stack) + len(self.fences) > _DEEPEST:
            return None
        self.reach = FAR if self.absent else self.reach
        return self.kind, self.depth, self.callout, (*self.stack,), (*self.fences,), self.table, frozenset(self.absent)

    def take_up(self, state: Any) -> None:
        self.kind, self.depth, self.callout, stack, fences, self.table, absent = state
        self.stack, self.fences, self.absent = list(stack), list(fences), set(absent)

    def _start_plain(self, position: int, end: int) -> bool:
        """Open a paragraph at the margin, outside all containers."""
        if self.text[position] in "ie" and regions.module(self.text, position, end):
            return False
        self.depth = self.callout = 0
        self.stack.clear()
        return True

    def _line(self, position: int, end: int) -> int:
        """Read one line of any other shape; return where the next one starts."""
        text = self.text
        start, indent, depth = self._quotes(position, end)
        if start >= end:
            self._flush()
            return end + 1
        if depth != self.depth and not (self.lines and depth < self.depth and text[start] not in _INTERRUPTING):
            self._flush()
            self.depth, self.callout = depth, min(self.callout, depth)
            while self.stack and self.stack[-1][0] > depth:
                self.stack.pop()
        while True:
            if not self.lines and self._is_indented_code(indent, depth):
                return end + 1
            read = _STARTS.get(text[start])
            if read is not None:
                following = read(self, start, end, indent)
                if following > end:
                    return following
                if following > start:  # a container was opened: its first line goes on behind the marker
                    start, indent, more = self._quotes(following, end)
                    if more:
                        self._flush()
                        self.depth = depth = depth + more
                    else:
                        indent = self._content_indent()
                    if start >= end:
                        return end + 1
                    continue
            self._plain(start, end)
            return end + 1

    def _quotes(self, position: int, end: int) -> tuple[int, int, int]:
        return quotes(self.text, position, end, 3 + self._content_indent(), in_block=bool(self.lines))

    def _content_indent(self) -> int:
        return self.stack[-1][1] if self.stack else 0

    def _is_indented_code(self, indent: int, depth: int) -> bool:
        """Close the lists that this indent ends; return whether what is left of it makes code."""
        stack = self.stack
        while stack and stack[-1][0] == depth and indent < stack[-1][1]:
            stack.pop()
        return indent >= (stack[-1][1] if stack and stack[-1][0] == depth else 0) + 4

    def _plain(self, start: int, end: int) -> None:
        line = self.text[start:end].rstrip(" \t\x0c")
        if self.table:
            self._cells(start, line)
        elif line:
            self.lines.append((start, line))

    def _flush(self) -> None:
        self.table = False
        if self.lines:
            lines, self.lines = self.lines, []
            first = 0
            for last in range(1, len(lines)):
                if self._is_broken(*lines[last - 1], lines[last][1]):
                    self._compose(lines[first:last])
                    first = last
            self._compose(lines[first:])
        self.kind = "paragraph"

    def _is_broken(self, start: int, line: str, following: str) -> bool:
        """Whether the writer ends this line on purpose: by a backslash, or by spaces before what looks like a start."""
        if line.endswith("\\"):
            return not line.endswith("\\\\")
        end = start + len(line)
        return self.text.startswith(self.hard_break, end) and not following[0].islower()

    def _compose(self, lines: list[Line]) -> None:
        raw, joints = join(lines)
        if raw.endswith("\\") and not raw.endswith("\\\\"):
            raw = raw[:-1].rstrip(" \t")
        self._add("quote" if self.depth > self.callout and self.kind == "paragraph" else self.kind, raw, joints)

    def _add(self, kind: str, raw: str, joints: list[tuple[int, int]]) -> None:
        passage = compose(kind, raw, joints, markdown_inline.edits(raw, self.references))
        if passage is not None:
            self.found.append(passage)

    def _open(self, indent: int, kind: str) -> None:
        """Enter a container whose content stands at this indent."""
        self._flush()
        self.stack.append((self.depth, indent))
        self.kind = kind

    # Lines by their first character. Each returns where to go on: behind the line, inside it behind a container's
    # marker, or at ``start`` when it is an ordinary line after all.

    def _heading(self, start: int, end: int, indent: int) -> int:
        match = _HEADING.match(self.text, start, end)
        if match is None:
            return start
        self._flush()
        line = _HEADING_END.sub("", self.text[match.end() : end]).rstrip(" \t\x0c")
        if line:
            self.kind, self.lines = "heading", [(match.end(), line)]
        self._flush()
        return end + 1

    def _dash(self, start: int, end: int, indent: int) -> int:
        """Underlines, rules, table columns, and bullets."""
        text = self.text
        if self.lines and _UNDERLINE.match(text, start, end):
            self.kind = "heading"
            self._flush()
            return end + 1
        if COLUMNS.match(text, start, end) and self._columns(start, end):
            return end + 1
        if end - start < _RULE_LIMIT and _RULE.match(text, start, end):
            self._flush()
            return end + 1
        if text.startswith(("+--", "+=="), start):
            self._flush()
            return end + 1
        return self._entry(_BULLET.match(text, start, end), start, end, indent)

    def _digit(self, start: int, end: int, indent: int) -> int:
        match = _NUMBER.match(self.text, start, end)
        if match and self.lines and not self.stack and match[1] != "1":
            return start
        return self._entry(match, start, end, indent)

    def _entry(self, marker: re.Match[str] | None, start: int, end: int, indent: int) -> int:
        if marker is None or (self.lines and marker.end() >= end):
            return start
        width = marker.end() - start
        text = marker[0].rstrip(" \t")
        if width - len(text) > 4:
            width = len(text) + 1
        self._flush()
        while self.stack and self.stack[-1][0] == self.depth and indent < self.stack[-1][1]:
            self.stack.pop()
        self._open(indent + width, "entry")
        return marker.end()

    def _fence(self, start: int, end: int, indent: int) -> int:
        text = self.text
        match = _FENCE.match(text, start)
        if match is None:
            return start
        self._flush()
        fence, rest = match[1] or match[3], (match[2] or match[4] or "").strip()
        if self.fences and not rest and fence.startswith(self.fences[-1]):
            self.fences.pop()
            return end + 1
        if _PROSE_FENCE.match(rest):
            self.fences.append(fence)
            return end + 1
        return regions.fenced(text, end, fence, is_quoted=self.depth > 0)

    def _pipe(self, start: int, end: int, indent: int) -> int:
        if self.lines and not self.table:
            if COLUMNS.match(self.text, start, end) and self._columns(start, end):
                return end + 1
            self._flush()
        self._cells(start, self.text[start:end].rstrip(" \t"))
        return end + 1

    def _columns(self, start: int, end: int) -> bool:
        """Where the open line is a table's head and this one its columns, begin the table."""
        if len(self.lines) != 1 or "|" not in self.lines[0][1] or "|" not in self.text[start:end]:
            return False
        head = self.lines.pop()
        self._flush()
        self._cells(*head)
        self.table = True
        return True

    def _cells(self, start: int, line: str) -> None:
        for first, cell in cells(start, line):
            self._add("cell", cell, [(0, first)])

    def _bracket(self, start: int, end: int, indent: int) -> int:
        text = self.text
        if note := _FOOTNOTE.match(text, start, end):
            self._open(indent + 4, "paragraph")
            return note.end()
        if self.lines:
            return start
        if text.startswith("[!", start):
            self.callout = self.depth
        if _DEFINITION.match(text, start, end) or _MACRO.match(text, start, end):
            return end + 1
        if callout := _CALLOUT.match(text, start, end):
            self.callout = self.depth
            return max(callout.end(), start + 1) if callout.end() < end else end + 1
        return start

    def _colon(self, start: int, end: int, indent: int) -> int:
        text = self.text
        if text.startswith(":::", start):
            self._flush()
            return end + 1
        if COLUMNS.match(text, start, end) and self._columns(start, end):
            return end + 1
        if text[start + 1 : start + 2] in {" ", "\t"} and start + 1 < end and len(self.lines) < 2:
            if self.lines:
                self.kind = "entry"
            content = start + 1
            while content < end and text[content] in " \t":
                content += 1
            self._open(indent + 4, "paragraph")
            return content
        return start

    def _admonition(self, start: int, end: int, indent: int) -> int:
        """``!!! note``, ``??? tip`` and ``=== "Tab"`` of MkDocs; ``===`` may also underline a heading."""
        if self.lines and _UNDERLINE.match(self.text, start, end):
            self.kind = "heading"
            self._flush()
            return end + 1
        if _ADMONITION.match(self.text, start, end) is None:
            return start
        self._open(indent + 4, "paragraph")
        return end + 1

    def _angle(self, start: int, end: int, indent: int) -> int:
        """Comments, HTML blocks and lone tags."""
        html = markdown_html.block(self.text, start, end, in_paragraph=bool(self.lines), in_quote=self.depth > 0)
        if html is None:
            return start
        self._flush()
        self.found.extend(html.found)
        self.reach = max(self.reach, html.reach)
        return html.following

    def _brace(self, start: int, end: int, indent: int) -> int:
        """Templates (Liquid, Jinja, Hugo) and attribute lists on lines of their own."""
        text = self.text
        following = 0 if self.lines else regions.template(text, start, end, self.absent)
        if following:
            return following
        if _TEMPLATE_LINE.match(text, start, end):
            self._flush()
            return end + 1
        return start

    def _dollar(self, start: int, end: int, indent: int) -> int:
        if self.lines or not self.text.startswith("$$", start):
            return start
        following, looked = regions.mathematics(self.text, start, self.absent)
        self.reach = max(self.reach, looked)
        return following or start

    def _backslash(self, start: int, end: int, indent: int) -> int:
        following = regions.environment(self.text, start, self.absent)
        if following:
            self._flush()
        return following or start

    def _module(self, start: int, end: int, indent: int) -> int:
        return start if self.lines or indent else regions.module(self.text, start, end) or start


_STARTS: dict[str, Callable[[_Reader, int, int, int], int]] = {
    "#": _Reader._heading,
    "|": _Reader._pipe,
    "[": _Reader._bracket,
    ":": _Reader._colon,
    "<": _Reader._angle,
    "{": _Reader._brace,
    "$": _Reader._dollar,
    "\\": _Reader._backslash,
    **dict.fromkeys("-*+_", _Reader._dash),
    **dict.fromkeys("=!?", _Reader._admonition),
    **dict.fromkeys("`~", _Reader._fence),
    **dict.fromkeys("ie", _Reader._module),
    **dict.fromkeys("0123456789", _Reader._digit),
}
