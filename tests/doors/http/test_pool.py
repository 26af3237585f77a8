"""Work beside the event loop: in turns, bounded, and given up when nobody waits for it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from commonhold.doors.http.pool import GivenUpError, Hear, Pool, unless
from commonhold.doors.http.refusal import RequestError


def with_pool(test: Callable[[Pool], Any], **given: Any) -> None:
    """Run a test in an event loop of its own, with a pool that is closed at its end."""

    async def run() -> None:
        pool = Pool(**given)
        try:
            async with asyncio.timeout(20):
                await test(pool)
        finally:
            pool.close()

    asyncio.run(run())


def test_a_short_piece_is_done_between_two_batches_of_a_long_one() -> None:
    async def test(pool: Pool) -> None:
        order: list[str] = []
        began = threading.Event()

        def long(hear: Hear) -> None:
            began.set()
            while "short" not in order:
                hear(1)
            order.append("long")

        running = asyncio.create_task(pool.run(long, is_long=True))
        await asyncio.to_thread(began.wait)
        await pool.run(lambda hear: order.append("short"))
        await running
        assert order == ["short", "long"]

    with_pool(test)


def test_of_long_pieces_one_runs_at_a_time() -> None:
    async def test(pool: Pool) -> None:
        running, most = [0], [0]

        def long(hear: Hear) -> None:
            running[0] += 1
            most[0] = max(most[0], running[0])
            for _ in range(50):
                hear(1)
            running[0] -= 1

        await asyncio.gather(*(pool.run(long, is_long=True) for _ in range(5)))
        assert most == [1]

    with_pool(test)


def test_two_pieces_are_never_at_work_at_the_same_moment() -> None:
    async def test(pool: Pool) -> None:
        at_work: set[int] = set()

        def piece(hear: Hear) -> bool:
            alone = True
            for _ in range(200):
                alone = alone and not at_work
                at_work.add(1)
                at_work.discard(1)
                hear(1)
            return alone

        assert all(await asyncio.gather(*(pool.run(piece) for _ in range(6))))

    with_pool(test)


def test_more_than_may_wait_are_refused_with_429() -> None:
    async def test(pool: Pool) -> None:
        free = threading.Event()
        waiting = [asyncio.create_task(pool.run(lambda hear: free.wait(20))) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(RequestError) as caught:
            await pool.run(lambda hear: None)
        assert (caught.value.status, caught.value.headers) == (429, {"retry-after": "1"})
        free.set()
        assert await asyncio.gather(*waiting) == [True] * 3
        await pool.run(lambda hear: None)

    with_pool(test, most_waiting=3)


def test_what_takes_too_long_is_refused_and_ended() -> None:
    async def test(pool: Pool) -> None:
        ended = threading.Event()

        def endless(hear: Hear) -> None:
            try:
                while True:
                    hear(1)
            except GivenUpError:
                ended.set()
                raise

        with pytest.raises(RequestError, match=r"longer than 0\.05 seconds"):
            await pool.run(endless)
        assert await asyncio.to_thread(ended.wait, 20)

    with_pool(test, seconds=0.05)


def test_work_ends_when_who_asked_for_it_has_gone() -> None:
    async def test(pool: Pool) -> None:
        began, ended = threading.Event(), threading.Event()

        def endless(hear: Hear) -> None:
            began.set()
            try:
                while True:
                    hear(1)
            except GivenUpError:
                ended.set()
                raise

        with pytest.raises(RequestError, match="went away"):
            await unless(asyncio.to_thread(began.wait), pool.run(endless))
        assert await asyncio.to_thread(ended.wait, 20)
        assert await unless(asyncio.sleep(20), pool.run(lambda hear: "done")) == "done"

    with_pool(test)


def test_an_error_in_the_work_is_that_of_who_asked() -> None:
    async def test(pool: Pool) -> None:
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda hear: 1 // 0)
        assert await pool.run(lambda hear: 1) == 1
        assert not pool.is_running

    with_pool(test)
