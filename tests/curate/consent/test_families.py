"""Signals as data: what a source shows, what its site answered, and what follows for which work."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from commonhold.consent import Seen
from commonhold.curate.consent import Wishes, refusal
from commonhold.optouts import OptOuts
from commonhold.recipe import Policy, Source

FOLDER = Path(__file__).parents[1] / "cases" / "consent"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
SOURCE = Source("tales", "https://example.org/tales", "0" * 40)
POLICY = Policy("CC-BY-SA-4.0")


def encoded(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def wishes_of(case: dict[str, Any]) -> Wishes:
    pinned = Seen("swh:1:rev:" + "0" * 40, "2026-01-01T00:00:00Z", encoded(case.get("files", {})))
    present = case.get("present")
    newest = Seen("swh:1:rev:" + "1" * 40, "2026-06-01T00:00:00Z", encoded(present)) if present is not None else None
    return Wishes.of(SOURCE, pinned, newest, encoded(case.get("captures", {})), OptOuts(), POLICY)


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_answered_as_it_says(case: dict[str, Any]) -> None:
    wishes = wishes_of(case)
    works = encoded(case.get("works", {}))
    found = {path: wishes.of_work(path, works.get(path, b""), "swh:1:cnt:" + "0" * 40) for path in case["expect"]}
    assert {path: consent.answer.value for path, consent in found.items()} == case["expect"]
    for path, reason in case.get("refused", {}).items():
        assert refusal(found[path], POLICY) == reason
    details = [one.detail for one in wishes.observations()]
    for words in case.get("told", ()):
        assert any(words in detail for detail in details), details
    if "seen" in case:
        assert {one.seen for one in wishes.observations()} == {case["seen"]}
    for consent in found.values():
        assert bool(consent.because) == (consent.answer.value != "unknown")
        assert set(consent.because) <= set(wishes.observations())
        assert {one.answer for one in consent.because} <= {consent.answer}


def test_every_family_has_cases_that_say_yes_no_and_nothing() -> None:
    for path in sorted(FOLDER.glob("*.toml")):
        cases = tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        answers = {answer for case in cases for answer in case["expect"].values()}
        assert {"deny", "unknown"} <= answers and answers & {"allow", "condition"}, path.name
