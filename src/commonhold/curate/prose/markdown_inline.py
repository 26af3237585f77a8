"""What stands inside a Markdown block: code, links, emphasis, entities, templates, mathematics.

`edits` says what to change for a reader's view; it looks at every character a bounded number of times.
Not known: which references exist elsewhere (they are handed in), what templates and roles would print.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from commonhold.curate.prose.emphasis import pair
from commonhold.curate.prose.entities import decode, decode_all
from commonhold.curate.prose.passage import Edit, code, keep_code
from commonhold.curate.prose.templates import read_template

# Every alternative starts with a literal: the engine then skips ordinary characters at full speed.
_TOKEN = re.compile(
    r"\n|\t|\x0b|\x0c|``*+|\*\**+|__*+|!\[|\[|\]|<|&(?=#?\w)|\\|\$|\{(?=[{%#.:a-z])|~~++|:(?=[a-z][a-z0-9_+-]*+:)"
)
_TARGET = re.compile(
    r"""\(\s*+
    (?: <[^<>\n]*+>
      | (?: [^\s()\\{] | \\. | \{\{[^{}\n]*+\}\} | \{%[^{}\n]*+\} | \{
          | \( (?: [^\s()\\] | \\. | \([^\s()]*+\) )*+ \) )*+
    )
    (?: \s++ (?: "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' | \([^()]*+\) )? )?+
    \s*+\) (?: \{[^{}\n]*+\} )?+""",
    re.VERBOSE | re.DOTALL,
)
_DEFINED = re.compile(r"^[ \t>]*+\[([^\[\]\n]++)\]:", re.MULTILINE)
_LABEL = re.compile(r"\[(?!\^)[^\[\]]*+\]")
_FOOTNOTE = re.compile(r"\[(?:\^[^\[\]\s]++|-?@[^\[\]]*+)\]")
_INCLUDE = re.compile(r"\[![\w-]++ ?\[([^\[\]\n]*+)\] ?\([^()\n]*+\)\]", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][\w.:-]*+)(?:[\s/][^<>]*+)?>")
_AUTOLINK = re.compile(r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>`]*+|[\w.+-]++@[\w.-]++)>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MATH = re.compile(r"\$\$[^$]++\$\$|\$(?![\s$])[^$]*+(?<![\s\\])\$(?![\w$])")
_ATTRIBUTES = re.compile(r"\{[#.:][^{}\n`]*+\}")
_ROLE = re.compile(r"\{[a-z][a-z:_-]*+\}(?=`)")
_EMOJI = re.compile(r"(?<![\w:`]):[a-z][a-z0-9_+-]*+:(?![\w:`])")
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_CODE_TAGS = frozenset({"code", "tt", "samp"})
_MUTE_TAGS = frozenset({"script", "style", "svg"})
_UNEVEN = re.compile(r"[\n\t\x0b\x0c]")
_TICKS = re.compile("`++")
_ENDING = {name: re.compile(rf"</{name}\s*+>", re.IGNORECASE) for name in _CODE_TAGS | _MUTE_TAGS}
_LABEL_LIMIT = 999


@dataclass(slots=True)
class _Scan:
    """One block being read: its text, the edits so far, and what is still open."""

    raw: str
    references: Container[str]
    edits: list[Edit] = field(default_factory=list)
    brackets: list[list[int]] = field(default_factory=list)  # [start, text start, whether another one is inside]
    stars: list[list[int]] = field(default_factory=list)
    bars: list[list[int]] = field(default_factory=list)
    waves: list[list[int]] = field(default_factory=list)
    ticks: dict[int, list[int]] | None = None  # starts of backtick runs by length, last first
    absent: set[str] = field(default_factory=set)  # endings that do not come any more


def edits(raw: str, references: Container[str] = frozenset()) -> list[Edit]:
    """Return the edits, ascending, that turn the block ``raw`` into prose.

    ``references`` are the labels with a definition (see `label`); ``[other labels]`` keep their brackets.

    >>> edits("a *b*")
    [(2, 3, ''), (4, 5, '')]
    """
    match = _TOKEN.search(raw)
    if match is None:
        return []
    scan = _Scan(raw, references)
    while match is not None:
        start, end = match.span()
        match = _TOKEN.search(raw, _READERS[raw[start]](scan, start, end))
    scan.edits.sort()
    return scan.edits


def label(text: str) -> str:
    """Return a reference label the way Markdown compares them."""
    return " ".join(text.split()).casefold()


def definitions(text: str) -> frozenset[str]:
    """Return the labels that a text defines links by, ``[label]: address``.

    >>> definitions("See [it].\\n\\n[It]: https://a.b")
    frozenset({'it'})
    """
    return frozenset(map(label, _DEFINED.findall(text) if "]:" in text else ()))


def _space(scan: _Scan, start: int, end: int) -> int:
    scan.edits.append((start, end, " "))
    return end


def _hidden(scan: _Scan, start: int, end: int) -> int:
    scan.edits.append((start, end, ""))
    return end


def _stars(scan: _Scan, start: int, end: int) -> int:
    pair(scan.raw, start, end, scan.stars, scan.edits)
    return end


def _bars(scan: _Scan, start: int, end: int) -> int:
    pair(scan.raw, start, end, scan.bars, scan.edits)
    return end


def _waves(scan: _Scan, start: int, end: int) -> int:
    if end - start == 2:
        pair(scan.raw, start, end, scan.waves, scan.edits)
    return end


def _backticks(scan: _Scan, start: int, end: int) -> int:
    raw, length = scan.raw, end - start
    if length == 1:
        close = raw.find("`", end)
        if close > 0 and raw[close + 1 : close + 2] != "`":
            if _UNEVEN.search(raw, end, close) or raw[end] == " " or raw[close - 1] == " ":
                keep_code(scan.edits, raw, start, end, close, close + 1)
            return close + 1
    if scan.ticks is None:
        scan.ticks = {}
        for run in reversed(list(_TICKS.finditer(raw, start))):
            scan.ticks.setdefault(len(run[0]), []).append(run.start())
    starts = scan.ticks.get(length, [])
    while starts and starts[-1] <= start:
        starts.pop()
    if not starts:
        scan.edits.append((start, end, "'" * length))
        return end
    keep_code(scan.edits, raw, start, end, starts[-1], starts[-1] + length)
    return starts[-1] + length


def _open_bracket(scan: _Scan, start: int, end: int) -> int:
    raw, follows = scan.raw, scan.raw[end : end + 1]
    if follows in {"^", "@", "-"} and (note := _FOOTNOTE.match(raw, start)):
        scan.edits.append((start - 1 if start and raw[start - 1] == " " else start, note.end(), ""))
        return note.end()
    if follows == "!" and (include := _INCLUDE.match(raw, start)):
        scan.edits.append((start, include.end(), code(include[1])))
        return include.end()
    if scan.brackets:
        scan.brackets[-1][2] = 1
    scan.brackets.append([start, end, 0])
    return end


def _close_bracket(scan: _Scan, start: int, end: int) -> int:
    if not scan.brackets:
        return end
    raw = scan.raw
    opener, text_start, nested = scan.brackets.pop()
    target = _TARGET.match(raw, end) or _LABEL.match(raw, end)
    if target is not None:
        end = target.end()
    elif not _is_task(raw, opener, start) and (
        nested or start - text_start > _LABEL_LIMIT or not _is_reference(scan, raw[text_start:start])
    ):
        return end
    if raw[opener] == "!":
        scan.edits.append((opener - 1 if opener and raw[opener - 1] == " " else opener, end, ""))
    elif _is_task(raw, opener, start) and target is None:
        scan.edits.append((opener, end, ""))
    else:
        scan.edits.append((opener, text_start, ""))
        scan.edits.append((start, end, ""))
    return end


def _is_task(raw: str, opener: int, start: int) -> bool:
    return opener == 0 and start == 2 and raw[1] in " xX"


def _is_reference(scan: _Scan, text: str) -> bool:
    return bool(scan.references) and label(text) in scan.references


def _angle(scan: _Scan, start: int, end: int) -> int:
    raw = scan.raw
    if raw.startswith("!--", end):
        return _until(scan, start, end, "-->")
    if link := _AUTOLINK.match(raw, start):
        scan.edits.append((start, end, ""))
        scan.edits.append((link.end() - 1, link.end(), ""))
        return link.end()
    tag = _TAG.match(raw, start)
    if tag is None:
        return end
    name = tag[2].lower()
    if not tag[1] and (name in _CODE_TAGS or name in _MUTE_TAGS):
        return _element(scan, start, tag.end(), name)
    scan.edits.append((start, tag.end(), " " if name in {"br", "hr", "p", "li", "div"} else ""))
    return tag.end()


def _element(scan: _Scan, start: int, inner_start: int, name: str) -> int:
    """Read a whole code element as one token, and a mute one as nothing."""
    ending = None if name in scan.absent else _ENDING[name].search(scan.raw, inner_start)
    if ending is None:
        scan.absent.add(name)
        scan.edits.append((start, inner_start, ""))
        return inner_start
    inner_end, end = ending.span()
    inner = scan.raw[inner_start:inner_end]
    if name in _MUTE_TAGS:
        scan.edits.append((start, end, ""))
    elif "<" in inner or "&" in inner:
        scan.edits.append((start, end, code(decode_all(_TAG.sub("", inner)))))
    else:
        keep_code(scan.edits, scan.raw, start, inner_start, inner_end, end)
    return end


def _until(scan: _Scan, start: int, end: int, ending: str) -> int:
    """Drop everything up to ``ending``, where there is one."""
    close = -1 if ending in scan.absent else scan.raw.find(ending, end)
    if close < 0:
        scan.absent.add(ending)
        return end
    scan.edits.append((start, close + len(ending), ""))
    return close + len(ending)


def _entity(scan: _Scan, start: int, end: int) -> int:
    match = _ENTITY.match(scan.raw, start)
    if match is None:
        return end
    decoded = decode(match[0])
    if decoded is not None:
        scan.edits.append((start, match.end(), decoded))
    return match.end()


def _backslash(scan: _Scan, start: int, end: int) -> int:
    follows = scan.raw[end : end + 1]
    if follows == "\\" and scan.raw[end + 1 : end + 2] in {"(", "["}:
        return _tex(scan, start, end + 2)
    if follows == "\n":
        scan.edits.append((start, end + 1, " "))
    elif follows == "`":
        scan.edits.append((start, end + 1, "'"))
    elif follows in _ESCAPABLE:
        scan.edits.append((start, end, ""))
    else:
        return end
    return end + 1


def _tex(scan: _Scan, start: int, inner_start: int) -> int:
    """Read mathematics between ``\\\\(`` and ``\\\\)``."""
    ending = "\\\\)" if scan.raw[inner_start - 1] == "(" else "\\\\]"
    close = -1 if ending in scan.absent else scan.raw.find(ending, inner_start)
    if close < 0:
        scan.absent.add(ending)
        scan.edits.append((start, start + 1, ""))
        return start + 2
    keep_code(scan.edits, scan.raw, start, start, close + 3, close + 3)
    return close + 3


def _dollar(scan: _Scan, start: int, end: int) -> int:
    match = _MATH.match(scan.raw, start)
    if match is None or (start and scan.raw[start - 1].isalnum()):
        return end
    keep_code(scan.edits, scan.raw, start, start, match.end(), match.end())
    return match.end()


def _brace(scan: _Scan, start: int, end: int) -> int:
    raw, follows = scan.raw, scan.raw[end]
    if follows in "{%":
        return max(read_template(raw, start, scan.edits), end)
    if role := _ROLE.match(raw, start):
        scan.edits.append((start, role.end(), ""))
        return role.end()
    if attributes := _ATTRIBUTES.match(raw, start):
        scan.edits.append((start - 1 if start and raw[start - 1] == " " else start, attributes.end(), ""))
        return attributes.end()
    return end


def _colon(scan: _Scan, start: int, end: int) -> int:
    match = _EMOJI.match(scan.raw, start)
    if match is None:
        return end
    scan.edits.append((start, match.end(), ""))
    return match.end()


_READERS: dict[str, Callable[[_Scan, int, int], int]] = {
    "\n": _space,
    "\t": _space,
    "\x0c": _space,
    "\x0b": _hidden,
    "`": _backticks,
    "*": _stars,
    "_": _bars,
    "~": _waves,
    "!": _open_bracket,
    "[": _open_bracket,
    "]": _close_bracket,
    "<": _angle,
    "&": _entity,
    "\\": _backslash,
    "$": _dollar,
    "{": _brace,
    ":": _colon,
}
