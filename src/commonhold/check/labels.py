"""Where words are also a name: a link whose target is looked up by its own text breaks when the text is mended."""

from __future__ import annotations

REACH = 300
"""Characters to look for the brackets of a label; longer ones are no labels."""


def is_label(source: str, start: int, end: int, kind: str) -> bool:
    """Tell whether a place in a source is inside the text of such a link.

    >>> is_label("See [teh docs].", 5, 8, "markdown"), is_label("See [teh docs](a.md).", 5, 8, "markdown")
    (True, False)
    >>> is_label("See `teh docs`_.", 5, 8, "rst")
    True
    """
    if kind == "markdown":
        return _in_brackets(source, start, end)
    return kind == "rst" and _in_reference(source, start, end)


def _in_brackets(source: str, start: int, end: int) -> bool:
    """``[text]`` and ``[text][]``, but neither ``[text](address)`` nor ``[text][label]``."""
    opening = source.rfind("[", max(start - REACH, 0), start)
    if opening < 0 or source.find("]", opening, start) >= 0 or "\n\n" in source[opening:start]:
        return False
    closing = source.find("]", end, end + REACH)
    if closing < 0 or "[" in source[end:closing]:
        return False
    behind = source[closing + 1 : closing + 3]
    return behind == "[]" or behind[:1] not in ("(", "[")


def _in_reference(source: str, start: int, end: int) -> bool:
    """```text`_``, whose target is named by the text itself unless an address follows in it."""
    opening = source.rfind("`", max(start - REACH, 0), start)
    closing = source.find("`", end, end + REACH)
    if opening < 0 or closing < 0 or source[closing + 1 : closing + 2] != "_":
        return False
    inside = source[opening + 1 : closing]
    return not (inside.endswith(">") and "<" in inside)
