"""The command ``setup``: what it lists, changes and takes back, and what it says about each program.

One program that cannot be changed keeps no other from being changed; the exit code is that of the first such error.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonhold.errors import AskedWronglyError, CommonholdError

if TYPE_CHECKING:
    from commonhold.doors.setup.machine import Machine
    from commonhold.doors.setup.program import Program


class NamesAndAllError(AskedWronglyError):
    """Programs were named, and --all was given too."""

    advice = "Give one of them."


class UndoWhatError(AskedWronglyError):
    """`--undo` and `--force` need to know for which programs."""

    advice = "Name them, or give --all."


@dataclass(slots=True)
class Outcome:
    """What became of one program: a word for its ``state``, lines that tell more, and the error, if there was one."""

    program: Program
    state: str = ""
    found: str | None = None
    files: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    error: CommonholdError | None = None

    def record(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
        error = {"error": str(self.error), "advice": self.error.advise()} if self.error else {}
        return {
            "program": self.program.name,
            "title": self.program.title,
            "found": self.found,
            "state": self.state,
            "files": self.files,
            "notes": self.notes,
            **error,
        }


def setup(
    programs: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PROGRAM",
            help="libreoffice, neovim, helix, emacs, kate, vscode, service or git; without any, all are listed.",
            show_default=False,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every program that is found here, but for git.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tell what would be changed, and change nothing.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Put the files back as they were.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="With --undo: also where a file was changed since; that is lost.")
    ] = False,
    port: Annotated[
        int, typer.Option(metavar="N", min=1, max=65535, help="The port of the server that programs ask.")
    ] = 8081,
    as_json: Annotated[bool, typer.Option("--json", help="Report as one JSON object.")] = False,
) -> None:
    """Make Commonhold the checker of the programs on this machine, or of the git repository here; take that back.

    Exit code 0: done, or nothing was to be done; 2: a program nobody knows, or no git repository here; 3: a program
    is not here, or its settings could not be understood; 4: a file could not be written; 5: the port is taken.
    """
    from commonhold.doors.setup.machine import this_machine
    from commonhold.doors.setup.programs import PROGRAMS, program_named

    if programs and every:
        raise NamesAndAllError
    if (undo or force) and not (programs or every):
        raise UndoWhatError
    chosen = [program_named(name) for name in dict.fromkeys(programs or ())] or list(PROGRAMS)
    machine = this_machine(port)
    act = _undoing(force, dry_run) if undo else _setting_up(bool(programs), every, dry_run)
    outcomes = [_tried(act, machine, each) for each in chosen if each.in_all or not every]
    if as_json:
        print(json.dumps({"programs": [each.record() for each in outcomes]}, ensure_ascii=False, indent=2))
    else:
        _tell(outcomes, is_list=not (programs or every))
    if programs or every:
        raise typer.Exit(next((each.error.exit_code for each in outcomes if each.error), 0))


Act = Callable[["Machine", Outcome], None]
"""Deals with one program and notes in its outcome what became of it."""


def _tried(act: Act, machine: Machine, program: Program) -> Outcome:
    outcome = Outcome(program)
    try:
        outcome.found = program.find(machine)
        act(machine, outcome)
    except CommonholdError as error:
        outcome.state, outcome.error = "is left as it is", error
    return outcome


def _setting_up(named: bool, every: bool, dry_run: bool) -> Act:
    """Return what sets a program up, or only tells what it would change."""
    from commonhold.doors.setup.applying import apply
    from commonhold.doors.setup.program import NotHereError

    is_dry = dry_run or not (named or every)

    def act(machine: Machine, outcome: Outcome) -> None:
        program = outcome.program
        if outcome.found is None:
            if named:
                program.place_on(machine)  # may know better what is lacking
                raise NotHereError(title=program.title, what=program.lacking)
            outcome.state = "is not here"
            return
        plan = program.draw(machine)
        changes = plan.needed if is_dry else apply(machine, program, plan)
        outcome.files = [_file("write" if each.before is None else "change", each.path, each.what) for each in changes]
        outcome.state = ("would be set up" if is_dry else "is set up now") if changes else "is set up already"
        outcome.notes = [*plan.notes]
        if changes and not is_dry:
            outcome.notes += _started(program.commands(machine, False))

    return act


def _undoing(force: bool, dry_run: bool) -> Act:
    """Return what takes back what was changed for a program, or only tells what it would take back."""
    from commonhold.doors.setup.applying import undo

    def act(machine: Machine, outcome: Outcome) -> None:
        files = undo(machine, outcome.program, force, dry_run)
        for each in files:
            what = "was not there before" if each.removed else "as it was before"
            what = "only ours is taken out; what was changed since stays" if each.kept_later else what
            outcome.files.append(_file("remove" if each.removed else "put back", each.path, what))
        outcome.state = (
            ("would be put back" if dry_run else "is as it was before") if files else "has nothing to take back"
        )
        if files and not dry_run:
            outcome.notes += _started(outcome.program.commands(machine, True))

    return act


def _started(commands: Sequence[Sequence[str]]) -> list[str]:
    """Start programs one after the other; return what to tell of those that failed."""
    import subprocess

    notes = []
    for command in commands:
        shown = " ".join(command)
        try:
            done = subprocess.run(command, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL)
            said = done.stderr.strip().splitlines()[:1] if done.returncode else None
        except OSError as error:
            said = [error.strerror or str(error)]
        if said is not None:
            notes.append(f"`{shown}` did not work ({' '.join(said) or 'it did not say why'}); run it yourself.")
    return notes


def _file(does: str, path: Path, what: str) -> dict[str, str]:
    return {"does": does, "path": str(path), "what": what}


def _tell(outcomes: Sequence[Outcome], is_list: bool) -> None:
    from commonhold.doors.report import visible
    from commonhold.doors.voice import complain

    width = max(len(each.program.name) for each in outcomes)
    for each in outcomes:
        print(f"{each.program.name:<{width}}  {each.program.title} {each.state}".rstrip())
        for file in each.files:
            print(f"{'':<{width}}    {file['does']} {visible(file['path'])}: {file['what']}")
        for note in each.notes if each.files or not is_list else ():
            print(f"{'':<{width}}    note: {visible(note)}")
        if each.error:
            complain(each.error)
    if is_list:
        print("Nothing was changed. `commonhold setup PROGRAM` or `--all` does it, `--undo` takes it back.")
