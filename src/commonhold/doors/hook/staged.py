"""What is staged in a repository: files of prose as they will be committed, and which of their lines are new."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from commonhold.doors.hook.repository import ask
from commonhold.doors.positions import Lines
from commonhold.finding import Finding

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
# Settings of the user's (external programs, colours, renames) must not change what is read here.
_DIFF = ("diff", "--cached", "--no-color", "--no-ext-diff", "--no-textconv", "--diff-filter=ACMR")


@dataclass(frozen=True, slots=True)
class Staged:
    """One staged file: its ``path`` below the work tree, its bytes in the index, and the numbers of its new lines."""

    path: str
    data: bytes
    new: frozenset[int]


def staged(top: Path) -> Iterator[Staged]:
    """Yield the staged files of a work tree that hold prose by their names, sorted; deleted ones left out."""
    from commonhold.curate.prose import kind_of

    listed = ask(top, *_DIFF, "--name-only", "-z").split(b"\0")
    for name in sorted(filter(None, listed)):
        path = os.fsdecode(name)
        mode = ask(top, "ls-files", "--stage", "-z", "--", f":(literal){path}")[:6]
        if kind_of(path) is None or mode not in (b"100644", b"100755"):  # neither links nor other repositories
            continue
        diff = ask(top, *_DIFF, "--unified=0", "--", f":(literal){path}")
        yield Staged(path, ask(top, "cat-file", "blob", f":{path}"), new_lines(diff))


def new_lines(diff: bytes) -> frozenset[int]:
    """Return the numbers of the lines that a diff without context adds or changes.

    >>> sorted(new_lines(b"@@ -1,0 +2,2 @@\\n+a\\n+b\\n@@ -9 +11 @@\\n-x\\n+y\\n@@ -20 +19,0 @@\\n-z\\n"))
    [2, 3, 11]
    """
    numbers: set[int] = set()
    for match in _HUNK.finditer(diff):
        start = int(match[1])
        numbers.update(range(start, start + int(match[2] or 1)))
    return frozenset(numbers)


def findings_in(findings: Sequence[Finding], source: str, new: frozenset[int]) -> list[Finding]:
    """Return the findings that touch a new line."""
    lines = Lines(source)
    return [
        each
        for each in findings
        if not new.isdisjoint(range(lines.position(each.start).line, lines.position(each.end).line + 1))
    ]
