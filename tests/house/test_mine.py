"""Test sets are mined from a real history: real mistakes only, a few of each commit, and the same lines each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from commonhold.recipe import parse_recipe

WRONG = (
    "Das Programm speichert alle Dateien in enem eigenen Ordner auf der Festplatte.",
    "Danach kannst du die Änderungen ansehen und und wieder zurücknehmen.",
    "Die Anleitung erklärt, wie man einen neuen Zweig im Verzeichnis anlegt.",
    "Alle Befehle stehen am Ende von diesem Kapitel in einer kleinen Tabelle.",
)
RIGHT = (
    "Das Programm speichert alle Dateien in einem eigenen Ordner auf der Festplatte.",
    "Danach kannst du die Änderungen ansehen und wieder zurücknehmen.",
    "Die Anleitung erklärt, wie man einen neuen Baum im Verzeichnis anlegt.",
    "Alle Befehle stehen am Ende von diesem Kapitel in einer kleinen Tabelle.",
)
ENGLISH = "All the commands stand at the end of this chapter in a small table."
FILLER = "Der Ordner steht in einem Verzeichnis, und einem anderen Ordner auf der Festplatte fehlt nichts davon."


def git(tree: Path, *arguments: str) -> str:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    who = {f"GIT_{role}_{part}": "ada@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    quiet = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    command = ["git", "-c", "init.defaultBranch=main", *arguments]
    return subprocess.run(command, cwd=tree, env=clean | quiet | who, capture_output=True, check=True, text=True).stdout


def commit(tree: Path, subject: str, sentences: tuple[str, ...]) -> str:
    (tree / "buch.md").write_text("\n\n".join([*sentences, ENGLISH, FILLER]) + "\n", encoding="utf-8")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", subject)
    return git(tree, "rev-parse", "HEAD").strip()


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """A sets file for one repository in which mistakes were mended, with the clone beside it."""
    tree, bare = tmp_path / "tree", tmp_path / "mirror" / "owner+name" / "repo"
    tree.mkdir()
    bare.parent.mkdir(parents=True)
    git(tree, "init", "--quiet")
    before = commit(tree, "Anfang", WRONG)
    commit(tree, "Fix what codespell found", (WRONG[0].replace("Programm", "Program"), *WRONG[1:]))
    commit(tree, "codespell again", WRONG)
    head = commit(tree, "Tippfehler", RIGHT)
    git(tree, "clone", "--quiet", "--bare", ".", str(bare))
    path = tmp_path / "de.toml"
    path.write_text(
        f"language = 'de'\nsubjects = 'tippfehler|codespell'\n[[origin]]\norigin = 'https://github.com/owner/name'\n"
        f"commit = '{head}'\nbefore = '{before}'\nhalf = 'dev'\n",
        encoding="utf-8",
    )
    return path


def mined(root: Path, sets: Path, out: Path) -> dict[str, list[dict[str, object]]]:
    command = [sys.executable, str(root / "bench" / "mine.py"), "--mirror", str(sets.parent / "mirror")]
    subprocess.run([*command, "--out", str(out), str(sets)], check=True, capture_output=True)
    return {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        for path in sorted(out.iterdir())
    }


def test_real_mistakes_are_mined_and_new_meanings_are_not(root: Path, sets: Path, tmp_path: Path) -> None:
    found = mined(root, sets, tmp_path / "out")
    assert list(found) == ["de_clean_dev", "de_typos_dev"]
    pairs = [(row["text"], row["refs"]) for row in found["de_typos_dev"]]
    assert pairs == [(WRONG[0], [RIGHT[0]]), (WRONG[1], [RIGHT[1]])]
    assert {"id", "text", "refs", "origin", "commit", "path"} == found["de_typos_dev"][0].keys()


def test_untouched_paragraphs_in_the_language_are_taken_as_right(root: Path, sets: Path, tmp_path: Path) -> None:
    assert [row["text"] for row in mined(root, sets, tmp_path / "out")["de_clean_dev"]] == [RIGHT[3], FILLER]


def test_the_same_sets_file_gives_the_same_lines(root: Path, sets: Path, tmp_path: Path) -> None:
    assert mined(root, sets, tmp_path / "one") == mined(root, sets, tmp_path / "two")


def test_a_repository_that_is_not_there_is_left_out_and_said(root: Path, sets: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(root / "bench" / "mine.py"), "--mirror", str(tmp_path / "none")]
    done = subprocess.run([*command, "--out", str(tmp_path / "out"), str(sets)], capture_output=True, text=True)
    assert done.returncode == 2
    assert "https://github.com/owner/name is left out" in done.stderr


def test_without_clones_the_other_languages_are_skipped_with_a_sentence(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(root / "bench" / "languages.py"), "--out", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")
    assert "make bench MIRROR=DIR" in done.stderr


def test_no_repository_that_is_measured_with_is_in_a_recipe(root: Path) -> None:
    used = {
        source.origin.lower()
        for path in (root / "recipes").glob("*.toml")
        for source in parse_recipe(path.read_text(encoding="utf-8"), path.name).sources
    }
    for path in (root / "bench" / "sets").glob("*.toml"):
        origins = {table["origin"].lower() for table in tomllib.loads(path.read_text(encoding="utf-8"))["origin"]}
        assert origins
        assert not origins & used
