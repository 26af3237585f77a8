"""Two bundles that should be the same: the first difference is named, with what it means."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tests.release.conftest import RECIPE

from commonhold.canonical import Json
from commonhold.manifest import Entry, Manifest
from commonhold.model import Arrays
from commonhold.release.bundle import open_bundle, write_bundle
from commonhold.release.difference import differences
from commonhold.release.inspection import found_in

ARRAYS: Arrays = {
    "counts": np.arange(11, dtype=np.uint32),
    "words": np.frombuffer(b"the commons", dtype=np.uint8),
}


def told(one: Path, other: Path) -> list[str]:
    return list(differences(found_in(one), found_in(other), (open_bundle(one).arrays, open_bundle(other).arrays)))


@pytest.fixture
def again(bundle: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle, tmp_path / "again"))


def test_the_same_bytes_differ_in_nothing(bundle: Path, again: Path) -> None:
    assert told(bundle, again) == []


def test_another_number_is_found_in_its_array(
    bundle: Path, tmp_path: Path, meta: Mapping[str, Json], manifest: Manifest
) -> None:
    counts = np.arange(11, dtype=np.uint32)
    counts[7] = 70
    write_bundle(tmp_path / "again", ARRAYS | {"counts": counts}, meta, manifest, RECIPE, "NOTICE\n")
    first, where, how_many = told(bundle, tmp_path / "again")
    assert first.startswith("model.safetensors differs. The same works, but another version")
    assert where == "The array counts: 7 at 7 in the bundle, 70 at 7 rebuilt."
    assert how_many == "1 of its 44 bytes differ."


def test_a_missing_work_is_told_before_what_follows_from_it(
    bundle: Path, tmp_path: Path, meta: Mapping[str, Json], manifest: Manifest
) -> None:
    fewer = Manifest(manifest.sources, manifest.entries[1:], manifest.corrections)
    write_bundle(tmp_path / "again", {"counts": np.zeros(3)}, meta, fewer, RECIPE, "another\n")
    entry: Entry = manifest.entries[0]
    first, numbers, work, rest, source = told(bundle, tmp_path / "again")
    assert first.startswith("manifest.jsonl.zst differs. Other works")
    assert numbers == "2 lines are only in the bundle, 1 of works."
    assert work.startswith("Only in the bundle: ")
    assert entry.id in work
    assert rest == "1 lines are only rebuilt, 0 of works."
    assert '"kind":"source"' in source


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"discount": 0.5}, "The field discount: 0.75 in the bundle, 0.5 rebuilt."),
        ({"smoothing": "none"}, "The field smoothing: None in the bundle, none rebuilt."),
    ],
)
def test_another_fact_is_named_by_its_field(
    change: dict[str, Json],
    sentence: str,
    bundle: Path,
    tmp_path: Path,
    meta: Mapping[str, Json],
    manifest: Manifest,
) -> None:
    write_bundle(tmp_path / "again", ARRAYS, {**meta, **change}, manifest, RECIPE, "NOTICE\n")
    assert told(bundle, tmp_path / "again")[1] == sentence


def test_another_line_of_the_notice_is_shown_without_its_control_characters(
    bundle: Path, tmp_path: Path, meta: Mapping[str, Json], manifest: Manifest
) -> None:
    write_bundle(tmp_path / "again", ARRAYS, meta, manifest, RECIPE, "NOTICE \x1b[31m\n")
    assert "Line 1 rebuilt: NOTICE \\x1b[31m" in told(bundle, tmp_path / "again")


def test_another_version_of_the_program_is_the_first_thing_to_try(bundle: Path, again: Path) -> None:
    info = (again / "bundle.json").read_bytes()
    (again / "bundle.json").write_bytes(info.replace(b'"commonhold":"', b'"commonhold":"9.'))
    assert told(bundle, again)[-1].endswith("rebuild with that version.")


def test_signatures_are_not_compared(bundle: Path, again: Path) -> None:
    (again / "signatures.json").write_bytes(b"{}")
    assert told(bundle, again) == []
