"""All programs that can be told to check with Commonhold, in the order they are listed."""

from __future__ import annotations

from commonhold.doors.setup.emacs import EMACS
from commonhold.doors.setup.git import GIT
from commonhold.doors.setup.helix import HELIX
from commonhold.doors.setup.kate import KATE
from commonhold.doors.setup.libreoffice import LIBREOFFICE
from commonhold.doors.setup.neovim import NEOVIM
from commonhold.doors.setup.program import Program
from commonhold.doors.setup.service import SERVICE
from commonhold.doors.setup.vscode import VSCODE
from commonhold.errors import AskedWronglyError

PROGRAMS: tuple[Program, ...] = (LIBREOFFICE, NEOVIM, HELIX, EMACS, KATE, VSCODE, SERVICE, GIT)
"""Every program, once."""


class UnknownProgramError(AskedWronglyError):
    """There is nothing to set up for {name}."""

    advice = "What can be named: {names}."


def program_named(name: str) -> Program:
    """Return the program of a name; UnknownProgramError where there is none."""
    for program in PROGRAMS:
        if name.lower() == program.name:
            return program
    raise UnknownProgramError(name=name, names=", ".join(program.name for program in PROGRAMS))
