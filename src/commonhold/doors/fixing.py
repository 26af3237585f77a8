"""Fixing one text: write the chosen edits to where the text came from, and say what was changed.

Which edits are chosen is decided elsewhere: ``edits.sure_edits`` without a question, ``asking.ask`` with questions.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from commonhold.doors.edits import Edit, apply_edits
from commonhold.doors.positions import Lines
from commonhold.doors.reading import STDIN, Text
from commonhold.doors.report import Look, place, quoted_words
from commonhold.doors.writing import rewrite


def write_edits(text: Text, edits: Sequence[Edit]) -> str:
    """Make the edits where the text came from and return its source now.

    A file without edits is not written. Standard input is answered on standard output, changed or not. Raise
    ChangedFileError or UnwritableTextError where the file cannot be written; then it is as it was.
    """
    source = apply_edits(text.source, edits)
    if text.path == STDIN:
        sys.stdout.buffer.write(text.encode(source))
        sys.stdout.buffer.flush()
    elif edits:
        rewrite(text.path, text.data, text.encode(source))
    return source


def told_edits(text: Text, edits: Sequence[Edit], look: Look) -> Iterator[str]:
    """Yield one line for each edit: where the words were, what they were and what they are now."""
    lines = Lines(text.source if edits else "")
    for edit in edits:
        where = look.paint(place(text.path, lines, edit.start), "place")
        yield f"{where}: {_told(text.source[edit.start : edit.end], edit.replacement)}"
    if edits and text.path != STDIN and Path(text.path).is_symlink():
        yield f"{text.path} is a link: {Path(text.path).resolve()} was changed"


def _told(before: str, after: str) -> str:
    if not before:
        return f"added {quoted_words(after)}"
    if not after:
        return f"left out {quoted_words(before)}"
    return f"changed {quoted_words(before)} to {quoted_words(after)}"
