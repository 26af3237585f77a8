"""What the comments of a text say to a proofreader: leave this alone, from here on, these words are right.

Reads our own comments, those of cspell and Harper's one, in the comment syntax of each kind of markup; a comment that
is shown inside code says nothing. Which places they mean is told in ``silences``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from commonhold.check.message import EVERY_KIND
from commonhold.check.readers.grammars import LANGUAGES
from commonhold.curate.prose.dialects import RST_PROSE

FILE, PASSAGE, LINE, NEXT_LINE, OFF, ON, WORDS = "file", "passage", "line", "next line", "off", "on", "words"
"""What a directive is about: the whole text, one passage, one line, from here on, until here, or words."""

SPELLING = frozenset({"spelling"})
"""What comments for spelling checkers are about."""

REACH = 5000
"""Characters in which the ends of a line and of a comment are looked for; what is longer is cut there."""

MOST_LINES = 60
"""Lines above a comment of reStructuredText that are looked at to tell whether it stands in code."""

_DIRECTIVE = re.compile(
    r"commonhold-(?P<own>ignore-file|ignore|off|on|words)(?![\w-])"
    r"|(?:cspell|spell-?checker):[ \t]*(?P<cspell>disable-(?:next-)?line|disable|enable|ignore(?:words?)?|words?)\b"
    r"|harper:[ \t]*(?P<harper>ignore)\b",
    re.IGNORECASE,
)
_MEANINGS = {
    "ignore-file": FILE,
    "disable-line": LINE,
    "disable-next-line": NEXT_LINE,
    "disable": OFF,
    "off": OFF,
    "enable": ON,
    "on": ON,
}
_OPENING = {"<!--": "-->", "{/*": "*/}"}
_BLOCK = re.compile(r"(<!--|\{/\*)-*\s*\Z")
_LINE_SIGNS = {
    "markdown": re.compile(r"[ \t]*\[//\]:[ \t]*#[ \t]*[(\"'][ \t]*"),
    "rst": re.compile(r"[ \t]*\.\.[ \t]+"),
    "asciidoc": re.compile(r"//[ \t]*"),
    "text": re.compile(r"[ \t]*(?:#+|%+|//+|--+|;+|\.\.)[ \t]*"),
    "latex": re.compile(r".*%+[ \t]*"),
    "commit": re.compile(r"#+[ \t]*"),
    **dict.fromkeys(LANGUAGES, re.compile(r".*?(?:#+|//+!?|--|/\*+!?|(?<!.)[ \t]*\*)[ \t]*")),
}
_IN_BLOCKS = frozenset({"markdown", "html", "xml", "text"})
_LOOK_BACK = 200
_CODE = {
    "markdown": re.compile(r"^[ \t>]*(`{3,}|~{3,})[^\n]*$(?:.*?^[ \t>]*\1[`~]*[ \t]*$|.*)", re.M | re.S),
    "asciidoc": re.compile(r"^(-{4,}|\.{4,}|\+{4,}|`{3,})[^\n]*$(?:.*?^\1[ \t]*$|.*)", re.M | re.S),
}
_RST_DIRECTIVE = re.compile(r"\s*\.\.[ \t]+(?:[\w.-]+:)*([\w.+-]+)[ \t]?::")
_SEPARATOR = re.compile(r"[\s,]+")


@dataclass(frozen=True, slots=True)
class Directive:
    """One thing said: a ``meaning`` from above for findings of some ``kinds``, or ``words`` that are right.

    ``start`` and ``end`` are the comment's place in code points, or that of the line it takes.
    """

    meaning: str
    start: int
    end: int
    kinds: frozenset[str] = EVERY_KIND
    words: tuple[str, ...] = ()


def directives(source: str, kind: str) -> Iterator[Directive]:
    """Yield what the comments of a text of that kind of markup say, in order.

    >>> [(one.meaning, sorted(one.kinds)) for one in directives("<!-- commonhold-off split: a poem -->", "markdown")]
    [('off', ['split'])]
    """
    code = _CODE[kind].finditer(source) if kind in _CODE else iter(())
    shown = next(code, None)
    for match in _DIRECTIVE.finditer(source):
        while shown and shown.end() < match.start():
            shown = next(code, None)
        comment = None
        if not shown or match.start() < shown.start():
            comment = _comment(source, match.start(), match.end(), kind)
        if comment is not None:
            yield _read(match, source[match.end() : comment[2]], comment[0], comment[1])


def line_around(source: str, start: int, end: int) -> tuple[int, int]:
    """Return where the line of a place begins and ends; of a very long one, what is near the place.

    >>> line_around("one\\ntwo\\nthree", 5, 5)
    (4, 7)
    """
    least, most = max(start - REACH, 0), end + REACH
    last = source.find("\n", end, most)
    return max(source.rfind("\n", least, start) + 1, least), min(len(source), most) if last < 0 else last


def _comment(source: str, start: int, end: int, kind: str) -> tuple[int, int, int] | None:
    """Return (start, end, end of its text) of the comment that a name begins; None where it stands in no comment."""
    line_start, line_end = line_around(source, start, end)
    opened = _BLOCK.search(source, max(start - _LOOK_BACK, 0), start) if kind in _IN_BLOCKS else None
    if opened and source.count("`", line_start, opened.start()) % 2 == 0:
        closing = source.find(_OPENING[opened[1]], end, end + REACH)
        if closing >= 0:
            return opened.start(), closing + len(_OPENING[opened[1]]), closing
    signs = _LINE_SIGNS.get(kind)
    if (
        signs
        and signs.fullmatch(source, line_start, start)
        and not (kind == "rst" and _in_rst_code(source, line_start))
    ):
        return line_start, line_end, line_end
    return None


def _in_rst_code(source: str, line_start: int) -> bool:
    """Tell whether a line stands in a literal block or in a directive that holds no prose."""
    indent = _indent(source[line_start : line_start + _LOOK_BACK])
    above = source[max(line_start - _LOOK_BACK * MOST_LINES, 0) : line_start] if indent else ""
    for line in reversed(above.splitlines()[-MOST_LINES:]):
        if not indent:
            return False
        if line.strip() and _indent(line) < indent:
            indent = _indent(line)
            directive = _RST_DIRECTIVE.match(line)
            if directive:
                if directive[1].lower() not in RST_PROSE:
                    return True
            elif line.rstrip().endswith("::"):
                return True
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _read(match: re.Match[str], rest: str, start: int, end: int) -> Directive:
    name = (match["own"] or match["cspell"] or match["harper"]).lower()
    parts = [part for part in _SEPARATOR.split(rest.strip("\"') \t\n:")) if part]
    if name == "words" or (match["cspell"] and parts and name.startswith(("ignore", "word"))):
        return Directive(WORDS, start, end, words=tuple(parts))
    kinds = SPELLING if match["cspell"] else _kinds(parts) if match["own"] else EVERY_KIND
    return Directive(_MEANINGS.get(name, PASSAGE), start, end, kinds)


def _kinds(parts: list[str]) -> frozenset[str]:
    """Return the kinds that are named first; what follows them is a remark, and none means every kind."""
    named = []
    for part in parts:
        if part.rstrip(":").lower() not in EVERY_KIND:
            break
        named.append(part.rstrip(":").lower())
    return frozenset(named) or EVERY_KIND
