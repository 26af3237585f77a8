"""Plain text: paragraphs between blank lines, list entries, quoted mail.

Lines that look like code, tables or drawings are left out by their shape. Not known: any markup; what reads
as a heading is a guess from length and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from commonhold.curate.prose.passage import Edit, Line, Passage, compose, join, prepare
from commonhold.curate.prose.walk import Walk, read

_QUOTE = re.compile(r"(?:[ \t]*+>)*+[ \t\x0b\x0c]*+")
_MARKER = re.compile(r"(?:[-*+•‣·o]|\(?(?:\d{1,3}|[a-zA-Z])[.)]|\[[\dxX ]{1,3}\])[ \t]++(?=\S)")
_RULE = re.compile(r"[^\w\s]{3,}[ \t]*$")
_CODE = re.compile(
    r"""[;{}\\]$ | ^(?:[$#%]|>>>)\s | ^[\w.]+\s*[({\[]?\s*[=:]{1,2}\s*\S+$ | [=!]=|->|=>|\(\)|::|</|/>|&&|\|\||\$\{
    | ^(?:def|class|import|from|return|if|for|while|var|let|const|int|void|static|public|private)\b.*[:;{(]$
    | ^-{1,2}\w | ^\S+[/\\]\S+$ | ^[\w.+-]+@[\w.-]+$""",
    re.VERBOSE,
)
_TABLE = re.compile(r"\S(?:[ ]{3,}|[ ]?\t)\S.*|\|.*\||\.{4,}|[-+=_*~]{4,}")
_WORDS = re.compile(r"(?<!\S)[\"'(\[“‘«`*_]*[^\W\d_]+(?:[-/'’`][^\W\d_]+)*[\"')\]”’»`*_.,;:!?…]*(?!\S)")
_TOKEN = re.compile(r"\n|\t|\x0b|\x0c|``*+")
_CODE_SPAN = re.compile(r"`[^`\n]{1,60}`(?!`)")
_SENTENCE_END = re.compile(r"[.!?…:;,][\"')”’]*$")
_HEADING_WORDS = 12
_TITLE_SIZE = 60
_INDENT_LIMIT = 40
_LINE_LIMIT = 2000


def passages(source: str) -> Iterator[Passage]:
    """Yield the passages of a plain text in the order they are read.

    >>> [p.text for p in passages("One line\\nand another.\\n\\n  x = 1;\\n")]
    ['One line and another.']
    """
    return read(walk(prepare(source)))


def walk(text: str) -> Walk:
    """Return a walk over a prepared text."""
    return _Reader(text)


class _Reader:
    """A walk over the lines: the open block, and what it is."""

    __slots__ = ("block", "found", "is_entry", "is_quoted", "reach", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[Passage] = []
        self.block: list[Line] = []
        self.is_entry = self.is_quoted = False
        self.reach = 0

    def begin(self) -> int:
        return int(self.text.startswith("\x0b"))

    def step(self, position: int) -> int:
        text, block = self.text, self.block
        end = text.find("\n", position)
        if end < 0:
            end = len(text)
        start = _QUOTE.match(text, position, end).end()  # type: ignore[union-attr]
        is_quoted = ">" in text[position:start]
        marker = _MARKER.match(text, start, end)
        is_below_title = len(block) == 1 and not self.is_entry and _is_title(text, *block[0], start - position)
        is_rule = start == end or _RULE.match(text, start, end) is not None
        if is_rule or marker or is_below_title or is_quoted is not self.is_quoted:
            self._flush(is_entry=marker is not None)
            start = marker.end() if marker else end if is_rule and not is_below_title else start
        if start < end and (line := text[start:end].rstrip(" \t\x0c")):
            self.block.append((start, line))
            self.is_quoted = is_quoted
        return end + 1

    def close(self) -> None:
        self._flush()

    def state(self) -> Hashable | None:
        return None if self.block or self.is_entry else ()

    def take_up(self, state: Hashable) -> None:
        pass

    def _flush(self, *, is_entry: bool = False) -> None:
        """End the open block; the next one may be an entry."""
        passage = _passage(self.block, is_entry=self.is_entry, is_quoted=self.is_quoted)
        if passage is not None:
            self.found.append(passage)
        self.block, self.is_entry, self.is_quoted = [], is_entry, False


def _is_title(text: str, start: int, line: str, indent: int) -> bool:
    """Whether the only line so far is a title or a term, as the next one is indented by more than it."""
    margin = start - (text.rfind("\n", max(0, start - _INDENT_LIMIT), start) + 1)
    return margin < _INDENT_LIMIT and indent > margin + 1 and len(line) < _TITLE_SIZE and not _SENTENCE_END.search(line)


def _passage(block: list[Line], *, is_entry: bool, is_quoted: bool) -> Passage | None:
    if not block or _is_strange([line for _, line in block]):
        return None
    raw, joints = join(block)
    is_heading = len(block) == 1 and raw.count(" ") < _HEADING_WORDS and not _SENTENCE_END.search(raw[-8:])
    kind = "quote" if is_quoted else "entry" if is_entry else "heading" if is_heading else "paragraph"
    return compose(kind, raw, joints, _edits(raw))


def _is_strange(lines: list[str]) -> bool:
    """Whether these lines look like code, a table or a drawing: a third of them do, or few of their parts are words."""
    strange = sum(1 for line in lines if _CODE.search(line[-_LINE_LIMIT:]) or _TABLE.search(line[:_LINE_LIMIT]))
    if 3 * strange >= len(lines):
        return True
    shown = " ".join(lines)[:_LINE_LIMIT]
    return 2 * len(_WORDS.findall(shown)) < len(shown.split())


def _edits(raw: str) -> list[Edit]:
    """Fold lines, and keep backticks only around short code."""
    edits: list[Edit] = []
    position = 0
    while (match := _TOKEN.search(raw, position)) is not None:
        start, position = match.span()
        if raw[start] != "`":
            edits.append((start, position, "" if raw[start] == "\x0b" else " "))
        elif (span := _CODE_SPAN.match(raw, start)) and not set(span[0]) & {"\t", "\x0b", "\x0c"}:
            position = span.end()
        else:
            edits.append((start, position, "'" * (position - start)))
    return edits
