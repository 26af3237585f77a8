"""A commit message as git will keep it: what in the file is the writer's own, and what is not.

Knows the custom of git and no language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

COMMENT = "#"
"""What a comment begins with, unless ``core.commentChar`` says otherwise."""

AUTO = "auto"
_CHARACTERS = "#;@!$%^&|:"
_SCISSORS = " ------------------------ >8 ------------------------"
_TRAILER = re.compile(r"[A-Za-z][A-Za-z0-9-]*: \S|\(cherry picked from commit |[ \t]+\S")
_FOR_GIT = re.compile(r"(?:fixup|squash|amend)! ")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")


def own_words(message: str, comment: str = COMMENT) -> str:
    """Return a message of the same length in which blanks stand for what is not the writer's prose.

    Those are comments, everything from the scissors on, trailers such as ``Signed-off-by`` at the end, and a first
    line that only names the commit to mend.

    >>> own_words("Mend teh gate\\n\\nIt was open.\\n# On branch main\\n")
    'Mend teh gate\\n\\nIt was open.\\n                \\n'
    """
    comment = _guessed(message) if comment == AUTO else comment or COMMENT
    lines = _LINE.findall(message)[:-1] if message else []
    end = next((number for number, line in enumerate(lines) if line.rstrip() == comment + _SCISSORS), len(lines))
    kept = [number < end and not line.startswith(comment) for number, line in enumerate(lines)]
    for number in _trailers(lines, kept):
        kept[number] = False
    if lines and _FOR_GIT.match(lines[0]):
        kept[0] = False
    return "".join(line if keep else re.sub(r"[^\r\n]", " ", line) for line, keep in zip(lines, kept, strict=True))


def _trailers(lines: list[str], kept: list[bool]) -> Iterator[int]:
    """Yield the numbers of the lines of the last paragraph, if it is one of trailers and not the first."""
    said = [number for number, line in enumerate(lines) if kept[number] and line.strip()]
    if not said:
        return
    last = said[-1]
    first = last
    while first - 1 in said:
        first -= 1
    paragraph = range(first, last + 1)
    if first > said[0] and not lines[first][0].isspace() and all(_TRAILER.match(lines[each]) for each in paragraph):
        yield from paragraph


def _guessed(message: str) -> str:
    """Return the sign that git chose for its comments, which come last in the file."""
    lines = [line for line in message.splitlines() if line.strip()]
    return lines[-1][0] if lines and lines[-1][0] in _CHARACTERS else COMMENT
