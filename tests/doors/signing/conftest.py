"""People with keys of their own, each with a folder of settings, and a small bundle to sign."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from commonhold.manifest import Manifest
from commonhold.release.bundle import write_bundle

Said = tuple[int, str, str]
Run = Callable[..., Said]


def run_in(folder: Path, who: str, *arguments: str, **variables: str) -> Said:
    """Run the command as somebody, and return exit code, output and errors."""
    inherited = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "HOME") if name in os.environ}
    home = {"XDG_CONFIG_HOME": str(folder / "homes" / who), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "commonhold", *arguments],
        cwd=folder,
        env=inherited | home | variables,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def public_in(folder: Path, who: str) -> str:
    """Return the public key of somebody, made where it is lacking."""
    code, out, _ = run_in(folder, who, "key", "show", who, "--json")
    if code:
        code, out, _ = run_in(folder, who, "key", "new", who, "--json")
    found: dict[str, Any] = json.loads(out)
    return str(found["key"])


@pytest.fixture
def person(tmp_path: Path) -> Run:
    """Run the command as somebody: ``person("ada", "key", "new", "ada")``."""
    return partial(run_in, tmp_path)


@pytest.fixture
def public(tmp_path: Path) -> Callable[[str], str]:
    return partial(public_in, tmp_path)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A village with its people, founded once."""
    folder = tmp_path_factory.mktemp("founded")
    keys = [part for who in ("ada", "ben", "cleo") for part in ("--key", f"{who}={public_in(folder, who)}")]
    assert run_in(folder, "ada", "stewards", "new", "village", *keys, "--threshold", "2")[0] == 0
    for who in ("ada", "ben"):
        assert run_in(folder, who, "stewards", "sign", "village.json", "--with", who)[0] == 0
    return folder


@pytest.fixture
def village(founded: Path, tmp_path: Path) -> Path:
    """A community of three, two of whom have to sign; ada and ben have signed its list."""
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    return tmp_path / "village.json"


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    write_bundle(
        tmp_path / "en",
        {"counts": np.arange(3, dtype=np.uint32)},
        {"language": "en", "licence": "CC-BY-SA-4.0"},
        Manifest((), ()),
        "schema = 1\n",
        "NOTICE\n",
    )
    return tmp_path / "en"
