"""Template expressions in a line of text: ``{{ … }}`` and ``{% … %}`` of Liquid, Jinja, Hugo and Go.

What prints something unknown reads as one code token, what controls the flow as nothing. Not known: what either does.
"""

from __future__ import annotations

import re

from commonhold.curate.prose.passage import Edit, keep_code

_CONTROL = re.compile(
    r"\{%[-+]?\s*(?:if|els|end|for|unless|case|when|comment|capture|assign|set|raw|include|block|extends|-?\s*%)"
    r"|\{\{-?\s*(?:/|if\b|else\b|end\b|range\b|with\b|define\b|block\b|template\b|partial\b|\$\w+\s*:?=|[#^>!])"
)
LIMIT = 500
"""Code points of the longest expression."""


def read_template(raw: str, start: int, edits: list[Edit]) -> int:
    """Read the expression that may begin at ``start``; return where it ends, or ``start`` when there is none."""
    close = raw.find("}}" if raw[start + 1] == "{" else "%}", start + 2, start + LIMIT)
    if close < 0:
        return start
    if _CONTROL.match(raw, start):
        edits.append((start, close + 2, ""))
    else:
        keep_code(edits, raw, start, start, close + 2, close + 2)
    return close + 2
