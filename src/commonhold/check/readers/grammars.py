"""Grammars of programming languages: which package has them, and where in their trees people write to people.

A grammar is imported when the first text in its language is read; none is part of what checking prose needs. The
packages are those of the extra ``code``, one a language, compiled and complete: nothing is fetched when they are used.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from commonhold.errors import WorldError

if TYPE_CHECKING:
    from tree_sitter import Language, Query


class LackingGrammarError(WorldError):
    """Comments in {language} cannot be read: the package {package} is not installed."""

    advice = "Install it with `pip install 'commonhold[code]'`."


@dataclass(frozen=True, slots=True)
class Grammar:
    """Where a grammar comes from: a ``module`` and the ``function`` in it; ``query`` marks comments and docstrings.

    ``markup`` is that of the prose in comments, ``docs`` that of docstrings. ``most_unclosed`` is how many comments may
    begin and not end, where a grammar looks for the end of each to the end of the text.
    """

    module: str
    query: str = "(comment) @comment"
    function: str = "language"
    markup: str = "markdown"
    docs: str = "rst"
    most_unclosed: int = 1 << 62


_DOCSTRING = "(comment)* . (expression_statement (string (string_content) @docstring))"
_PYTHON = f"""
(comment) @comment
(module . {_DOCSTRING})
(class_definition body: (block . {_DOCSTRING}))
(function_definition body: (block . {_DOCSTRING}))
"""
_TWO_KINDS = "[(line_comment) (block_comment)] @comment"

_UNCLOSED = 300

LANGUAGES: dict[str, Grammar] = {
    "python": Grammar("tree_sitter_python", _PYTHON, markup="rst"),
    "javascript": Grammar("tree_sitter_javascript", most_unclosed=_UNCLOSED),
    "typescript": Grammar("tree_sitter_typescript", function="language_typescript", most_unclosed=_UNCLOSED),
    "tsx": Grammar("tree_sitter_typescript", function="language_tsx", most_unclosed=_UNCLOSED),
    "rust": Grammar("tree_sitter_rust", _TWO_KINDS, most_unclosed=_UNCLOSED),
    "go": Grammar("tree_sitter_go", most_unclosed=_UNCLOSED),
    "c": Grammar("tree_sitter_c", most_unclosed=_UNCLOSED),
    "cpp": Grammar("tree_sitter_cpp", most_unclosed=_UNCLOSED),
    "java": Grammar("tree_sitter_java", _TWO_KINDS, most_unclosed=20),
    "ruby": Grammar("tree_sitter_ruby"),
    "bash": Grammar("tree_sitter_bash"),
}
"""The languages whose comments are read, by the name of the kind."""


@cache
def language(kind: str) -> tuple[Language, Query]:
    """Return the grammar of a language and the query for its comments; LackingGrammarError where it is not there."""
    grammar = LANGUAGES[kind]
    try:
        from tree_sitter import Language, Query

        module = importlib.import_module(grammar.module)
    except ImportError as error:
        package = (error.name or grammar.module).replace("_", "-")
        raise LackingGrammarError(language=kind, package=package) from error
    made = Language(getattr(module, grammar.function)())
    return made, Query(made, grammar.query)
