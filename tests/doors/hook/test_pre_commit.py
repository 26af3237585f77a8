"""The hooks for pre-commit, by pre-commit itself, which installs this very repository without any network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

from commonhold.doors.opening import languages_in

pytest.importorskip("pre_commit", reason="pre-commit is not installed")
pytestmark = pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")

ROOT = Path(__file__).resolve().parents[3]
NEEDED = (".pre-commit-hooks.yaml", "pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "src")
DEADLINE_SECONDS = 300.0
CONFIG = """\
default_install_hook_types: [pre-commit, commit-msg]
repos:
  - repo: {ours}
    rev: v0
    hooks:
      - id: commonhold
      - id: commonhold-commit-msg
"""
Do = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def do(tmp_path: Path) -> Do:
    """Run a program in a folder, with a home of its own and no package index: what is installed here must do."""
    environment = {
        "HOME": str(tmp_path),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PIP_NO_INDEX": "1",
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # so pip spells that there is none
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PYTHONPATH": sysconfig.get_path("purelib"),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    (tmp_path / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n", encoding="utf-8")

    def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=DEADLINE_SECONDS
        )

    return run


def test_pre_commit_installs_this_repository_and_runs_its_hooks(do: Do, tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    left_out = shutil.ignore_patterns("__pycache__", "*.so.1")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, ours / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, ours / name)
    for command in (["init", "-q"], ["add", "--force", "."], ["commit", "-qm", "All of it"], ["tag", "v0"]):
        done = do("git", *command, cwd=ours)
        assert done.returncode == 0, done.stderr
    do("git", "init", "-q", cwd=theirs)
    (theirs / ".pre-commit-config.yaml").write_text(CONFIG.format(ours=ours), encoding="utf-8")
    done = do(sys.executable, "-m", "pre_commit", "install", cwd=theirs)
    assert done.returncode == 0, done.stdout + done.stderr

    (theirs / "notes.md").write_text("This is teh end.\n", encoding="utf-8")
    do("git", "add", ".", cwd=theirs)
    done = do("git", "commit", "-m", "Mend teh gate", cwd=theirs)
    said = done.stdout + done.stderr
    assert (done.returncode, "notes.md:1:9: " in said) == (1, True), said
    (theirs / "notes.md").write_text("This is the end.\n", encoding="utf-8")
    do("git", "add", ".", cwd=theirs)
    done = do("git", "commit", "-m", "Mend teh gate", cwd=theirs)
    said = done.stdout + done.stderr
    assert (done.returncode, "commit message:1:6: " in said) == (0, True), said
