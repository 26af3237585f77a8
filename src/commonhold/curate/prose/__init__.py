"""Prose extraction: the sentences a reader sees in a marked-up text, each with its place in the source.

One reader per kind of markup; `passages` chooses, and imports no other: their patterns take a fifth of the time in
which checking starts. Knows nothing of languages, sentences or spelling.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

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


def _reader(kind: str) -> Callable[[str], Iterator[Passage]]:
    match kind:
        case "markdown":
            from commonhold.curate.prose import markdown

            return markdown.passages
        case "rst":
            from commonhold.curate.prose import rst

            return rst.passages
        case "asciidoc":
            from commonhold.curate.prose import asciidoc

            return asciidoc.passages
        case "text":
            from commonhold.curate.prose import plain

            return plain.passages
        case "gettext":
            from commonhold.curate.prose import gettext

            return gettext.passages
        case "html" | "xml":
            from commonhold.curate.prose import markup

            return partial(markup.passages, is_html=kind == "html")
    raise ValueError(f"unknown kind of markup: {kind!r}, known are {', '.join(dict.fromkeys(_KINDS.values()))}")


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
    return _reader(kind)(source)
