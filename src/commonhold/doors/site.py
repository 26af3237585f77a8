"""Where a build takes place, who hears how it goes on, and how one job a source is run in several processes."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from commonhold.doors.steps import Told
from commonhold.doors.workbench import finished
from commonhold.errors import CommonholdError, SourceError
from commonhold.release.inputs import Inputs

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True, slots=True)
class Site:
    """Where and how to build: the ``work`` folder, a ``mirror`` of repositories, processes, texts to hold out.

    ``fetched`` is where sources that were fetched lie, in the work folder by default. ``opt_outs`` are registries
    beside our own. ``given`` are the inputs of an earlier build that is made once more:
    they stand for present wishes, captures, registries and texts to hold out.
    """

    work: Path
    beside: Path
    mirror: Path | None = None
    offline: bool = False
    hold_out: tuple[Path, ...] = ()
    jobs: int = 2
    opt_outs: tuple[Path, ...] = ()
    given: Inputs | None = None
    fetched: Path | None = None

    @property
    def cache(self) -> Path:
        """Where sources that were fetched lie."""
        return self.fetched or self.work / "cache"


class Progress:
    """Hears how a build goes on; the door decides whether and how to show it."""

    def begin(self, step: str, total: int) -> None:
        """A step of so many parts begins."""

    def advance(self, told: Told | None) -> None:
        """A part is done."""

    def note(self, sentence: str) -> None:
        """Something a reader of the result should know."""


def step(folder: Path, make: Callable[[Path], Told]) -> Told:
    """Run a step in its process; a finished one only says so."""
    told: list[Told] = []
    finished(folder, lambda new: told.append(make(new)))
    return told[0] if told else Told(folder.name, 0, 0)


def _follow_the_first(first: int) -> None:
    """In a worker: a terminal sends Ctrl-C to everybody, but only the first process decides what becomes of it.

    Where that one is killed, its workers end too, as far as the system can tell them (Linux).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
        if os.getppid() != first:  # it ended before it could be followed
            sys.exit()


def run(
    jobs: Mapping[str, Callable[[], Told]], done: Mapping[str, bool], title: str, site: Site, progress: Progress
) -> tuple[dict[str, Told], dict[str, CommonholdError]]:
    """Run one job a source in several processes; return what they told and which failed."""
    progress.begin(title, len(jobs))
    told: dict[str, Told] = {}
    failed: dict[str, CommonholdError] = {}
    waiting = [name for name in jobs if not done[name]]
    for _ in range(len(jobs) - len(waiting)):
        progress.advance(None)
    if not waiting:
        return told, failed
    with ProcessPoolExecutor(site.jobs, get_context("spawn"), _follow_the_first, (os.getpid(),)) as pool:
        running: dict[Future[Told], str] = {pool.submit(jobs[name]): name for name in waiting}
        try:
            while running:
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    name = running.pop(future)
                    try:
                        told[name] = future.result()
                        progress.advance(told[name])
                    except SourceError as error:
                        failed[name] = error
                        progress.advance(None)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list((pool._processes or {}).values()):
                process.terminate()
            raise
    return told, failed
