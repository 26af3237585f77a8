"""Timing one process from outside: its start, its speed, its answers one by one, its memory.

Knows nothing of what the process does, only that it answers JSON Lines with JSON Lines.
"""

from __future__ import annotations

import json
import re
import select
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

STARTS = 5
ANSWER_SECONDS = 30.0
# Apostrophes join, everything else that is no letter or digit parts; so the peers' runners count too.
WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """Wall-clock seconds of a whole process, and its largest resident set in megabytes (2^20 bytes)."""

    seconds: float
    peak_rss_mb: float


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds between a sentence and its answer, for the middle one and for the slowest of twenty."""

    p50_ms: float
    p95_ms: float


class MeasuringError(Exception):
    """The process did not do what was to be measured."""


def word_count(text: str) -> int:
    """How many words a text has.

    >>> word_count("It's half past 9 — don't wait.")
    6
    """
    return len(WORD.findall(text))


def read_rows(path: Path) -> list[dict[str, str]]:
    """The ``id`` and ``text`` of each line of an evaluation file."""
    with path.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines if line.strip())
        return [{"id": row["id"], "text": row["text"]} for row in rows]


def timed(command: list[str], source: Path, target: Path) -> Run:
    """Run a command from one file into another; exit codes 0 and 1 (something found) are both well."""
    with (
        tempfile.TemporaryDirectory() as folder,
        source.open("rb") as asked,
        target.open("wb") as answered,
    ):
        told = Path(folder, "told.json")
        watcher = [sys.executable, "-S", "-E", "-c", _WATCHER, str(told), *command]
        subprocess.run(watcher, stdin=asked, stdout=answered, check=True)
        seconds, exit_code, most = json.loads(told.read_text(encoding="utf-8"))
    if exit_code not in (0, 1):
        raise MeasuringError(f"{' '.join(command)} ended with exit code {exit_code}")
    per_megabyte = 2**20 if sys.platform == "darwin" else 2**10  # macOS counts bytes, Linux kibibytes
    return Run(seconds, most / per_megabyte)


# A process begins as a copy of the one that starts it, and that size counts as its own: so a small one starts it.
_WATCHER = """
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[2:])
_, status, usage = os.wait4(process.pid, 0)
figures = [time.perf_counter() - start, os.waitstatus_to_exitcode(status), usage.ru_maxrss]
with open(sys.argv[1], "w", encoding="utf-8") as told:
    json.dump(figures, told)
"""


def startup_seconds(command: list[str]) -> float:
    """The time of the whole process on three right words, the best of five.

    Not on an empty file: a program might not even open its model for that.
    """
    with tempfile.TemporaryDirectory() as folder:
        short = Path(folder, "short.txt")
        short.write_text("This is fine.\n", encoding="utf-8")
        runs = [timed([*command, str(short)], short, Path(folder, "out")) for _ in range(STARTS)]
    return min(run.seconds for run in runs)


def latency(command: list[str], rows: list[dict[str, str]]) -> Latency:
    """Ask one sentence at a time and wait for each answer, as an editor does."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin and process.stdout
    waits = []
    try:
        for row in rows:
            start = time.perf_counter()
            process.stdin.write(json.dumps(row).encode() + b"\n")
            process.stdin.flush()
            ready, _, _ = select.select([process.stdout], [], [], ANSWER_SECONDS)
            if not ready or not process.stdout.readline():
                raise MeasuringError(f"{' '.join(command)} gave no answer to the sentence {row['id']}")
            waits.append(1000 * (time.perf_counter() - start))
        process.stdin.close()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    cuts = statistics.quantiles(waits[1:], n=20)  # the first answer waits for the start
    return Latency(p50_ms=cuts[9], p95_ms=cuts[18])
