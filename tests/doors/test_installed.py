"""The command with the models that are installed, from end to end."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from commonhold.doors.opening import MODELS, languages_in

HERE = sorted(languages_in())
needs_english = pytest.mark.skipif("en" not in HERE, reason="no English model is installed")

ERRORS = """\
# Notes on teh release

You can recieve the the updates with `git pull --rebsae`, wich is quick.\r
See [teh page](https://example.org/teh) for more informations.
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-m", "commonhold", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", stdin=subprocess.DEVNULL)


def test_a_language_nobody_installed_ends_with_11_and_names_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Saluton.")
    done = run("check", "--language", "tlh", "a.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (11, "")
    assert "There is no model for the language tlh." in done.stderr
    assert f"Languages here: {', '.join(HERE) or 'none'}." in done.stderr


def test_a_folder_that_is_no_bundle_ends_with_10(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hello.")
    done = run("check", "--model", ".", "a.txt", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (10, "")
    assert "bundle.json is missing" in done.stderr


def test_the_installed_languages_are_listed(tmp_path: Path) -> None:
    assert [
        each["language"] for each in json.loads(run("languages", "--json", cwd=tmp_path).stdout)["languages"]
    ] == HERE


@needs_english
def test_errors_are_found_in_prose_and_not_in_code_or_addresses(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(ERRORS.encode())
    done = run("check", "--json", "a.md", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    found = {ERRORS[each["start"] : each["end"]]: each for each in report["files"][0]["findings"]}
    assert {"teh", "recieve"} <= set(found)
    assert "receive" in found["recieve"]["suggestions"]
    assert not any(
        each["start"] <= ERRORS.index(hidden) < each["end"]
        for hidden in ("rebsae", "org/teh")
        for each in found.values()
    )
    assert report["model"] == "sha256:" + hashlib.sha256((MODELS / "en" / "bundle.json").read_bytes()).hexdigest()


@needs_english
def test_sure_fixes_leave_everything_else_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(ERRORS.encode())
    findings = json.loads(run("check", "--json", "a.md", cwd=tmp_path).stdout)["files"][0]["findings"]
    run("check", "--fix=sure", "a.md", cwd=tmp_path)
    expected = ERRORS
    for each in reversed(findings):
        if each["fixable"] and each["suggestions"] and each["probability"] >= 0.9:
            expected = expected[: each["start"]] + each["suggestions"][0] + expected[each["end"] :]
    assert path.read_bytes().decode() == expected != ERRORS


@needs_english
def test_a_lower_sensitivity_finds_no_more(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(ERRORS.encode())
    counts = [
        json.loads(run("check", "--json", "--sensitivity", dial, "a.md", cwd=tmp_path).stdout)["summary"]["findings"]
        for dial in ("0.1", "2", "20")
    ]
    assert counts == sorted(counts)
    assert counts[-1] > 0
