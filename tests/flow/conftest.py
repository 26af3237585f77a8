"""A small commons: a repository with a history of mended slips, and folders with every kind of fate for a work."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Build = Callable[..., "subprocess.CompletedProcess[str]"]

_SUBJECTS = ("the baker", "our neighbour", "the old teacher", "a careful writer", "the library", "my sister")
_VERBS = ("keeps", "opens", "brings", "repairs", "finds", "remembers")
_OBJECTS = ("the small garden", "a box of letters", "the broken lamp", "an honest answer", "the morning paper")
_ENDS = ("before the rain comes", "because it is quiet", "with great care", "in the evening", "for the whole street")

EXAM = "The examiner keeps this very sentence for the day on which the model is judged."
GUARDED = {
    "closed/kept.md": "Nobody may sell what stands in the small letters here.",
    "exam.md": EXAM,
    "mail.md": "Send the first letter to the office, ada@lovelace-family.net, before the summer begins.",
}
"""Sentences in which somebody mended slips, by path: without a free licence, held out, with somebody's address."""


def prose(seed: int, sentences: int) -> str:
    """Return plain English of our own making, the same for the same seed."""
    choose = random.Random(seed)
    lines = []
    for _ in range(sentences):
        words = [choose.choice(part) for part in (_SUBJECTS, _VERBS, _OBJECTS, _ENDS)]
        sentence = " ".join(words)
        lines.append(sentence[0].upper() + sentence[1:] + ".")
    return "\n\n".join(" ".join(lines[at : at + 5]) for at in range(0, len(lines), 5)) + "\n"


def git(tree: Path, *arguments: str, when: int) -> None:
    """Run git there, at a moment in seconds since 1970, as Ada and with no settings but ours."""
    moment = f"{when} +0000"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    fixed = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
    people = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *people, *arguments], cwd=tree, env=clean | fixed | dates, check=True, capture_output=True)


@pytest.fixture(scope="session")
def commons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``mirror``, some source folders and ``recipe.toml``."""
    root = tmp_path_factory.mktemp("commons")
    tree = root / "tree"
    tree.mkdir()
    git(tree, "init", "--quiet", when=1_500_000_000)
    (tree / "LICENSE").write_text("SPDX-License-Identifier: CC0-1.0\n", encoding="utf-8")
    for number in range(6):
        (tree / f"{number}.md").write_text(prose(number, 60), encoding="utf-8")
    for number in range(20):
        slips = prose(90 + number, 30).replace(" the ", " teh ").replace("because", "becuase")
        (tree / f"slips{number}.md").write_text(slips, encoding="utf-8")
    (tree / "closed").mkdir()
    (tree / "closed" / "LICENSE").write_text("SPDX-License-Identifier: CC-BY-NC-4.0\n", encoding="utf-8")
    for number, (place, text) in enumerate(GUARDED.items(), 200):
        slips = text.replace(" the ", " hte ")
        (tree / place).write_text(f"{prose(number, 10)}\n{slips}\n", encoding="utf-8")
    git(tree, "add", ".", when=1_500_000_000)
    git(tree, "commit", "--quiet", "-m", "Begin", when=1_500_000_000)
    for number in range(20):
        (tree / f"slips{number}.md").write_text(prose(90 + number, 30), encoding="utf-8")
    for number, (place, text) in enumerate(GUARDED.items(), 200):
        (tree / place).write_text(f"{prose(number, 10)}\n{text}\n", encoding="utf-8")
    git(tree, "commit", "--quiet", "-am", "Fix typos", when=1_500_100_000)
    (root / "mirror" / "owner+prose").mkdir(parents=True)
    git(root, "clone", "--quiet", "--bare", str(tree), str(root / "mirror" / "owner+prose" / "repo"), when=0)
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tree, capture_output=True, text=True, check=True)

    fates = root / "fates"
    fates.mkdir()
    (fates / "LICENSE").write_text("SPDX-License-Identifier: CC-BY-4.0\n", encoding="utf-8")
    (fates / "copy.md").write_text(prose(3, 60), encoding="utf-8")
    (fates / "near.md").write_text(prose(4, 60) + "\nOne more word of thanks.\n", encoding="utf-8")
    (fates / "own.md").write_text(prose(40, 80) + "\nWrite to ada@lovelace-family.net about it.\n", "utf-8")
    (fates / "held.md").write_text(EXAM + "\n", encoding="utf-8")
    (fates / "other.md").write_text("SPDX-License-Identifier: GPL-3.0-only\n\n" + prose(50, 20), encoding="utf-8")
    (fates / "latin1.txt").write_bytes(
        "Das Haus, in dem wir wohnen, gehört seit vielen Jahren den Bäckern. ".encode("latin-1") * 6
    )
    (fates / "binary.txt").write_bytes(b"\0\1\2" * 50)
    nobody = root / "nobody"
    nobody.mkdir()
    (nobody / "unlicensed.md").write_text(prose(60, 20), encoding="utf-8")
    (root / "exam.jsonl").write_text(f'{{"id": 1, "text": "{EXAM}"}}\n', encoding="utf-8")
    (root / "recipe.toml").write_text(
        f"""schema = 1
language = "en"
[policy]
outbound = "CC-BY-SA-4.0"
[size]
megabytes = 5
[[source]]
origin = "https://github.com/owner/prose"
commit = "{head.stdout.strip()}"
dialect = "en-GB"
[[source]]
origin = "folder:fates"
dialect = "en-US"
[[source]]
origin = "folder:nobody"
""",
        encoding="utf-8",
    )
    return root


@pytest.fixture(scope="session")
def build(commons: Path) -> Build:
    """Run ``commonhold build`` on the recipe of ``commons`` with a work folder and an out folder of one's own."""

    def run(work: Path, out: Path, *more: str, recipe: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command(commons, work, out, recipe), *more], capture_output=True, text=True, timeout=240, check=False
        )

    return run


def command(commons: Path, work: Path, out: Path, recipe: Path | None = None) -> list[str]:
    """Return the command line of a build."""
    where = ["--mirror", str(commons / "mirror"), "--work", str(work), "--out", str(out)]
    exam = ["--hold-out", str(commons / "exam.jsonl"), "--jobs", "2", "--offline"]
    return [sys.executable, "-m", "commonhold", "build", str(recipe or commons / "recipe.toml"), *where, *exam]


@pytest.fixture(scope="session")
def built(commons: Path, build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle built undisturbed; its work folder is ``work`` beside it."""
    root = tmp_path_factory.mktemp("built")
    done = build(root / "work", root / "en")
    assert done.returncode == 0, done.stderr
    return root / "en"
