"""Real editors with the configurations that people copy: findings arrive, a fix mends, an added word stays added."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from commonhold.doors.lsp.kinds import LANGUAGE_IDS, kind_for
from commonhold.doors.opening import languages_in

ROOT = Path(__file__).resolve().parents[3]
EDITORS = ROOT / "editors"
PEOPLE = Path(__file__).parent / "editors"
DEADLINE_SECONDS = 120.0

needs_english = pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")


def has_eglot() -> bool:
    """Whether there is an Emacs with Eglot."""
    command = ["emacs", "--batch", "--eval", "(require 'eglot)"]
    return bool(shutil.which("emacs")) and subprocess.run(command, capture_output=True).returncode == 0


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A project, and a folder of programs in which ``commonhold`` is this one."""
    (tmp_path / "work" / ".git").mkdir(parents=True)
    (tmp_path / "programs").mkdir()
    program = tmp_path / "programs" / "commonhold"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m commonhold "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path / "work"


def run(command: list[str], work: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run an editor in a project, with a home of its own."""
    home = work.parent / "home"
    home.mkdir(exist_ok=True)
    path = os.pathsep.join([str(work.parent / "programs"), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    environment = {**kept, "PATH": path, "HOME": str(home), "LANG": "C.UTF-8", **more}
    return subprocess.run(
        command,
        cwd=work,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=DEADLINE_SECONDS,
    )


def neovim(work: Path, name: str, wanted: str) -> list[str]:
    """What the person at Neovim says."""
    configuration = str(EDITORS / "neovim" / "commonhold.lua")
    command = ["nvim", "--headless", "-u", configuration, "-c", "filetype on", name]
    done = run([*command, "-c", f"luafile {PEOPLE / 'fix.lua'}"], work, WANTED=wanted)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


@needs_english
@pytest.mark.skipif(not shutil.which("nvim"), reason="Neovim is not installed")
def test_neovim_shows_findings_makes_a_fix_and_keeps_an_added_word(work: Path) -> None:
    text = work / "a.md"
    text.write_text("This is 𝄞 teh end.\n\nThere are thinghs in the house.\n", encoding="utf-8")
    said = neovim(work, "a.md", "teh,thinghs;thinghs;")
    assert said == ["found teh,thinghs", "now This is 𝄞 the end.", "left "]
    assert text.read_text(encoding="utf-8") == "This is 𝄞 the end.\n\nThere are thinghs in the house.\n"
    words = work.parent / "home" / ".config" / "commonhold" / "words.txt"
    assert words.read_text(encoding="utf-8") == "thinghs\n"
    (work / "b.md").write_text("This is teh end of the thinghs.\n", encoding="utf-8")
    assert neovim(work, "b.md", "teh") == ["found teh"], "after a restart"


@needs_english
@pytest.mark.skipif(not has_eglot(), reason="there is no Emacs with Eglot")
def test_emacs_shows_findings_and_makes_a_fix(work: Path) -> None:
    (work / "a.txt").write_text("In the café 𝄞 this is teh end of the the story.\n", encoding="utf-8")
    program = ["emacs", "--batch", "-L", str(EDITORS / "emacs"), "-l", str(PEOPLE / "fix.el"), "a.txt"]
    done = run(program, work)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines() == [
        'found ("teh" "the the")',
        "now In the café 𝄞 this is the end of the the story.",
    ]


@pytest.mark.parametrize("path", sorted(EDITORS.glob("*/*")), ids=lambda path: path.parent.name)
def test_every_configuration_starts_this_server(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r'"commonhold"[,\s}]+(?:args = \[|"arguments": \[)?\s*"lsp"|command = "commonhold"', text), text


def test_configurations_are_what_their_editors_read() -> None:
    helix = tomllib.loads((EDITORS / "helix" / "languages.toml").read_text(encoding="utf-8"))
    assert helix["language-server"]["commonhold"]["args"] == ["lsp"]
    for language in helix["language"]:
        assert "commonhold" in language["language-servers"]
        assert kind_for(language["name"], "file:///a") is not None
    kate = json.loads((EDITORS / "kate" / "settings.json").read_text(encoding="utf-8"))
    assert set(kate["servers"]) <= set(LANGUAGE_IDS)
    for server in kate["servers"].values():
        re.compile(server["highlightingModeRegex"])
        assert server["command"] == ["commonhold", "lsp"]
    zed = json.loads((EDITORS / "zed" / "settings.json").read_text(encoding="utf-8"))
    assert zed["lsp"]["harper-ls"]["binary"] == {"path": "commonhold", "arguments": ["lsp"]}
    sublime = (EDITORS / "sublime" / "LSP.sublime-settings").read_text(encoding="utf-8")
    assert json.loads(re.sub(r"^//.*\n", "", sublime))["clients"]["commonhold"]["command"] == ["commonhold", "lsp"]
    filetypes = re.findall(r'"([a-z]+)"', (EDITORS / "neovim" / "commonhold.lua").read_text().split("}")[0])
    assert {kind_for(name, "file:///a") for name in filetypes} >= {"markdown", "commit", "latex", "rst", "python"}
    assert [name for name in filetypes if kind_for(name, "file:///a") is None] == []
