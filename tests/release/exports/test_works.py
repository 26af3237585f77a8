"""The works as JSON Lines: one line a work, everything spelled out."""

from __future__ import annotations

import json
from collections.abc import Callable

from commonhold.release.exports.subject import Subject

Written = Callable[..., str]


def test_a_line_spells_out_what_the_manifest_refers_to(published: Subject, written: Written) -> None:
    records = [json.loads(line) for line in written("croissant", published, True, "works.jsonl").splitlines()]
    [one] = [record for record in records if record["path"] == "one.md"]
    assert one == {
        "swhid": one["swhid"],
        "source": "handbook",
        "url": "https://github.com/press/handbook",
        "revision": "swh:1:rev:" + "1" * 40,
        "path": "one.md",
        "copies": ["letters/1"],
        "licence": "CC-BY-4.0",
        "elected": "CC-BY-4.0",
        "evidence": "LICENSE",
        "consent": "condition",
        "words": 1200,
        "training_swhid": one["training_swhid"],
        "authors": ["a"],
        "encoding": "utf-8",
    }
    assert [record["swhid"] for record in records] == [entry.id for entry in published.manifest.entries]


def test_a_hostile_work_stays_on_its_line(hostile: Subject, written: Written) -> None:
    text = written("croissant", hostile, True, "works.jsonl")
    lines = text.split("\n")
    assert len(lines) == len(hostile.manifest.entries) + 1
    paths = [json.loads(line)["path"] for line in lines[:-1]]
    assert paths == [
        entry.origins[0][1].encode("utf-8", "backslashreplace").decode() for entry in hostile.manifest.entries
    ]


def test_without_works_there_are_none(published: Subject, written: Written) -> None:
    assert written("croissant", published, False, "works.jsonl") == ""
