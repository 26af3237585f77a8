"""The command ``export``: what a steward asks for, what lands where, and what is said when it cannot be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commonhold.canonical import canonical
from commonhold.doors.opening import MODELS
from commonhold.release.exports import EXPORTS

ENVIRONMENT = os.environ | {"PYTHONUTF8": "1", "NO_COLOR": "1"}
ALL_FILES = sorted(name for files in EXPORTS.values() for name in files)


def run(*arguments: object, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-W", "error", "-m", "commonhold", "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, cwd=cwd, env=ENVIRONMENT, timeout=60)


def said(done: subprocess.CompletedProcess[bytes]) -> tuple[int, str]:
    """The exit code and the first line of what went wrong; nothing was written to standard output."""
    assert done.stdout == b""
    return done.returncode, done.stderr.decode().splitlines()[0]


def with_file(bundle: Path, name: str, value: Any) -> Path:
    """Put a file into a bundle, and list it."""
    import hashlib

    data = canonical(value) + b"\n"
    (bundle / name).write_bytes(data)
    record = json.loads((bundle / "bundle.json").read_bytes())
    record["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (bundle / "bundle.json").write_bytes(canonical(record) + b"\n")
    return bundle


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A copy of the German bundle."""
    return Path(shutil.copytree(MODELS / "de", tmp_path / "german"))


def test_a_format_goes_to_standard_output(german: Path) -> None:
    done = run(german, "--as", "statement")
    assert (done.returncode, done.stderr) == (0, b"")
    assert {one["name"] for one in json.loads(done.stdout)["subject"]} == {
        path.name for path in german.iterdir() if path.name not in ("bundle.json", "signatures.json")
    }
    assert run("--language", "de", "--as", "statement").stdout == done.stdout


def test_all_formats_fill_a_folder_and_the_same_again(german: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        done = run(german, "--as", "all", "--out", tmp_path / name / "papers")
        assert (done.returncode, done.stdout) == (0, b"")
    written = {path.name: path.read_bytes() for path in (tmp_path / "one" / "papers").iterdir()}
    assert sorted(written) == ALL_FILES
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "two" / "papers").iterdir()}
    assert done.stderr.decode().splitlines() == [
        str(tmp_path / "two" / "papers" / name) for files in EXPORTS.values() for name in files
    ]


def test_without_works_only_sources_are_named(german: Path, tmp_path: Path) -> None:
    assert run(german, "--as", "all", "--no-works", "--out", tmp_path / "out").returncode == 0
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        name for name in ALL_FILES if name != "works.jsonl"
    ]
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) < 100_000


