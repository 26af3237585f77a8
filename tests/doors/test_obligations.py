"""The commands `obligations` and `licence` as they are run: real processes, the models that ship."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from commonhold.canonical import canonical
from commonhold.doors.opening import MODELS
from commonhold.manifest import Manifest
from commonhold.recipe import Policy
from commonhold.release.bundle import open_bundle, write_bundle
from commonhold.release.obligations import derive

WITHOUT_EXTRAS = """
import sys
for name in ("pygit2", "lightgbm", "lingua", "charset_normalizer", "starlette", "uvicorn", "pygls", "tree_sitter"):
    sys.modules[name] = None
from commonhold.doors.cli import main
main(sys.argv[1:])
"""
RECIPE = """
schema = 1
language = "de"
[policy]
outbound = "MIT"
copyleft = "stays"
[[source]]
origin = "folder:texts"
"""


def run(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_EXTRAS, *arguments], capture_output=True, timeout=60
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_a_shipped_model_goes_out_under_its_licence() -> None:
    code, out, error = run("obligations", "--language", "de")
    assert (code, error) == (0, "")
    assert "outbound CC-BY-SA-4.0; copyleft reaches the model" in out
    assert "nothing keeps it from going out under CC-BY-SA-4.0" in out


def test_json_is_the_record_of_the_bundle_s_own_policy() -> None:
    code, out, _ = run("obligations", str(MODELS / "de"), "--json")
    record = derive(open_bundle(MODELS / "de").manifest(), Policy("CC-BY-SA-4.0")).record()
    assert code == 0
    assert out.encode() == canonical(record) + b"\n"


def test_another_outbound_licence_finds_what_is_in_the_way() -> None:
    code, out, _ = run("obligations", "--language", "de", "--outbound", "MIT")
    assert code == 1
    assert "works under CC-BY-SA-3.0 may not go out under MIT (other-lane)" in out
    assert "Give it all away under CC-BY-SA-4.0 instead." in out


def test_the_policy_of_a_recipe_is_followed(tmp_path: Path) -> None:
    recipe = tmp_path / "de.toml"
    recipe.write_text(RECIPE)
    code, out, _ = run("obligations", "--language", "de", "--recipe", str(recipe))
    assert code == 0
    assert "outbound MIT; copyleft stays with texts" in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["obligations", "--language", "xx"], 11, "There is no model for the language xx."),
        (["obligations", "nowhere"], 10, "there is no such folder"),
        (["obligations", "nowhere", "--language", "de"], 2, "cannot be used together"),
        (["obligations", "--recipe", "nowhere.toml"], 2, "The recipe nowhere.toml is not usable"),
        (["obligations", "--language", "de", "--outbound", "GPL-4"], 2, "there is no lane for GPL-4"),
        (["licence", "GPL-2"], 2, "such as GPL-2.0-only or GPL-2.0-or-later"),
        (["licence", "MIT OR"], 2, "MIT OR is no SPDX licence expression"),
    ],
)
def test_what_cannot_be_answered_is_said_in_a_sentence(arguments: list[str], code: int, sentence: str) -> None:
    given, out, error = run(*arguments)
    assert (given, out) == (code, "")
    assert sentence in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    ("recipe", "reason"),
    [
        (RECIPE, "its recipe is for MIT, but it goes out under CC-BY-SA-4.0"),
        ("schema = 1\n", "The recipe recipe.toml is not usable: the recipe lacks language"),
    ],
)
def test_a_bundle_with_another_recipe_is_refused(tmp_path: Path, recipe: str, reason: str) -> None:
    meta = {"language": "de", "licence": "CC-BY-SA-4.0"}
    write_bundle(tmp_path / "de", {"counts": np.arange(3)}, meta, Manifest((), ()), recipe, "NOTICE\n")
    code, out, error = run("obligations", str(tmp_path / "de"))
    assert (code, out) == (10, "")
    assert reason in error


def test_a_licence_is_shown_with_its_words() -> None:
    code, out, _ = run("licence", "MIT OR GPL-3.0-only")
    assert code == 0
    assert "“You must license the entire work, as a whole, under this License" in out
    assert "goes out under          AGPL-3.0-only, GPL-3.0-only" in out
    assert "lanes of MIT OR GPL-3.0-only: " in out


def test_a_licence_is_shown_to_programs() -> None:
    code, out, _ = run("licence", "CC-BY-SA-4.0", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["lanes"] == ["CC-BY-SA-4.0", "GPL-3.0-only"]
    assert [row["id"] for row in told["rows"]] == ["CC-BY-SA-4.0"]
    assert told["terms"]["digest"].startswith("sha256:")
