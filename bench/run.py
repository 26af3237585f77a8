"""``make bench``: this proofreader and others over the same files, one after the other, and one table for each file.

Exit code 0 when ours was measured, 2 when there was nothing to measure with.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from measure import MeasuringError, latency, read_rows, startup_seconds, timed, word_count
from peers import PEERS, PeerError, scored
from table import OURS, as_text, lay_out

LATENCY_SENTENCES = 500


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--eval", default="", help="folder of JSON Lines with id, text and refs")
    parser.add_argument("--peers-bench", default="", help="script that installs, runs and scores the peers")
    parser.add_argument("--out", type=Path, required=True, help="folder for answers and figures")
    return parser.parse_args()


def machine() -> str:
    """The machine in one line, for the log."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    return f"{model}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


def measure_ours(file: Path, out: Path, startup_s: float) -> dict[str, float]:
    """Run ``commonhold check --jsonl`` over a file and write its answers and figures as the peers' runners do."""
    rows = read_rows(file)
    command = [sys.executable, "-m", "commonhold", "check", "--jsonl"]
    run = timed(command, file, out / f"{OURS}.{file.stem}.jsonl")
    words = sum(word_count(row["text"]) for row in rows)
    waits = latency(command, rows[:LATENCY_SENTENCES])
    figures = {
        "startup_s": startup_s,
        "seconds": run.seconds,
        "words": words,
        "words_per_s": words / max(1e-6, run.seconds - startup_s),
        "peak_rss_mb": run.peak_rss_mb,
        **asdict(waits),
    }
    (out / f"{OURS}.{file.stem}.stats.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return figures


def measure_peer(script: Path, out: Path, file: Path, name: str) -> dict[str, float]:
    """Run, score and read the figures of one contestant; ours has been run already."""
    score = scored(script, out, file, name, already_run=name == OURS)
    stats: dict[str, float] = json.loads((out / f"{name}.{file.stem}.stats.json").read_text(encoding="utf-8"))
    return stats | {key: figure for key, figure in asdict(score).items() if figure is not None}


def measure_file(file: Path, out: Path, script: Path | None, startup_s: float) -> dict[str, dict[str, float]]:
    """The figures of every contestant on one file, ours first."""
    rows = {OURS: measure_ours(file, out, startup_s)}
    if script is None:
        return rows
    for name in [OURS, *os.environ.get("PEERS", " ".join(PEERS)).split()]:
        print(f"  {name} on {file.name} …", file=sys.stderr, flush=True)
        try:
            rows[name] = measure_peer(script, out, file, name)
        except (PeerError, OSError, ValueError) as problem:
            print(f"  {name} is left out: {problem}", file=sys.stderr, flush=True)
    return rows


def main() -> int:
    """Measure, print, and say by the exit code whether there was anything to measure with."""
    asked = arguments()
    files = sorted(Path(asked.eval).glob("*.jsonl")) if asked.eval else []
    if not files:
        print(
            "There are no evaluation files: put JSON Lines with id, text and refs into a folder "
            "and name it, as in `make bench EVAL=DIR`.",
            file=sys.stderr,
        )
        return 2
    script = Path(asked.peers_bench) if asked.peers_bench else None
    if script is None or not script.exists():
        print("The peers are not measured: name their script, as in `make bench PEERS_BENCH=SCRIPT`.", file=sys.stderr)
        script = None
    out = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    print(machine())
    try:
        startup_s = startup_seconds([sys.executable, "-m", "commonhold", "check"])
        for file in files:
            rows = measure_file(file.resolve(), out, script, startup_s)
            print(f"\n{file.name}\n{as_text(lay_out(rows))}", flush=True)
    except MeasuringError as problem:
        print(f"Commonhold could not be measured: {problem}.", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
