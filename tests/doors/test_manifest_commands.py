"""``commonhold manifest`` as a process: a writer asks for her work, and shows a stranger the proof."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.doors.conftest import Run

from commonhold.gather.history import author_hash
from commonhold.manifest import Entry, Licence, Manifest, Source, SourceCorrections
from commonhold.release.bundle import write_bundle
from commonhold.work import SALT, content_id

ROOT = Path(__file__).resolve().parents[2]
ADA = author_hash(SALT, "ada@example.org")
HELLO = content_id(b"hello world\n")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle in ``tmp_path``, with a work of Ada's that has a path no terminal should see raw."""
    licence = Licence("MIT OR Apache-2.0", "MIT", "COPYING")
    manifest = Manifest(
        sources=(Source("garden", "https://example.org/ada/garden", "swh:1:rev:" + "1" * 40, licence),),
        entries=(
            Entry(HELLO, (("garden", "a\x1b\udce9.md"),), licence, 2, content_id(b"hello world"), ((ADA, 3),)),
            *(Entry(content_id(b"%d" % n), (("garden", f"{n}.md"),), licence, 1, HELLO) for n in range(12)),
        ),
        corrections=(SourceCorrections("garden", (("swh:1:rev:" + "3" * 40, 2),)),),
    )
    folder = tmp_path / "bundle"
    arrays = {"counts": np.arange(3, dtype=np.uint32)}
    write_bundle(folder, arrays, {"language": "en", "licence": "MIT"}, manifest, "schema = 1\n", "Thanks\n")
    (tmp_path / "hello.txt").write_bytes(b"hello world\n")
    (tmp_path / "other.txt").write_bytes(b"hello\n")
    (tmp_path / "texts" / "deep").mkdir(parents=True)
    (tmp_path / "texts" / "deep" / "hello.txt").write_bytes(b"hello world\n")
    (tmp_path / "texts" / "other.txt").write_bytes(b"hello\n")
    return folder


def found(run: Run, what: str) -> Any:
    done = run("manifest", "find", what, "--model", "bundle", "--json")
    assert done.stderr == b""
    (model,) = json.loads(done.stdout)["models"]
    assert done.returncode == (1 if model["works"] or model["corrections"] else 0)
    return model


@pytest.mark.parametrize(
    "what", ["hello.txt", "texts", HELLO, f"{HELLO};lines=1", "Ada@Example.org ", "https://example.org/ada"]
)
def test_a_work_is_found_by_file_folder_id_author_and_address(run: Run, bundle: Path, what: str) -> None:
    model = found(run, what)
    work = next(each for each in model["works"] if each["id"] == HELLO)
    assert work["origins"] == [
        {"url": "https://example.org/ada/garden", "revision": "swh:1:rev:" + "1" * 40, "path": "a\x1b\udce9.md"}
    ]
    assert work["licence"] == {"expression": "MIT OR Apache-2.0", "elected": "MIT", "evidence": "COPYING"}
    assert model["bundle_sha256"] == hashlib.sha256((bundle / "bundle.json").read_bytes()).hexdigest()


@pytest.mark.parametrize("what", ["other.txt", "https://example.org/ad", "eve@example.org", "swh:1:cnt:" + "5" * 40])
def test_what_is_not_there_is_not_found(run: Run, bundle: Path, what: str) -> None:
    model = found(run, what)
    assert (model["works"], model["corrections"], model["sources"]) == ([], [], [])


def test_the_answer_for_a_person_says_where_under_what_and_what_can_be_done(run: Run, bundle: Path) -> None:
    done = run("manifest", "find", "ada@example.org", "--model", "bundle")
    assert (done.returncode, done.stderr) == (1, b"")
    answer = done.stdout.decode()
    assert answer.startswith("en: yes. 1 work with 2 words:\n")
    assert "    in https://example.org/ada/garden, a␛\\udce9.md, at swh:1:rev:1111" in answer
    assert "    under MIT OR Apache-2.0, taken as MIT, as COPYING says\n" in answer
    assert "opt-out" in answer.splitlines()[-1]


def test_a_long_answer_is_cut_and_says_so(run: Run, bundle: Path) -> None:
    answer = run("manifest", "find", "https://example.org/ada", "--model", "bundle").stdout.decode()
    assert answer.startswith("en: yes. 13 works with 14 words, and 2 corrections:\n")
    assert answer.count("swh:1:cnt:") == 10
    assert "  and 3 more; --json lists them all\n" in answer