def test_one_file_bears_the_name_given_or_its_own_in_a_folder(german: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert run(german, "--as", "card", "--out", tmp_path / "CARD.md").returncode == 0
    assert run(german, "--as", "card", "--out", tmp_path / "folder").returncode == 0
    assert (tmp_path / "CARD.md").read_bytes() == (tmp_path / "folder" / "README.md").read_bytes()


def test_an_older_file_is_replaced_whole(german: Path, tmp_path: Path) -> None:
    (tmp_path / "card.md").write_text("old " * 100_000)
    assert run(german, "--as", "card", "--out", tmp_path / "card.md").returncode == 0
    assert (tmp_path / "card.md").read_bytes() == run(german, "--as", "card").stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["card.md", "german"]


def test_what_the_publisher_says_is_told(german: Path) -> None:
    options = ("--provider", "The Press", "--url", "https://example.org/de", "--date", "2026-11-30")
    text = run(german, "--as", "summary", *options).stdout.decode()
    assert "| Provider name and contact | The Press |" in text
    assert "| Date of placement on the market | 2026-11-30 |" in text


def test_obligations_of_a_bundle_are_told(german: Path) -> None:
    obligations = {"outbound": "CC-BY-SA-4.0", "duties": ["attribution"]}
    done = run(with_file(german, "obligations.json", obligations), "--as", "statement")
    assert json.loads(done.stdout)["predicate"]["runDetails"]["byproducts"][1]["annotations"] == obligations


def test_croissant_alone_says_where_its_works_are(german: Path, tmp_path: Path) -> None:
    done = run(german, "--as", "croissant")
    assert done.stderr.decode() == "note: croissant.json refers to works.jsonl; --out DIR writes both\n"
    assert run(german, "--as", "croissant", "--no-works").stderr == b""
    assert run(german, "--as", "croissant", "--out", tmp_path / "c").returncode == 0
    assert sorted(path.name for path in (tmp_path / "c").iterdir()) == ["croissant.json", "works.jsonl"]


def test_a_recipe_of_another_version_is_named_by_its_hash(tmp_path: Path, german: Path) -> None:
    import hashlib

    data = b"schema = 99\n"
    (german / "recipe.toml").write_bytes(data)
    record = json.loads((german / "bundle.json").read_bytes())
    digest = hashlib.sha256(data).hexdigest()
    record["files"]["recipe.toml"] = {"size": len(data), "sha256": digest}
    (german / "bundle.json").write_bytes(canonical(record | {"recipe_sha256": digest}) + b"\n")
    done = run(german, "--as", "statement")
    parameters = json.loads(done.stdout)["predicate"]["buildDefinition"]["externalParameters"]
    assert parameters["recipe"]["digest"]["sha256"] == digest
    assert "policy" not in parameters


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--as", "all"], 2, "error: All formats at once are several files."),
        ([], 2, "error: No format was chosen."),
        (["--as", "sdpx"], 2, "error: Invalid value for '--as': 'sdpx' is not one of"),
        (["--as", "card", "--date", "30.11.2026"], 2, "error: The --date 30.11.2026 is not a day."),
        (["--as", "card", "--language", "xx"], 11, "error: There is no model for the language xx."),
        (["nowhere", "--as", "card"], 10, "error: The bundle nowhere cannot be used: there is no such folder."),
        (["a", "--as", "card", "--language", "de"], 2, "error: A bundle and --language cannot be given together."),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    arguments: list[str], code: int, sentence: str, tmp_path: Path
) -> None:
    found = said(run(*arguments, cwd=tmp_path))
    assert found[0] == code
    assert found[1].startswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_is_not_littered(german: Path) -> None:
    before = sorted(german.iterdir())
    code, sentence = said(run(german, "--as", "all", "--out", german))
    assert code == 2
    assert sentence.endswith("is a bundle, and a bundle holds nothing but the files it lists.")
    assert said(run(german, "--as", "card", "--out", german))[0] == 2
    assert said(run(german, "--as", "card", "--out", german / "README.md"))[0] == 2
    assert sorted(german.iterdir()) == before


def test_a_file_is_no_folder(german: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    assert said(run(german, "--as", "all", "--out", tmp_path / "file"))[0] == 2
    assert said(run(german, "--as", "card", "--out", tmp_path / "file" / "below"))[0] == 4
    assert (tmp_path / "file").read_text() == "mine"


def test_a_damaged_bundle_gives_nothing(german: Path, tmp_path: Path) -> None:
    data = bytearray((german / "manifest.jsonl.zst").read_bytes())
    data[len(data) // 2] ^= 1
    (german / "manifest.jsonl.zst").write_bytes(data)
    code, sentence = said(run(german, "--as", "all", "--out", tmp_path / "out"))
    assert (code, "manifest.jsonl.zst" in sentence) == (10, True)
    assert not (tmp_path / "out").exists()


def test_it_needs_no_extra(german: Path) -> None:
    program = """
import sys
refused = {"pygit2", "lightgbm", "lingua", "charset_normalizer", "starlette", "pygls", "yaml", "jsonschema",
           "spdx_python_model", "cyclonedx", "mlcroissant", "huggingface_hub", "in_toto_attestation", "google"}
class Refuse:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse)
from commonhold.doors.cli import main
main(["export", sys.argv[1], "--as", "all", "--out", sys.argv[2]])
"""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, german, german.parent / "out"],
        capture_output=True,
        env=ENVIRONMENT,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr.decode()
