"""Prose extraction: the sentences a reader sees in a marked-up text, each with its place in the source.

One reader per kind of markup; `passages` chooses. Knows nothing of languages, sentences or spelling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from commonhold.curate.prose import asciidoc, gettext, markdown, markup, plain, rst
from commonhold.curate.prose.passage import Passage

__all__ = ["Passage", "kind_of", "passages"]

_KINDS = {
    ending: kind
    for kind, endings in {
        "markdown": "md markdown mdx mdown mkd rmd qmd",
        "rst": "rst rest",
        "asciidoc": "adoc asciidoc asc",
        "text": "txt text",
        "html": "html htm xhtml",
        "xml": "xml cnxml page",
        "gettext": "po",
    }.items()
    for ending in endings.split()
}

# Text files that hold no prose: read by machines, or lists of words.
_NO_PROSE = re.compile(
    r"(?:.*[._-])?(?:requirements|constraints|robots|humans|ads|wordlist|words|dictionary|spelling|stopwords|sitemap"
    r"|manifest|sources|top_level|entry_points|installed-files|dependency_links)(?:[._-].*)?|cmakelists|.*\.lock|pom|build",
    re.IGNORECASE,
)

_READERS: dict[str, Callable[[str], Iterator[Passage]]] = {
    "markdown": markdown.passages,
    "rst": rst.passages,
    "asciidoc": asciidoc.passages,
    "text": plain.passages,
    "html": lambda source: markup.passages(source, is_html=True),
    "xml": markup.passages,
    "gettext": gettext.passages,
}


def kind_of(path: str) -> str | None:
    """Return the kind of markup by file name, or None where no prose is expected.

    >>> kind_of("docs/README.md"), kind_of("requirements-dev.txt")
    ('markdown', None)
    """
    folder, _, name = path.replace("\\", "/").rpartition("/")
    stem, dot, ending = name.rpartition(".")
    kind = _KINDS.get(ending.lower()) if dot and stem else None
    if kind in {"text", "xml"} and (_NO_PROSE.fullmatch(stem) or _NO_PROSE.fullmatch(folder.rpartition("/")[2])):
        return None
    return kind


def passages(source: str, kind: str) -> Iterator[Passage]:
    """Yield the passages of ``source`` in reading order, for a ``kind`` that `kind_of` returns.

    Any text can be read, in time near to linear in its length. Raises ValueError for an unknown kind.

    >>> [p.text for p in passages("See `f` &amp; _more_.", "markdown")]
    ['See `f` & more.']
    """
    reader = _READERS.get(kind)
    if reader is None:
        raise ValueError(f"unknown kind of markup: {kind!r}, known are {', '.join(_READERS)}")
    return reader(source)
