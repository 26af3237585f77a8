"""Checking beside the event loop: two threads that take turns, a bounded queue, and work that can be given up.

Checking is bound by the processor and Python runs one thread at a time, so more threads would not be faster. The
second one is there so that a short text need not wait until a long one is done: after each batch the turn passes on.
One checker is used by both, never at the same time.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from threading import Event, Lock
from typing import TypeVar

from commonhold.doors.http.limits import CHECK_SECONDS, MOST_WAITING
from commonhold.doors.http.refusal import RequestError

T = TypeVar("T")
Hear = Callable[[int], object]
"""Hears that some work is done; it may not return before others had their turn, and raises GivenUpError to end it."""

THREADS = 2


class GivenUpError(Exception):
    """Nobody waits for this work any more."""


class Turns:
    """A lock that is handed on in the order of asking; ``is_taken`` while anybody has it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[Lock] = deque()
        self.is_taken = False

    def take(self) -> None:
        """Wait for the turn."""
        with self._lock:
            if not self.is_taken:
                self.is_taken = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def give(self) -> None:
        """End the turn: the next who waits has it."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self.is_taken = False


class Pool:
    """Runs work in threads; ``most_waiting`` pieces may wait or run, of the long ones one runs at a time."""

    def __init__(self, most_waiting: int = MOST_WAITING, seconds: float = CHECK_SECONDS) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="check")
        self._turns = Turns()
        self._long = asyncio.Lock()
        self._most_waiting = most_waiting
        self._seconds = seconds
        self._under_way: set[Event] = set()

    async def run(self, work: Callable[[Hear], T], is_long: bool = False) -> T:
        """Return what ``work`` returns; RequestError 429 if too many wait, 500 if it takes too long.

        Cancelled, it ends the work at its next batch.
        """
        if len(self._under_way) >= self._most_waiting:
            raise RequestError(
                429, "There are currently too many parallel requests. Please try again later.", retry_after="1"
            )
        given_up = Event()
        self._under_way.add(given_up)
        try:
            async with asyncio.timeout(self._seconds), AsyncExitStack() as stack:
                if is_long:
                    await stack.enter_async_context(self._long)
                running = asyncio.get_running_loop().run_in_executor(self._threads, self._turn, work, given_up)
                return await running
        except TimeoutError:
            what = f"Checking took longer than {self._seconds:g} seconds, which is this server's limit"
            raise RequestError(500, f"{what}. Please submit a shorter text.") from None
        finally:
            given_up.set()
            self._under_way.discard(given_up)

    @property
    def is_running(self) -> bool:
        """Whether some work has not ended, although it may have been given up."""
        return self._turns.is_taken

    def close(self) -> None:
        """Give up all work and let the threads end."""
        for given_up in self._under_way:
            given_up.set()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _turn(self, work: Callable[[Hear], T], given_up: Event) -> T:
        def hear(_characters: int) -> None:
            if given_up.is_set():
                raise GivenUpError
            self._turns.give()
            self._turns.take()

        self._turns.take()
        try:
            if given_up.is_set():
                raise GivenUpError
            return work(hear)
        finally:
            self._turns.give()


async def unless(gone: Awaitable[object], wanted: Awaitable[T]) -> T:
    """Return what ``wanted`` gives; if ``gone`` comes first, cancel it and raise RequestError 499."""
    work, leaving = asyncio.ensure_future(wanted), asyncio.ensure_future(gone)
    try:
        await asyncio.wait({work, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            return work.result()
        raise RequestError(499, "The client went away")
    finally:
        for each in (work, leaving):
            each.cancel()
        await asyncio.gather(work, leaving, return_exceptions=True)
