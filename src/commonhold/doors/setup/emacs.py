"""Emacs: a marked block at the end of the user's init file, for Eglot, which comes with Emacs 29.

Reads Emacs Lisp only as far as telling whether all brackets are closed.
"""

from __future__ import annotations

import re
from pathlib import Path

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program

BEGIN = ";; Commonhold begins (`commonhold setup emacs --undo` takes this block out)"
END = ";; Commonhold ends"

_BLOCK = """\
{begin}
(defvar commonhold-modes
  '(markdown-mode gfm-mode rst-mode adoc-mode text-mode latex-mode html-mode git-commit-mode)
  "Major modes in which Commonhold checks what is written.")
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs (cons commonhold-modes '({command})) t))
(defun commonhold-start ()
  "Have the prose in this buffer checked, where Eglot is installed."
  (when (and (memq major-mode commonhold-modes) (require 'eglot nil t))
    (eglot-ensure)))
(dolist (mode commonhold-modes)
  (add-hook (intern (concat (symbol-name mode) "-hook")) #'commonhold-start))
{end}
"""
_OURS = re.compile(rf"^{re.escape(BEGIN)}\n.*?^{re.escape(END)}\n", re.MULTILINE | re.DOTALL)
# Comments, strings and single characters hold brackets that open and close nothing.
_TOKEN = re.compile(r';[^\n]*|"(?:[^"\\]|\\.)*"|\?\\?.|\\.|[()\[\]"]', re.DOTALL)
_PAIRS = {")": "(", "]": "["}


def with_block(text: str, command: tuple[str, ...]) -> str:
    """Return an init file with our block, at its end or where it is already; ValueError where it is broken."""
    check(text)
    words = " ".join('"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"' for word in command)
    block = _BLOCK.format(begin=BEGIN, end=END, command=words)
    if _OURS.search(text):
        return _OURS.sub(lambda _: block, text, count=1)
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    return f"{text}{gap}{block}"


def check(text: str) -> None:
    """Raise ValueError, with a few words, where brackets or strings of Emacs Lisp are not closed.

    >>> check("(setq a ?\\\\( b \\"(\\") ; (")
    >>> check("(setq a")
    Traceback (most recent call last):
    ValueError: a bracket of line 1 is never closed
    """
    opened: list[tuple[str, int]] = []
    for match in _TOKEN.finditer(text):
        sign = match[0]
        line = text.count("\n", 0, match.start()) + 1
        if sign == '"':
            raise ValueError(f"a string of line {line} is never closed")
        if sign in "([":
            opened.append((sign, line))
        elif sign in _PAIRS and (not opened or opened.pop()[0] != _PAIRS[sign]):
            raise ValueError(f"a bracket in line {line} closes nothing")
    if opened:
        raise ValueError(f"a bracket of line {opened[-1][1]} is never closed")


def init_file(machine: Machine) -> Path:
    """Return the init file that Emacs reads: the first that is there, else the customary one."""
    home, folder = machine.home, machine.home / ".emacs.d"
    wanted = [home / ".emacs.el", home / ".emacs", folder / "init.el"]
    if not folder.is_dir():
        wanted.append(machine.dot_config / "emacs" / "init.el")
    there = [path for path in wanted if path.exists() or path.is_symlink()]
    in_config = not folder.is_dir() and (machine.dot_config / "emacs").is_dir()
    return there[0] if there else wanted[-1] if in_config else folder / "init.el"


def _find(machine: Machine) -> str | None:
    path = init_file(machine)
    return (
        str(path)
        if path.exists() or (path.parent.name in (".emacs.d", "emacs") and path.parent.is_dir())
        else (machine.program("emacs"))
    )


def _draw(machine: Machine) -> Plan:
    path = init_file(machine)
    before = disk.read(path, machine.within)
    try:
        after = with_block((before or b"").decode(), (*machine.command, "lsp")).encode()
    except ValueError as error:
        what = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise BrokenSettingsError(path=path, what=what) from error
    note = "Eglot comes with Emacs 29; for an older one install it with M-x package-install."
    return Plan((Change(path, before, after, "Emacs starts `commonhold lsp` for prose, through Eglot"),), (note,))


EMACS = Program("emacs", "Emacs", _find, _draw, "neither the program emacs nor an init file is there")
"""Emacs 26 and newer, with Eglot."""
