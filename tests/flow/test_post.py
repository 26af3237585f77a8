"""The shipped model on the example post: most of the honest slips are found, and nothing that is right is touched."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
POST = ROOT / "examples" / "post.md"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "commonhold", "check", *arguments], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def findings() -> list[dict[str, Any]]:
    done = run("--json", str(POST))
    assert done.returncode == 1, done.stderr
    return json.loads(done.stdout)["files"][0]["findings"]


@pytest.fixture(scope="module")
def slips() -> list[dict[str, str]]:
    return tomllib.loads((ROOT / "tests" / "house" / "post_errors.toml").read_text(encoding="utf-8"))["error"]


def test_nothing_that_is_right_is_flagged(findings: list[dict[str, Any]], slips: list[dict[str, str]]) -> None:
    source = POST.read_text(encoding="utf-8")
    places = []
    for slip in slips:
        start = source.index(slip["line"]) + slip["line"].index(slip["wrong"])
        places.append((start, start + len(slip["wrong"])))
    for finding in findings:
        assert any(finding["start"] <= end and start <= finding["end"] for start, end in places), finding


def test_at_least_half_of_the_slips_are_found_and_mended_rightly(
    findings: list[dict[str, Any]], slips: list[dict[str, str]]
) -> None:
    best = {finding["suggestions"][0] for finding in findings if finding["suggestions"]}
    assert sum(slip["right"] in best for slip in slips) >= 6


def test_sure_fixes_change_the_words_at_fault_and_no_other_byte(tmp_path: Path, slips: list[dict[str, str]]) -> None:
    post = tmp_path / "post.md"
    shutil.copy(POST, post)
    run("--fix=sure", str(post))
    before, after = POST.read_bytes(), post.read_bytes()
    assert before != after
    for slip in slips:
        line, wrong, right = slip["line"], slip["wrong"], slip["right"]
        before = before.replace(line.encode(), line.replace(wrong, right, 1).encode())
        after = after.replace(line.encode(), line.replace(wrong, right, 1).encode())
    assert before == after


def test_a_link_found_by_its_own_text_is_shown_and_not_fixed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    text = "Read [teh manual] becuase it helps.\n\n[teh manual]: manual.md\n"
    page.write_text(text, encoding="utf-8")
    run("--fix=sure", str(page))
    assert page.read_text(encoding="utf-8") == text.replace("becuase", "because")
