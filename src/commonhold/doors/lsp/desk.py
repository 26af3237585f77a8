"""One open text and the task that keeps it checked: waits until nothing is typed, checks, tells, and waits again.

A change stops nothing: what is checked already stays known, and the check goes on near the change. Whoever asks for
what is known of the text as it now is (``up_to_date``) has it checked without waiting.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

from commonhold.check import Checker
from commonhold.doors.lsp.checkers import Around, Checkers
from commonhold.doors.lsp.diagnostics import NOTHING, Known, diagnostics
from commonhold.doors.lsp.texts import Edit, OpenText, Reading
from commonhold.doors.lsp.wishes import Wishes
from commonhold.doors.lsp.worker import Worker
from commonhold.errors import CommonholdError
from commonhold.finding import Finding

STEP_SECONDS = 0.05
"""How long a text is checked before another one has its turn."""

FIRST_SHOWN_SECONDS = 0.4
"""After so long, what is known so far of a text is told; then after twice as long, and so on."""

log = logging.getLogger("commonhold.lsp")

_numbers = count(1)  # of all sets of diagnostics this process has made


@dataclass(frozen=True, slots=True)
class Rounds:
    """What a desk needs of its session: who checks, with what, and who hears of it."""

    worker: Worker
    checkers: Checkers
    wishes: Callable[[str], Awaitable[Wishes]]
    show: Callable[[str], None]
    publish: Callable[[Desk], None]
    begin_long: Callable[[Desk], None]


@dataclass(slots=True)
class Desk:
    """An open text with what is known of it. ``place`` is where it lies on the disk, None where nowhere."""

    text: OpenText
    place: Path | None
    rounds: Rounds
    known: Known = NOTHING
    waiting: int = 0
    is_stopped: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _hurry: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: Reading | None = None
    _task: asyncio.Task[None] | None = None
    _needs_reading: bool = False

    def open(self) -> None:
        """Begin to keep the text checked."""
        self.touch(hurry=True)
        self._task = asyncio.create_task(self._keep())

    def close(self) -> None:
        """Stop; nothing more is told."""
        if self._task:
            self._task.cancel()

    def touch(self, hurry: bool = False, anew: bool = False) -> None:
        """Say that the text has changed, or what surrounds it; ``anew`` forgets all that is known."""
        self.is_stopped = False
        self._needs_reading |= anew
        self.done.clear()
        self._changed.set()
        if hurry:
            self._hurry.set()

    def stop(self) -> None:
        """Check no further until something changes."""
        self.is_stopped = True

    async def up_to_date(self) -> Known:
        """Return what is known of the text as it now is, as soon as all of it is checked."""
        while not self.done.is_set():
            self._hurry.set()
            await self.done.wait()
        return self.known

    async def _keep(self) -> None:
        while True:
            await self._changed.wait()
            wishes = await self.rounds.wishes(self.text.uri)
            await self._pause(wishes.delay_ms / 1000)
            self._changed.clear()
            self._hurry.clear()
            try:
                await self._check(wishes)
            except CommonholdError as error:
                self._give_up(f"{error} {error.advise()}", wishes)
            except Exception as error:
                log.exception("checking failed")
                self._give_up(f"{self.text.uri} cannot be checked: {type(error).__name__}: {error}", wishes)
            if not self._changed.is_set():
                self.done.set()

    def _give_up(self, why: str, wishes: Wishes) -> None:
        """Say why nothing is known of a text; the next change tries again."""
        self._reading = None
        self.text.taken()
        self.rounds.show(why)
        self._tell([], wishes, is_whole=True)

    async def _pause(self, seconds: float) -> None:
        """Wait until for so long nothing was typed, or somebody asks."""
        while not self._hurry.is_set():
            self._changed.clear()
            try:
                await asyncio.wait_for(self._hurry.wait(), seconds)
            except TimeoutError:
                if not self._changed.is_set():
                    return

    async def _check(self, wishes: Wishes) -> None:
        text = self.text
        if text.kind is None or text.is_lost or not wishes.enabled:
            text.taken()
            self._reading = None
            self._tell([], wishes, is_whole=True)
            return
        around = await self.rounds.worker.do(partial(self._surroundings, wishes))
        for trouble in around.troubles:
            self.rounds.show(trouble)
        shown, began, step = FIRST_SHOWN_SECONDS, time.monotonic(), 0
        while True:
            edits, source, near = text.taken(), text.rows.source, text.near
            version = text.version
            work = partial(self._advance, around.checker, edits, source, near, step == 0)
            is_whole, findings = await self.rounds.worker.do(work)
            is_whole |= self.is_stopped
            step += 1
            if step == 2:
                self.rounds.begin_long(self)
            if text.is_lost:
                return
            is_current = version == text.version and not text.edits
            if is_whole or time.monotonic() - began > shown:
                shown *= 2
                if findings is None:
                    findings = await self.rounds.worker.do(self._known)
                left = await self.rounds.worker.do(partial(around.kept, findings, source))
                is_current &= version == text.version and not text.edits
                if is_current:
                    self._tell(left, wishes, is_whole=is_whole)
            if is_whole and (is_current or self._changed.is_set()):
                return

    def _surroundings(self, wishes: Wishes) -> Around:
        return self.rounds.checkers.around(self.place, wishes)

    def _advance(
        self, checker: Checker, edits: list[Edit], source: str, near: int, is_first: bool
    ) -> tuple[bool, list[Finding] | None]:
        """Make edits and check on; return whether all is checked, and then the findings. In the thread that checks."""
        if self._reading is None or self._reading.checker is not checker or (is_first and self._needs_reading):
            self._needs_reading = False
            self._reading = Reading(checker, self.text.kind or "", source)
        else:
            self._reading.follow(edits)
        is_whole = self._reading.advance(near, STEP_SECONDS)
        self.waiting = 0 if is_whole else self._reading.waiting
        return is_whole, self._reading.known() if is_whole else None

    def _known(self) -> list[Finding]:
        return self._reading.known() if self._reading else []

    def _tell(self, findings: list[Finding], wishes: Wishes, *, is_whole: bool) -> None:
        """Remember what is known of the text as it now is, and publish it."""
        told = tuple(diagnostics(findings, self.text.rows, wishes.severity))
        is_same = told == self.known.diagnostics and bool(self.known.result_id)
        result_id = self.known.result_id if is_same else str(next(_numbers))
        self.known = Known(self.text.version, tuple(findings), told, result_id, is_whole)
        self.rounds.publish(self)
