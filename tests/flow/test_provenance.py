"""A stranger's way with a bundle, by real processes: verify it, build it again, and what a steward may not release."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.flow.conftest import EXAM, git, prose
from tests.release.sound import manifest_of, write_sound

from commonhold.consent import Answer
from commonhold.doors.build import build
from commonhold.doors.building import read_recipe, site_of
from commonhold.doors.site import Progress
from commonhold.manifest import Licence
from commonhold.optouts import OptOut, OptOuts
from commonhold.release.bundle import open_bundle

GPL_TWO = Licence("GPL-2.0-only", "GPL-2.0-only", "COPYING")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``commonhold`` with settings of one's own."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "XDG_CACHE_HOME": str(tmp_path / "cache")}

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "commonhold", *map(str, arguments)]
        return subprocess.run(words, capture_output=True, text=True, timeout=240, check=False, env=environment)

    return command


@pytest.fixture
def bundle(built: Path, tmp_path: Path) -> Path:
    """A copy of the built bundle."""
    return Path(shutil.copytree(built, tmp_path / "en"))


@pytest.fixture
def village(run: Run, tmp_path: Path) -> Path:
    """A stewards list of one, trusted here, whose key is ``ada``."""
    assert run("key", "new", "ada").returncode == 0
    shown = json.loads(run("key", "show", "ada", "--json").stdout)
    listed = tmp_path / "village.json"
    made = run("stewards", "new", "village", "--threshold", "1", "--key", f"Ada={shown['key']}", "--out", listed)
    assert made.returncode == 0, made.stderr
    signed = run("stewards", "sign", listed, "--with", "ada")
    assert signed.returncode == 0, signed.stderr
    trusted = run("trust", "add", listed, "--yes")
    assert trusted.returncode == 0, trusted.stderr
    return listed


def places(commons: Path, built: Path) -> list[object]:
    """The options that say where sources and finished steps lie."""
    return ["--mirror", commons / "mirror", "--beside", commons, "--work", built.parent / "work", "--offline"]


def test_what_was_built_verifies_but_nobody_has_signed_it(bundle: Path, run: Run) -> None:
    done = run("verify", bundle, "--json")
    assert done.returncode == 14, done.stderr
    report = json.loads(done.stdout)
    outcomes = {check["name"]: check["outcome"] for check in report["checks"]}
    assert outcomes == {
        "structure": "holds",
        "checksums": "holds",
        "manifest": "holds",
        "recipe": "holds",
        "notices": "holds",
        "obligations": "holds",
        "consent": "holds",
        "signatures": "note",
        "opt-outs": "holds",
    }


def test_released_it_verifies_as_signed(bundle: Path, built: Path, commons: Path, village: Path, run: Run) -> None:
    done = run("release", bundle, "--with", "ada", *places(commons, built))
    assert done.returncode == 0, done.stderr
    assert "Nothing stands against it" in done.stdout
    checked = run("verify", bundle)
    assert checked.returncode == 0, checked.stdout
    assert "is what its stewards signed" in checked.stdout
    (bundle / "NOTICE").write_text("Thanks.\n", encoding="utf-8")
    broken = run("verify", bundle)
    assert broken.returncode == 10
    assert "NOTICE has 8 bytes instead of" in broken.stdout


def test_an_opt_out_after_the_build_keeps_it_from_release(
    bundle: Path, built: Path, commons: Path, village: Path, run: Run, tmp_path: Path
) -> None:
    registry = tmp_path / "opt-outs.jsonl"
    added = run("opt-out", "add", "--path", "https://github.com/owner/prose", "0.md", "--registry", registry)
    assert added.returncode == 0, added.stderr
    done = run("release", bundle, "--with", "ada", "--opt-outs", registry, *places(commons, built))
    assert done.returncode == 15, done.stdout + done.stderr
    assert "0.md of prose (opted-out)" in done.stderr
    assert not (bundle / "signatures.json").exists()
    checked = run("verify", bundle, "--opt-outs", registry)
    assert checked.returncode == 14
    assert "Works in it whose holders have opted out since: 1." in checked.stdout


def test_a_licence_narrowed_upstream_keeps_it_from_release(
    bundle: Path, built: Path, commons: Path, run: Run, tmp_path: Path
) -> None:
    mirror = tmp_path / "mirror"
    shutil.copytree(commons / "mirror", mirror)
    tree = tmp_path / "tree"
    git(tmp_path, "clone", "--quiet", str(mirror / "owner+prose" / "repo"), str(tree), when=1_600_000_000)
    (tree / "LICENSE").write_text("SPDX-License-Identifier: CC-BY-NC-SA-4.0\n", encoding="utf-8")
    git(tree, "commit", "--quiet", "-am", "Keep commerce out", when=1_600_000_000)
    git(tree, "push", "--quiet", when=1_600_000_000)
    where = ["--mirror", mirror, "--beside", commons, "--work", tmp_path / "work", "--offline"]
    done = run("release", bundle, *where)
    assert done.returncode == 15, done.stdout + done.stderr
    assert "of prose (narrowed)" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "reasons"),
    [
        (
            {"manifest": manifest_of(Licence("GPL-2.0-only", "GPL-2.0-only", "COPYING"))},
            ["obligations", "GPL-2.0-only"],
        ),
        ({"thanks": "Thanks to all.\n"}, ["notices", "handbook", "letters"]),
        ({"manifest": manifest_of(consent=Answer.DENY)}, ["consent", "against its holders' wish"]),
    ],
    ids=["a licence outside the lane", "a notice that leaves somebody out", "a work that was denied"],
)
def test_what_its_papers_speak_against_is_not_released(
    wrong: dict[str, Any], reasons: list[str], run: Run, village: Path, tmp_path: Path
) -> None:
    write_sound(tmp_path / "en", **wrong)
    done = run("release", tmp_path / "en", "--with", "ada", "--offline")
    assert done.returncode == 15, done.stderr
    for reason in reasons:
        assert reason in done.stderr
    assert not (tmp_path / "en" / "signatures.json").exists()


def test_it_is_built_again_from_its_papers_alone(bundle: Path, commons: Path, run: Run, tmp_path: Path) -> None:
    work = tmp_path / "rebuilding"
    done = run("rebuild", bundle, "--mirror", commons / "mirror", "--beside", commons, "--work", work, "--offline")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("The same bytes: ")
    held_out = json.loads((bundle / "inputs.json").read_text(encoding="utf-8"))["held_out"]
    assert held_out["runs"], "the evaluation text was met"
    assert EXAM not in (bundle / "inputs.json").read_text(encoding="utf-8")


def test_another_work_is_the_first_difference(bundle: Path, commons: Path, run: Run, tmp_path: Path) -> None:
    changed = tmp_path / "beside"
    shutil.copytree(commons, changed)
    (changed / "fates" / "own.md").write_text(prose(41, 80), encoding="utf-8")
    where = ["--mirror", commons / "mirror", "--beside", changed, "--work", tmp_path / "work", "--offline"]
    done = run("rebuild", bundle, *where)
    assert done.returncode == 13, done.stdout + done.stderr
    assert "manifest.jsonl.zst differs. Other works" in done.stdout
    assert "own.md" in done.stdout
    drawn = run("rebuild", bundle, "--sample", "3", *where)
    assert drawn.returncode == 13
    assert "own.md of fates" in drawn.stdout


def test_a_few_sources_read_again_agree_with_the_manifest(
    bundle: Path, commons: Path, run: Run, tmp_path: Path
) -> None:
    where = ["--mirror", commons / "mirror", "--beside", commons, "--work", tmp_path / "work", "--offline"]
    done = run("rebuild", bundle, "--sample", "1", "--seed", "3", *where)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "read again" in done.stdout
    none = run("rebuild", bundle, "--sample", "0", *where)
    assert none.returncode == 2


def test_who_opts_out_while_sources_are_read_is_not_trained_on(commons: Path, tmp_path: Path) -> None:
    registry = tmp_path / "opt-outs.jsonl"
    registry.write_bytes(OptOuts(()).to_bytes())
    wish = OptOut("path", origin="https://github.com/owner/prose", path="0.md")

    class Late(Progress):
        """Somebody opts out between the first question and the last."""

        def begin(self, step: str, total: int) -> None:
            if step == "reading sources":
                registry.write_bytes(OptOuts((wish,)).to_bytes())

    path = commons / "recipe.toml"
    site = site_of(path, tmp_path / "work", commons / "mirror", True, (), 2, [registry])
    recipe, text = read_recipe(path)
    build(recipe, text, site, tmp_path / "en", Late())
    origins = {origin for entry in open_bundle(tmp_path / "en").manifest().entries for origin in entry.origins}
    assert ("prose", "1.md") in origins
    assert ("prose", "0.md") not in origins
