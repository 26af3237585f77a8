"""What in a comment is prose: tags, names of parameters, orders to programs and commented-out code are none.

Looks at the lines of one comment, its signs already gone, and gives back those to read. Knows the ways in which
Javadoc, JSDoc, Doxygen, Sphinx, Google and NumPy lay out documentation; nothing of the languages around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from commonhold.curate.prose.dialects import names
from commonhold.curate.prose.passage import Line

_ORDER = re.compile(
    r"""[!+@]?(?:
    (?:go|line|nolint|cgo|type|pylint|mypy|ruff|fmt|isort|coverage|rubocop|sourceMappingURL|c?spell(?:-?checker)?
    |harper|commonhold(?=-)|clang-\w+|coding|encoding|frozen_string_literal|yapf|pyright|flake8|nosec|nosemgrep
    |shellcheck|eslint(?:-\w+)*|prettier-ignore|jshint|tslint|biome-ignore|ts-\w+|istanbul|NOLINT\w*|noqa|pragma
    |region|endregion|SPDX-[\w-]+|vim?|ex)(?:[:=\s(-]|$)
    |-\*-)|!""",
    re.VERBOSE,
)
_TAG = re.compile(r"[@\\](\w+)(?:\[[\w,]+\])?[ \t]*(?:\{[^{}]*\}[ \t]*)?")
_NAMED = re.compile(r"\[?[\w.$*&<>-]+(?:=[^\]]*)?\]?(?:[ \t]+-)?[ \t]*")
_WITH_NAME = names("param arg argument tparam property prop throws throw exception raise raises retval var yields")
_NO_PROSE = names(
    """see sa link author authors license licence version since module file example code endcode verbatim endverbatim
    import type typedef callback template class enum extends implements override internal name namespace memberof ref
    default group ingroup defgroup addtogroup copydoc include snippet cite id private public protected static readonly
    hide hidden function method constructor augments category subpackage package suppress inheritdoc api"""
)
_INLINE = re.compile(r"\{@\w+[^{}\n]*\}|[@\\][cpae][ \t]+\S+|<code>[^<\n]*</code>")
_IDENTIFIER = re.compile(
    r"(?<![`\w])(?:[a-z]+[A-Z]\w*|(?:[A-Z][a-z]+){2,}\w*|[^\W\d_]\w+(?=[(\[]\S?)|[$%@][^\W\d_]\w*)|(?<=[\w)]\.)[^\W\d_]\w+"
)
_SECTION = re.compile(r"([ \t]*)[A-Z]\w*(?: \w+)?:[ \t]*$")
_ENTRY = re.compile(r"\*{0,2}[\w.]+(?:[ \t]*\([^()]*\))?:[ \t]+(?=\S)")
_TYPED = re.compile(r"[ \t]*\*{0,2}\w+(?:, \*{0,2}\w+)* : \S.*$")
_MARK = re.compile(r"[ \t]*[A-Z]{3,10}(?:\([^()]*\))?:[ \t]+")
_CODE = re.compile(
    r"""[;{}\\]$ | ^(?:>>>|\.\.\.|[$#])\s | [=!]=|=>|->|&&|\|\||\+= | ^[\w.\[\]"']+\s*[:+-]?=\s?\S
    | ^[\w.]+\(.*\)?[,:;]?$ | ^\s*(?:def|class|import|from|return|if|else|elif|for|while|var|let|const|int|void|static
    | public|private|func|fn|use|package|print|assert|raise|try|except|with|yield)\b.*[:;{()\]}]$
    | ^[<>|+*/=_.,:;(){}\[\]-]+$ | ^["'][^"']*["'],?$""",
    re.VERBOSE,
)
_LETTER = re.compile(r"[^\W\d_]{2}")


def is_order(text: str) -> bool:
    """Tell whether a comment speaks to a program and not to people.

    >>> is_order("noqa: E501"), is_order("!/bin/sh"), is_order("types of birds")
    (True, True, False)
    """
    return _ORDER.match(text.lstrip()) is not None


def prose_lines(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a comment that are to be read; empty ones stand where a paragraph ends."""
    out: list[Line] = []
    for block in _blocks(list(_told(lines))):
        if 2 * sum(1 for _, line in block if _CODE.search(line.strip())) < len(block) or _is_fence(block):
            out += [(start, _masked(line)) for start, line in block]
        out.append((block[-1][0] + len(block[-1][1]), ""))
    return out


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the paragraphs; a fence keeps what is between its ends in one."""
    block: list[Line] = []
    is_open = False
    for line in lines:
        is_open ^= line[1].lstrip().startswith(("```", "~~~"))
        if line[1].strip() or (is_open and block):
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_fence(block: Sequence[Line]) -> bool:
    return block[0][1].lstrip().startswith(("```", "~~~"))


def _told(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines without tags and names; an empty one in front of each that begins something new."""
    section = -1  # the indent of the heading of the section that lists things, -1 outside
    for start, line in lines:
        indent = len(line) - len(line.lstrip(" \t\x0c"))
        if line.strip() and not _LETTER.search(line) and not line.lstrip().startswith(("```", "~~~")):
            yield start, ""  # a rule, a drawing
        elif line.strip() and indent <= section:
            section = -1
        if heading := _SECTION.match(line):
            section = len(heading[1])
            yield start, ""
        elif tag := _TAG.match(line, indent):
            yield start, ""
            yield _untagged(start, line, tag)
        elif _TYPED.match(line) or is_order(line):
            yield start, ""
        elif section >= 0:
            entry = _ENTRY.match(line, indent)
            if entry:
                yield start, ""
            at = entry.end() if entry else indent
            yield start + at, line[at:]
        elif mark := _MARK.match(line):
            yield start + mark.end(), line[mark.end() :]
        elif _LETTER.search(line) or line.lstrip().startswith(("```", "~~~")) or not line.strip():
            yield start, line


def _untagged(start: int, line: str, tag: re.Match[str]) -> Line:
    name, at = tag[1].lower(), tag.end()
    if name in _NO_PROSE:
        return start, ""
    if name in _WITH_NAME and (named := _NAMED.match(line, at)):
        at = named.end()
    return start + at, line[at:]


def _masked(line: str) -> str:
    """Return a line with code and names in it as signs that checking leaves alone, each of the same length."""
    line = _INLINE.sub(lambda match: f"`{'x' * (len(match[0]) - 2)}`", line)
    return _IDENTIFIER.sub(lambda match: f"{match[0][0]}_{match[0][2:]}", line)
