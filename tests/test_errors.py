"""Errors are one sentence a person can act on, and an exit code the documentation names."""

from __future__ import annotations

import importlib
import pkgutil
import re
import string
from collections import defaultdict

import pytest

import commonhold
from commonhold import errors
from commonhold.doors.exits import CLEAN, DIFFERENT, EXIT_CODES, FOUND, INTERRUPTED, UNTRUSTED

FAMILIES = (errors.AskedWronglyError, errors.WorldError, errors.BundleError)


def kinds(root: type[errors.CommonholdError] = errors.CommonholdError) -> list[type[errors.CommonholdError]]:
    """Every error of the project, those that rooms define for themselves too."""
    for module in pkgutil.walk_packages(commonhold.__path__, "commonhold."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return [root, *(kind for child in root.__subclasses__() for kind in kinds(child))]


def facts_of(kind: type[errors.CommonholdError]) -> dict[str, str]:
    """One fact for each placeholder of the sentence and the advice."""
    fields = [field for text in (kind.__doc__, kind.advice) for _, field, _, _ in string.Formatter().parse(text or "")]
    return {field: f"<{field}>" for field in fields if field}


@pytest.mark.parametrize("kind", kinds())
def test_an_error_says_every_fact_it_was_given(kind: type[errors.CommonholdError]) -> None:
    facts = facts_of(kind)
    error = kind(**facts)
    assert all(fact in str(error) + error.advise() for fact in facts.values())
    assert "\n" not in str(error) + error.advise()


@pytest.mark.parametrize("kind", kinds())
def test_an_error_is_one_sentence_and_an_advice(kind: type[errors.CommonholdError]) -> None:
    assert re.fullmatch(r"\{what\}|[A-Z{`].*[^.]\.", " ".join((kind.__doc__ or "").split()))
    assert re.fullmatch(r"[A-Z].*\.", kind.advice)


@pytest.mark.parametrize("kind", [kind for kind in kinds() if kind is not errors.CommonholdError])
def test_an_error_says_by_its_family_who_can_act(kind: type[errors.CommonholdError]) -> None:
    assert sum(issubclass(kind, family) for family in FAMILIES) == 1
    assert kind.__name__.endswith("Error")


def test_no_error_pretends_to_be_clean_or_a_finding() -> None:
    assert {kind.exit_code for kind in kinds()}.isdisjoint({0, 1})


def test_families_share_no_exit_code() -> None:
    owners = defaultdict(set)
    for kind in kinds():
        owners[kind.exit_code].add(next((family for family in FAMILIES if issubclass(kind, family)), None))
    assert {code: families for code, families in owners.items() if len(families) > 1} == {}


def test_the_table_of_exit_codes_is_complete_and_has_nothing_else() -> None:
    assert set(EXIT_CODES) == {kind.exit_code for kind in kinds()} | {CLEAN, FOUND, DIFFERENT, UNTRUSTED, INTERRUPTED}


def test_an_error_keeps_its_facts_on_the_way_between_processes() -> None:
    import pickle

    from commonhold.errors import SourceError

    error = pickle.loads(pickle.dumps(SourceError(source="restic", what="it is empty")))
    assert str(error) == "The source restic could not be gathered: it is empty."
