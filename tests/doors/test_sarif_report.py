"""The SARIF report: every part that version 2.1.0 asks for, columns as it counts them, fixes that fix.

The published schema comes in no package that could be installed here, so its rules for what we write stand below.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonhold.check.message import EVERY_KIND
from commonhold.doors.http.rules import RULES
from commonhold.doors.sarif_report import sarif_log, sarif_record, uri
from commonhold.finding import Finding

# Of every object we write: the members it must have, and those it may have besides (SARIF allows no others).
SHAPES: dict[str, tuple[set[str], set[str]]] = {
    "": ({"version", "runs"}, {"$schema"}),
    "runs": ({"tool"}, {"columnKind", "invocations", "artifacts", "results", "properties"}),
    "tool": ({"driver"}, set()),
    "driver": ({"name"}, {"version", "semanticVersion", "rules"}),
    "rules": ({"id"}, {"name", "shortDescription", "defaultConfiguration", "properties"}),
    "invocations": ({"executionSuccessful"}, {"toolExecutionNotifications"}),
    "toolExecutionNotifications": ({"message"}, {"level", "locations"}),
    "artifacts": (set(), {"location", "properties"}),
    "location": (set(), {"uri"}),
    "results": (
        {"message"},
        {"ruleId", "ruleIndex", "level", "locations", "partialFingerprints", "properties", "fixes"},
    ),
    "message": ({"text"}, set()),
    "description": ({"text"}, set()),
    "shortDescription": ({"text"}, set()),
    "defaultConfiguration": (set(), {"level"}),
    "locations": (set(), {"physicalLocation"}),
    "physicalLocation": (set(), {"artifactLocation", "region"}),
    "artifactLocation": (set(), {"uri"}),
    "region": ({"startLine", "startColumn", "endLine", "endColumn"}, set()),
    "deletedRegion": ({"startLine", "startColumn", "endLine", "endColumn"}, set()),
    "fixes": ({"artifactChanges"}, {"description"}),
    "artifactChanges": ({"artifactLocation", "replacements"}, set()),
    "replacements": ({"deletedRegion"}, {"insertedContent"}),
    "insertedContent": ({"text"}, set()),
}
FREE = {"properties", "partialFingerprints"}
LEVELS = {"none", "note", "warning", "error"}


def see(value: Any, name: str = "") -> None:
    """See that a log and all it holds have the shape that SARIF asks for."""
    if isinstance(value, list):
        for each in value:
            see(each, name)
    elif isinstance(value, dict) and name not in FREE:
        must, may = SHAPES[name]
        assert must <= value.keys() <= must | may, (name, value)
        assert value.get("level", "note") in LEVELS
        assert re.fullmatch(r"[\w%./:~-]+", value.get("uri", "a"))
        for key, inner in value.items():
            see(inner, key)
        if "startLine" in value:
            begin, end = ((value[f"{side}Line"], value[f"{side}Column"]) for side in ("start", "end"))
            assert (1, 1) <= begin <= end


def seen(log: dict[str, Any]) -> dict[str, Any]:
    """See that a log is lawful and return its run."""
    see(log)
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    return run


def test_a_check_is_reported_with_rules_places_and_fixes(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a post.md").write_bytes("# 🙂\r\n\r\n🙂🙂 the the end, once\nonce more.\n".encode())
    (tmp_path / "b.md").write_bytes(b"\xff")
    done = run("check", "--format", "sarif", "a post.md", "b.md", "missing.md")
    assert done.returncode == 3
    log = seen(json.loads(done.stdout))
    assert log["columnKind"] == "utf16CodeUnits"
    first, second = log["results"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "a%20post.md"}
    assert place["region"] == {"startLine": 3, "startColumn": 6, "endLine": 3, "endColumn": 13}
    assert (first["ruleId"], first["level"]) == ("COMMONHOLD_DOUBLED", "warning")
    changes = [fix["artifactChanges"][0]["replacements"][0] for fix in first["fixes"]]
    assert [change["insertedContent"]["text"] for change in changes] == ["the", "the, the"]
    assert second["locations"][0]["physicalLocation"]["region"]["endLine"] == 4
    assert "fixes" not in second  # it spans lines, and the checker said that it is not fixable
    (invocation,) = log["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [
        each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for each in log["invocations"][0]["toolExecutionNotifications"]
    ] == ["b.md", "missing.md"]


def test_a_clean_check_has_an_empty_list_of_results(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("All is well.\n", encoding="utf-8")
    done = run("check", "--format", "sarif", "a.md")
    log = seen(json.loads(done.stdout))
    assert (done.returncode, log["results"], log["invocations"]) == (0, [], [{"executionSuccessful": True}])


def test_json_is_the_same_under_both_names(run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("The the end.\n", encoding="utf-8")
    assert run("check", "--format", "json", "a.md").stdout == run("check", "--json", "a.md").stdout
    assert run("check", "--format", "text", "a.md").stdout == run("check", "a.md").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--format", "sarif", "--json"], "--json and --format cannot be used together."),
        (["--format", "sarif", "--jsonl"], "--jsonl and --format cannot be used together."),
        (["--format", "sarif", "--fix"], "--format and --fix cannot be used together."),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_what_does_not_go_together_is_told(run: Callable[..., Any], arguments: list[str], sentence: str) -> None:
    done = run("check", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr.decode()


def test_every_kind_has_a_rule_and_gaps_and_deletions_have_places() -> None:
    source = "a b\nc"
    findings = [Finding(at, at, kind, "m", ("",), 0.5) for at, kind in enumerate(EVERY_KIND) if at <= len(source)]
    log = seen(sarif_log("en", "model", [sarif_record("a.md", source, findings, 3)], []))
    assert {rule["id"] for rule in log["tool"]["driver"]["rules"]} == {rule.id for rule in RULES.values()}
    assert {*EVERY_KIND} == {*RULES}
    for result in log["results"]:
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) == (region["endLine"], region["endColumn"])
        assert result["fixes"][0]["artifactChanges"][0]["replacements"] == [{"deletedRegion": region}]


def test_a_fingerprint_stays_when_lines_move_and_tells_twins_apart() -> None:
    def marks(source: str) -> list[str]:
        spans = [match.span() for match in re.finditer("teh", source)]
        findings = [Finding(start, end, "spelling", "m", ("the",), 0.5) for start, end in spans]
        return [
            each["partialFingerprints"]["commonhold/v1"] for each in sarif_record("a", source, findings, 1)["results"]
        ]

    one, two = marks("teh end\nteh end\n")
    assert one != two
    assert marks("# New\n\nteh end\n  teh end") == [one, two]
    assert marks("teh start")[0] not in (one, two)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("docs/a b#c.md", "docs/a%20b%23c.md"),
        ("./a.md", "a.md"),
        ("../a.md", "../a.md"),
        ("/tmp/é.md", "file:///tmp/%C3%A9.md"),
        ("caf\udce9.md", "caf%E9.md"),
        ("-", "stdin"),
    ],
)
def test_paths_are_addresses(path: str, shown: str) -> None:
    assert uri(path) == shown
