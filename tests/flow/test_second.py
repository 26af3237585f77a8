"""A model that reads twice, from end to end: learnt, resumed, packed, checked with and without it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tests.flow.conftest import command
from tests.flow.test_flow import contents, first_suggestions

from commonhold.release.bundle import open_bundle

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")

SIZE = "megabytes = 5\n"


@pytest.fixture(scope="session")
def twice(commons: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of the same commons with a network; the work folder lies beside it."""
    twice_over(commons)
    root = tmp_path_factory.mktemp("twice")
    run(commons, root)
    return root / "en"


def twice_over(commons: Path) -> Path:
    """The recipe of the commons with a network."""
    recipe = commons / "twice.toml"
    text = (commons / "recipe.toml").read_text(encoding="utf-8")
    recipe.write_text(text.replace(SIZE, SIZE + "network_megabytes = 0.1\n"), encoding="utf-8")
    return recipe


def arguments(commons: Path, root: Path) -> list[str]:
    """The command that builds it there."""
    words = command(commons, root / "work", root / "en")
    return [str(commons / "twice.toml") if word == str(commons / "recipe.toml") else word for word in words]


def run(commons: Path, root: Path) -> None:
    """Build it there."""
    done = subprocess.run(arguments(commons, root), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@needs_torch
def test_the_network_and_the_second_ranker_are_in_the_bundle(twice: Path) -> None:
    arrays = open_bundle(twice, verify=True).arrays
    assert arrays["context_words"].dtype == np.int8
    assert arrays["again_tree_feature"].shape[1] == arrays["tree_feature"].shape[1]
    facts = json.loads((twice / "model.json").read_text(encoding="utf-8"))
    assert facts["version"] == 4
    assert 0 <= facts["density"] < 0.1
    assert len(facts["scale"]) == 2
    size = sum(arrays[name].nbytes for name in arrays if name.startswith("context_"))
    assert size < 0.15e6


@needs_torch
def test_what_it_was_taught_is_found(twice: Path) -> None:
    assert first_suggestions(twice) == ["the", "because"]


@needs_torch
def test_what_was_learnt_from_withdrawn_works_is_said_to_stay(twice: Path, built: Path, tmp_path: Path) -> None:
    registry = ["--registry", str(tmp_path / "opt-outs.jsonl")]
    ask = [sys.executable, "-m", "commonhold", "opt-out"]
    subprocess.run([*ask, "add", "--origin", "https://github.com/owner/prose", *registry], check=True)
    for bundle, in_weights in ((twice, True), (built, False)):
        told = subprocess.run([*ask, "check", str(bundle), *registry], capture_output=True, text=True, check=False)
        assert told.returncode == 1, told.stderr
        assert ("stays in the weights of its network" in told.stdout) == in_weights
        told = subprocess.run([*ask, "check", str(bundle), *registry, "--json"], capture_output=True, check=False)
        assert json.loads(told.stdout)["in_weights"] == in_weights


def test_without_torch_nothing_is_read_and_it_is_said_what_is_lacking(commons: Path, tmp_path: Path) -> None:
    recipe = twice_over(commons)
    script = (
        "import sys; sys.modules['torch'] = None; import importlib.util as u; find = u.find_spec;"
        "u.find_spec = lambda name, *rest: None if name == 'torch' else find(name, *rest);"
        "from commonhold.doors.cli import main; main()"
    )
    words = ["build", str(recipe), "--work", str(tmp_path / "work"), "--out", str(tmp_path / "en")]
    done = subprocess.run([sys.executable, "-c", script, *words], capture_output=True, text=True, check=False)
    assert done.returncode not in (0, 1)
    assert "The network cannot be learnt: the package torch is not installed." in done.stderr
    assert "commonhold[neural]" in done.stderr and "Traceback" not in done.stderr
    assert not list(tmp_path.glob("work/read/*"))


@needs_torch
@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_learning_goes_on_where_it_was_killed(twice: Path, commons: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        arguments(commons, tmp_path), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("learning the network"):
            process.send_signal(signal.SIGKILL)
            break
    process.wait(timeout=60)
    process.stderr.close()
    assert process.returncode == -signal.SIGKILL
    run(commons, tmp_path)
    assert contents(tmp_path / "en") == contents(twice)
    assert not list((tmp_path / "work" / "network").glob("*.state"))
