"""Plain text: paragraphs between blank lines, list entries, quoted mail.

Lines that look like code, tables or drawings are left out by their shape. Not known: any markup; what reads
as a heading is a guess from length and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from commonhold.curate.prose.passage import Edit, Line, Passage, compose, join, prepare

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
    text = prepare(source)
    position, size = int(text.startswith("\x0b")), len(text)
    block: list[Line] = []
    is_entry = False
    while position < size:
        end = text.find("\n", position)
        if end < 0:
            end = size
        start = _QUOTE.match(text, position, end).end()  # type: ignore[union-attr]
        marker = _MARKER.match(text, start, end)
        is_below_title = len(block) == 1 and not is_entry and _is_title(text, *block[0], start - position)
        if start == end or marker or is_below_title or _RULE.match(text, start, end):
            yield from _passage(block, is_entry=is_entry)
            block, is_entry = [], marker is not None
            start = marker.end() if marker else start if is_below_title else end
        if start < end and (line := text[start:end].rstrip(" \t\x0c")):
            block.append((start, line))
        position = end + 1
    yield from _passage(block, is_entry=is_entry)


def _is_title(text: str, start: int, line: str, indent: int) -> bool:
    """Whether the only line so far is a title or a term, as the next one is indented by more than it."""
    margin = start - (text.rfind("\n", max(0, start - _INDENT_LIMIT), start) + 1)
    return margin < _INDENT_LIMIT and indent > margin + 1 and len(line) < _TITLE_SIZE and not _SENTENCE_END.search(line)


def _passage(block: list[Line], *, is_entry: bool) -> Iterator[Passage]:
    if not block or _is_strange([line for _, line in block]):
        return
    raw, joints = join(block)
    is_heading = len(block) == 1 and raw.count(" ") < _HEADING_WORDS and not _SENTENCE_END.search(raw[-8:])
    kind = "entry" if is_entry else "heading" if is_heading else "paragraph"
    passage = compose(kind, raw, joints, _edits(raw))
    if passage is not None:
        yield passage


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
