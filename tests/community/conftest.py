"""Communities from descriptions: real git repositories, folders, captures, a registry of opt-outs and a recipe.

A description is a file in ``cases``; ``README.md`` there says what may stand in one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.flow.conftest import prose

from commonhold.canonical import canonical
from commonhold.curate.curated import prose_of
from commonhold.curate.duplicates import sketch
from commonhold.doors.workbench import read_records
from commonhold.work import SALT, Origin, Work, content_id

CASES = Path(__file__).parent / "cases"
ADA = "Ada <ada@example.org>"
START = 1_700_000_000
KINDS = ("origin", "path", "work", "person")
"""Kinds of opt-outs, in the order in which a registry lists them."""


def described(name: str) -> dict[str, Any]:
    """Return a description by the name of its file."""
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def text_of(told: str | Mapping[str, Any]) -> str:
    """Return a text that is written out, or is prose of our own making with something before and after."""
    if isinstance(told, str):
        return told
    return f"{told.get('before', '')}{prose(told['prose'], told.get('sentences', 30))}{told.get('after', '')}"


@dataclass
class Community:
    """A described community on disk; ``pins`` are commits by the name of the repository."""

    root: Path
    told: dict[str, Any]
    pins: dict[str, str] = field(default_factory=dict)

    def git(self, *arguments: str, at: Path, by: str = ADA, when: int = START) -> str:
        name, _, email = by.rstrip(">").partition(" <")
        clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        who = {f"GIT_{role}_{what}": told for role in ("AUTHOR", "COMMITTER")
               for what, told in (("NAME", name), ("EMAIL", email), ("DATE", f"{when} +0000"))}  # fmt: skip
        quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
        options = ("-c", "init.defaultBranch=main")
        done = subprocess.run(
            ["git", *options, *arguments], cwd=at, env=clean | who | quiet, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def mirror_of(self, name: str) -> Path:
        return self.root / "mirror" / f"owner+{name}" / "repo"

    def make(self) -> None:
        for repository in self.told["repository"]:
            self._repository(repository)
            for path, text in repository.get("captures", {}).items():
                _write(self.root / "captures" / repository["name"] / path, text)
        (self.root / "recipe.toml").write_text(self._recipe(), encoding="utf-8")
        if self.told.get("opt_out"):
            (self.root / "opt-outs.jsonl").write_bytes(self._registry())

    def _repository(self, told: Mapping[str, Any]) -> None:
        tree = self.root / "trees" / told["name"]
        tree.mkdir(parents=True)
        self.git("init", "--quiet", at=tree)
        commits = []
        for number, commit in enumerate(told["commit"]):
            for path, text in commit.get("files", {}).items():
                _write(tree / path, text)
            for path in commit.get("remove", ()):
                (tree / path).unlink()
            named = "".join(f"\nCo-authored-by: {person}" for person in commit.get("with", ()))
            self.git("add", "--all", at=tree)
            message = f"{commit.get('subject', 'Change')}\n{named}"
            by, when = commit.get("by", ADA), START + number * 86_400
            self.git("commit", "--quiet", "--allow-empty", "-m", message, at=tree, by=by, when=when)
            commits.append(self.git("rev-parse", "HEAD", at=tree))
        place = self.mirror_of(told["name"])
        place.parent.mkdir(parents=True)
        self.git("clone", "--quiet", "--bare", str(tree), str(place), at=self.root)
        self.pins[told["name"]] = commits[told.get("pin", len(commits)) - 1]

    def _recipe(self) -> str:
        lines = ["schema = 1", 'language = "en"', "[policy]"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in self.told["policy"].items()]
        for repository in self.told["repository"]:
            name = repository["name"]
            lines += ["[[source]]", f'origin = "https://github.com/owner/{name}"', f'commit = "{self.pins[name]}"']
            if captures := [f"captures/{name}/{path}" for path in repository.get("captures", {})]:
                lines.append(f"captures = {json.dumps(captures)}")
            lines += [f"{key} = {json.dumps(value)}" for key, value in repository.get("source", {}).items()]
        return "\n".join(lines) + "\n"

    def _registry(self) -> bytes:
        entries = sorted((self._entry(told) for told in self.told["opt_out"]), key=_place)
        lines = [canonical({"kind": "opt-outs", "version": 1}), *map(canonical, entries)]
        return b"".join(line + b"\n" for line in lines)

    def _entry(self, told: Mapping[str, Any]) -> dict[str, Any]:
        entry: dict[str, Any] = {"proof": "none"} | {
            key: told[key] for key in ("kind", "origin", "path") if key in told
        }
        for key, kind in (("content", "cnt"), ("directory", "dir")):
            if key in told:
                name, _, path = told[key].partition(":")
                id_ = self.git("rev-parse", f"{self.pins[name]}:{path}", at=self.root / "trees" / name)
                entry["id"] = f"swh:1:{kind}:{id_}"
        if "addresses" in told:
            entry["people"] = sorted(
                hashlib.sha256((SALT + one).encode()).hexdigest()[:16] for one in told["addresses"]
            )
        if "texts" in told:
            texts = [text_of(text).encode() for text in told["texts"]]
            entry["works"] = sorted(content_id(text) for text in texts)
            entry["sketches"] = sorted(base64.b64encode(_sketched(text)).decode() for text in texts)
        return entry

    def curated(self) -> tuple[dict[str, Any], dict[tuple[str, str], str]]:
        """Run the command; return its lines by source, and what was said of each work by (repository, path)."""
        command = [sys.executable, "-m", "commonhold", "curate", str(self.root / "recipe.toml"), "--json", "--offline"]
        command += ["--mirror", str(self.root / "mirror"), "--work", str(self.root / "work"), "--jobs", "1"]
        if self.told.get("opt_out"):
            command += ["--opt-outs", str(self.root / "opt-outs.jsonl")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        assert done.returncode == 0, done.stderr
        return {line["source"]: line for line in json.loads(done.stdout)}, self._read()

    def _read(self) -> dict[tuple[str, str], str]:
        found = {}
        for folder in (self.root / "work" / "read").iterdir():
            for record in read_records(folder / "works.jsonl.zst"):
                reason = "kept" if record["state"] == "kept" else str(record["reason"])
                found[str(record["url"]).rpartition("/")[2], str(record["path"])] = reason
        return found


def _write(place: Path, told: str | Mapping[str, Any]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text_of(told), encoding="utf-8")


def _place(entry: Mapping[str, Any]) -> tuple[int, str]:
    by_path = f"{entry['origin']} {entry['path']}" if entry["kind"] == "path" else ""
    subject = by_path or entry.get("origin") or entry.get("id") or " ".join(entry.get("people", ()))
    return KINDS.index(entry["kind"]), subject


def _sketched(text: bytes) -> bytes:
    """Return the fingerprint of a text as a registry has it."""
    work = Work(content_id(text), text, "original", Origin("https://example.org/original", "1", "a.md"))
    return np.asarray(sketch(prose_of(work)), dtype="<u4").tobytes()


def names_of_cases() -> Iterable[str]:
    """Return the names of all descriptions."""
    return sorted(path.stem for path in CASES.glob("*.toml"))


@pytest.fixture
def community(request: pytest.FixtureRequest, tmp_path: Path) -> Community:
    """The community that the test's parameter names."""
    made = Community(tmp_path, described(request.param))
    made.make()
    return made
