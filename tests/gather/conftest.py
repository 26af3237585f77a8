"""Tiny repositories, made with git itself, with fixed people and dates."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from commonhold.recipe import Source

ADDRESS = "https://github.com/owner/name"


@dataclass
class Repository:
    """A work tree under construction; ``mirror`` is the folder to hand to ``open_source``."""

    mirror: Path
    tree: Path
    now: int = field(default=1_600_000_000)

    @property
    def bare(self) -> Path:
        return self.mirror / "owner+name" / "repo"

    def git(self, *arguments: str, **more: str) -> str:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments],
            cwd=self.tree,
            env=clean | quiet | more,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def write(self, path: str, data: bytes | str) -> None:
        place = self.tree / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data.encode() if isinstance(data, str) else data)

    def commit(self, subject: str = "Change", by: str = "Ada <ada@example.org>") -> str:
        """Commit the whole tree a day after the last commit; return the id."""
        self.now += 86_400
        name, _, email = by.rstrip(">").partition(" <")
        self.git("add", "--all")
        self.git(
            *("commit", "--quiet", "--allow-empty", "--message", subject),
            GIT_AUTHOR_NAME=name,
            GIT_AUTHOR_EMAIL=email,
            GIT_COMMITTER_NAME=name,
            GIT_COMMITTER_EMAIL=email,
            GIT_AUTHOR_DATE=f"{self.now} +0000",
            GIT_COMMITTER_DATE=f"{self.now} +0000",
        )
        return self.git("rev-parse", "HEAD")

    def source(self, pin: str = "", **more: object) -> Source:
        """Mirror what is committed and return the source pinned to it."""
        if not self.bare.exists():
            self.bare.parent.mkdir(parents=True, exist_ok=True)
            self.git("clone", "--quiet", "--bare", "--no-local", str(self.tree), str(self.bare))
        return Source("name", ADDRESS, pin or self.git("rev-parse", "HEAD"), **more)  # type: ignore[arg-type]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "mirror", tmp_path / "tree")
    made.tree.mkdir()
    made.git("init", "--quiet")
    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def markdown() -> Callable[[str], bool]:
    return lambda path: path.endswith(".md")
