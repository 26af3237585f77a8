"""The command as a program: exit codes, streams and bytes of real processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commonhold.doors.cli import normalised

from_here = Path(__file__).parent
Run = Callable[..., "subprocess.CompletedProcess[bytes]"]

TWICE = b"It is is here.\n"
CLEAN = b"It is here.\n"


def test_a_clean_text_ends_with_0(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(CLEAN)
    done = run("check", "a.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"no findings in 1 file (3 words)\n", b"")


def test_a_finding_ends_with_1_and_is_told_plainly_in_a_pipe(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TWICE)
    done = run("check", "a.txt")
    assert done.returncode == 1
    assert done.stderr == b""
    assert done.stdout.decode() == (
        "a.txt:1:4: “is” is written twice [doubled]\n"
        "  1 | It is is here.\n"
        "    |    ^^^^^\n"
        "    help: did you mean “is” or “is, is”?\n"
        "    why:  2 letters\n"
        "\n"
        "1 finding in 1 file (4 words)\n"
    )


def test_quiet_is_one_line_a_finding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.unheard-of").write_bytes(TWICE)
    done = run("check", "--quiet", "a.unheard-of")
    assert done.stdout.decode() == "a.unheard-of:1:4: “is” is written twice [doubled]\n"
    assert done.stderr == b""


def test_standard_input_is_read_for_a_dash_and_for_nothing(run: Run) -> None:
    assert run("check", "-", stdin=TWICE).stdout == run("check", stdin=TWICE).stdout
    assert run("check", "-q", "-", stdin=TWICE).stdout.startswith(b"-:1:4: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "-", "-"], "Standard input (-) was given more than once."),
        (["check", "--fix", "a.txt"], "there is no terminal to ask on."),
        (["check", "--fix"], "standard input is a text to check."),
        (["check", "--fix=maybe", "a.txt"], "'maybe' is not one of 'ask', 'sure'"),
        (["check", "--json", "--fix=sure", "a.txt"], "--json and --fix cannot be used together."),
        (["check", "--jsonl", "a.txt"], "--jsonl and a file cannot be used together."),
        (["check", "--type", "poem", "a.txt"], "'poem' is not one of"),
        (["check", "--sensitivity=-1", "a.txt"], "--sensitivity"),
        (["chekc"], "No such command 'chekc'"),
        (["check", "--frobnicate"], "--frobnicate"),
    ],
)
def test_asking_wrongly_ends_with_2_and_says_why(run: Run, arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    error, advice = done.stderr.decode().splitlines()
    assert error.startswith("error: ")
    assert said in error
    assert advice.startswith("help: ")


def test_unread_files_end_with_3_and_the_others_are_checked(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TWICE)
    (tmp_path / "latin.txt").write_bytes("café".encode("latin-1"))
    (tmp_path / "photo.txt").write_bytes(b"\x89PNG\0\0")
    done = run("check", "latin.txt", "missing.txt", "photo.txt", "a.txt")
    assert done.returncode == 3
    said = done.stderr.decode()
    assert "error: latin.txt cannot be checked: it is not UTF-8 (byte 0xE9 at byte offset 3)." in said
    assert "error: missing.txt cannot be read: there is no such file." in said
    assert "error: photo.txt cannot be checked: it is not text (a NUL at byte offset 4)." in said
    assert b"a.txt:1:4:" in done.stdout
    assert done.stdout.endswith(b"1 finding in 1 file (4 words); 3 files were passed over\n")


def test_an_empty_file_is_clean(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"")
    assert run("check", "a.txt").stdout == b"no findings in 1 file (0 words)\n"


def test_an_unknown_type_of_file_is_checked_and_said_to_be_a_guess(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.unheard-of").write_bytes(TWICE)
    assert (
        run("check", "a.unheard-of").stderr == b"note: a.unheard-of was read as plain text; --type names another kind\n"
    )
    assert run("check", "--type=text", "a.unheard-of").stderr == b""


def test_a_folder_is_checked_and_what_is_left_out_is_said(run: Run, tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", ".c.md", "d.png"):
        (tmp_path / name).write_bytes(TWICE)
    done = run("check", ".")
    assert [line.split(b":")[0] for line in done.stdout.splitlines() if b" is written twice" in line] == [
        b"./a.md",
        b"./b.txt",
    ]
    assert done.stderr == b"note: left out of folders: 1 hidden and 1 of other types; name a file to have it checked\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_are_read_and_columns_do_not_count_the_mark(run: Run, tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("é is is".encode(encoding))
    assert run("check", "-q", "a.txt").stdout.startswith(b"a.txt:1:3: ")


def test_the_json_report_has_the_documented_fields(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("😀\r\nIt is is.".encode())
    done = run("check", "--json", "a.txt", "missing.txt")
    assert done.returncode == 3
    assert json.loads(done.stdout) == {
        "version": "0.1.0",
        "language": "en",
        "model": "doubled words",
        "files": [
            {
                "path": "a.txt",
                "findings": [
                    {
                        "start": 6,
                        "end": 11,
                        "line": 2,
                        "column": 4,
                        "end_line": 2,
                        "end_column": 9,
                        "kind": "doubled",
                        "message": "“is” is written twice",
                        "suggestions": ["is", "is, is"],
                        "probability": 0.95,
                        "evidence": ["2 letters"],
                        "fixable": True,
                    }
                ],
                "words": 3,
            }
        ],
        "unread": [
            {
                "path": "missing.txt",
                "error": "missing.txt cannot be read: there is no such file.",
                "advice": "Check the name, and that you may read it.",
            }
        ],
        "summary": {"files": 1, "findings": 1, "words": 3, "unread": 1},
    }


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="file names are UTF-8 there")
def test_a_file_name_that_is_not_utf_8_is_told_and_stays_json(run: Run, tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/\xe9.txt", "wb") as file:  # noqa: PTH123 - a name of bytes
        file.write(TWICE)
    assert json.loads(run("check", "--json", ".").stdout)["files"][0]["path"] == "./\udce9.txt"
    assert b"\\udce9.txt:1:4: " in run("check", ".").stdout


def test_sure_fixes_change_only_their_words_byte_for_byte(run: Run, tmp_path: Path) -> None:
    before = "\ufeffÀ is is à.\r\nlonger longer\r\n\t\nthe *the* no end".encode("utf-16-le")
    path = tmp_path / "a.txt"
    path.write_bytes(before)
    path.chmod(0o640)
    done = run("check", "--fix=sure", "a.txt")
    assert path.read_bytes() == before.replace("is is".encode("utf-16-le"), "is".encode("utf-16-le"))
    assert path.stat().st_mode & 0o777 == 0o640
    assert done.returncode == 1
    assert done.stdout.decode().startswith("a.txt:1:3: changed “is is” to “is”\na.txt:2:1: “longer” is written twice")
    assert done.stdout.decode().endswith("1 change in 1 file; 2 findings left in 1 file (9 words)\n")


def test_fixing_everything_ends_with_0_and_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TWICE)
    assert run("check", "--fix=sure", "a.txt").returncode == 0
    assert path.read_bytes() == CLEAN
    written = path.stat()
    assert run("check", "--fix=sure", "a.txt").returncode == 0
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)


def test_a_fixed_link_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TWICE)
    (tmp_path / "link.txt").symlink_to("a.txt")
    assert (
        f"link.txt is a link: {tmp_path.resolve()}/a.txt was changed"
        in run("check", "--fix=sure", "link.txt").stdout.decode()
    )
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "a.txt").read_bytes() == CLEAN


def test_standard_input_is_fixed_onto_standard_output(run: Run) -> None:
    done = run("check", "--fix=sure", "-", stdin=b"\xef\xbb\xbfIt is is\r\nso so long long long")
    assert done.stdout == b"\xef\xbb\xbfIt is\r\nso long long"
    assert done.stderr.startswith("-:1:4: changed “is is” to “is”\n".encode())


def test_a_text_that_cannot_be_read_is_not_written_to_standard_output(run: Run) -> None:
    done = run("check", "--fix=sure", "-", stdin=b"is is \xff")
    assert (done.returncode, done.stdout) == (3, b"")


def test_lines_of_json_are_answered_with_lines_of_json(run: Run) -> None:
    done = run("check", "--jsonl", stdin='{"id":1,"text":"é is is"}\n{"id":2,"text":""}\n'.encode())
    assert done.returncode == 0
    assert [json.loads(line) for line in done.stdout.splitlines()] == [
        {"id": 1, "flags": [[2, 7, ["is", "is, is"]]]},
        {"id": 2, "flags": []},
    ]


def test_a_bad_line_ends_the_stream_with_2_after_the_answers_before_it(run: Run) -> None:
    done = run("check", "--jsonl", stdin=b'{"id":1,"text":"a"}\nnonsense\n{"id":2,"text":"a"}\n')
    assert done.returncode == 2
    assert done.stdout == b'{"id": 1, "flags": []}\n'
    assert b"Line 2 of standard input cannot be answered: it is not JSON" in done.stderr


def test_a_program_can_talk_line_by_line(tmp_path: Path) -> None:
    command = [sys.executable, str(from_here / "doubled.py"), "check", "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin and process.stdout
        for number in range(3):
            process.stdin.write(b'{"id":%d,"text":"is is"}\n' % number)
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(20) == 0


def test_ctrl_c_ends_with_130_and_one_line(tmp_path: Path) -> None:
    command = [sys.executable, str(from_here / "doubled.py"), "check", "--jsonl"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as process:  # type: ignore[call-overload]
        process.stdin.write(b'{"id":1,"text":""}\n')
        process.stdin.flush()
        assert process.stdout.readline()  # now it waits for the next line
        process.send_signal(signal.SIGINT)
        assert process.stderr.read() == b"stopped: no file is half-written\n"
        assert process.wait(20) == 130


def test_a_reader_that_goes_away_is_met_with_silence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TWICE * 20_000)
    command = [sys.executable, str(from_here / "doubled.py"), "check", "a.txt"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""


def test_colours_come_only_when_asked_for_in_a_pipe(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TWICE)
    assert b"\x1b[" not in run("check", "a.txt").stdout
    assert b"\x1b[" in run("check", "--color=always", "a.txt").stdout


def test_an_unexpected_error_asks_for_a_report_and_shows_its_place_only_when_asked(tmp_path: Path) -> None:
    program = tmp_path / "broken.py"
    program.write_text("from commonhold.doors.cli import main\nmain(opener=lambda *_: 1 / 0)\n")
    for more, shown in ([], False), (["--debug"], True):
        done = subprocess.run([sys.executable, str(program), "check", "-", *more], input=b"", capture_output=True)
        assert done.returncode == 70
        assert (
            b"error: Something went wrong: ZeroDivisionError: division by zero.\nhelp: Please report this"
            in done.stderr
        )
        assert (b"Traceback" in done.stderr) == shown


def test_fix_alone_never_takes_a_file_for_its_value() -> None:
    assert normalised(["check", "--fix", "sure"]) == (["check", "--fix=ask", "sure"], False)
    assert normalised(["check", "--fix=sure", "--", "--debug"]) == (["check", "--fix=sure", "--", "--debug"], False)


def test_without_arguments_the_help_is_shown(run: Run) -> None:
    done = run()
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == run("--help").stdout
    assert b"check" in done.stdout


def test_the_version_is_told(run: Run) -> None:
    assert run("--version").stdout == b"commonhold 0.1.0\n"


def test_help_loads_nothing_heavy() -> None:
    seen = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "commonhold", "--help"], capture_output=True, check=True
    ).stderr.decode()
    loaded = {line.split("|")[2].strip() for line in seen.splitlines() if line.count("|") == 2}
    assert "typer" in loaded
    assert not loaded & {"numpy", "rich", "rapidfuzz", "zstandard", "safetensors", "commonhold.check"}
