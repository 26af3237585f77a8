"""Readers of texts that are checked and never learnt from: LaTeX, commit messages, comments of source code.

``passages`` and ``kind_of`` know these kinds and all that training reads; checking asks here and nowhere else. What is
learnt from stays what ``curate.prose`` alone says. A reader is imported when a text of its kind is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

from commonhold.check.readers.grammars import LANGUAGES
from commonhold.curate import prose
from commonhold.curate.prose import Passage

__all__ = ["OTHERS", "is_code", "kind_of", "passages"]

OTHERS = ("latex", "commit", *LANGUAGES)
"""Kinds of text that only checking reads; all but the first two are languages of programs."""

_ENDINGS = {
    ending: kind
    for kind, endings in {
        "latex": "tex latex ltx",
        "python": "py pyi pyw",
        "javascript": "js mjs cjs jsx",
        "typescript": "ts mts cts",
        "tsx": "tsx",
        "rust": "rs",
        "go": "go",
        "c": "c h",
        "cpp": "cc cpp cxx c++ hh hpp hxx h++",
        "java": "java",
        "ruby": "rb rake gemspec",
        "bash": "sh bash zsh",
    }.items()
    for ending in endings.split()
}
# How git, Mercurial and jj call the file in which a message is written.
_MESSAGES = re.compile(
    r"(?:COMMIT_EDIT|MERGE_|SQUASH_|TAG_EDIT|NOTES_EDIT)MSG|EDIT_DESCRIPTION|hg-editor-.*\.txt|editor-.*\.jjdescription"
)


def kind_of(path: str) -> str | None:
    """Return the kind of a text by file name, or None where no prose is expected.

    >>> kind_of("README.md"), kind_of("a/paper.tex"), kind_of(".git/COMMIT_EDITMSG"), kind_of("setup.py")
    ('markdown', 'latex', 'commit', 'python')
    """
    name = path.replace("\\", "/").rpartition("/")[2]
    if _MESSAGES.fullmatch(name):
        return "commit"
    stem, _, ending = name.rpartition(".")
    return prose.kind_of(path) or (_ENDINGS.get(ending.lower()) if stem else None)


def is_code(kind: str) -> bool:
    """Tell whether a kind of text is the source of a program, of which only comments are read."""
    return kind in LANGUAGES


def passages(source: str, kind: str) -> Iterator[Passage]:
    """Yield the passages of a source in reading order, for a kind that ``kind_of`` returns.

    Raise ValueError for an unknown kind, LackingGrammarError for a language whose grammar is not installed.

    >>> [one.text for one in passages(r"It is \\emph{quiet}~here.", "latex")]
    ['It is quiet here.']
    """
    return _reader(kind)(source)


def _reader(kind: str) -> Callable[[str], Iterator[Passage]]:
    if kind == "latex":
        from commonhold.check.readers import latex

        return latex.passages
    if kind == "commit":
        from commonhold.check.readers import commit

        return commit.passages
    if is_code(kind):
        from commonhold.check.readers import comments
        from commonhold.check.readers.grammars import language

        language(kind)  # that it is lacking is said here, not at the first passage
        return partial(comments.passages, kind=kind)
    return partial(prose.passages, kind=kind)
