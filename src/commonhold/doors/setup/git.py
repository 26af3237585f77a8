"""Git: hooks in the repository at hand that check what is committed. A hook that is there already runs first."""

from __future__ import annotations

import shlex
from pathlib import Path

from commonhold.doors.hook.repository import GitError, NoRepositoryError, hooks_folder, shared_folder, top
from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Place, Plan, Program
from commonhold.errors import WorldError

HOOKS = ("commit-msg", "pre-commit")
EARLIER = "before-commonhold"
"""The ending of the name under which a hook that was there goes on to be run."""

SIGN = b"# Written by `commonhold setup git`"

_SCRIPT = """\
#!/bin/sh
# Written by `commonhold setup git`; `commonhold setup git --undo` takes it out again.
# `git config commonhold.block true` keeps commits with findings back.
earlier="$(dirname "$0")/{hook}.{earlier}"
if [ -x "$earlier" ]; then
    "$earlier" "$@" || exit
fi
if [ ! -x {program} ]; then
    echo "note: Commonhold is gone from "{program}", so nothing was checked; run commonhold setup git again" >&2
    exit 0
fi
exec {command} hook {hook} "$@"
"""


class SharedHooksError(WorldError):
    """The hooks of this repository are in {folder}, which is not part of it, so they were left as they are."""

    advice = 'Other repositories use them too: add `commonhold hook commit-msg "$1"` and its like there by hand.'


class LinkedHookError(WorldError):
    """The hook {path} is a link to {target}, so it was left as it is."""

    advice = 'Add `commonhold hook {hook} "$@"` to that file by hand.'


def script(hook: str, command: tuple[str, ...]) -> bytes:
    """Return the hook: a shell script that runs the earlier hook, then us."""
    program = shlex.quote(command[0])
    return _SCRIPT.format(hook=hook, earlier=EARLIER, program=program, command=shlex.join(command)).encode()


def _find(machine: Machine) -> str | None:
    try:
        return str(top(machine.here))
    except (NoRepositoryError, GitError):
        return None


def _draw(machine: Machine) -> Plan:
    within = _place(machine).within
    folder = hooks_folder(machine.here)
    if not any(folder.resolve().is_relative_to(bound) for bound in within):
        raise SharedHooksError(folder=folder)
    changes: list[Change] = []
    for hook in HOOKS:
        changes += _hook(folder / hook, hook, machine.command, within)
    notes = ["Findings are told and keep no commit back; `git config commonhold.block true` changes that."]
    if not folder.resolve().is_relative_to(within[0]):
        notes.append(f"core.hooksPath leads to {folder}, which is part of the work tree.")
    return Plan(tuple(changes), tuple(notes))


def _place(machine: Machine) -> Place:
    """Return the folders that belong to the repository; what was changed is recorded where git keeps its own."""
    work_tree, shared = top(machine.here).resolve(), shared_folder(machine.here)
    return Place(shared / "commonhold" / "setup", (shared, work_tree))


def _hook(path: Path, hook: str, command: tuple[str, ...], within: tuple[Path, ...]) -> list[Change]:
    """Return the changes for one hook: ours, and a place for the one that was there."""
    if path.is_symlink():
        raise LinkedHookError(path=path, target=path.resolve(), hook=hook)
    before = disk.read(path, within)
    after = script(hook, command)
    ours = Change(path, before, after, f"the hook {hook} checks what is committed", executable=True)
    if before is None or SIGN in before:
        return [ours]
    aside = path.with_name(f"{hook}.{EARLIER}")
    there = disk.read(aside, within)
    if there is not None and there != before:
        raise BrokenSettingsError(path=path, what=f"a hook that was moved aside earlier is in {aside.name} still")
    is_run = bool(path.stat().st_mode & 0o111)
    return [Change(aside, there, before, f"the hook that was there runs first, from {aside.name}", is_run), ours]


GIT = Program(
    "git",
    "Git",
    _find,
    _draw,
    "there is no git repository around this folder",
    place=_place,
    in_all=False,
)
"""The repository around the folder the command runs in."""
