"""Which commits last changed the lines of a file, asked of ``git blame``.

A change of white space alone and a move within the file leave a line with whoever wrote it, and moves of the whole
file are followed. Lines without a letter or digit are nobody's: a blank line outlives all that stood around it.
Knows commits, not people.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from commonhold.gather.child import reading

_GROUP = re.compile(rb"([0-9a-f]{40}) [0-9]+ ([0-9]+) ([0-9]+)")
_WRITTEN = re.compile(rb"[0-9A-Za-z\x80-\xff]")  # of another script than Latin, every byte in UTF-8 is above 0x7f


def lines_by_commit(source: str, repository: Path, cache: Path, pin: str, path: bytes, data: bytes) -> Counter[str]:
    """Return how many lines of ``path``, which has the content ``data`` at ``pin``, each commit changed last.

    Raises :class:`SourceError` when git cannot tell. Of a hole in the history git says nothing here; reading the
    works does.
    """
    written = [_WRITTEN.search(line) is not None for line in data.split(b"\n")]
    found: Counter[str] = Counter()
    options = ("--incremental", "--no-textconv", "-w", "-M")
    with reading(source, repository, cache, pin, "blame", *options, pin, "--", path) as child:
        assert child.stdout is not None
        for line in child.stdout:
            # A group begins with its commit; what else stands here begins with a word.
            if group := _GROUP.fullmatch(line.rstrip(b"\n")):
                first = int(group[2]) - 1
                found[group[1].decode("ascii")] += sum(written[first : first + int(group[3])])
    return found
