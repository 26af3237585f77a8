"""What stands inside an AsciiDoc block: monospace, quotes, macros, cross references, attributes.

Macros that print their text are flattened; those that print something unknown read as code. Linear in the block.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from commonhold.curate.prose.emphasis import pair
from commonhold.curate.prose.entities import decode
from commonhold.curate.prose.passage import Edit, code, keep_code

_TOKEN = re.compile(r"\n|\t|\x0b|\x0c|``*+|\*\**+|__*+|##*+|\+\+*+|\[|<<|\(\(\(?|\{(?=[\w-])|&(?=#?\w)|\\|\^|~")
_MACRO = re.compile(
    r"(?<![\w:])([a-z]\w{1,15}):(?!//)([^\s\[\]`:]*+(?::[^\s\[\]`]*+)?)\Z|((?:https?|ftp|irc)://[^\s\[\]<>`]++)\Z"
)
_MACRO_SIZE = 240
_REFERENCE = re.compile(r"<<([^<>,\n]++)(?:,\s*+([^<>]++))?>>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ATTRIBUTE = re.compile(r"\{[\w-]++(?::[^{}\n]*+)?\}")
_PASS = re.compile(r"(\++)(?=[^\s+])([^+\n]*+)(?<=\S)\1(?![\w+])")
_RAISED = re.compile(r"\^[^\s^`]++\^|~[^\s~`]++~")
_ROLE = re.compile(r"\[[.#%\w][^\[\]\n]*+\](?=[*_#`])")
_ANCHOR = re.compile(r"\[\[[^\[\]\n]++\]\]")
_ATTRIBUTES = re.compile(r"(?:,\s*[\w-]+=[^\]]*|\^)$")
_PRINTS_TEXT = frozenset({"link", "xref", "mailto", "kbd", "btn", "term", "indexterm2", "pass"})
_PRINTS_NOTHING = frozenset({"image", "icon", "anchor", "indexterm"})


@dataclass(slots=True)
class _Scan:
    raw: str
    edits: list[Edit] = field(default_factory=list)
    floor: int = 0  # what stands in front of this is read
    absent: set[str] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)  # backticks that end curved quotes
    marks: dict[str, list[list[int]]] = field(default_factory=lambda: {"*": [], "_": [], "#": []})


def edits(raw: str) -> list[Edit]:
    """Return the edits, ascending, that turn the block ``raw`` into prose.

    >>> edits("a *b*")
    [(2, 3, ''), (4, 5, '')]
    """
    match = _TOKEN.search(raw)
    if match is None:
        return []
    scan = _Scan(raw)
    while match is not None:
        start, end = match.span()
        following = _READERS[raw[start]](scan, start, end)
        if following > end:
            scan.floor = following
        match = _TOKEN.search(raw, following)
    scan.edits.sort()
    return scan.edits


def _find(scan: _Scan, ending: str, start: int) -> int:
    """Return where ``ending`` comes next, or -1, without looking twice for one that does not come any more."""
    position = -1 if ending in scan.absent else scan.raw.find(ending, start)
    if position < 0:
        scan.absent.add(ending)
    return position


def _space(scan: _Scan, start: int, end: int) -> int:
    scan.edits.append((start, end, " "))
    return end


def _hidden(scan: _Scan, start: int, end: int) -> int:
    scan.edits.append((start, end, ""))
    return end


def _marks(scan: _Scan, start: int, end: int) -> int:
    raw = scan.raw
    if not (start and raw[start - 1].isalnum() and raw[end : end + 1].isalnum() and end - start == 1):
        pair(raw, start, end, scan.marks[raw[start]], scan.edits)
    return end


def _backticks(scan: _Scan, start: int, end: int) -> int:
    if start in scan.closed:
        return start + 1
    raw, width = scan.raw, min(end - start, 2)
    close = raw.find("`" * width, end)
    if close < 0 and width == 2:
        close = _find(scan, "''", end)
        if close > 0:  # the old ``quotes''
            scan.edits.extend(((start, end, '"'), (close, close + 2, '"')))
            return end
    if close < 0 or (width == 1 and start and raw[start - 1].isalnum()):
        scan.edits.append((start, end, "'" * (end - start)))
        return end
    quote = raw[start - 1 : start] if start else ""
    if width == 1 and quote in {'"', "'"} and raw.startswith(quote, close + 1):  # "`curved quotes`"
        scan.edits.extend(((start, end, ""), (close, close + 1, "")))
        scan.closed.add(close)
        return end
    inner, inner_end = start + width, close
    while inner < inner_end - 1 and raw[inner] == raw[inner_end - 1] == "+":
        inner, inner_end = inner + 1, inner_end - 1
    keep_code(scan.edits, raw, start, inner, inner_end, close + width)
    return close + width


def _plus(scan: _Scan, start: int, end: int) -> int:
    match = _PASS.match(scan.raw, start)
    if match is None or (start and scan.raw[start - 1].isalnum()):
        return end
    keep_code(scan.edits, scan.raw, start, match.start(2), match.end(2), match.end())
    return match.end()


def _bracket(scan: _Scan, start: int, end: int) -> int:
    raw = scan.raw
    for nothing in (_ANCHOR, _ROLE):
        if match := nothing.match(raw, start):
            scan.edits.append((start, match.end(), ""))
            return match.end()
    window = max(scan.floor, start - _MACRO_SIZE)
    macro = _MACRO.search(raw, window, start) if ":" in raw[window:start] and not raw[start - 1].isspace() else None
    close = _find(scan, "]", end) if macro else -1
    if macro is None or close < 0:
        return end
    begin, name = macro.start(), macro[1]
    text_end = close
    if attributes := _ATTRIBUTES.search(raw, end, close):
        text_end = attributes.start()
    if macro[3] or name in _PRINTS_TEXT:
        if text_end == end:
            scan.edits.append((start, close + 1, ""))
            return close + 1
        scan.edits.extend(((begin, end, ""), (text_end, close + 1, "")))
        return end
    if name in _PRINTS_NOTHING or name.startswith("footnote"):
        scan.edits.append((begin - 1 if begin and raw[begin - 1] == " " else begin, close + 1, ""))
    else:
        scan.edits.append((begin, close + 1, code(macro[2] or raw[end:close])))
    return close + 1


def _angle(scan: _Scan, start: int, end: int) -> int:
    match = _REFERENCE.match(scan.raw, start)
    if match is None:
        return end
    if match[2]:
        scan.edits.extend(((start, match.start(2), ""), (match.end(2), match.end(), "")))
        return match.start(2)
    keep_code(scan.edits, scan.raw, start, match.start(1), match.end(1), match.end())
    return match.end()


def _parenthesis(scan: _Scan, start: int, end: int) -> int:
    """Read index terms: two parentheses print their text, three nothing."""
    width = end - start
    close = _find(scan, ")" * width, end)
    if close < 0 or scan.raw.find("(", end, close) >= 0:
        return end
    if width == 2:
        scan.edits.extend(((start, end, ""), (close, close + 2, "")))
        return end
    scan.edits.append((start, close + 3, ""))
    return close + 3


def _brace(scan: _Scan, start: int, end: int) -> int:
    match = _ATTRIBUTE.match(scan.raw, start)
    if match is None:
        return end
    keep_code(scan.edits, scan.raw, start, start, match.end(), match.end())
    return match.end()


def _entity(scan: _Scan, start: int, end: int) -> int:
    match = _ENTITY.match(scan.raw, start)
    decoded = decode(match[0]) if match else None
    if match is None or decoded is None:
        return end
    scan.edits.append((start, match.end(), decoded))
    return match.end()


def _backslash(scan: _Scan, start: int, end: int) -> int:
    follows = scan.raw[end : end + 1]
    if follows == "`":
        scan.edits.append((start, end + 1, "'"))
    elif follows and follows in "*_#{<[+&(^~":
        scan.edits.append((start, end, ""))
    else:
        return end
    return end + 1


def _raised(scan: _Scan, start: int, end: int) -> int:
    match = _RAISED.match(scan.raw, start)
    if match is None:
        return end
    scan.edits.extend(((start, end, ""), (match.end() - 1, match.end(), "")))
    return match.end()


_READERS: dict[str, Callable[[_Scan, int, int], int]] = {
    "\n": _space,
    "\t": _space,
    "\x0c": _space,
    "\x0b": _hidden,
    "`": _backticks,
    "*": _marks,
    "_": _marks,
    "#": _marks,
    "+": _plus,
    "[": _bracket,
    "<": _angle,
    "(": _parenthesis,
    "{": _brace,
    "&": _entity,
    "\\": _backslash,
    "^": _raised,
    "~": _raised,
}
