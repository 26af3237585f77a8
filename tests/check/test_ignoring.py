"""Comments take findings away where they say so, and nowhere else; the cases are in ``ignoring.toml``."""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.check import Checker
from commonhold.check.ignoring import unignored
from commonhold.check.message import EVERY_KIND
from commonhold.curate.prose import passages
from commonhold.finding import Finding

CASES = tomllib.loads(Path(__file__).with_name("ignoring.toml").read_text(encoding="utf-8"))["case"]
WRONG = re.compile(r"\bteh\b|so so", re.IGNORECASE)
NAME = re.compile(r"\b(?!teh\b|so\b)\w+")
PIECES = (
    "teh ",
    "so so ",
    "\n",
    "\n\n",
    "<!-- ",
    " -->",
    "commonhold-ignore ",
    "commonhold-off ",
    "commonhold-on ",
    "commonhold-ignore-file",
    "commonhold-words teh",
    "cspell:disable",
    "cspell:disable-next-line",
    "cspell:enable",
    "- ",
    ".. ",
    "# ",
    "```\n",
    "`",
    "<p>",
    "spelling ",
)


def findings_in(source: str) -> list[Finding]:
    """A finding for every slip that these tests agree on."""
    return [
        Finding(one.start(), one.end(), "doubled" if " " in one[0] else "spelling", "", ("x",), 0.9)
        for one in WRONG.finditer(source)
    ]


def left_in(source: str, kind: str) -> list[Finding]:
    return unignored(findings_in(source), source, kind, list(passages(source, kind)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}: {case['why']}")
def test_a_comment_is_about_what_its_case_says(case: dict[str, Any]) -> None:
    source, kind = case["source"], case["kind"]
    prose = [passage.source_span(0, len(passage.text)) for passage in passages(source, kind)]
    left = [
        NAME.search(source, one.end)[0]  # type: ignore[index]
        for one in left_in(source, kind)
        if any(start <= one.start < end for start, end, _ in prose)  # code and comments have no findings anyhow
    ]
    assert left == case["left"]


@pytest.mark.parametrize("kind", sorted(EVERY_KIND))
def test_every_kind_of_finding_can_be_left_alone_by_its_name_and_without(kind: str) -> None:
    other = "spelling" if kind != "spelling" else "word"
    for named, left in (("", 0), (kind, 0), (f"{kind}, {other}", 0), (other, 1)):
        source = f"<!-- commonhold-ignore {named} -->\n\nIt is good."
        found = [Finding(len(source) - 5, len(source) - 1, kind, "", ("x",), 0.9)]
        assert len(unignored(found, source, "markdown", list(passages(source, "markdown")))) == left


def test_a_gap_at_the_edge_of_a_silent_passage_is_silent_and_one_behind_it_is_not() -> None:
    source = "<!-- commonhold-ignore -->\n\nIt is good.\n\nIt is bad."
    places = [source.index("It is good"), source.index("good.") + 5, source.rindex("It")]
    gaps = [Finding(at, at, "missing", "", ("x ",), 0.9) for at in places]
    assert unignored(gaps, source, "markdown", list(passages(source, "markdown"))) == gaps[2:]


def test_a_checker_hears_the_comments_of_a_file(checker: Checker) -> None:
    source = "The bridge depends of the river.\n\n<!-- commonhold-ignore -->\nThe garden depends of the river.\n"
    [found] = checker.check_source(source, "markdown")
    assert source[found.start : found.end] == "of"
    assert found.start < source.index("<!--")
    assert checker.check_source(f"<!-- commonhold-ignore-file -->\n\n{source}", "markdown") == []


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["markdown", "rst", "asciidoc", "text", "html"]))
def test_whatever_comments_say_findings_are_only_taken_away(pieces: list[str], kind: str) -> None:
    source = "".join(pieces)
    found = findings_in(source)
    left = unignored(found, source, kind, list(passages(source, kind)))
    assert left == [one for one in found if one in left]


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("markdown", "teh <!-- commonhold-ignore -->" * 20_000),
        ("markdown", "teh <!-- commonhold-ignore " * 20_000),
        ("markdown", "teh " + "```\n" * 200_001 + "<!-- cspell:disable -->"),
        ("markdown", "teh {/*" + " " * 500_000 + "commonhold-off"),
        ("asciidoc", "teh\n" + "----\n" * 200_001 + "// commonhold-off"),
        ("html", "<p>teh</p><!--commonhold-off--><!--commonhold-on-->" * 10_000),
    ],
)
def test_half_a_megabyte_of_comments_takes_seconds_not_minutes(kind: str, source: str) -> None:
    found, read = findings_in(source), list(passages(source, kind))
    started = time.process_time()
    unignored(found, source, kind, read)
    assert time.process_time() - started < 10
