"""Carrying a plan out and taking it back: all files of a program, or none of them.

Does not know any program. What is changed is recorded first; where a later file fails, earlier ones are put back.
"""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program, TakeOut
from commonhold.doors.setup.record import Kept, forget, keep, kept_in
from commonhold.errors import WorldError


class EditedSinceError(WorldError):
    """{path} was left as it is: it was changed after Commonhold wrote it."""

    advice = "Take out by hand what names commonhold, or add --force, which puts back {copy} and loses later changes."


@dataclass(frozen=True, slots=True)
class Undone:
    """A file that was put back: ``removed`` where there was none before, ``kept_later`` where later changes stayed."""

    path: Path
    removed: bool = False
    kept_later: bool = False


def apply(machine: Machine, program: Program, plan: Plan) -> tuple[Change, ...]:
    """Make the changes of a plan that are needed and return them; a CommonholdError says why none was made."""
    place = program.place_on(machine)
    disk.target(place.record, place.within)
    earlier = {each.path: each for each in kept_in(place.record)}
    kept, steps = {}, []
    for change in plan.needed:
        path = disk.target(change.path, place.within, change.is_link)
        kept[path] = _kept(change, path, earlier.get(path), program.take_out)
        made = disk.missing_folders(path)
        steps.append(_Step(path, change.before, change.after, _mode(path), made, change.executable, change.is_link))
    if not steps:
        return ()
    keep(place.record, [*({**earlier, **kept}).values()])
    try:
        _all_or_none(steps)
    except BaseException:
        _keep_or_forget(place.record, list(earlier.values()))
        raise
    return plan.needed


def undo(machine: Machine, program: Program, force: bool = False, dry: bool = False) -> list[Undone]:
    """Put back every file that was changed for a program, as it was, or none of them; return those that changed.

    Raise EditedSinceError where one was changed since, unless ``force`` is true or what we put in can be told from the
    rest. A ``dry`` run only returns what would be put back.
    """
    place = program.place_on(machine)
    told, steps = [], []
    for each in reversed(kept_in(place.record)):
        now = disk.read(each.path, place.within, each.is_link)
        goal = each.before
        if now not in (each.before, each.after) and not force:
            goal = program.take_out(now, each.before, each.after) if program.take_out and now is not None else None
            if goal is None:
                raise EditedSinceError(path=each.path, copy=place.record if each.before is not None else "nothing")
        if now != goal:
            told.append(Undone(each.path, goal is None, goal != each.before))
            steps.append(_Step(each.path, now, goal, each.mode, each.folders, is_link=each.is_link))
    if not dry:
        _all_or_none(steps)
        _keep_or_forget(place.record, [])
    return told


@dataclass(frozen=True, slots=True)
class _Step:
    """A file that goes from what it is ``now`` to its ``goal`` (None: no file), with its rights and new folders."""

    path: Path
    now: bytes | None
    goal: bytes | None
    mode: int | None = None
    folders: tuple[Path, ...] = ()
    executable: bool = False
    is_link: bool = False


def _all_or_none(steps: Iterable[_Step]) -> None:
    done: list[_Step] = []
    try:
        for step in steps:
            done.append(step)
            _take(step)
    except BaseException:
        for step in reversed(done[:-1]):
            _take(replace(step, now=step.goal, goal=step.now))
        disk.remove_folders(done[-1].folders)
        raise


def _take(step: _Step) -> None:
    if step.goal is None:
        disk.remove(step.path, step.folders)
        return
    disk.write(step.path, step.now, step.goal, step.executable, step.is_link)
    if step.mode is not None and not step.executable and not step.is_link:
        disk.set_mode(step.path, step.mode)


def _kept(change: Change, path: Path, earlier: Kept | None, take_out: TakeOut | None) -> Kept:
    """Return what is to be kept of a file: as it was before the first of our changes, if nothing else changed since."""
    before, folders, mode = change.before, disk.missing_folders(path), _mode(path)
    if earlier:
        folders = (*folders, *earlier.folders)
        if change.before == earlier.after:
            before, mode = earlier.before, earlier.mode
        elif take_out and change.before is not None:
            taken = take_out(change.before, earlier.before, earlier.after)
            before = change.before if taken is None else taken
    return Kept(path, before, change.after, mode, folders, change.is_link)


def _mode(path: Path) -> int | None:
    return stat.S_IMODE(path.stat().st_mode) if path.is_file() else None


def _keep_or_forget(folder: Path, kept: list[Kept]) -> None:
    if kept:
        keep(folder, kept)
        return
    forget(folder)
    for each in (folder.parent, folder.parent.parent):  # ours, if nothing is in them any more
        with contextlib.suppress(OSError):
            each.rmdir()
