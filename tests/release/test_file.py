"""One file, whole or not at all: when the disk is full, when the name is taken, and when the writer is killed."""

import os
import subprocess
import sys

import pytest

from commonhold.release.file import write_whole


def test_a_file_is_written_and_replaced(tmp_path):
    write_whole(tmp_path / "a", b"one")
    write_whole(tmp_path / "a", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"two")]


def test_rights_are_those_asked_for_less_the_mask_and_stay(tmp_path):
    before = os.umask(0o022)
    try:
        write_whole(tmp_path / "open", b"")
        write_whole(tmp_path / "closed", b"", mode=0o600)
    finally:
        os.umask(before)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("open", "closed")] == [0o644, 0o600]
    (tmp_path / "open").chmod(0o640)
    write_whole(tmp_path / "open", b"new")
    assert (tmp_path / "open").stat().st_mode & 0o777 == 0o640


def test_what_must_be_new_replaces_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "a", b"yours", is_new=True)
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "link", b"yours", is_new=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "link"]
    assert (tmp_path / "a").read_bytes() == b"mine"


FULL = """
import resource, signal, sys
from pathlib import Path
from commonhold.release.file import write_whole
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    write_whole(Path(sys.argv[1]), b"x" * 1000)
except OSError as error:
    print(error.strerror)
"""

STOPPED = """
import os, sys
from pathlib import Path
from commonhold.release import file

def stop(descriptor):
    raise KeyboardInterrupt

os.fsync = stop
try:
    file.write_whole(Path(sys.argv[1]), b"new")
except KeyboardInterrupt:
    print("stopped")
"""

KILLED = """
import os, signal, sys
from pathlib import Path
from commonhold.release import file

target = Path(sys.argv[1])
for moment in range(1, 200):
    child = os.fork()
    if not child:
        passed = 0
        def line(frame, event, argument):
            global passed
            passed += event == "line"
            if passed == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return line
        sys.settrace(lambda frame, event, argument: line if frame.f_code.co_filename == file.__file__ else None)
        file.write_whole(target, b"new")
        os._exit(0)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    print(target.read_bytes().decode() if target.exists() else "nothing")
    if not killed:
        break
"""


def told(program, path):
    done = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize(("program", "said"), [(FULL, "File too large"), (STOPPED, "stopped")])
def test_a_full_disk_and_ctrl_c_leave_the_older_file_and_nothing_else(tmp_path, program, said):
    (tmp_path / "a").write_bytes(b"old")
    assert told(program, tmp_path / "a") == [said]
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"old")]


def test_at_whatever_line_it_is_killed_the_file_is_the_older_or_the_newer(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    seen = told(KILLED, tmp_path / "a")
    assert set(seen) == {"old", "new"}
    assert seen == sorted(seen, key=["old", "new"].index)
    assert seen.count("old") > 5
