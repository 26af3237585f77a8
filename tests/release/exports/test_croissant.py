"""Croissant: loaded by its own library, and its records are the works and sources of the manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import mlcroissant
import pytest

from commonhold.release.exports.subject import Subject

# What mlcroissant uses of rdflib; nothing of ours.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

Written = Callable[..., str]
Loaded = Callable[..., "mlcroissant.Dataset"]


@pytest.fixture
def loaded(tmp_path: Path, written: Written) -> Loaded:
    """Write both files into a folder and load them."""

    def load(subject: Subject, works: bool = True) -> mlcroissant.Dataset:
        (tmp_path / "croissant.json").write_text(written("croissant", subject, works), encoding="utf-8", newline="")
        text = written("croissant", subject, works, "works.jsonl")
        (tmp_path / "works.jsonl").write_text(text, encoding="utf-8", newline="")
        return mlcroissant.Dataset(tmp_path / "croissant.json")

    return load


def issues(found: mlcroissant.Dataset) -> tuple[set[str], set[str]]:
    return found.metadata.ctx.issues.errors, found.metadata.ctx.issues.warnings


def as_text(record: dict[str, Any]) -> dict[str, Any]:
    def one(value: Any) -> Any:
        return (
            [one(part) for part in value]
            if isinstance(value, list)
            else (value.decode() if isinstance(value, bytes) else value)
        )

    return {name.rpartition("/")[2]: one(value) for name, value in record.items()}


@pytest.mark.parametrize("works", [True, False])
def test_with_a_day_there_are_neither_errors_nor_warnings(published: Subject, works: bool, loaded: Loaded) -> None:
    assert issues(loaded(published, works)) == (set(), set())


def test_without_a_day_its_lack_is_the_only_warning(part_of_german: Subject, loaded: Loaded) -> None:
    errors, warnings = issues(loaded(part_of_german))
    assert errors == set()
    [warning] = warnings
    assert "datePublished" in warning


def test_hostile_text_breaks_nothing(hostile: Subject, loaded: Loaded) -> None:
    assert issues(loaded(hostile)) == (set(), set())


def test_the_records_are_the_works(published: Subject, loaded: Loaded, written: Written) -> None:
    records = [as_text(record) for record in loaded(published).records("works")]
    lines = written("croissant", published, True, "works.jsonl").splitlines()
    assert [str(record["swhid"]) for record in records] == [entry.id for entry in published.manifest.entries]
    for record, line in zip(records, lines, strict=True):
        assert {**record, "path": str(record["path"])} == json.loads(line)


def test_the_records_are_the_sources(published: Subject, loaded: Loaded) -> None:
    records = [as_text(record) for record in loaded(published).records("sources")]
    assert [(record["name"], record["consent"], record["words"]) for record in records] == [
        ("handbook", "condition", 1230),
        ("letters", "allow", 7),
        ("tools", "unknown", 0),
    ]


def test_changed_works_are_refused(published: Subject, loaded: Loaded, tmp_path: Path) -> None:
    found = loaded(published)
    with (tmp_path / "works.jsonl").open("a") as file:
        file.write("{}\n")
    with pytest.raises(mlcroissant.GenerationError) as refusal:
        list(found.records("works"))
    assert "is not identical with the reference" in str(refusal.value.__cause__)


def test_provenance_and_terms_are_told(published: Subject, written: Written) -> None:
    record = json.loads(written("croissant", published))
    assert record["prov:wasDerivedFrom"][0]["@id"] == "git+https://github.com/press/handbook@" + "1" * 40
    assert [offer["name"] for offer in record["usageInfo"]] == [
        "CC-BY-4.0: 1 works",
        "CC0-1.0: 1 works",
        "MIT: 1 works",
    ]
    assert "https://creativecommons.org/licenses/by/4.0/" in record["license"]
