"""SPDX licence expressions: names joined by AND and OR, with brackets and exceptions.

AND binds closer than OR, operators are capitals, as the SPDX specification says. Knows no licence by name, and says
nothing of what one permits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\s*(?:(?P<mark>[()])|(?P<word>(?:DocumentRef-[A-Za-z0-9.-]+:)?[A-Za-z0-9.-]+\+?))")
_OPERATORS = frozenset({"AND", "OR", "WITH"})
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Name:
    """One licence, with its exception if it has one."""

    licence: str
    exception: str = ""

    def __str__(self) -> str:
        return f"{self.licence} WITH {self.exception}" if self.exception else self.licence


@dataclass(frozen=True, slots=True)
class Joined:
    """Two or more arms that all hold (``operator`` AND) or of which one may be chosen (OR)."""

    operator: str
    arms: tuple[Name | Joined, ...]

    def __str__(self) -> str:
        return f" {self.operator} ".join(f"({arm})" if isinstance(arm, Joined) else str(arm) for arm in self.arms)


Tree = Name | Joined


class _Malformed(Exception):  # noqa: N818 - never leaves this module
    """What was read is no expression."""


@lru_cache(maxsize=4096)
def parse(text: str) -> Tree | None:
    """Return the tree of an expression, or None where it is not one.

    >>> str(parse("MIT OR Apache-2.0 AND (CC0-1.0)"))
    'MIT OR (Apache-2.0 AND CC0-1.0)'
    >>> parse("MIT OR") is None
    True
    """
    try:
        tokens = _tokens(text)
        tree = _joined(tokens, "OR", 0)
    except _Malformed:
        return None
    return None if tokens else tree


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """Return the licences named in an expression, without their exceptions; empty where it is not an expression.

    >>> sorted(names("(MIT OR Apache-2.0 WITH Swift-exception) AND CC-BY-4.0"))
    ['Apache-2.0', 'CC-BY-4.0', 'MIT']
    """
    tree = parse(text)
    return frozenset() if tree is None else frozenset(_names(tree))


def _names(tree: Tree) -> list[str]:
    return [tree.licence] if isinstance(tree, Name) else [name for arm in tree.arms for name in _names(arm)]


def _tokens(text: str) -> list[str]:
    """Return the tokens last first, so that the next one is popped."""
    found, position = [], 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _Malformed
        found.append(match["mark"] or match["word"])
        position = match.end()
    return found[::-1]


def _joined(tokens: list[str], operator: str, depth: int) -> Tree:
    arms = [_joined(tokens, "AND", depth) if operator == "OR" else _single(tokens, depth)]
    while tokens and tokens[-1] == operator:
        tokens.pop()
        arms.append(_joined(tokens, "AND", depth) if operator == "OR" else _single(tokens, depth))
    return arms[0] if len(arms) == 1 else Joined(operator, tuple(arms))


def _single(tokens: list[str], depth: int) -> Tree:
    if not tokens or tokens[-1] in _OPERATORS or tokens[-1] == ")" or depth > _DEEPEST:
        raise _Malformed
    first = tokens.pop()
    if first != "(":
        return Name(first, _exception(tokens))
    tree = _joined(tokens, "OR", depth + 1)
    if not tokens or tokens.pop() != ")":
        raise _Malformed
    return tree


def _exception(tokens: list[str]) -> str:
    if not tokens or tokens[-1] != "WITH":
        return ""
    tokens.pop()
    if not tokens or tokens[-1] in _OPERATORS or tokens[-1] in {"(", ")"}:
        raise _Malformed
    return tokens.pop()
