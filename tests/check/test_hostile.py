"""Texts nobody wrote to be checked: no error, no endless waiting, and places that are places."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings

from commonhold.check import Checker, Draft
from commonhold.check.laws import lawful, mended
from commonhold.curate import hostile
from commonhold.model import Model

SECONDS = 20.0  # none takes three on a machine of its own
SIZE, TIMES = 4_000, 8
SLACK = 3.5
"""Eight times the text may take so many times eight times as long; what is quadratic takes eight times."""

KINDS = ["markdown", "rst", "asciidoc", "text", "html", "xml"]
NAMES = sorted(hostile.kinds_of_text(1))
LONG = {
    "ten thousand words without a stop": hostile.kinds_of_text(52_000)["a sentence without an end"],
    "a megabyte on one line": "the baker goes to the market and " * 30_000 + "recieve",
    "a megabyte of one letter": "a" * 1_000_000,
    "fifty thousand passages": "a b\n\n" * 50_000,
}


@pytest.fixture(scope="session")
def eager(model: Model) -> Checker:
    """A checker that names nearly everything it can think of."""
    return Checker(model, 1000.0)


def seconds(checker: Checker, text: str) -> float:
    """The processor time of checking a text as prose and as a file."""
    started = time.process_time()
    checker.check(text)
    checker.check_source(text, "markdown")
    return time.process_time() - started


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_text_is_lawful_in_every_kind_of_file(checker: Checker, name: str) -> None:
    text = hostile.kinds_of_text(3000)[name]
    lawful(text, checker.check(text))
    for kind in KINDS:
        found = checker.check_source(text, kind)
        lawful(text, found)
        after = mended(text, found)
        lawful(after, checker.check_source(after, kind))
        assert after.count("\x00") == text.count("\x00") and after.count("\n") == text.count("\n")


@pytest.mark.parametrize("name", NAMES)
def test_eight_times_the_text_takes_about_eight_times_as_long(checker: Checker, name: str) -> None:
    short, long = (hostile.kinds_of_text(size)[name] for size in (SIZE, SIZE * TIMES))
    seconds(checker, short)  # its words are looked up
    least = max(min(seconds(checker, short) for _ in range(2)), 0.01)
    assert min(seconds(checker, long) for _ in range(2)) < least * TIMES * SLACK


@pytest.mark.parametrize("name", LONG)
def test_long_texts_are_read_in_bounded_time(checker: Checker, name: str) -> None:
    started = time.process_time()
    for kind in ("markdown", "text"):
        lawful(LONG[name], checker.check_source(LONG[name], kind))
    assert time.process_time() - started < SECONDS


def test_errors_among_twenty_languages_are_found(checker: Checker) -> None:
    text = " ".join([*hostile.LANGUAGES[:14], "The garden is in the the village.", *hostile.LANGUAGES[14:]])
    assert "the the" in [text[one.start : one.end] for one in checker.check(text)]


@pytest.mark.parametrize(
    ("text", "there", "suggestion"),
    [
        ("The baker will recieve\x00 a letter on Sunday.", "recieve", "receive"),
        ("The\rbaker\r\nwill recieve\u2028a letter on Sunday.", "recieve", "receive"),
        ("😀 The baker 👩‍👩‍👧 will recieve a letter 🇩🇪 on Sunday.", "recieve", "receive"),
        ("\u202eשלום\u202c The baker will recieve a letter on Sunday.", "recieve", "receive"),
        ("The baker will re\u00adcieve a letter on Sunday.", "re\u00adcieve", "receive"),
    ],
)
def test_a_slip_among_strange_characters_has_its_exact_place(
    checker: Checker, text: str, there: str, suggestion: str
) -> None:
    for found in (checker.check(text), checker.check_source(text, "markdown")):
        told = [(text[one.start : one.end], one.suggestions[0]) for one in found if one.kind == "spelling"]
        assert told == [(there, suggestion)]


@given(text=hostile.sources())
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_checked(eager: Checker, text: str) -> None:
    found = eager.check(text)
    lawful(text, found)
    assert eager.check_each([text, text]) == eager.check_each([text]) * 2
    assert eager.check(text) == found, "and is the same the second time"


@given(source=hostile.sources())
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_can_be_checked_and_mended(eager: Checker, source: str) -> None:
    for kind in KINDS:
        found = eager.check_source(source, kind)
        lawful(source, found)
        after = mended(source, found)
        lawful(after, eager.check_source(after, kind))
        assert Draft(eager, kind, source).findings() == found
