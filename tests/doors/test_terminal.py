"""Fixing with questions, Ctrl-C and the progress line, on a real pseudo-terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Start = Callable[..., Any]

TEXT = b"It is is here.\r\nAnd the the end, however however.\r\n"


def test_keys_answer_questions_and_only_chosen_words_change(terminal: Start, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    process = terminal("check", "--fix", "a.txt")
    process.wait_for("a.txt:1:4: “is” is written twice")
    process.wait_for("Change it? [y/n/1-2/i/a/q/?] ")
    process.press("y")
    process.wait_for("a.txt:2:5: “the”")
    process.wait_for("Change it? ")
    process.press("n")
    process.wait_for("Change it? ")
    process.press("2")
    process.wait_for("2 changes in 1 file; 1 finding left in 1 file")
    assert process.end() == 1
    assert (tmp_path / "a.txt").read_bytes() == b"It is here.\r\nAnd the the end, however, however.\r\n"
    assert process.settings_now() == process.settings


def test_quitting_keeps_the_changes_and_leaves_later_files_alone(terminal: Start, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TEXT)
    process = terminal("check", "--fix", "a.txt", "b.txt")
    process.wait_for("Change it? ")
    process.press("?")
    process.wait_for("stop here; the changes chosen so far are made")
    process.wait_for("Change it? ")
    process.press("yq")
    process.wait_for("stopped early")
    assert process.end() == 1
    assert (tmp_path / "a.txt").read_bytes() == TEXT.replace(b"is is", b"is")
    assert (tmp_path / "b.txt").read_bytes() == TEXT


def test_ctrl_c_leaves_the_file_asked_about_as_it_was_and_the_terminal_as_found(
    terminal: Start, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    process = terminal("check", "--fix", "a.txt")
    process.wait_for("Change it? ")
    process.press("y")
    process.wait_for("Change it? ")
    process.press("\x03")
    process.wait_for("stopped: no file is half-written")
    assert process.end() == 130
    assert "Traceback" not in process.shown
    assert (tmp_path / "a.txt").read_bytes() == TEXT
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert process.settings_now() == process.settings


def test_a_file_changed_while_asking_is_left_alone(terminal: Start, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"It is is here.")
    process = terminal("check", "--fix", "a.txt")
    process.wait_for("Change it? ")
    (tmp_path / "a.txt").write_bytes(b"It is is here, said another editor.")
    process.press("y")
    process.wait_for("a.txt changed while it was being checked, so it was left alone.")
    assert process.end() == 3
    assert (tmp_path / "a.txt").read_bytes() == b"It is is here, said another editor."


def test_all_of_a_kind_are_changed_in_every_file(terminal: Start, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TEXT)
    process = terminal("check", "--fix", "a.txt", "b.txt")
    process.wait_for("Change it? ")
    process.press("a")
    process.wait_for("6 changes in 2 files; no findings left")
    assert process.end() == 0


def test_a_terminal_gets_colours_and_the_time_taken(terminal: Start, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    process = terminal("check", "a.txt")
    assert process.end() == 1
    assert "\x1b[1ma.txt:1:4\x1b[0m" in process.coloured
    assert " s)" in process.shown


def test_without_a_text_a_terminal_is_not_waited_for(terminal: Start) -> None:
    process = terminal("check")
    assert process.end() == 2
    assert "No text was given." in process.shown


METER = """
from commonhold.doors.progress import Meter
with Meter(2_000_000, patience_seconds=0.0) as meter:
    input()
    meter.advance(1_000_000)
    input()
    with meter.aside():
        print("aside")
        input()
print("after")
"""


def test_a_long_check_shows_how_far_it_is_and_clears_the_line(terminal: Start, tmp_path: Path) -> None:
    program = tmp_path / "meter.py"
    program.write_text(METER)
    process = terminal(program=program)
    process.wait_for("0.0/2.0 MB")
    process.press("\n")
    process.wait_for("1.0/2.0 MB")
    process.press("\n")
    process.wait_for("aside")
    assert "\x1b[2K" in process.coloured
    process.press("\n")
    process.wait_for("after")
    assert process.end() == 0
