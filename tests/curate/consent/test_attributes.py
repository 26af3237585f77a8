"""Git itself is asked: for any patterns and paths, the attributes read here are those that git reads."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from commonhold.consent import Answer
from commonhold.curate.consent.attributes import attributes
from commonhold.curate.consent.rules import Evidence

PARTS = st.sampled_from(["a", "b", "ab", "a.md", "b.md", "[", "é", "a b"])
PATHS = st.lists(PARTS, min_size=1, max_size=4).map("/".join)
PIECES = st.sampled_from(
    ["a", "b", "*", "**", "?", "/", ".md", "[ab]", "[!a]", "[a-c]", "[]a]", "[[:alpha:]]", "\\*", "\\", "é", "[", "***"]
)
PATTERNS = st.lists(PIECES, min_size=1, max_size=6).map("".join).filter(lambda text: not text.startswith(("!", "#")))
STATES = st.sampled_from(
    [
        "ai-training=false",
        "-ai-training",
        "ai-training",
        "!ai-training",
        "ai-training=true",
        "text ai-training=no -diff",
    ]
)
LINES = st.lists(st.tuples(PATTERNS, STATES).map(" ".join), max_size=5).map("\n".join)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attributes")
    git(folder, "init", "--quiet")
    return folder


def git(folder: Path, *arguments: str, told: bytes = b"") -> bytes:
    environment = {
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
    }
    command = ["git", "-c", "core.ignoreCase=false", "-c", "core.attributesFile=/dev/null", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, input=told, capture_output=True, check=True).stdout


def asked_of_git(folder: Path, files: dict[str, str], paths: list[str]) -> dict[str, str]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    told = b"".join(path.encode() + b"\0" for path in paths)
    fields = git(folder, "check-attr", "--stdin", "-z", "ai-training", told=told).split(b"\0")[:-1]
    for path in files:
        (folder / path).unlink()
    return {fields[at].decode(): fields[at + 2].decode() for at in range(0, len(fields), 3)}


ANSWERS = {"unset": "deny", "false": "deny", "no": "deny", "set": "allow", "true": "allow", "unspecified": None}


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(root=LINES, deeper=LINES, paths=st.lists(PATHS, min_size=1, max_size=8, unique=True))
@example(root="**/b ai-training=false", deeper="", paths=["a b", "b", "a/b"])
@example(root="", deeper="/a** ai-training=false", paths=["a/a/a", "a/ab", "a/b/a"])
@example(root="", deeper="**\\/a ai-training=false", paths=["a/a", "a/b/a"])
def test_git_reads_the_same(repository: Path, root: str, deeper: str, paths: list[str]) -> None:
    files = {".gitattributes": root, "a/.gitattributes": deeper}
    paths = [path for path in paths if path != "a"]
    rules = attributes(Evidence(path, text.encode()) for path, text in files.items())
    for path, state in asked_of_git(repository, files, paths).items():
        found = rules.of_path(path)
        assert (found.answer.value if found else None) == ANSWERS[state], (files, path, state)


def test_a_value_of_a_preference_is_what_git_hands_back(repository: Path) -> None:
    text = "* content-usage=train-ai=y,search=y\nthird_party/** content-usage=train-ai=n\n"
    (repository / ".gitattributes").write_text(text)
    told = git(repository, "check-attr", "content-usage", "--", "third_party/a/b.md", "c.md").decode().splitlines()
    assert [line.rpartition(": ")[2] for line in told] == ["train-ai=n", "train-ai=y,search=y"]
    rules = attributes([Evidence(".gitattributes", text.encode())])
    assert [found.answer for path in ("third_party/a/b.md", "c.md") if (found := rules.of_path(path))] == [
        Answer.DENY,
        Answer.ALLOW,
    ]
    (repository / ".gitattributes").unlink()
