from __future__ import annotations

import pytest

from commonhold.check.message import EVERY_KIND
from commonhold.doors.http.rules import CATEGORIES, RULES, Choice, rule_of


def test_every_kind_of_finding_has_a_rule_of_its_own() -> None:
    assert set(RULES) == EVERY_KIND
    assert len({rule.id for rule in RULES.values()}) == len(RULES)
    assert {rule.category for rule in RULES.values()} | {"MISC"} == set(CATEGORIES)


def test_a_kind_nobody_knows_gets_a_rule_all_the_same() -> None:
    rule = rule_of("odd one")
    assert (rule.id, rule.category) == ("COMMONHOLD_ODD_ONE", "MISC")


def kept(**given: object) -> set[str]:
    wanted = Choice(**given).wanted()  # type: ignore[arg-type]
    return {kind for kind in RULES if wanted(kind)}


@pytest.mark.parametrize(
    "name", ["COMMONHOLD_SPELLING", "MORFOLOGIK_RULE_EN_US", "HUNSPELL_RULE", "GERMAN_SPELLER_RULE"]
)
def test_spelling_is_switched_off_by_our_name_and_by_those_clients_know(name: str) -> None:
    assert kept(disabled_rules=frozenset({name, "WHITESPACE_RULE"})) == set(RULES) - {"spelling"}


def test_a_category_is_switched_off_but_for_rules_switched_on() -> None:
    given = {"disabled_categories": frozenset({"GRAMMAR"})}
    assert kept(**given) == set(RULES) - {"agreement", "missing", "extra"}
    assert kept(**given, enabled_rules=frozenset({"COMMONHOLD_MISSING"})) == set(RULES) - {"agreement", "extra"}


def test_only_what_is_enabled_is_kept_when_asked_so() -> None:
    assert kept(enabled_only=True, enabled_rules=frozenset({"COMMONHOLD_WORD"})) == {"word"}
    assert kept(enabled_only=True, enabled_categories=frozenset({"TYPOS"})) == {"spelling"}
    assert kept(enabled_only=True, enabled_rules=frozenset({"EN_A_VS_AN"})) == set()
