"""Git's hooks as ``commonhold setup git`` installs them, and real commits with them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.doors.setup.conftest import DEADLINE_SECONDS, Run, environment, tree

from commonhold.doors.opening import languages_in

needs_english = pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")
Git = Callable[..., "subprocess.CompletedProcess[str]"]
EARLIER = '#!/bin/sh\necho "earlier: $(basename "$0")"\n[ ! -e refuse ]\n'


@pytest.fixture
def repository(home: Path) -> Path:
    """A repository of its own."""
    made = home / "a project"
    made.mkdir()
    return made


@pytest.fixture
def git(home: Path, repository: Path) -> Git:
    """Run git in the repository."""
    (home / "gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n", encoding="utf-8")

    def run_git(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", *arguments],
            cwd=repository,
            env=environment(home, **variables),
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
        )

    assert run_git("init", "-q").returncode == 0
    return run_git


@needs_english
def test_findings_are_told_and_keep_a_commit_back_only_where_asked_to(
    repository: Path, git: Git, told: Callable[..., dict[str, Any]]
) -> None:
    assert told("git", cwd=repository)["state"] == "is set up now"
    (repository / "notes.md").write_text("# Notes\n\nThis is teh end.\n", encoding="utf-8")
    (repository / "code.c").write_text("int teh;\n", encoding="utf-8")
    git("add", ".")
    done = git("commit", "-m", "Write down teh end")
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert "notes.md:3:9: " in said
    assert "commit message:1:12: " in said
    assert "code.c" not in said.replace("create mode 100644 code.c", "")
    assert "`git config commonhold.block true` would have kept the commit back" in said

    git("config", "commonhold.block", "true")
    (repository / "notes.md").write_text("# Notes\n\nThis is teh end.\n\nAll is well.\n", encoding="utf-8")
    git("add", ".")
    assert git("commit", "-m", "Say how it is").returncode == 0  # the old slip is no part of this commit
    git("commit", "--allow-empty", "-m", "Mend teh gate")
    assert git("log", "-1", "--format=%s").stdout == "Say how it is\n"
    assert git("commit", "--allow-empty", "--no-verify", "-m", "Mend teh gate").returncode == 0


@needs_english
def test_what_is_staged_is_checked_and_not_what_lies_in_the_folder(
    repository: Path, git: Git, run: Run, told: Callable[..., dict[str, Any]]
) -> None:
    (repository / "notes.md").write_text("This is teh end.\n", encoding="utf-8")
    git("add", ".")
    (repository / "notes.md").write_text("This is the end.\n", encoding="utf-8")
    done = run("hook", "pre-commit", "--block", cwd=repository)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("notes.md:1:9: ")
    (repository / "binary.md").write_bytes(b"\0\xff")
    git("add", ".")
    done = run("hook", "pre-commit", "--block", cwd=repository)
    assert done.returncode == 0
    assert "binary.md cannot be checked: it is not" in done.stderr


def test_a_hook_that_was_there_runs_first_and_comes_back(
    repository: Path, git: Git, told: Callable[..., dict[str, Any]]
) -> None:
    for name, mode in (("commit-msg", 0o700), ("pre-commit", 0o640)):
        hook = repository / ".git/hooks" / name
        hook.write_text(EARLIER, encoding="utf-8")
        hook.chmod(mode)
    before = tree(repository)
    told("git", cwd=repository)
    assert told("git", cwd=repository)["state"] == "is set up already"
    done = git("commit", "--allow-empty", "-m", "Begin")
    assert done.returncode == 0, done.stderr
    said = done.stdout + done.stderr
    assert "earlier: commit-msg.before-commonhold" in said
    assert "earlier: pre-commit" not in said  # git would not have run it either
    (repository / "refuse").touch()
    assert git("commit", "--allow-empty", "-m", "Go on").returncode == 1
    (repository / "refuse").unlink()
    told("git", "--undo", cwd=repository)
    after = {path: content for path, content in tree(repository).items() if path in before}
    assert {path for path in tree(repository) if "commonhold" in path} == set()
    assert after[".git/hooks/commit-msg"] == EARLIER.encode()
    assert [(repository / ".git/hooks" / name).stat().st_mode & 0o777 for name in ("commit-msg", "pre-commit")] == [
        0o700,
        0o640,
    ]


def test_hooks_go_where_core_hookspath_says(repository: Path, git: Git, told: Callable[..., dict[str, Any]]) -> None:
    git("config", "core.hooksPath", ".githooks")
    (repository / "docs").mkdir()
    said = told("git", cwd=repository / "docs")
    assert sorted(path.name for path in (repository / ".githooks").iterdir()) == ["commit-msg", "pre-commit"]
    assert "part of the work tree" in said["notes"][1]
    told("git", "--undo", cwd=repository)
    assert not (repository / ".githooks").exists()


def test_hooks_that_other_repositories_share_are_left(home: Path, repository: Path, git: Git, run: Run) -> None:
    git("config", "core.hooksPath", str(home / "hooks"))
    done = run("setup", "git", cwd=repository)
    assert done.returncode == 3
    assert f"The hooks of this repository are in {home / 'hooks'}, which is not part of it" in done.stderr
    assert not (home / "hooks").exists()


def test_a_hook_that_is_a_link_is_left(repository: Path, git: Git, run: Run) -> None:
    script = repository / "check.sh"
    script.write_text(EARLIER, encoding="utf-8")
    (repository / ".git/hooks/pre-commit").symlink_to(script)
    done = run("setup", "git", cwd=repository)
    assert done.returncode == 3
    assert f"is a link to {script}" in done.stderr
    assert (script.read_text(encoding="utf-8"), (repository / ".git/hooks/commit-msg").exists()) == (EARLIER, False)


def test_without_a_repository_that_is_said(home: Path, run: Run) -> None:
    for arguments in (("setup", "git"), ("setup", "git", "--undo"), ("hook", "pre-commit")):
        done = run(*arguments, GIT_CEILING_DIRECTORIES=str(home.parent))
        assert done.returncode == 2
        assert f"{home} is in no git repository" in done.stderr
        assert "`git init`" in done.stderr


def test_a_hook_of_a_commonhold_that_is_gone_lets_commits_pass(repository: Path, git: Git) -> None:
    from commonhold.doors.setup.git import script

    hook = repository / ".git/hooks/commit-msg"
    hook.write_bytes(script("commit-msg", ("/nowhere/our tools/commonhold",)))
    hook.chmod(0o755)
    done = git("commit", "--allow-empty", "-m", "Mend teh gate")
    assert done.returncode == 0
    assert "note: Commonhold is gone from /nowhere/our tools/commonhold" in done.stderr
