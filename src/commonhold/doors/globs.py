"""Patterns of paths as people write them to leave files out. Pure text: no file is looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_SIGNS = re.compile(r"(?:^|(?<=/))(?:(?:\*\*/)+|\*\*\Z)|\*+|\?")


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Paths below a folder (None: wherever they are) that fit an expression and are left out of checks."""

    folder: Path | None
    expression: re.Pattern[str]

    def has(self, path: Path) -> bool:
        """Tell whether an absolute path is one of them."""
        if self.folder is None:
            return bool(re.fullmatch(rf".*/{self.expression.pattern}", path.as_posix(), re.DOTALL))
        if not path.is_relative_to(self.folder):
            return False
        return bool(self.expression.fullmatch(path.relative_to(self.folder).as_posix()))


def compiled(pattern: str) -> re.Pattern[str]:
    """Return an expression for ``fullmatch`` on paths with ``/``, relative to the folder the pattern belongs to.

    ``*`` and ``?`` stay within a name, ``**`` stands for any folders. A pattern without a slash inside is meant at any
    depth. What matches as a folder matches with all that is below it.

    >>> [bool(compiled("draft*").fullmatch(path)) for path in ("drafts/a.md", "b/draft.md", "my-drafts/a.md")]
    [True, True, False]
    >>> [bool(compiled("docs/**/api/").fullmatch(path)) for path in ("docs/api/a.md", "docs/en/api", "api/docs")]
    [True, True, False]
    """
    bare = pattern.strip().removeprefix("./").rstrip("/")
    anywhere = "/" not in bare
    bare = bare.removeprefix("/")
    parts, done = [], 0
    for sign in _SIGNS.finditer(bare):
        parts += [re.escape(bare[done : sign.start()]), _meaning(sign[0], bare[sign.end() :])]
        done = sign.end()
    body = "".join([*parts, re.escape(bare[done:])])
    return re.compile(rf"{'(?:.*/)?' if anywhere else ''}{body}(?:/.*)?", re.DOTALL)


def _meaning(sign: str, rest: str) -> str:
    if sign.endswith("/"):
        return "(?:[^/]+/)*"
    if sign == "?":
        return "[^/]"
    return "[^/]*" if rest or sign == "*" else ".*"
