"""Real processes and a real terminal for the doors' tests; the checker in them is that of ``doubled.py``."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DOUBLED = Path(__file__).parent / "doubled.py"
DEADLINE_SECONDS = 20.0

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]


def environment(**more: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS", "COMMONHOLD_DEBUG")
    }
    return kept | {"PYTHONUTF8": "1", "TERM": "xterm", "PYTHONWARNINGS": "error"} | more


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run the command with the checker of doubled words in ``tmp_path`` and return what became of it."""

    def run_it(*arguments: str, stdin: bytes = b"", **variables: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, str(DOUBLED), *arguments],
            input=stdin,
            capture_output=True,
            cwd=tmp_path,
            env=environment(**variables),
            timeout=DEADLINE_SECONDS,
        )

    return run_it


class Terminal:
    """A process on a pseudo-terminal of 80 columns: wait for what it shows, press keys."""

    def __init__(self, *command: str, cwd: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.settings = termios.tcgetattr(slave)
        self._slave = slave
        self._process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=cwd,
            env=environment(),
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        self.coloured = ""
        self._seen = 0

    def wait_for(self, text: str) -> None:
        """Read until ``text`` is shown after what was waited for before."""
        while text not in self.shown[self._seen :]:
            assert self._read(), f"nothing more came, and no {text!r}:\n{self.shown}"
        self._seen = self.shown.index(text, self._seen) + len(text)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def end(self) -> int:
        """Read what is left and return the exit code."""
        while self._process.poll() is None or self._ready(0):
            if self._ready(0.05):
                self._read()
        return self._process.returncode

    def settings_now(self) -> list[object]:
        return termios.tcgetattr(self._slave)

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)
        os.close(self._slave)

    def _ready(self, seconds: float) -> bool:
        return bool(select.select([self._master], [], [], seconds)[0])

    def _read(self) -> bool:
        """Take what comes next; return false if nothing can come, as the process has ended, or nothing does."""
        deadline = time.monotonic() + DEADLINE_SECONDS
        while not self._ready(0.05):
            if (self._process.poll() is not None and not self._ready(0)) or time.monotonic() > deadline:
                return False
        self.coloured += os.read(self._master, 65536).decode("utf-8", "replace").replace("\r\n", "\n")
        return True

    @property
    def shown(self) -> str:
        """What was shown so far, without colours."""
        return re.sub(r"\x1b\[[\d;]*m", "", self.coloured)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start the command with the checker of doubled words on a terminal of its own."""
    opened: list[Terminal] = []

    def start(*arguments: str, program: Path = DOUBLED) -> Terminal:
        opened.append(Terminal(sys.executable, str(program), *arguments, cwd=tmp_path))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
