"""One thread that does the work of checking, one piece after the other, for all sessions of this process.

It ends with the process, whatever it is doing: nothing is lost but a check.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

Made = TypeVar("Made")


class Worker:
    """A queue of pieces of work, and the thread that does them in their order."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        threading.Thread(target=self._work, name="checking", daemon=True).start()

    async def do(self, work: Callable[[], Made]) -> Made:
        """Return what a piece of work gives, or raise what it raises; what is cancelled may be done all the same."""
        future: Future[Made] = Future()
        self._asked.put((future, work))
        return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while True:
            future, work = self._asked.get()
            if future.set_running_or_notify_cancel():
                try:
                    made = work()
                except BaseException as error:
                    with suppress(RuntimeError):  # the loop that waits for it has ended
                        future.set_exception(error)
                else:
                    with suppress(RuntimeError):
                        future.set_result(made)
