"""The fuzzer runs, on the model that ships; a short run is a test, a long one is for a person with ten minutes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_thirty_rounds_break_no_law() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--rounds", "30", "--seed", "1"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "30 rounds, all lawful\n", "")
