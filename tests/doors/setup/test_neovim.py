"""Neovim's plug-in, loaded by a real Neovim, which starts the server for a text and hands it over."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commonhold.doors.setup.change import BrokenSettingsError
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.neovim import NEOVIM, SIGN, lua

# Stands for the language server: notes what it was asked first, and ends.
ASKED = """
import json, sys
length = int(sys.stdin.buffer.readline().split(b":")[1])
sys.stdin.buffer.readline()
asked = json.loads(sys.stdin.buffer.read(length))
open(sys.argv[1], "w").write(json.dumps([asked["method"], asked["params"]["rootUri"]]))
"""


def test_a_file_of_the_same_name_is_never_written_over(machine: Machine) -> None:
    path = machine.dot_config / "nvim/plugin/commonhold.lua"
    path.parent.mkdir(parents=True)
    path.write_text("-- mine\n", encoding="utf-8")
    with pytest.raises(BrokenSettingsError, match="nothing in it is ours"):
        NEOVIM.draw(machine)
    path.write_text('-- by hand\nvim.lsp.start({ cmd = { "commonhold", "lsp" } })\n', encoding="utf-8")
    plan = NEOVIM.draw(machine)
    assert plan.needed == ()
    assert "starts Commonhold already" in plan.notes[0]


@pytest.mark.skipif(not shutil.which("nvim"), reason="Neovim is not installed")
def test_neovim_starts_the_command_for_prose(home: Path) -> None:
    server, asked, text = home / "a server.py", home / "asked", home / "project/docs/a.md"
    server.write_text(ASKED, encoding="utf-8")
    plugin = home / ".config/nvim/plugin/commonhold.lua"
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes(lua((sys.executable, str(server), str(asked))))
    assert plugin.read_bytes().startswith(SIGN)
    (home / "project/.git").mkdir(parents=True)
    text.parent.mkdir()
    text.write_text("This is teh end.\n", encoding="utf-8")
    wait = f"+lua vim.wait(20000, function() return vim.fn.getfsize({json.dumps(str(asked))}) > 0 end, 20)"
    done = subprocess.run(
        ["nvim", "--headless", str(text), wait, "+qall!"],
        capture_output=True,
        text=True,
        env={"HOME": str(home), "PATH": "/usr/bin:/bin", "XDG_STATE_HOME": str(home)},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(asked.read_text(encoding="utf-8")) == ["initialize", (home / "project").as_uri()]
