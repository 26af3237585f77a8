"""The README is true: its tree is the tree, its two commands are the ones that run."""

from __future__ import annotations

import re
from pathlib import Path

BLOCK = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


def section(readme: str, title: str) -> str:
    """The text below a second-level heading."""
    return readme.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def block(readme: str, title: str) -> str:
    """The first fenced block below a second-level heading."""
    match = BLOCK.search(section(readme, title))
    assert match, title
    return match["body"].strip("\n")


def tree_paths(readme: str) -> dict[str, str]:
    """Every path the annotated tree names, with its words; two spaces of indentation a level."""
    paths: dict[str, str] = {}
    above: list[str] = []
    for line in block(readme, "The tree").splitlines():
        name, words = re.fullmatch(r" *(\S+) *(.*)", line).groups()  # type: ignore[union-attr]
        depth = (len(line) - len(line.lstrip())) // 2
        above[depth:] = [name]
        paths["".join(above)] = words
    return paths


def test_every_path_of_the_tree_exists_and_is_explained(root: Path, pages: dict[str, str]) -> None:
    paths = tree_paths(pages["README.md"])
    assert [path for path in paths if not (root / path).exists()] == []
    assert [path for path in paths if (root / path).is_dir() != path.endswith("/")] == []
    assert [path for path, words in paths.items() if not words] == []


def test_every_module_of_the_package_is_in_the_tree(root: Path, pages: dict[str, str]) -> None:
    paths = tree_paths(pages["README.md"])
    modules = {path.relative_to(root).as_posix() for path in (root / "src/commonhold").rglob("*.py")}
    named = {path for path in modules if not path.endswith(("__init__.py", "__main__.py"))}
    assert sorted(named - paths.keys()) == []


def test_the_tree_names_no_room_without_its_folder_of_tests(root: Path, pages: dict[str, str]) -> None:
    rooms = [path for path in tree_paths(pages["README.md"]) if re.fullmatch(r"src/commonhold/[a-z]+/", path)]
    tested = {path.parent.name for path in (root / "tests").glob("*/test_*.py")}
    assert {Path(room).name for room in rooms} <= tested | {"models", "trust"}


def test_the_first_command_checks_the_example_post(pages: dict[str, str]) -> None:
    command = block(pages["README.md"], "Try it")
    assert len(command.splitlines()) == 1
    assert command.endswith("commonhold check examples/post.md")


def test_ci_runs_exactly_the_test_command_of_the_readme(root: Path, pages: dict[str, str]) -> None:
    command = block(pages["README.md"], "Test it")
    assert len(command.splitlines()) == 1
    script = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert script[-1] == command


def test_ci_can_be_run(root: Path) -> None:
    assert (root / ".ci" / "run").stat().st_mode & 0o111 == 0o111


def test_every_target_of_the_makefile_has_a_line_of_help(root: Path) -> None:
    lines = (root / "Makefile").read_text(encoding="utf-8").splitlines()
    targets = [line for line in lines if re.match(r"[a-z]+:", line)]
    assert [line for line in targets if not re.search(r"## \S+ \S+", line)] == []
    phony = next(line for line in lines if line.startswith(".PHONY:"))
    assert sorted(line.partition(":")[0] for line in targets) == sorted(phony.split()[1:])
