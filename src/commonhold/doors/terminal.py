"""What the terminal at hand can do: its width, its colours, single keys. The only module that knows of terminals."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from commonhold.doors.report import PIPED_WIDTH, Look

MAX_WIDTH = 120
"""Wider terminals are not filled: a finding should be seen at one glance."""


def look_of(stream: TextIO, colour: str) -> Look:
    """Return how a report looks on ``stream``; ``colour`` is auto, always or never.

    Colours come on by themselves only on a terminal that has them, unless NO_COLOR is set (https://no-color.org).
    """
    terminal = stream.isatty()
    wanted = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = min(shutil.get_terminal_size().columns, MAX_WIDTH) if terminal else PIPED_WIDTH
    return Look(width, colour == "always" or (colour == "auto" and wanted))


def is_interactive() -> bool:
    """Tell whether a person sits at both ends: keys can be read and questions seen."""
    return sys.stdin.isatty() and sys.stdout.isatty()


@contextmanager
def keyboard() -> Iterator[Callable[[], str]]:
    """Give a function that waits for one key, without Enter; Ctrl-C stays what it is. Restore the terminal at the end.

    The function returns an empty string where there are no more keys. Keys that send several characters (arrows) come
    as one string.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        import typer

        yield lambda: typer.getchar()
        return
    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    waiting: list[str] = []

    def key() -> str:
        if not waiting:
            typed = os.read(handle, 256).decode("utf-8", "replace")
            waiting.extend([typed] if typed.startswith("\x1b") else typed)
        pressed = waiting.pop(0) if waiting else ""
        return "" if pressed == "\x04" else pressed

    # Not flushing what was typed ahead: whoever answers quickly is not made to answer twice.
    tty.setcbreak(handle, termios.TCSADRAIN)
    try:
        yield key
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
