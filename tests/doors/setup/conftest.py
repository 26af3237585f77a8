"""A home of its own for every test, and the command run in it as a writer would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.doors.http.conftest import Server

from commonhold.doors.setup.machine import Machine

COMMAND = ("/opt/our tools/commonhold",)
DEADLINE_SECONDS = 60.0


def environment(home: Path, **more: str) -> dict[str, str]:
    """The environment of a process that finds nothing of this machine's user."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("XDG_", "GIT_")) and name not in ("COLUMNS", "COMMONHOLD_DEBUG")
    }
    system = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": str(home / "gitconfig")}
    return kept | system | {"HOME": str(home), "PYTHONUTF8": "1", "PYTHONWARNINGS": "error", "NO_COLOR": "1"} | more


def tree(folder: Path) -> dict[str, bytes | str | None]:
    """Everything below a folder: bytes of files, targets of links, None for folders."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink())
        if path.is_symlink()
        else None
        if path.is_dir()
        else path.read_bytes()
        for path in folder.rglob("*")
    }


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home but for the folder that every home has."""
    made = tmp_path / "home"
    (made / ".config").mkdir(parents=True)
    return made


@pytest.fixture
def run(home: Path) -> Run:
    """Run the command in the home and return what became of it."""

    def run_it(*arguments: str, cwd: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "commonhold", *arguments],
            cwd=cwd or home,
            env=environment(home, **variables),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=DEADLINE_SECONDS,
        )

    return run_it


@pytest.fixture
def told(run: Run) -> Callable[..., dict[str, Any]]:
    """Run ``setup … --json``, see that it ended with 0, and return what it says of the one program."""

    def tell(*arguments: str, **more: Any) -> dict[str, Any]:
        done = run("setup", *arguments, "--json", **more)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        programs: list[dict[str, Any]] = json.loads(done.stdout)["programs"]
        assert len(programs) == 1
        return programs[0]

    return tell


@pytest.fixture
def machine(home: Path) -> Machine:
    """A machine with nothing on it."""
    config = home / ".config"
    own = config / "commonhold"
    return Machine(home, config, config, own, home, COMMAND, platform="linux", search="/nowhere")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of the test's own, with the models that are installed."""
    folder = tmp_path / "server"
    folder.mkdir()
    running = Server(folder)
    yield running
    running.process.kill()
    running.end()
