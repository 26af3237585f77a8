"""``make bench`` works on a machine of its own: without evaluation files, without peers, with peers that fail."""

from __future__ import annotations

import doctest
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import numpy as np
import pytest

SVG = "{http://www.w3.org/2000/svg}"

# Stands for the script that runs and scores the peers: one answers, the other cannot be installed.
SCRIPT = """
set -eu
[ "$PEERS" != cspell ] || { echo "cspell: no such package" >&2; exit 1; }
stem=$(basename "$2" .jsonl)
stats='{"words_per_s": 1000, "startup_s": 2.0, "peak_rss_mb": 500}'
[ -n "${SKIP_RUN:-}" ] || echo "$stats" > "$1/$PEERS.$stem.stats.json"
echo "$PEERS $stem det P 0.421 R 0.524 F0.5 0.438 | corr F0.5 0.320 top1 0.307 recall 0.380 | 1000 words/s"
"""


@pytest.fixture
def scripts(root: Path) -> Iterator[dict[str, ModuleType]]:
    """The modules of the ``bench`` folder, which is a folder of scripts and no package."""
    names = ("losses", "measure", "peers", "table")
    sys.path.insert(0, str(root / "bench"))
    try:
        yield {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(root / "bench"))
        for name in names:
            sys.modules.pop(name, None)


def bench(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the bench as the Makefile does, with a short list of peers."""
    command = [sys.executable, str(root / "bench" / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **environment})


def test_examples_in_the_docstrings_hold(scripts: dict[str, ModuleType]) -> None:
    tried = [doctest.testmod(script) for script in scripts.values()]
    assert sum(result.failed for result in tried) == 0
    assert sum(result.attempted for result in tried) >= 3


def test_ratios_are_to_the_named_and_to_the_best_peer(scripts: dict[str, ModuleType]) -> None:
    rows = {
        "commonhold": {"correction": 0.6, "words_per_s": 3000.0, "false_alarms": 4.0},
        "harper": {"correction": 0.3, "words_per_s": 1000.0, "false_alarms": 40.0},
        "typos": {"correction": 0.5, "words_per_s": 6000.0, "false_alarms": 2.0},
        "broken": {},
    }
    lines = {line[0]: line[1:] for line in scripts["table"].lay_out(rows)}
    assert lines[""] == ["corr F0.5", "false alarms/1000", "words/s"]
    assert lines["broken"] == ["–", "–", "–"]
    assert lines["ours : harper"] == ["2.00x", "0.10x", "3.00x"]
    assert lines["ours : best peer"] == ["1.20x", "2.00x", "0.50x"]


def test_a_process_that_fails_is_not_measured(scripts: dict[str, ModuleType], tmp_path: Path) -> None:
    measure = scripts["measure"]
    source = tmp_path / "in"
    source.touch()
    with pytest.raises(measure.MeasuringError, match="exit code 3"):
        measure.timed([sys.executable, "-c", "raise SystemExit(3)"], source, tmp_path / "out")


def test_memory_is_that_of_the_measured_process(scripts: dict[str, ModuleType], tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.touch()
    run = scripts["measure"].timed([sys.executable, "-c", "b'x' * 200_000_000"], source, tmp_path / "out")
    assert 190 < run.peak_rss_mb < 260


def test_without_evaluation_files_it_says_where_to_put_them(root: Path, tmp_path: Path) -> None:
    done = bench(root, "--eval", str(tmp_path), "--out", str(tmp_path / "out"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "make bench EVAL=DIR" in done.stderr


def test_a_peer_that_cannot_be_installed_is_left_out_and_said(root: Path, tmp_path: Path) -> None:
    script, folder = tmp_path / "peers.sh", tmp_path / "eval"
    script.write_text(SCRIPT, encoding="utf-8")
    folder.mkdir()
    rows = [{"id": number, "text": f"This is the sentence {number}.", "refs": []} for number in range(4)]
    (folder / "tiny.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    out = tmp_path / "out"
    done = bench(root, "--eval", str(folder), "--peers-bench", str(script), "--out", str(out), PEERS="harper cspell")
    assert done.returncode == 0, done.stderr
    assert "cspell is left out: cspell: no such package" in done.stderr
    table = done.stdout.splitlines()
    assert [line.split("  ")[0] for line in table[-4:]] == ["commonhold", "harper", "ours : harper", "ours : best peer"]
    assert len((out / "commonhold.tiny.jsonl").read_text(encoding="utf-8").splitlines()) == 4
    stats = json.loads((out / "commonhold.tiny.stats.json").read_text(encoding="utf-8"))
    assert {"startup_s", "seconds", "words", "words_per_s", "peak_rss_mb"} <= stats.keys()
    assert stats["words"] == 20


def test_losses_are_drawn_where_the_axes_say(scripts: dict[str, ModuleType]) -> None:
    losses = scripts["losses"]
    falling = np.linspace(8, 4, 100 * losses.STEPS_A_POINT, dtype=np.float32)
    picture = losses.drawn([losses.line_of("one", falling), losses.line_of("two & more", falling[:50] - 1)])
    parts = ElementTree.fromstring(picture)
    texts = {text.text: text for text in parts.iter(f"{SVG}text")}
    assert {"one: 4.02 at last", "two & more: 6.94 at last", "4", "8", "0", "20"} <= set(texts)
    long, short = ([tuple(map(float, point.split(","))) for point in line.get("points", "").split(" ")]
                   for line in parts.iter(f"{SVG}polyline"))  # fmt: skip
    assert (len(long), len(short)) == (100, 2)
    assert [y for _, y in long] == sorted(y for _, y in long), "what falls goes down"
    assert long[-1][1] == pytest.approx(float(texts["4"].get("y", "")) - 4, abs=2)
    assert short[-1][0] < long[10][0], "it read fewer tokens"
