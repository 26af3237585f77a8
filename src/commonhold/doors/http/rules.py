"""Kinds of findings as LanguageTool's clients name them: rule ids that stay, issue types, categories.

Clients show, colour and switch off findings by these. Ids of LanguageTool's own rules that mean the same are
understood where a client asks for them to be switched off or on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of finding. ``issue_type`` is a name of ITS 2.0; ``alike`` matches LanguageTool's ids for the same."""

    id: str
    description: str
    short: str
    issue_type: str
    category: str
    type_name: str = "Other"
    alike: str = r"(?!)"


CATEGORIES = {
    "TYPOS": "Possible Typo",
    "CONFUSED_WORDS": "Commonly Confused Words",
    "GRAMMAR": "Grammar",
    "COMPOUNDING": "Compounding",
    "REGIONALISMS": "Regionalisms",
    "REPETITIONS": "Repetitions",
    "PUNCTUATION": "Punctuation",
    "CASING": "Capitalization",
    "MISC": "Miscellaneous",
}
"""Categories by their id, as people read them."""

_SPELLERS = r"MORFOLOGIK_RULE_\w+|HUNSPELL_\w+|\w+_SPELLER_RULE|FR_SPELLING_RULE"

RULES = {
    "spelling": Rule(
        "COMMONHOLD_SPELLING",
        "A word that nobody writes, close to one that many do",
        "Spelling mistake",
        "misspelling",
        "TYPOS",
        "UnknownWord",
        _SPELLERS,
    ),
    "word": Rule(
        "COMMONHOLD_WORD",
        "A word that is unusual in its place, close to one that is usual there",
        "Wrong word",
        "grammar",
        "CONFUSED_WORDS",
        alike=r"CONFUSION_RULE|\w+_CONFUSION_RULE",
    ),
    "agreement": Rule(
        "COMMONHOLD_AGREEMENT",
        "A form that does not agree with the words around it",
        "Agreement",
        "grammar",
        "GRAMMAR",
        alike=r"\w*AGREEMENT\w*",
    ),
    "missing": Rule("COMMONHOLD_MISSING", "A small word is missing", "Missing word", "omission", "GRAMMAR"),
    "extra": Rule("COMMONHOLD_EXTRA", "A small word too many", "Extra word", "addition", "GRAMMAR"),
    "doubled": Rule(
        "COMMONHOLD_DOUBLED",
        "A word that is written twice",
        "Repeated word",
        "duplication",
        "REPETITIONS",
        alike=r"\w*WORD_REPEAT_RULE",
    ),
    "split": Rule(
        "COMMONHOLD_SPLIT",
        "Two words that are one, or one that is two",
        "Written apart",
        "misspelling",
        "COMPOUNDING",
    ),
    "dialect": Rule(
        "COMMONHOLD_DIALECT",
        "A word as another dialect writes it",
        "Another dialect",
        "locale-violation",
        "REGIONALISMS",
    ),
    "punctuation": Rule(
        "COMMONHOLD_PUNCTUATION",
        "A mark that is missing or too many",
        "Punctuation",
        "typographical",
        "PUNCTUATION",
        alike=r"COMMA_\w+|\w+_COMMA(?:_\w+)?",
    ),
    "case": Rule(
        "COMMONHOLD_CASING",
        "A capital that is missing or too many",
        "Capitalization",
        "typographical",
        "CASING",
        alike=r"UPPERCASE_SENTENCE_START",
    ),
}
"""The rule of each kind of finding."""


def rule_of(kind: str) -> Rule:
    """Return the rule of a kind of finding; a kind this table does not know gets one of its own."""
    name = re.sub(r"\W", "_", kind)
    return RULES.get(kind) or Rule(f"COMMONHOLD_{name.upper()}", f"{kind} findings", kind, "uncategorized", "MISC")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rules and categories a client has switched on and off, by their ids."""

    enabled_rules: frozenset[str] = frozenset()
    disabled_rules: frozenset[str] = frozenset()
    enabled_categories: frozenset[str] = frozenset()
    disabled_categories: frozenset[str] = frozenset()
    enabled_only: bool = False

    def wanted(self) -> Callable[[str], bool]:
        """Return the function that tells whether findings of a kind are wanted."""

        def is_wanted(kind: str) -> bool:
            rule = rule_of(kind)
            if self.enabled_only:
                return _names(rule, self.enabled_rules) or rule.category in self.enabled_categories
            if _names(rule, self.disabled_rules):
                return False
            return rule.category not in self.disabled_categories or _names(rule, self.enabled_rules)

        return is_wanted


def _names(rule: Rule, ids: Collection[str]) -> bool:
    return rule.id in ids or any(re.fullmatch(rule.alike, each) for each in ids)