def test_a_person_whose_work_is_not_there_is_told_how_it_was_looked_for(run: Run, bundle: Path) -> None:
    no = run("manifest", "find", "other.txt", "--model", "bundle")
    assert no.returncode == 0
    assert no.stdout.decode().splitlines() == [
        "en: no. None of its 13 works is other.txt.",
        "A copy with a changed byte is another work; ask by address or author as well.",
    ]
    assert b"is by eve@example.org.\n" in run("manifest", "find", "eve@example.org", "--model", "bundle").stdout
    assert b"one of the 2 files in texts" not in run("manifest", "find", "texts", "--model", "bundle").stdout


def test_without_a_model_all_installed_ones_are_searched(run: Run) -> None:
    done = run("manifest", "find", "swh:1:cnt:" + "5" * 40, "--language", "de")
    assert (done.returncode, done.stdout[:8], done.stderr) == (0, b"de: no. ", b"")
    assert run("manifest", "find", "swh:1:cnt:" + "5" * 40, "--language", "xx").returncode == 11


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["find", "nothing"], 2, b"'nothing' is no file here, no SWHID"),
        (["find", "swh:1:dir:" + "5" * 40], 2, b"should be of the kind cnt or rev"),
        (["find", "swh:1:cnt:5"], 2, b"no identifier of the form"),
        (["prove", "swh:1:cnt:" + "5" * 40], 2, b"is in no manifest of the languages en"),
        (["prove", "hello.txt"], 2, b"no identifier of the form"),
        (["find", HELLO, "--language", "de"], 11, b"no model for the language de"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    run: Run, bundle: Path, arguments: list[str], code: int, sentence: bytes
) -> None:
    done = run("manifest", *arguments, "--model", "bundle")
    assert (done.returncode, done.stdout) == (code, b"")
    assert sentence in done.stderr


def check(tmp_path: Path, proof: Any, *others: str) -> subprocess.CompletedProcess[str]:
    """Run the script that needs nothing of ours, on a proof."""
    (tmp_path / "proof.json").write_text(json.dumps(proof))
    command = [sys.executable, "-I", "-W", "error", str(ROOT / "examples" / "check_proof.py"), "proof.json", *others]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)


def test_a_stranger_can_check_a_proof_without_this_program(run: Run, bundle: Path, tmp_path: Path) -> None:
    done = run("manifest", "prove", HELLO, "--model", "bundle")
    assert (done.returncode, done.stderr) == (0, b"")
    proof = json.loads(done.stdout)
    assert json.loads(proof["line"])["id"] == HELLO
    for others in [(), ("bundle/bundle.json",), ("bundle/bundle.json", "hello.txt")]:
        checked = check(tmp_path, proof, *others)
        assert (checked.returncode, checked.stderr) == (0, "")
        assert checked.stdout.startswith("The proof holds: {")


@pytest.mark.parametrize(
    "change",
    [
        {"line": '{"kind":"work"}'},
        {"index": 0},
        {"index": -1},
        {"size": 2},
        {"size": 1 << 40},
        {"hashes": []},
        {"root": "0" * 64},
        {"bundle_sha256": "0" * 64},
    ],
)
def test_a_changed_proof_is_refused(run: Run, bundle: Path, tmp_path: Path, change: dict[str, Any]) -> None:
    proof = json.loads(run("manifest", "prove", HELLO, "--model", "bundle").stdout) | change
    checked = check(tmp_path, proof, "bundle/bundle.json")
    assert (checked.returncode, checked.stdout, checked.stderr) == (1, "", "The proof does not hold.\n")


def test_a_proof_with_a_hash_too_many_or_changed_is_refused(run: Run, bundle: Path, tmp_path: Path) -> None:
    proof = json.loads(run("manifest", "prove", HELLO, "--model", "bundle").stdout)
    for hashes in ([*proof["hashes"], "00"], proof["hashes"][::-1], proof["hashes"][:-1], ["00" * 32] * 4):
        assert check(tmp_path, proof | {"hashes": hashes}).returncode == 1


def test_a_proof_about_another_file_is_refused(run: Run, bundle: Path, tmp_path: Path) -> None:
    proof = json.loads(run("manifest", "prove", HELLO, "--model", "bundle").stdout)
    assert check(tmp_path, proof, "bundle/bundle.json", "other.txt").returncode == 1


def test_the_script_is_short_enough_to_be_read_before_it_is_believed() -> None:
    assert len((ROOT / "examples" / "check_proof.py").read_text().splitlines()) <= 30
