"""``commonhold consent``: what a repository, a folder and a recipe say of training, to people and to programs."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.doors.conftest import Run  # type: ignore[import-not-found]

RECIPE = """
schema = 1
language = "en"
[policy]
outbound = "CC-BY-SA-4.0"
[[source]]
origin = "folder:texts"
captures = ["site"]
"""


def commit(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    environment |= {f"GIT_{who}_DATE": "2026-09-13T08:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    environment |= {f"GIT_{who}_NAME": "Ada" for who in ("AUTHOR", "COMMITTER")}
    environment |= {f"GIT_{who}_EMAIL": "ada@example.org" for who in ("AUTHOR", "COMMITTER")}
    for arguments in (("init", "-q", "-b", "main"), ("add", "-A"), ("commit", "-q", "-m", "one")):
        subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "tales"
    folder.mkdir()
    commit(folder, {"a.md": "A tale.", ".gitattributes": "* ai-training=true\nart/** ai-training=false\n"})
    return folder


def test_a_repository_is_shown_signal_by_signal(run: Run, repository: Path, tmp_path: Path) -> None:
    done = run("consent", "tales", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 1, done.stderr
    lines = done.stdout.decode().splitlines()
    assert lines[0].startswith("tales (swh:1:rev:")
    assert lines[1:] == [
        "  allow of *: ai-training=true [gitattributes .gitattributes, 2026-09-13T08:00:00Z]",
        "  deny of art/**: ai-training=false [gitattributes .gitattributes, 2026-09-13T08:00:00Z]",
        "  Some works stay out: opted-out.",
    ]


def test_a_repository_that_says_nothing_is_clean(run: Run, tmp_path: Path) -> None:
    (tmp_path / "quiet").mkdir()
    commit(tmp_path / "quiet", {"a.md": "A tale."})
    done = run("consent", "quiet", "--json", XDG_CACHE_HOME=str(tmp_path / "cache"))
    told = json.loads(done.stdout)["sources"][0]
    assert (done.returncode, told["answer"], told["refused"], told["signals"]) == (0, "unknown", None, [])


def test_a_recipe_is_read_with_its_captures_and_the_registry_beside_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.md").write_text("A tale.")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "home.http").write_text(
        "HTTP/1.1 200 OK\nDate: Sun, 13 Sep 2026 08:00:00 GMT\ntdm-reservation: 1\n\n"
    )
    (tmp_path / "recipe.toml").write_text(RECIPE)
    done = run("consent", "recipe.toml", "--json", XDG_CACHE_HOME=str(tmp_path / "cache"))
    told = json.loads(done.stdout)["sources"][0]
    assert (done.returncode, told["refused"], told["whole"]) == (1, "opted-out", True)
    assert [(one["family"], one["locator"], one["seen"]) for one in told["signals"]] == [
        ("tdmrep", "site/home.http", "2026-09-13T08:00:00Z")
    ]


def test_the_registry_speaks_of_a_source(run: Run, repository: Path, tmp_path: Path) -> None:
    with (repository / ".git" / "config").open("a") as config:
        config.write('[remote "origin"]\n\turl = https://github.com/owner/tales\n')
    run("opt-out", "add", "--origin", "https://github.com/owner", "--registry", "r.jsonl")
    done = run("consent", "tales", "--registry", "r.jsonl", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 1 and b"All works stay out: opted-out." in done.stdout


@pytest.mark.parametrize(("place", "what"), [("nowhere", "no such file"), ("file.txt", "it is a file")])
def test_what_is_no_source_is_refused(run: Run, tmp_path: Path, place: str, what: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    done = run("consent", place)
    assert done.returncode == 2 and what in done.stderr.decode()


def test_a_source_that_is_not_here_is_named_and_the_others_are_shown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "recipe.toml").write_text(
        RECIPE + '[[source]]\norigin = "https://example.org/far"\ncommit = "' + "0" * 40 + '"\n'
    )
    done = run("consent", "recipe.toml", XDG_CACHE_HOME=str(tmp_path / "cache"))
    assert done.returncode == 3
    assert done.stdout.decode().startswith("texts (") and b"far" in done.stderr
