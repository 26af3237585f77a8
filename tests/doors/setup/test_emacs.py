"""Emacs's init file: a block at its end, which a real Emacs loads; broken files are left alone."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from commonhold.doors.setup.emacs import BEGIN, EMACS, check, init_file, with_block
from commonhold.doors.setup.machine import Machine

COMMAND = ("/opt/our tools/commonhold", "lsp")
MINE = ';; mine (\n(setq brackets "(((" open ?\\( close ?) vector [1 2] c \'\\))\n'


def test_the_block_comes_last_and_only_once() -> None:
    once = with_block(MINE, COMMAND)
    assert once.startswith(f"{MINE}\n{BEGIN}\n")
    assert with_block(once, COMMAND) == once
    assert with_block(once, ("other", "lsp")).count(BEGIN) == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("(setq a 1", "a bracket of line 1 is never closed"),
        ("(a)\n(b))", "a bracket in line 2 closes nothing"),
        ("[1 2)", "a bracket in line 1 closes nothing"),
        ('(a)\n(b "c)', "a string of line 2 is never closed"),
    ],
)
def test_an_init_file_that_emacs_could_not_read_is_told(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        check(text)


def test_the_init_file_is_the_first_that_emacs_looks_for(machine: Machine) -> None:
    customary = machine.home / ".emacs.d/init.el"
    assert init_file(machine) == customary
    (machine.dot_config / "emacs").mkdir()
    assert init_file(machine) == machine.dot_config / "emacs/init.el"
    customary.parent.mkdir()
    assert init_file(machine) == customary
    (machine.home / ".emacs").touch()
    assert init_file(machine) == machine.home / ".emacs"
    assert EMACS.find(machine) == str(machine.home / ".emacs")


@pytest.mark.skipif(not shutil.which("emacs"), reason="Emacs is not installed")
def test_emacs_loads_it_and_knows_the_server(tmp_path: Path) -> None:
    init = tmp_path / "init.el"
    init.write_text(with_block(MINE, COMMAND), encoding="utf-8")
    eglot = tmp_path / "eglot.el"
    eglot.write_text(
        '(defvar eglot-server-programs \'((text-mode . ("other"))))\n'
        '(defun eglot-ensure () (message "asked in %s" major-mode))\n(provide \'eglot)\n',
        encoding="utf-8",
    )
    show = "(progn (text-mode) (require 'eglot) (prin1 (cdr (car (last eglot-server-programs)))))"
    done = subprocess.run(
        ["emacs", "-Q", "--batch", "-L", str(tmp_path), "-l", str(init), "--eval", show],
        capture_output=True,
        text=True,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert (done.returncode, done.stdout) == (0, '("/opt/our tools/commonhold" "lsp")'), done.stderr
    assert "asked in text-mode" in done.stderr
