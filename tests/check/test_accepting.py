"""Words that were declared right are no findings; what is wrong around them still is."""

from __future__ import annotations

import pytest

from commonhold.check import Checker
from commonhold.check.accepting import unaccepted
from commonhold.finding import Finding
from commonhold.vocabulary import vocabulary


@pytest.mark.parametrize(
    ("kind", "left"),
    [
        ("spelling", False),
        ("word", False),
        ("agreement", False),
        ("split", False),
        ("case", False),
        ("dialect", False),
        ("doubled", True),
        ("extra", True),
        ("missing", True),
        ("punctuation", True),
    ],
)
def test_only_findings_that_call_a_word_wrong_go(kind: str, left: bool) -> None:
    found = [Finding(0, 6, kind, "", ("x",), 0.9)]
    assert unaccepted(found, "restik", vocabulary(["restik"])) == (found if left else [])


def test_without_a_vocabulary_every_finding_stays() -> None:
    found = [Finding(0, 6, "spelling", "", ("x",), 0.9)]
    assert unaccepted(found, "restik", None) == found
    assert unaccepted(found, "restik", vocabulary([], refused=["restik"])) == found


def test_findings_of_a_model_go_and_the_others_stay(checker: Checker) -> None:
    source = "The baker will recieve a letter, and the bridge depends of the river. The begining of the the end."
    found = checker.check_source(source, "markdown")
    told = {source[one.start : one.end] for one in found}
    assert {"recieve", "of", "begining"} <= told
    left = unaccepted(found, source, vocabulary(["recieve", "of"]))
    assert {source[one.start : one.end] for one in left} == told - {"recieve", "of"}
