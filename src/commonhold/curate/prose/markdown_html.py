"""HTML between the lines of a Markdown text: comments, blocks, and lines that are nothing but a tag.

A block goes on to the next blank line and is read as HTML, Markdown in it too, as renderers do. Knows nothing of the
lines around it but whether a paragraph is open there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from commonhold.curate.prose import markup
from commonhold.curate.prose.dialects import HTML_BLOCKS
from commonhold.curate.prose.markdown_regions import line_after
from commonhold.curate.prose.passage import Passage

_TAG_LINE = re.compile(r"(?:</?[A-Za-z][^<>\n]*+>[ \t]*+)++$")
_TAG_NAME = re.compile(r"</?([A-Za-z][\w.:-]*+)(?=[\s/>]|\Z)|<[?!][A-Za-z\[?]?")
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n|\Z)")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of HTML: where the line behind them starts, what they say, and how far was looked ahead to know it."""

    following: int
    found: list[Passage] = field(default_factory=list)
    reach: int = 0


def block(text: str, start: int, end: int, *, in_paragraph: bool, in_quote: bool) -> Block | None:
    """Read what begins with ``<`` on the line ``text[start:end]``; None where it belongs to a paragraph.

    >>> block("<p>One</p>", 0, 10, in_paragraph=False, in_quote=False).found[0].text
    'One'
    """
    if text.startswith("<!--", start):
        close = text.find("-->", start + 4)
        if 0 <= close < end - 3 and text[close + 3 : end].strip():
            return None
        return Block(line_after(text, close) if close >= 0 else len(text) + 1)
    tag = _TAG_NAME.match(text, start, end)
    if tag is None:
        return None
    if tag[1] and tag[1].lower() in HTML_BLOCKS and not in_quote:
        blank = _BLANK_LINE.search(text, end)
        found, stop, reach = markup.fragment(text, start, blank.start() if blank else len(text))
        return Block(line_after(text, stop), found, reach)
    if tag[1] is None or (not in_paragraph and _TAG_LINE.match(text, start, end)):
        return Block(end + 1)
    return None
