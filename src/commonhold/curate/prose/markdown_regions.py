"""Regions of a Markdown text that hold no prose: front matter, fenced code, templates, mathematics, modules.

Each function gets the whole text and a line in it (``start`` of its content, ``end`` of the line) and returns where
the line behind the region starts, or 0 when the region does not start there. An ending that was searched for in
vain is kept in ``absent``, so that a text full of beginnings is still read in linear time.
"""

from __future__ import annotations

import re

_FRONT_MATTER = re.compile(
    r"\x0b?(?:---[ \t]*\n"
    r"(?=\s*+(?:[\w\"'.-][^\n:]*+:|#|---)).*?^(?:---|\.\.\.)|\+\+\+[ \t]*\n.*?^\+\+\+)[ \t]*(?:\n|\Z)",
    re.DOTALL | re.MULTILINE,
)
_FENCE_END = re.compile(r"\n[ \t>]*+(`{3,}+|~{3,}+)[ \t]*+(?=\n|\Z)")
_QUOTED_LINE = re.compile(r"\n[ \t]*+>[ \t>]*+((?:`{3,}+|~{3,}+)?+)[^\n]*+")
_TEMPLATE_CODE = re.compile(
    r"\{%-?\s*(highlight|codeblock|mermaid|comment|code|math)\b|\{\{[<%]\s*(highlight|mermaid|code|math)\b"
)
_TEMPLATE_END = {
    name: re.compile(rf"\{{%-?\s*end{name}\b|\{{\{{[<%]\s*/\s*{name}\b")
    for name in ("highlight", "codeblock", "mermaid", "comment", "code", "math")
}
_TAG_END = re.compile(r"%\}")
_MATH_END = re.compile(r"\$\$")
_ENVIRONMENT_END = re.compile(r"\\end\{")
_MODULE = re.compile(
    r"import\s+(?:[\w*{][^\n]*\sfrom\s+)?['\"]|import\s+[{*]|export\s+(?:const|let|default|function|async|\{)"
)
_TO_BLANK = re.compile(r"(?:\n[ \t]*+[^\s][^\n]*+)*+")


def line_after(text: str, position: int) -> int:
    """Return where the line behind the one at ``position`` starts."""
    following = text.find("\n", position)
    return following + 1 if following >= 0 else len(text) + 1


def front_matter(text: str) -> int:
    """Return where the text starts behind YAML or TOML front matter and a byte order mark."""
    match = _FRONT_MATTER.match(text)
    return match.end() if match else int(text.startswith("\x0b"))


def fenced(text: str, end: int, fence: str, *, is_quoted: bool) -> int:
    """Return the line behind code whose opening ``fence`` stands on the line that ends at ``end``.

    Without a closing fence the code goes on to the end of the text, or of its block quote.
    """
    limit = _quote_end(text, end, fence) if is_quoted else len(text)
    for close in _FENCE_END.finditer(text, end, limit):
        if close[1].startswith(fence):
            return close.end() + 1
    return limit + 1


def _quote_end(text: str, end: int, fence: str) -> int:
    while (line := _QUOTED_LINE.match(text, end)) is not None:
        end = line.end()
        if line[1].startswith(fence):
            break
    return end


def template(text: str, start: int, end: int, absent: set[re.Pattern[str]]) -> int:
    """Read a block of code between template tags (Liquid, Jinja, Hugo), or a tag of several lines."""
    if code := _TEMPLATE_CODE.match(text, start, end):
        ending = _search(_TEMPLATE_END[code[1] or code[2]], text, start, absent)
        return line_after(text, ending.end()) if ending else 0
    if text.startswith("{%", start) and text.find("%}", start, end) < 0:
        ending = _search(_TAG_END, text, end, absent)
        return line_after(text, ending.end()) if ending else 0
    return 0


def mathematics(text: str, start: int, absent: set[re.Pattern[str]]) -> tuple[int, int]:
    """Read ``$$ … $$`` where nothing else follows on the last line; return also how far was looked."""
    close = _search(_MATH_END, text, start + 2, absent)
    if close is None:
        return 0, 0
    following = line_after(text, close.end())
    return 0 if text[close.end() : following].strip(" \t\n.,;{}") else following, following


def environment(text: str, start: int, absent: set[re.Pattern[str]]) -> int:
    r"""Read a LaTeX environment, ``\begin{…} … \end{…}``."""
    close = _search(_ENVIRONMENT_END, text, start, absent) if text.startswith("\\begin{", start) else None
    return line_after(text, close.end()) if close else 0


def module(text: str, start: int, end: int) -> int:
    """Read ``import`` and ``export`` of MDX, up to the next blank line."""
    if not _MODULE.match(text, start, end):
        return 0
    return _TO_BLANK.match(text, end).end() + 1  # type: ignore[union-attr]


def _search(ending: re.Pattern[str], text: str, start: int, absent: set[re.Pattern[str]]) -> re.Match[str] | None:
    match = None if ending in absent else ending.search(text, start)
    if match is None:
        absent.add(ending)
    return match
