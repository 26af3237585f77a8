"""Emphasis marks (``*``, ``_``) as Markdown pairs them: by what stands around a run of marks.

Knows only one block at a time. Pairs are found in linear time; marks without a partner stay in the text.
"""

from __future__ import annotations

from commonhold.curate.prose.passage import Edit


def pair(raw: str, start: int, end: int, openers: list[list[int]], edits: list[Edit]) -> None:
    """Take the run of marks ``raw[start:end]``: close what is open, keep the rest in ``openers``.

    ``openers`` are [position, length] of runs of the same mark, innermost last; matched marks become ``edits``.
    """
    before = raw[start - 1] if start else " "
    after = raw[end] if end < len(raw) else " "
    opens, closes = _flanks(before, after)
    if raw[start] == "_":
        opens, closes = opens and (not closes or not before.isalnum()), closes and (not opens or not after.isalnum())
    while closes and openers and start < end:
        opener = openers[-1]
        used = min(opener[1], end - start)
        opener[1] -= used
        edits.append((opener[0] + opener[1], opener[0] + opener[1] + used, ""))
        edits.append((start, start + used, ""))
        start += used
        if not opener[1]:
            openers.pop()
    if opens and start < end:
        openers.append([start, end - start])


def _flanks(before: str, after: str) -> tuple[bool, bool]:
    """Return whether marks between these two characters may open, and may close."""
    space_before, space_after = before.isspace(), after.isspace()
    mark_before, mark_after = not (space_before or before.isalnum()), not (space_after or after.isalnum())
    opens = not space_after and (not mark_after or space_before or mark_before)
    closes = not space_before and (not mark_before or space_after or mark_after)
    return opens, closes
