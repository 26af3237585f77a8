"""Documentation that cannot lie: every command is on its page, every block of code is run, every link leads somewhere.

Blocks tagged ``python`` and ``sh run`` are executed, one page after the other, in a folder with the examples.
Blocks tagged ``sh`` alone would build, install or wait for a person; their commands and options must exist.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^(?P<fence>```+)(?P<kind>[^\n]*)\n(?P<body>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
KINDS = {"python", "sh", "sh run", "json", "toml", "text"}
NAMED_PATH = re.compile(r"`((?:src|tests|docs|recipes|bench|examples)/[\w./-]*)`")
LINK = re.compile(r"(?<!!)\[[^\]\n]+\]\((?P<target>[^)\s]+)\)")


def blocks(text: str, *kinds: str) -> list[str]:
    """The bodies of the fenced blocks of these kinds, in order."""
    return [match["body"] for match in FENCE.finditer(text) if match["kind"].strip() in kinds]


def with_blocks(*kinds: str) -> list[object]:
    """The pages that hold blocks of these kinds, as test parameters."""
    pages = [path for path in PAGES if blocks(path.read_text(encoding="utf-8"), *kinds)]
    return [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in pages]


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """A folder of its own with the examples, for blocks that read and write files."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with this environment's programs first on the PATH."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def every_command() -> dict[str, Any]:
    """The commands of the command line by name, ``words add`` among them, as typer made them."""
    from commonhold.doors.cli import app

    commands = dict(getattr(typer.main.get_command(app), "commands"))  # noqa: B009 - typer's type does not tell
    parts = {
        f"{name} {part}": command
        for name, group in commands.items()
        for part, command in getattr(group, "commands", {}).items()
    }
    return commands | parts


def command_options() -> dict[str, set[str]]:
    """The options of every command."""
    return {
        name: {option for parameter in command.params for option in parameter.opts}
        for name, command in every_command().items()
    }


def written_lines(script: str) -> Iterator[list[str]]:
    """The command lines of a script that is not run, as words; continued lines joined, settings and comments gone."""
    for line in script.replace("\\\n", " ").splitlines():
        for part in re.split(r"&&|\|\||\||;", line.partition(" #")[0]):
            words = [word for word in part.split() if not re.fullmatch(r"[A-Z_]+=\S*", word)]
            if words and not words[0].startswith("#"):
                yield words


def environment_names(node: ast.AST) -> list[ast.expr]:
    """The name of the environment variable a piece of syntax reads, if it reads one."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="environ"), slice=name):
            return [name]
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="environ"), attr="get" | "pop"), args=[name, *_]):
            return [name]
        case ast.Call(func=ast.Attribute(attr="getenv"), args=[name, *_]):
            return [name]
    return []


def test_every_block_says_what_it_is(pages: dict[str, str]) -> None:
    strange = {path: {match["kind"] for match in FENCE.finditer(text)} - KINDS for path, text in pages.items()}
    assert {path: kinds for path, kinds in strange.items() if kinds} == {}


@pytest.mark.parametrize("page", with_blocks("python"))
def test_python_blocks_run(page: Path, workshop: Path) -> None:
    program = "\n".join(blocks(page.read_text(encoding="utf-8"), "python"))
    done = run([sys.executable, "-W", "error", "-c", program], workshop)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", with_blocks("sh run"))
def test_shell_blocks_run(page: Path, workshop: Path) -> None:
    for body in blocks(page.read_text(encoding="utf-8"), "sh run"):
        done = run(["bash", "-euo", "pipefail", "-c", body], workshop)
        assert done.returncode == 0, body + done.stdout + done.stderr


@pytest.mark.parametrize("page", with_blocks("json", "toml"))
def test_samples_of_formats_parse(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for body in blocks(text, "json"):
        try:
            json.loads(body)
        except json.JSONDecodeError:  # then it is a sample of JSON Lines
            assert all(isinstance(json.loads(line), dict) for line in body.splitlines())
    for body in blocks(text, "toml"):
        tomllib.loads(body)


def test_commands_that_are_only_shown_exist(root: Path, pages: dict[str, str]) -> None:
    options = command_options()
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    scripts = {path: "".join(blocks(text, "sh")) for path, text in pages.items()}
    scripts["Makefile"] = "".join(re.findall(r"^\t.*\n", makefile, re.MULTILINE))
    wrong = []
    for path, script in scripts.items():
        for words in written_lines(script):
            match Path(words[0]).name, words[1:]:
                case "commonhold", [command, *rest]:
                    asked = {word.partition("=")[0] for word in rest if word.startswith("--")}
                    known = options.get(" ".join([command, *rest[:1]]), options.get(command))
                    if known is None or asked - known - {"--help"}:
                        wrong.append(f"{path}: {' '.join(words)}")
                case "make", rest:
                    if not set(rest) <= set(targets):
                        wrong.append(f"{path}: {' '.join(words)}")
                case _:
                    pass
    assert wrong == []


def test_every_command_is_on_the_generated_page(root: Path) -> None:
    done = run([sys.executable, "-m", "commonhold.doors.commands"], root)
    assert done.stderr == ""
    written = (root / "docs" / "commands.md").read_text(encoding="utf-8")
    assert done.stdout == written, "docs/commands.md is old: run `make docs`"
    for command, options in command_options().items():
        assert f"commonhold {command}" in written
        assert [option for option in options if option not in written] == []


def test_every_command_and_parameter_has_help() -> None:
    mute = [name for name, command in every_command().items() if not command.help]
    mute += [
        f"{name} {parameter.name}"
        for name, command in every_command().items()
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert mute == []


def test_every_link_between_pages_leads_somewhere(root: Path, pages: dict[str, str]) -> None:
    lost = [
        f"{path}: {match['target']}"
        for path, text in pages.items()
        for match in LINK.finditer(FENCE.sub("", text))
        if "://" not in match["target"]
        and not match["target"].startswith(("#", "mailto:"))
        and not (root / path).parent.joinpath(match["target"].partition("#")[0]).exists()
    ]
    assert lost == []


def test_every_path_a_page_names_exists(root: Path, pages: dict[str, str]) -> None:
    named = {(path, match[1]) for path, text in pages.items() for match in NAMED_PATH.finditer(text)}
    assert sorted(f"{path}: {name}" for path, name in named if not (root / name).exists()) == []


def test_every_kind_of_finding_is_on_the_page_of_checking(pages: dict[str, str]) -> None:
    from commonhold.check.message import EVERY_KIND

    assert sorted(re.findall(r"^\| `(\w+)` \|", pages["docs/check.md"], re.MULTILINE)) == sorted(EVERY_KIND)


def test_every_environment_variable_that_is_read_is_documented(
    modules: dict[str, ast.Module], pages: dict[str, str]
) -> None:
    read = {
        (path, str(name.value))
        for path, tree in modules.items()
        for node in ast.walk(tree)
        for name in environment_names(node)
        if isinstance(name, ast.Constant)
    }
    assert "doors/cli.py" in {path for path, _ in read}
    assert sorted(f"{path}: {name}" for path, name in read if not any(name in text for text in pages.values())) == []


def test_every_page_is_reached_from_the_readme_or_another_page(root: Path, pages: dict[str, str]) -> None:
    linked = {
        (root / path).parent.joinpath(match["target"].partition("#")[0]).resolve()
        for path, text in pages.items()
        for match in LINK.finditer(text)
    }
    named = {root / path for path in pages if Path(path).name in pages["README.md"]}
    assert [path for path in pages if path != "README.md" and root / path not in linked | named] == []
