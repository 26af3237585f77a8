"""How far a long task is: one line on the error terminal after two seconds, gone again before anything is printed."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

PATIENCE_SECONDS = 2.0
"""Checks shorter than this show nothing."""


class Meter:
    """A progress line over ``total_bytes`` (None: nobody knows); silent unless ``shown`` and on a terminal.

    A character counts as one byte while a text is checked; what is missing then is added when it is done.
    """

    def __init__(
        self,
        total_bytes: int | None,
        shown: bool = True,
        patience_seconds: float = PATIENCE_SECONDS,
        doing: str = "checking",
    ) -> None:
        self._total = total_bytes
        self._doing = doing
        self._done = 0
        self._shown = shown and sys.stderr.isatty()
        self._patience_seconds = patience_seconds
        self._finished = threading.Event()
        self._drawing = threading.Lock()
        self._bar: Progress | None = None
        self._waiter = threading.Thread(target=self._wait, daemon=True)

    def __enter__(self) -> Meter:
        if self._shown:
            self._waiter.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._finished.set()
        with self._drawing:
            if self._bar is not None:
                self._bar.stop()
        if self._shown:
            self._waiter.join()

    def advance(self, size_bytes: int) -> None:
        """Say that ``size_bytes`` more are done."""
        self._done += size_bytes
        with self._drawing:
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=self._done)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the line away while something else is printed or asked."""
        with self._drawing:
            if self._bar is not None:
                self._bar.stop()
            yield
            if self._bar is not None:
                self._bar.start()

    def _wait(self) -> None:
        """Show the line once patience is over; runs in a thread of its own."""
        if self._finished.wait(self._patience_seconds):
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        with self._drawing:
            if not self._finished.is_set():
                self._bar = Progress(
                    TextColumn(self._doing),
                    BarColumn(),
                    DownloadColumn(),
                    TimeElapsedColumn(),
                    TextColumn("left"),
                    TimeRemainingColumn(),
                    console=Console(stderr=True),
                    transient=True,
                    redirect_stdout=False,
                    redirect_stderr=False,
                )
                self._bar.add_task(self._doing, total=self._total, completed=self._done)
                self._bar.start()
