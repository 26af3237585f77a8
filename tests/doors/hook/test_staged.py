"""What is staged: files of prose as the index has them, and their new lines."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from commonhold.doors.hook.staged import Staged, findings_in, staged
from commonhold.finding import Finding

Git = Callable[..., bytes]


@pytest.fixture
def git(tmp_path: Path) -> Git:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")

    def run(*arguments: str) -> bytes:
        done = subprocess.run(["git", *who, *arguments], cwd=tmp_path, env=environment, check=True, capture_output=True)
        return done.stdout

    run("init", "-q")
    return run


def test_only_prose_that_is_staged_and_its_new_lines(git: Git, tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text("One.\nTwo.\nThree.\n", encoding="utf-8")
    (tmp_path / "gone.md").write_text("Gone.\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "Begin")
    (tmp_path / "old.md").write_text("Zero.\nOne.\nTwo!\nThree.\n", encoding="utf-8")
    (tmp_path / "gone.md").unlink()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/é *new*.md").write_text("New.\r\nAnd more.", encoding="utf-8")
    (tmp_path / "link.md").symlink_to("old.md")
    (tmp_path / "code.c").write_text("int i;\n", encoding="utf-8")
    git("add", ".")
    (tmp_path / "old.md").write_text("Later.\n", encoding="utf-8")
    (tmp_path / "unstaged.md").write_text("Later.\n", encoding="utf-8")
    assert list(staged(tmp_path)) == [
        Staged("old.md", b"Zero.\nOne.\nTwo!\nThree.\n", frozenset({1, 3})),
        Staged("sub/é *new*.md", b"New.\r\nAnd more.", frozenset({1, 2})),
    ]


def test_settings_of_git_for_people_change_nothing(git: Git, tmp_path: Path) -> None:
    for name, value in (("color.ui", "always"), ("diff.noprefix", "true"), ("diff.external", "false")):
        git("config", name, value)
    (tmp_path / "new.md").write_text("New.\n", encoding="utf-8")
    git("add", ".")
    assert list(staged(tmp_path)) == [Staged("new.md", b"New.\n", frozenset({1}))]


def test_a_finding_counts_where_it_touches_a_new_line() -> None:
    source = "a b\nc d\ne f\n"
    spans = [(0, 1), (2, 5), (4, 5), (8, 9), (7, 7)]
    findings = [Finding(start, end, "word", "", (), 0.5) for start, end in spans]
    assert [(each.start, each.end) for each in findings_in(findings, source, frozenset({2}))] == [
        (2, 5),
        (4, 5),
        (7, 7),
    ]
    assert findings_in(findings, source, frozenset()) == []
