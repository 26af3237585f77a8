"""What stands inside a reStructuredText block: literals, roles, references, emphasis, substitutions.

Knows the roles of docutils and Sphinx that print words; every other role reads as code. Linear in the block's size.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from commonhold.curate.prose.dialects import RST_LABEL_ROLES, RST_WORD_ROLES
from commonhold.curate.prose.emphasis import pair
from commonhold.curate.prose.passage import Edit, keep_code

_TOKEN = re.compile(r"\n|\t|\x0b|\x0c|``*+|\*\**+|\||\[(?=[#*\w])|__*+|\\")
_ROLE_BEFORE = re.compile(r"(?<![\w:]):((?:[A-Za-z][\w.+-]*+:)++)\Z")
_ROLE_BEHIND = re.compile(r":([A-Za-z][\w.+-]*+):(?!\w)")
_ROLE_SIZE = 60
_FOOTNOTE = re.compile(r"\[(?:\#[\w-]*+|\*|\d++|[A-Za-z][\w.-]*+)\]_(?!\w)")
_SUBSTITUTION = re.compile(r"\|(?=[^\s|])[^|\n]*+(?<=\S)\|_{0,2}")


@dataclass(slots=True)
class _Scan:
    raw: str
    edits: list[Edit] = field(default_factory=list)
    stars: list[list[int]] = field(default_factory=list)


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
        match = _TOKEN.search(raw, _READERS[raw[start]](scan, start, end))
    scan.edits.sort()
    return scan.edits


def _space(scan: _Scan, start: int, end: int) -> int:
    scan.edits.append((start, end, " "))
    return end


def _hidden(scan: _Scan, start: int, end: int) -> int:
    scan.edits.append((start, end, ""))
    return end


def _stars(scan: _Scan, start: int, end: int) -> int:
    raw = scan.raw
    if not (start and raw[start - 1].isalnum() and raw[end : end + 1].isalnum()):
        pair(raw, start, end, scan.stars, scan.edits)
    return end


def _backticks(scan: _Scan, start: int, end: int) -> int:
    raw, width = scan.raw, min(end - start, 2)
    close = raw.find("`" * width, start + width)
    if close < 0:
        scan.edits.append((start, end, "'" * (end - start)))
        return end
    if width == 2:
        while raw.startswith("`", close + 2):
            close += 1
        keep_code(scan.edits, raw, start, start + 2, close, close + 2)
        return close + 2
    return _interpreted(scan, start, close)


def _interpreted(scan: _Scan, start: int, close: int) -> int:
    """Read single backticks: a reference where ``_`` follows, words or code by the role."""
    raw, begin, end = scan.raw, start, close + 1
    while raw.startswith("_", end) and end < close + 3:
        end += 1
    is_link, role = end > close + 1, ""
    if not is_link:
        if before := _ROLE_BEFORE.search(raw, max(0, start - _ROLE_SIZE), start):
            begin, role = before.start(), before[1].rstrip(":").rpartition(":")[2].lower()
        elif behind := _ROLE_BEHIND.match(raw, end):
            end, role = behind.end(), behind[1].lower()
    target = raw.rfind("<", start, close) if raw[close - 1] == ">" else -1
    if is_link or (target > start + 1 and role != "index") or (role in RST_WORD_ROLES and role not in RST_LABEL_ROLES):
        text_end = target if target > start + 1 else close
        scan.edits.append((begin, start + 1, {"pep": "PEP ", "rfc": "RFC "}.get(role, "") if text_end == close else ""))
        scan.edits.append((text_end - 1 if raw[text_end - 1] in " \n" else text_end, end, ""))
        return _fold(scan, start + 1, text_end, end)
    inner = start + 1
    while raw[inner] in "~!." and role and inner < close - 1:
        inner += 1
    keep_code(scan.edits, raw, begin, inner, close, end)
    return end


def _fold(scan: _Scan, start: int, end: int, following: int) -> int:
    """Read the line breaks and escapes of a flattened text."""
    position = start
    while (match := _TOKEN.search(scan.raw, position, end)) is not None:
        mark = scan.raw[match.start()]
        position = match.end()
        if mark in "\n\t\x0c":
            scan.edits.append((*match.span(), " "))
        elif mark in "\x0b\\":
            scan.edits.append((*match.span(), ""))
    return following


def _bar(scan: _Scan, start: int, end: int) -> int:
    match = _SUBSTITUTION.match(scan.raw, start)
    if match is None or "`" in match[0] or (start and scan.raw[start - 1].isalnum()):
        return end
    keep_code(scan.edits, scan.raw, start, start, match.end(), match.end())
    return match.end()


def _bracket(scan: _Scan, start: int, end: int) -> int:
    match = _FOOTNOTE.match(scan.raw, start)
    if match is None:
        return end
    scan.edits.append((start - 1 if start and scan.raw[start - 1] in " \n" else start, match.end(), ""))
    return match.end()


def _underscores(scan: _Scan, start: int, end: int) -> int:
    """Read ``word_`` and ``_`target```."""
    raw = scan.raw
    before, after = raw[start - 1 : start] if start else " ", raw[end : end + 1]
    if after == "`" and not before.isalnum() and end - start == 1:
        close = raw.find("`", end + 1)
        if close > 0:
            scan.edits.append((start, end + 1, ""))
            scan.edits.append((close, close + 1, ""))
            return _fold(scan, end + 1, close, close + 1)
    elif before.isalnum() and end - start < 3 and (not after or after in " \n.,;:!?)'\"-]"):
        scan.edits.append((start, end, ""))
    return end


def _backslash(scan: _Scan, start: int, end: int) -> int:
    follows = scan.raw[end : end + 1]
    if not follows or follows in "\t\x0b\x0c":
        return end
    scan.edits.append((start, end + (follows in " \n`"), "'" if follows == "`" else ""))
    return end + 1


_READERS: dict[str, Callable[[_Scan, int, int], int]] = {
    "\n": _space,
    "\t": _space,
    "\x0c": _space,
    "\x0b": _hidden,
    "`": _backticks,
    "*": _stars,
    "|": _bar,
    "[": _bracket,
    "_": _underscores,
    "\\": _backslash,
}
