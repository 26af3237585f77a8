"""Checking with the village's model: what it was taught it finds, at the right place; what is right it leaves alone."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from commonhold.check import DEFAULT_SENSITIVITY, Checker
from commonhold.check import checker as checker_
from commonhold.check import writer as writer_
from commonhold.check.checker import threshold
from commonhold.finding import Finding
from commonhold.model import Model
from commonhold.release.bundle import open_bundle
from commonhold.train import features as features_
from commonhold.train.candidates import Candidates, Kind
from commonhold.train.reading import Reading

if TYPE_CHECKING:
    from conftest import Village

CASES = tomllib.loads(Path(__file__).with_name("findings.toml").read_text(encoding="utf-8"))
PLANTED = CASES["planted"]
DOUBTFUL = "The dor of the hose is to heavy, becuase my bother listens too the riber."
MARKED = re.compile(r"\[(?P<wrong>[^|\]]*)\|(?P<right>[^\]]*)\]")


def split_up(text: str) -> tuple[str, int, str, str]:
    """The text as written, where its error is, what stands there and what was meant."""
    match = MARKED.search(text)
    assert match
    return text[: match.start()] + match["wrong"] + text[match.end() :], match.start(), match["wrong"], match["right"]


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case["text"])
def test_a_planted_error_is_found_where_it_is(checker: Checker, case: dict[str, Any]) -> None:
    text, start, wrong, right = split_up(case["text"])
    [found] = checker.check(text)
    assert (found.start, found.end, text[found.start : found.end]) == (start, start + len(wrong), wrong)
    assert found.suggestions[0] == right
    assert found.kind == case["kind"]
    assert found.fixable and checker.threshold <= found.probability <= 1


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case["text"])
def test_a_text_mended_as_suggested_is_right(checker: Checker, case: dict[str, Any]) -> None:
    text, *_ = split_up(case["text"])
    [found] = checker.check(text)
    mended = text[: found.start] + found.suggestions[0] + text[found.end :]
    assert mended == MARKED.sub(r"\g<right>", case["text"])
    assert checker.check(mended) == []


@pytest.mark.parametrize("text", CASES["clean"]["texts"])
def test_what_is_right_or_not_prose_is_left_alone(checker: Checker, text: str) -> None:
    assert checker.check(text) == []


def test_false_alarms_in_sentences_it_has_not_seen_are_about_as_many_as_the_dial_says(
    checker: Checker, village: type[Village]
) -> None:
    sentences = village("not seen in training").sentences(600)
    words = sum(len(sentence.split()) for sentence in sentences)
    alarms = sum(len(found) for found in checker.check_each(sentences))
    assert alarms <= 2 * DEFAULT_SENSITIVITY * words / 1000


def test_a_more_sensitive_dial_finds_all_that_a_less_sensitive_one_finds(model: Model, village: type[Village]) -> None:
    texts = [split_up(case["text"])[0] for case in PLANTED] + village("dial").sentences(100) + [DOUBTFUL]
    before: list[list[Finding]] = [[] for _ in texts]
    for sensitivity in (0.01, 0.25, 1.0, 2.0, 5.0, 10.0, 20.0, 1000.0):
        found = Checker(model, sensitivity).check_each(texts)
        for less, more in zip(before, found, strict=True):
            assert set(less) <= set(more)
        before = found
    assert sum(map(len, before)) > len(PLANTED)


def test_the_threshold_lies_between_those_that_were_measured() -> None:
    known = {0.5: 0.8, 2.0: 0.4, 8.0: 0.1}
    assert [threshold(known, alarms) for alarms in known] == pytest.approx([0.8, 0.4, 0.1])
    assert threshold(known, 1.0) == pytest.approx(0.6), "halfway between, as doublings go"
    assert (threshold(known, 0.0), threshold(known, -1.0), threshold(known, 1e9)) == (0.8, 0.8, 0.1)
    assert threshold({2.0: 0.5}, 7.0) == 0.5


def test_texts_checked_together_are_checked_as_if_alone(
    checker: Checker, village: type[Village], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        f"{split_up(case['text'])[0]} {other}" for case, other in zip(PLANTED, village("a").sentences(99), strict=False)
    ]
    alone = [checker.check(text) for text in texts]
    assert sum(map(len, alone)) >= len(PLANTED)
    for tokens_at_once, fitted_at_once in ((4000, 16_000), (40, 16_000), (1, 3), (10**9, 7)):
        monkeypatch.setattr(checker_, "TOKENS_AT_ONCE", tokens_at_once)
        monkeypatch.setattr(features_, "FITTED_AT_ONCE", fitted_at_once)
        assert checker.check_each(texts) == alone


def test_the_same_text_is_always_read_the_same(model: Model, checker: Checker, village: type[Village]) -> None:
    text = " ".join(village("same").sentences(50)) + " The kitchn is in the the village."
    first = checker.check(text)
    assert first
    assert checker.check(text) == first == Checker(model).check(text)


def test_a_word_a_text_uses_often_is_trusted_more(checker: Checker) -> None:
    sentence = "Peter is looking for the baskett near the river."
    [once] = checker.check_parts([sentence])[0]
    often = [finding for found in checker.check_parts([sentence] * 12) for finding in found]
    apart = [finding for found in checker.check_each([sentence] * 12) for finding in found]
    assert all(finding.probability <= once.probability for finding in often)
    assert {finding.probability for finding in apart} == {once.probability}


def test_two_findings_never_share_a_letter(model: Model) -> None:
    eager = Checker(model, 1000.0)
    for text in ("The the the the the village.", "It is in in the the the garden garden of of of my my sister."):
        found = eager.check(text)
        assert found
        assert all(one.end <= other.start for one, other in pairwise(found))


def test_a_frequent_word_beside_what_is_surer_to_be_changed_is_left(
    checker: Checker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sure(self: Checker, reading: Reading) -> tuple[Candidates, np.ndarray]:
        """As if every word should be another one, and later ones the more."""
        at = np.flatnonzero(reading.wordy)
        bits, ids = np.zeros(len(at), np.uint8), np.zeros(len(at), np.int32)
        chosen = Candidates(at, bits + 1, ids, ids - 1, bits + Kind.NEAR, bits, bits, bits)
        return chosen, (0.9 + at / 1000).astype(np.float32)

    monkeypatch.setattr(Checker, "_ranked", sure)
    text = "The river village garden. Sister listens baskett kitchn."
    found = [text[one.start : one.end] for one in checker.check(text)]
    assert found == ["river", "garden", "Sister", "baskett", "kitchn"], "rare words and other sentences are not left"


def test_misspelt_words_side_by_side_are_all_found_and_a_right_one_beside_them_is_left() -> None:
    shipped = Checker(open_bundle(Path(str(files("commonhold"))) / "models" / "en").model)
    for text, wrong in (
        ("It is the end of it. And teh begining of it.", ["teh", "begining"]),
        ("That is teh end becuase of it.", ["teh", "becuase"]),
    ):
        assert [text[one.start : one.end] for one in shipped.check(text)] == wrong


def test_findings_are_by_place_and_name_at_most_five_suggestions(model: Model) -> None:
    eager = Checker(model, 1000.0)
    found = eager.check(DOUBTFUL)
    assert [finding.start for finding in found] == sorted(finding.start for finding in found)
    assert len(found) > 3
    for finding in found:
        assert 1 <= len(finding.suggestions) <= writer_.MOST_SUGGESTIONS
        assert len(set(finding.suggestions)) == len(finding.suggestions)


def test_suggestions_nobody_would_take_are_left_out(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Checker(model, 1000.0).check(DOUBTFUL)
    monkeypatch.setattr(writer_, "_SECOND_BEST", 0.0)
    after = Checker(model, 1000.0).check(DOUBTFUL)
    assert [one.suggestions[0] for one in before] == [one.suggestions[0] for one in after]
    assert sum(len(one.suggestions) for one in before) < sum(len(one.suggestions) for one in after)
    monkeypatch.setattr(writer_, "_SECOND_BEST", 1.0)
    none_likely = Checker(model, 1000.0).check(DOUBTFUL)
    assert [one.suggestions for one in none_likely] == [one.suggestions for one in after], "then all are shown"


def test_a_model_without_thresholds_for_the_wish_uses_the_nearest(model: Model) -> None:
    one = replace(model, facts={**model.facts, "thresholds": [[2.0, 0.9]]})
    assert Checker(one, 0.1).threshold == Checker(one, 50).threshold == 0.9


def test_a_model_of_another_version_is_refused(model: Model) -> None:
    with pytest.raises(ValueError, match="version"):
        Checker(replace(model, facts={**model.facts, "version": 0}))
