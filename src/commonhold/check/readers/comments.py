"""Comments and docstrings of programs, found by their grammars; what in them is prose reads as Markdown or rst.

Line comments below one another are one text. Not read: strings that are no docstrings, and programs in languages
whose grammar is not among ``grammars.LANGUAGES``. What is far from any program is left alone whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from commonhold.check.readers.grammars import LANGUAGES, language
from commonhold.check.readers.lines import read_lines
from commonhold.check.readers.remarks import prose_lines
from commonhold.curate.prose import Passage
from commonhold.curate.prose.passage import Line

LEAST_STEPS, BYTES_A_STEP = 1_000, 20
"""How often a grammar may report how far it is: what is no program can take it a time that grows with the square.

Programs of all languages that were tried report every 80 bytes or less often."""

CHUNK_BYTES = 1 << 12
"""What a grammar is handed at once; it comes back to many a place, and each time to a copy."""

_SIGN = re.compile(r"(?:///?!?|#+'?|--)(?!\S*[/#-]{3})[ \t]?|=begin\b|=end\b")
_BLOCK = re.compile(r"/\*+!?<?|\*+/")
_STAR = re.compile(r"[ \t]*\*(?!/)[ \t]?")
_LINE_END = re.compile(r"\r\n|\n|\r")
_OTHER_BLANK = re.compile(r"[^\S\x00-\x7f]|[\u200b\ufeff]")
_OTHER = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class _Comment:
    """A comment, or a docstring, from and to where in the source."""

    start: int
    end: int
    is_docstring: bool


def passages(source: str, kind: str) -> Iterator[Passage]:
    """Yield the passages of the comments in a program of that language, in their order.

    >>> [one.text for one in passages("int a; // How *many*\\n       // there are.\\n", "c")]
    ['How many there are.']
    """
    grammar = LANGUAGES[kind]
    for group in _groups(_comments(source, kind), source):
        is_docstring = group[0].is_docstring
        lines = _docstring_lines(group[0], source) if is_docstring else _lines(group, source)
        told = prose_lines(lines)
        if told:
            yield from read_lines(told, source, grammar.docs if is_docstring else grammar.markup)


def _comments(source: str, kind: str) -> list[_Comment]:
    """Return the comments of a program; none where its grammar makes no sense of it within so many steps."""
    from tree_sitter import Parser, QueryCursor

    made, query = language(kind)
    octets = _plain(source)
    if octets.count(b"/*", octets.rfind(b"*/") + 1) > LANGUAGES[kind].most_unclosed:
        return []
    steps = count()
    most = LEAST_STEPS + len(octets) // BYTES_A_STEP
    try:
        tree = Parser(made).parse(
            lambda at, _: octets[at : at + CHUNK_BYTES], progress_callback=lambda *_: next(steps) > most
        )
    except ValueError:
        return []
    found = QueryCursor(query).captures(tree.root_node) if tree else {}
    comments = [
        _Comment(node.start_byte, node.end_byte, name == "docstring") for name, nodes in found.items() for node in nodes
    ]
    return sorted(comments, key=lambda comment: (comment.start, comment.end))


def _plain(source: str) -> bytes:
    """Return a program as grammars can take it: a byte a code point, a letter for all that is not ASCII but blanks.

    Scanners ask C's ``isalnum`` of code points, whose table ends at 255: tree-sitter-bash 0.25.1 reads memory that is
    not there at ``{`` and U+E788C.
    """
    return _OTHER.sub("x", _OTHER_BLANK.sub(" ", source)).encode("ascii")


def _groups(comments: Sequence[_Comment], source: str) -> Iterator[list[_Comment]]:
    """Yield comments that are read together: of one line each, below one another, with the same signs in front."""
    group: list[_Comment] = []
    for comment in comments:
        if group and not _goes_on(group[-1], comment, source):
            yield group
            group = []
        group.append(comment)
    if group:
        yield group


def _goes_on(one: _Comment, other: _Comment, source: str) -> bool:
    signs = _SIGN.match(source, one.start), _SIGN.match(source, other.start)
    between = source[one.end : other.start]
    below = (
        between.strip() == "" and (len(_LINE_END.findall(between)) + source[one.start : one.end].endswith("\n")) <= 1
    )
    same = signs[0] and signs[1] and signs[0][0].strip() == signs[1][0].strip()
    return bool(below and same) and not (one.is_docstring or other.is_docstring) and not _stands_behind(other, source)


def _stands_behind(comment: _Comment, source: str) -> bool:
    """Tell whether there is code in front of a comment in its line."""
    begin = max(source.rfind("\n", 0, comment.start), source.rfind("\r", 0, comment.start)) + 1
    return bool(source[begin : comment.start].strip())


def _lines(group: Sequence[_Comment], source: str) -> list[Line]:
    """Return the lines of comments without their signs."""
    out: list[Line] = []
    for comment in group:
        sign = _SIGN.match(source, comment.start, comment.end)
        block = _BLOCK.match(source, comment.start, comment.end)
        if sign and not sign[0].startswith("="):
            text = source[sign.end() : comment.end].rstrip("\r\n")
            out.append((sign.end(), text))
        elif block or sign:
            out += _block_lines(comment, (block or sign).end(), source)  # type: ignore[union-attr]
    return _dedented(out)


def _block_lines(comment: _Comment, start: int, source: str) -> Iterator[Line]:
    end = comment.end - 2 if source.endswith("*/", start, comment.end) else comment.end
    while end > start and source[end - 1] == "*":
        end -= 1
    for at, line in _split(source, start, end):
        star = _STAR.match(line)
        skip = star.end() if star and at > start else 0
        if line[skip:].strip() != "=end":
            yield at + skip, line[skip:]


def _docstring_lines(comment: _Comment, source: str) -> list[Line]:
    return _dedented(list(_split(source, comment.start, comment.end)))


def _split(source: str, start: int, end: int) -> Iterator[Line]:
    at = start
    for match in _LINE_END.finditer(source, start, end):
        yield at, source[at : match.start()]
        at = match.end()
    yield at, source[at:end]


def _dedented(lines: Sequence[Line]) -> list[Line]:
    """Return lines less the indent that all but the first have in common; the first less all of its own."""
    indents = [len(line) - len(line.lstrip(" \t")) for _, line in lines[1:] if line.strip()]
    cut = [min(indents, default=0)] * len(lines)
    if lines:
        first = lines[0][1]
        cut[0] = len(first) - len(first.lstrip(" \t"))
    return [(start + min(many, len(line)), line[many:]) for (start, line), many in zip(lines, cut, strict=True)]
