"""Other proofreaders, through the one script that installs, runs and scores them; and what that script prints.

A peer that cannot be installed or that fails is left out with a reason; the others are still measured.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

PEERS = ("harper", "hunspell", "aspell", "symspell", "codespell", "typos", "cspell")
HITS = re.compile(
    r"det P (?P<precision>\S+) R (?P<recall>\S+) F0\.5 (?P<detection>\S+) \| corr F0\.5 (?P<correction>\S+)"
)
ALARMS = re.compile(r"false alarms/1000 words\s+(?P<alarms>\S+)")


@dataclass(frozen=True, slots=True)
class Score:
    """What the scorer said: F0.5 of detection and of correction (0 to 1), or false alarms per 1,000 words."""

    detection: float | None = None
    correction: float | None = None
    false_alarms: float | None = None


class PeerError(Exception):
    """A peer could not be installed, run or scored; the text says why."""


def read_score(printed: str) -> Score:
    """The figures in one printed line of the script.

    >>> read_score("typos typos_dev.jsonl det P 0.988 R 0.319 F0.5 0.696 | corr F0.5 0.673 top1 0.956").correction
    0.673
    >>> read_score("typos clean_dev.jsonl false alarms/1000 words   0.06").false_alarms
    0.06
    """
    if hits := HITS.search(printed):
        return Score(detection=float(hits["detection"]), correction=float(hits["correction"]))
    if alarms := ALARMS.search(printed):
        return Score(false_alarms=float(alarms["alarms"]))
    raise PeerError("the script printed no score")


def scored(script: Path, out: Path, file: Path, name: str, *, already_run: bool) -> Score:
    """Let the script run (unless ``already_run``) and score one contestant on one file."""
    environment = {**os.environ, "PEERS": name} | ({"SKIP_RUN": "1"} if already_run else {})
    done = subprocess.run(["bash", str(script), str(out), str(file)], env=environment, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise PeerError(said[-1])
    return read_score(done.stdout)
