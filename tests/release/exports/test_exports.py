"""Laws that hold of every format."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commonhold.release.exports import EXPORTS
from commonhold.release.exports.subject import Subject

Written = Callable[..., str]
ROOM = Path(__file__).parents[3] / "src" / "commonhold" / "release" / "exports"
NAMING_WORKS = ("spdx", "cyclonedx")
NAMING_SOURCES = ("spdx", "cyclonedx", "croissant", "card", "summary", "statement")


@pytest.mark.parametrize("form", EXPORTS)
@pytest.mark.parametrize("works", [True, False])
def test_the_same_subject_gives_the_same_text(each: Subject, form: str, works: bool, written: Written) -> None:
    text = written(form, each, works)
    assert text == written(form, each, works)
    assert text.endswith("\n")


@pytest.mark.parametrize("form", NAMING_WORKS)
def test_every_work_of_the_german_model_is_named(german: Subject, form: str, written: Written) -> None:
    text = written(form, german)
    assert [entry.id for entry in german.manifest.entries if entry.id not in text] == []
    assert len(german.manifest.entries) > 4000


@pytest.mark.parametrize("form", NAMING_SOURCES)
def test_every_source_and_licence_of_the_german_model_is_named(german: Subject, form: str, written: Written) -> None:
    text = written(form, german, False).replace("\\", "")
    assert [source.name for source in german.manifest.sources if source.name not in text] == []
    wholes = {source.licence.expression for source in german.manifest.sources}
    assert [expression for expression in wholes if expression not in text] == []


@pytest.mark.parametrize("form", NAMING_WORKS)
def test_without_works_no_work_is_named(german: Subject, form: str, written: Written) -> None:
    text = written(form, german, False)
    assert "swh:1:cnt:" not in text
    assert german.info.merkle_root in text


@pytest.mark.parametrize("form", EXPORTS)
def test_no_day_is_told_that_nobody_gave(subject: Subject, form: str, written: Written) -> None:
    assert subject.time == ""
    assert "202" not in written(form, subject).replace("2024-12-15", "").replace("24 July 2025", "").replace(
        "Regulation (EU) 2024/1689", ""
    )


def test_they_are_written_by_the_standard_library_and_ourselves() -> None:
    imported = {
        name.partition(".")[0]
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - set(sys.stdlib_module_names) == {"commonhold"}
    assert imported & {"time", "os", "datetime", "socket", "random"} == set()
