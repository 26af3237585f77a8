"""A program that can be told to check with Commonhold: how it is found, and what would have to change.

The contract that every module of a program in this package keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from commonhold.doors.setup.change import Change
from commonhold.doors.setup.machine import Machine
from commonhold.errors import WorldError


class NotHereError(WorldError):
    """{title} was not found on this machine: {what}."""

    advice = "Install it, or start it once so that it has settings; `commonhold setup` lists what was found."


@dataclass(frozen=True, slots=True)
class Plan:
    """What would make a program check with Commonhold.

    ``changes`` in the order they are made, also those that are not needed any more; ``notes`` are for the person.
    """

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[Change, ...]:
        """The changes that are needed; none where the program checks with Commonhold already."""
        return tuple(change for change in self.changes if change.is_needed)


@dataclass(frozen=True, slots=True)
class Place:
    """Where files may be changed: the folders ``within``; and the folder ``record`` for what is to be taken back."""

    record: Path
    within: tuple[Path, ...]


Find = Callable[[Machine], str | None]
"""Tells by what a program was found on a machine, in words; None where it is not there."""

Draw = Callable[[Machine], Plan]
"""Draws up the plan for a program on a machine; a CommonholdError says why there can be none."""

TakeOut = Callable[[bytes, bytes | None, bytes], bytes | None]
"""Takes ours out of a file as it now is, given what stood there before and what we wrote; None where it cannot."""


Commands = tuple[tuple[str, ...], ...]
"""Programs to start, one after the other, with their arguments."""


def _no_commands(machine: Machine, is_undone: bool) -> Commands:
    return ()


@dataclass(frozen=True, slots=True)
class Program:
    """One program: ``name`` is what is typed, ``title`` what is shown, ``lacking`` what was looked for in vain.

    ``take_out`` is there where the program itself writes its settings again and again, so that they are never again
    what we wrote. ``commands`` make a running system see that files were changed, or put back (``is_undone``).
    ``place`` is there where other folders than the home are touched. ``in_all`` is false where ``--all`` should not
    reach.
    """

    name: str
    title: str
    find: Find
    draw: Draw
    lacking: str
    take_out: TakeOut | None = None
    commands: Callable[[Machine, bool], Commands] = _no_commands
    place: Callable[[Machine], Place] | None = None
    in_all: bool = True

    def place_on(self, machine: Machine) -> Place:
        """Return where files of this program may be changed on a machine."""
        return self.place(machine) if self.place else Place(machine.own / "setup" / self.name, machine.within)
