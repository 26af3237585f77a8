"""``commonhold check`` opens no connection: seen by an audit hook, and in a network namespace without routes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECK = "from commonhold.doors.cli import main; main()"
CONNECT = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=2)"
# Leaving by os._exit, so that no `except` can hide the attempt; a child process could connect in our stead.
WATCHED = """
import os, sys
REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "socket.sendmsg",
           "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.Request")
def watch(event, arguments):
    if event.startswith(REFUSED):
        os.write(2, f"refused {event} {arguments}\\n".encode())
        os._exit(99)
sys.addaudithook(watch)
"""
ROUTELESS = ["unshare", "--user", "--map-root-user", "--net"]


def python(program: str, *arguments: str, root: Path, within: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run a Python program in a process of its own, from the root of the repository."""
    command = [*within, sys.executable, "-c", program, *arguments]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def namespaces_are_permitted() -> bool:
    """Whether this machine lets a user make a network namespace of her own."""
    return bool(shutil.which("unshare")) and subprocess.run([*ROUTELESS, "true"], capture_output=True).returncode == 0


def test_checking_attempts_no_connection_and_starts_no_process(root: Path) -> None:
    done = python(WATCHED + CHECK, "check", "examples/post.md", root=root)
    assert (done.returncode, done.stderr) == (1, "")
    assert "examples/post.md:" in done.stdout


@pytest.mark.parametrize("attempt", [CONNECT, "import subprocess; subprocess.run(['true'])"])
def test_the_watch_sees_an_attempt(attempt: str, root: Path) -> None:
    done = python(WATCHED + f"try:\n    {attempt}\nexcept BaseException:\n    pass", root=root)
    assert done.returncode == 99
    assert done.stderr.startswith("refused")


@pytest.mark.skipif(not namespaces_are_permitted(), reason="this machine permits no network namespaces")
def test_checking_finds_the_same_without_any_network(root: Path) -> None:
    routeless = tuple(ROUTELESS)
    assert "unreachable" in python(CONNECT, root=root, within=routeless).stderr
    outside = python(CHECK, "check", "examples/post.md", root=root)
    inside = python(CHECK, "check", "examples/post.md", root=root, within=routeless)
    assert (inside.returncode, inside.stdout, inside.stderr) == (1, outside.stdout, "")
