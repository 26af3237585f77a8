"""Small sources as data: their papers, and what must be decided from them."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from commonhold.curate.licence import Licence, PapersIndex, Problem, Statement, gate, is_paper, licence_of

CASES = tomllib.loads((Path(__file__).parent / "cases" / "papers.toml").read_text(encoding="utf-8"))["case"]


def decide(case: dict[str, Any], asked: dict[str, str]) -> Licence | Problem:
    stated = case.get("statement")
    statement = Statement(stated["expression"], tuple(stated["papers"])) if stated else None
    return licence_of(asked["path"], asked.get("head", "").encode(), PapersIndex.of(case["papers"]), statement)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_papers_decide(case: dict[str, Any]) -> None:
    for asked in case["expect"]:
        found = decide(case, asked)
        if "problem" in asked:
            assert isinstance(found, Problem), found
            assert found.reason == asked["problem"]
        else:
            assert isinstance(found, Licence), found
            assert found.expression == asked["licence"]
            assert gate(found.expression, "CC-BY-SA-4.0").reason == asked["gate"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_licence_names_the_paper_it_stands_in(case: dict[str, Any]) -> None:
    for asked in case["expect"]:
        found = decide(case, asked)
        if isinstance(found, Licence):
            named = found.evidence_path.split(", ")
            assert set(named) <= {*case["papers"], asked["path"]}
            assert 0.5 <= found.score <= 1.0
            assert "/" in found.rule


def test_every_paper_the_cases_rest_on_would_be_gathered() -> None:
    named_by_steward = {path for case in CASES for path in case.get("statement", {}).get("papers", ())}
    missed = {path for case in CASES for path in case["papers"] if not is_paper(path)} - named_by_steward
    assert not missed


@pytest.mark.parametrize(
    "path",
    [
        "desktop-src/Midl/licensed.md",
        "docs/licensing.md",
        "docs/copying-components.md",
        "media/copyright-act.jpg",
        "_content/copyright.md",
        "patterns/innersource-license.md",
        "LICENSES/MIT.txt",
    ],
)
def test_pages_about_licences_and_copying_are_no_papers(path: str) -> None:
    assert not is_paper(path)


def test_a_proved_reading_is_compared_with_the_papers_once() -> None:
    papers = PapersIndex.of({"README.md": "Licensed under CC BY 4.0."})
    statement = Statement("CC-BY-4.0", ("README.md",))
    first = licence_of("a.md", b"", papers, statement)
    assert licence_of("b.md", b"", papers, statement) is first


def test_a_broken_reuse_file_says_nothing() -> None:
    papers = PapersIndex.of({"REUSE.toml": "version = ", "LICENSE": "SPDX-License-Identifier: MIT"})
    found = licence_of("a.md", b"", papers)
    assert isinstance(found, Licence)
    assert found.expression == "MIT"


def test_a_line_that_is_no_expression_is_unclear() -> None:
    found = licence_of("a.md", b"# SPDX-License-Identifier: MIT OR\n", PapersIndex.of({}))
    assert isinstance(found, Problem)
    assert found.reason == "unclear-licence"
