"""The river from end to end, by real processes: the same bytes, nothing lost, nothing done twice, nothing half done."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.flow.conftest import Build, command

from commonhold.doors.workbench import read_records
from commonhold.release.bundle import open_bundle


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def first_suggestions(bundle: Path) -> list[str]:
    """What a model says first of two slips that it was taught."""
    checked = subprocess.run(
        [sys.executable, "-m", "commonhold", "check", "--model", str(bundle), "--json", "--type", "text"],
        input="My sister opens teh small garden becuase it is quiet.",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 1, checked.stderr
    return [finding["suggestions"][0] for finding in json.loads(checked.stdout)["files"][0]["findings"]]


def test_a_built_model_finds_the_slips_it_was_taught(built: Path) -> None:
    assert first_suggestions(built) == ["the", "because"]


def test_another_folder_gives_the_same_bytes(built: Path, build: Build, tmp_path: Path) -> None:
    done = build(tmp_path / "elsewhere" / "work", tmp_path / "elsewhere" / "out")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "elsewhere" / "out") == contents(built)


def test_a_second_run_with_nothing_changed_is_quick_and_changes_nothing(built: Path, build: Build) -> None:
    before = contents(built)
    times = {path: path.stat().st_mtime_ns for path in (built.parent / "work").rglob("*") if path.is_file()}
    done = build(built.parent / "work", built)
    assert done.returncode == 0, done.stderr
    assert "counting words" not in done.stderr
    assert contents(built) == before
    assert {path: path.stat().st_mtime_ns for path in times} == times


@pytest.mark.parametrize("step", ["settling duplicates", "adding up", "fitting the ranker", "writing the bundle"])
def test_a_build_killed_anywhere_goes_on_to_the_same_bytes(
    step: str, built: Path, commons: Path, build: Build, tmp_path: Path
) -> None:
    work, out = tmp_path / "work", tmp_path / "en"
    process = subprocess.Popen(
        command(commons, work, out), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(step):
            process.send_signal(signal.SIGKILL)
            break
    process.wait(timeout=60)
    process.stderr.close()
    assert process.returncode == -signal.SIGKILL
    kept = {path.name: path.stat().st_mtime_ns for path in (work / "read").iterdir()}
    assert not (out / "bundle.json").exists()
    done = build(work, out)
    assert done.returncode == 0, done.stderr
    assert contents(out) == contents(built)
    assert {name: (work / "read" / name).stat().st_mtime_ns for name in kept} == kept, "a finished step was done again"


def test_ctrl_c_leaves_one_sentence_and_no_bundle(commons: Path, tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "en"
    pipes = {"stderr": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command(commons, work, out), text=True, start_new_session=True, **pipes)
    assert process.stderr is not None
    assert any(line.startswith("reading sources") for line in iter(process.stderr.readline, ""))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all processes of the group
    _, rest = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in rest
    assert rest.strip().endswith("stopped: no file is half-written")
    assert not out.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells workers")
def test_workers_of_a_killed_build_end_too(commons: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(command(commons, tmp_path / "work", tmp_path / "en"), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any(line.startswith("reading sources") for line in iter(process.stderr.readline, ""))
    workers: list[psutil.Process] = []
    while not workers:
        workers = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    process.communicate(timeout=60)
    _, alive = psutil.wait_procs(workers, timeout=60)
    assert alive == []


def test_gathered_is_kept_and_held_and_refused(built: Path, commons: Path) -> None:
    done = subprocess.run(
        [*command(commons, built.parent / "work", built), "--json"], capture_output=True, text=True, check=True
    )
    lines = {line["source"]: line for line in json.loads(done.stdout)}
    reasons = {reason: amount["works"] for reason, amount in lines["fates"]["refused"].items()}
    assert reasons == {
        "binary": 1, "duplicate": 1, "held-out": 1, "near-duplicate": 1, "other-lane": 1, "other-language": 1,
    }  # fmt: skip
    assert lines["fates"]["kept"]["works"] == 1
    assert list(lines["nobody"]["refused"]) == ["no-licence"]
    total = lines["total"]
    files = len(list((commons / "fates").iterdir())) - 1 + 1 + len(list((commons / "tree").rglob("*.md")))
    amounts = [total["kept"], total["held"], *total["refused"].values()]
    assert sum(amount["works"] for amount in amounts) == files
    sizes = [path.stat().st_size for folder in ("fates", "nobody", "tree") for path in (commons / folder).rglob("*")
             if path.suffix in (".md", ".txt")]  # fmt: skip
    assert sum(amount["size_bytes"] for amount in amounts) == sum(sizes)


def test_the_manifest_names_every_kept_work_and_every_holder_of_a_copy(built: Path) -> None:
    bundle = open_bundle(built, verify=True)
    manifest = bundle.manifest()
    assert {source.name for source in manifest.sources} == {"prose", "fates"}
    holders = {path for entry in manifest.entries if len(entry.origins) > 1 for _, path in entry.origins}
    assert holders == {"3.md", "copy.md", "4.md", "near.md"}
    assert all(entry.source == "prose" for entry in manifest.entries if len(entry.origins) > 1)
    changed = [entry for entry in manifest.entries if entry.origins[0][1] == "own.md"]
    assert changed[0].id != changed[0].training_id
    assert sum(used.count for used in manifest.corrections) > 0


def test_no_address_and_no_held_out_sentence_reaches_the_counts(built: Path) -> None:
    blob = bytes(open_bundle(built).arrays["words"])
    assert b"lovelace" not in blob
    assert b"examiner" not in blob


def test_a_correction_teaches_only_where_its_file_may_be_learnt_from(built: Path) -> None:
    folders = [path for path in (built.parent / "work" / "read").iterdir() if path.is_dir()]
    mined: Any = [record for folder in folders for record in read_records(folder / "corrections.jsonl.zst")]
    told: Any = [record for folder in folders for record in read_records(folder / "facts.jsonl.zst")]
    assert {record["path"] for record in mined} == {"mail.md", *(f"slips{number}.md" for number in range(20))}
    assert not any("lovelace" in record["before"] + record["after"] for record in mined)
    assert [record["before"] for record in mined if record["path"] == "mail.md"] == [
        "Send hte first letter to hte office, <email>, before hte summer begins."
    ]
    assert {reason: files for record in told for reason, files in record["revised_refused"].items()} == {
        "non-commercial": 1
    }


def test_a_missing_source_is_named_and_the_others_stay_gathered(commons: Path, build: Build, tmp_path: Path) -> None:
    text = (commons / "recipe.toml").read_text(encoding="utf-8")
    recipe = commons / "broken.toml"
    recipe.write_text(text.replace("owner/prose", "owner/gone"), encoding="utf-8")
    done = build(tmp_path / "work", tmp_path / "en", recipe=recipe)
    assert done.returncode == 3
    assert "gone" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "en").exists()
    assert len(list((tmp_path / "work" / "read").iterdir())) == 2


def test_a_damaged_bundle_is_built_again(built: Path, build: Build, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "en")
    with (tmp_path / "en" / "bundle.json").open("ab") as file:
        file.write(b" ")
    done = build(built.parent / "work", tmp_path / "en")
    assert done.returncode == 0, done.stderr
    assert contents(tmp_path / "en") == contents(built)


def test_a_bad_recipe_is_refused_at_once(commons: Path, build: Build, tmp_path: Path) -> None:
    recipe = tmp_path / "bad.toml"
    recipe.write_text((commons / "recipe.toml").read_text(encoding="utf-8") + 'colour = "red"\n', encoding="utf-8")
    began = time.monotonic()
    done = build(tmp_path / "work", tmp_path / "en", recipe=recipe)
    assert done.returncode == 2
    assert "colour" in done.stderr
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("names", [False, True])
def test_authors_are_hashes_unless_the_steward_asks_for_names(names: bool, commons: Path, tmp_path: Path) -> None:
    recipe = commons / f"names-{names}.toml"
    text = (commons / "recipe.toml").read_text(encoding="utf-8")
    recipe.write_text(text.replace("[policy]", f"[policy]\nnames = {str(names).lower()}"), encoding="utf-8")
    line = command(commons, tmp_path / "work", tmp_path / "en", recipe)
    line[line.index("build")] = "curate"
    del line[line.index("--out") : line.index("--out") + 2]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    works = [work for path in (tmp_path / "work" / "read").glob("*/works.jsonl.zst") for work in read_records(path)]
    authors = {str(author[0]) for work in works for author in work["authors"]}  # type: ignore[union-attr, index]
    assert len(authors) == 1
    assert (authors == {"Ada"}) is names
