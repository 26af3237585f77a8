"""All files of a program are changed, or none of them; and what is put back is all of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.doors.setup.conftest import tree

from commonhold.doors.setup.applying import EditedSinceError, apply, undo
from commonhold.doors.setup.change import Change, UnwritableSettingsError
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program


def program(*changes: Change) -> Program:
    """A program with a plan of just these changes."""
    return Program("ours", "Ours", lambda machine: "here", lambda machine: Plan(changes), "nothing")


def test_where_one_file_cannot_be_written_the_others_are_put_back(machine: Machine) -> None:
    first, new, blocked = (machine.home / name for name in ("first", "deep/new", "first/below"))
    first.write_bytes(b"old")
    first.chmod(0o604)
    before = tree(machine.home)
    broken = program(
        Change(first, b"old", b"1", "one"), Change(new, None, b"2", "two"), Change(blocked, None, b"3", "three")
    )
    with pytest.raises(UnwritableSettingsError):
        apply(machine, broken, broken.draw(machine))
    assert tree(machine.home) == before
    assert first.stat().st_mode & 0o777 == 0o604


def test_a_file_that_another_program_has_just_changed_stays(machine: Machine) -> None:
    path = machine.home / "settings"
    path.write_bytes(b"newer")
    ours = program(Change(path, b"older", b"ours", "ours"))
    with pytest.raises(UnwritableSettingsError, match="another program has just changed it"):
        apply(machine, ours, ours.draw(machine))
    path.unlink()
    made = program(Change(path, None, b"ours", "ours"))
    path.write_bytes(b"theirs")
    with pytest.raises(UnwritableSettingsError, match="another program has just written it"):
        apply(machine, made, made.draw(machine))
    assert tree(machine.home) == {"settings": b"theirs", ".config": None}


def test_a_crash_between_record_and_change_leaves_nothing_to_undo(machine: Machine) -> None:
    path = machine.home / "settings"
    ours = program(Change(path, None, b"ours", "ours"))
    apply(machine, ours, ours.draw(machine))
    path.unlink()  # as though it had never been written
    assert undo(machine, ours) == []
    assert tree(machine.home) == {".config": None}


def test_one_edited_file_keeps_all_files_of_a_program_as_they_are(machine: Machine) -> None:
    one, two = machine.home / "one", machine.home / "two"
    ours = program(Change(one, None, b"1", "one"), Change(two, None, b"2", "two"))
    apply(machine, ours, ours.draw(machine))
    one.write_bytes(b"edited")
    with pytest.raises(EditedSinceError, match=str(one)):
        undo(machine, ours)
    assert (one.read_bytes(), two.read_bytes()) == (b"edited", b"2")
    two.unlink()
    one.write_bytes(b"1")
    assert [each.path for each in undo(machine, ours)] == [one]


def test_folders_stay_where_somebody_else_has_put_something_meanwhile(machine: Machine) -> None:
    path = machine.home / "a/b/settings"
    ours = program(Change(path, None, b"ours", "ours"))
    apply(machine, ours, ours.draw(machine))
    (machine.home / "a/theirs").write_bytes(b"theirs")
    undo(machine, ours)
    assert tree(machine.home) == {"a": None, "a/theirs": b"theirs", ".config": None}


def test_files_that_are_links_of_ours_go_and_come_as_links(machine: Machine) -> None:
    link = machine.home / "wants/unit"
    ours = program(Change(link, None, b"/somewhere/unit", "link", is_link=True))
    apply(machine, ours, ours.draw(machine))
    assert link.readlink() == Path("/somewhere/unit")
    undo(machine, ours)
    assert tree(machine.home) == {".config": None}
