"""German, French and Spanish: ours beside Aspell and Hunspell, on sentences mined here; the last part of `make bench`.

Exit code 0 also where nothing could be measured: then a sentence says what is missing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from measure import MeasuringError, read_rows, startup_seconds, timed, word_count
from mine import HALVES, mine, read_sets, write
from spellers import DICTIONARIES, SpellerError
from spellers import measure as measure_speller
from table import OURS, as_text, lay_out

SETS = Path(__file__).parent / "sets"
MODELS = Path(__file__).parent.parent / "src" / "commonhold" / "models"


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirror", default="", help="folder of bare clones, OWNER+NAME/repo")
    parser.add_argument("--scorer", default="", help="script that scores flags against references")
    parser.add_argument("--models", type=Path, default=MODELS, help="folder of bundles, one a language")
    parser.add_argument("--out", type=Path, required=True, help="folder for sets, answers and figures")
    parser.add_argument("--half", choices=HALVES, action="append", help="only this half (default: both)")
    parser.add_argument("--language", action="append", help="only this language (default: all with a sets file)")
    return parser.parse_args()


def missing(asked: argparse.Namespace) -> str:
    """A sentence on what stands in the way of measuring; empty when nothing does."""
    if not asked.mirror or not Path(asked.mirror).is_dir():
        return "there are no clones to mine from: name their folder, as in `make bench MIRROR=DIR`"
    if not asked.scorer or not Path(asked.scorer).is_file():
        return "there is no scorer: name it, as in `make bench SCORER=SCRIPT`"
    return ""


def mined(path: Path, half: str, mirror: Path, folder: Path) -> dict[str, Path]:
    """Return the files of one half of a sets file by what they measure, mined where they are not there yet."""
    sets = read_sets(path)
    files = {name: folder / f"{sets.language}_{name}_{half}.jsonl" for name in ("typos", "clean")}
    if not all(file.exists() for file in files.values()):
        folder.mkdir(parents=True, exist_ok=True)
        for file, lines in zip(files.values(), mine(sets, half, mirror), strict=True):
            write(file, lines)
    return {name: file for name, file in files.items() if file.stat().st_size}


def ours(model: Path, source: Path, target: Path) -> dict[str, float]:
    """Let our own check read a file of sentences."""
    command = [sys.executable, "-m", "commonhold", "check", "--model", str(model)]
    start = startup_seconds(command)
    run = timed([*command, "--jsonl"], source, target)
    words = sum(word_count(row["text"]) for row in read_rows(source))
    return {
        "startup_s": start,
        "words_per_s": words / max(1e-6, run.seconds - start),
        "peak_rss_mb": run.peak_rss_mb,
    }


def score(scorer: Path, name: str, source: Path, flags: Path) -> dict[str, float]:
    """What the scorer says of flags: F0.5 of correction and detection, or false alarms per 1,000 words."""
    asked = [
        sys.executable,
        str(scorer),
        "--clean" if name == "clean" else "--gold",
        str(source),
        "--flags",
        str(flags),
    ]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    if name == "clean":
        return {"false_alarms": told["per_1000_words"]}
    return {"correction": told["correction"]["f05"] or 0.0, "detection": told["detection"]["f05"] or 0.0}


def measure(files: dict[str, Path], language: str, asked: argparse.Namespace) -> dict[str, dict[str, float]]:
    """The figures of every contestant on one half of a language."""
    contestants: dict[str, Callable[[Path, Path], dict[str, float]]] = {
        OURS: lambda source, target: ours(asked.models / language, source, target)
    }
    for name in DICTIONARIES:
        contestants[name] = lambda source, target, name=name: measure_speller(name, language, source, target)  # type: ignore[misc]
    rows: dict[str, dict[str, float]] = {}
    for contestant, run in contestants.items():
        try:
            for name, source in files.items():
                flags = asked.out / f"{contestant}.{source.stem}.jsonl"
                figures = run(source, flags)
                rows[contestant] = figures | rows.get(contestant, {}) | score(Path(asked.scorer), name, source, flags)
        except (SpellerError, MeasuringError, subprocess.CalledProcessError) as problem:
            print(f"  {contestant} is left out of {language}: {problem}", file=sys.stderr)
    return rows


def main() -> int:
    """Mine what is not there yet, measure and print one table for each language and half."""
    asked = arguments()
    if reason := missing(asked):
        print(f"German, French and Spanish are not measured: {reason}.", file=sys.stderr)
        return 0
    asked.out = asked.out.resolve()
    for path in sorted(SETS.glob("*.toml")):
        language = path.stem
        if asked.language and language not in asked.language:
            continue
        if not (asked.models / language / "bundle.json").is_file():
            print(f"{language} is not measured: there is no model in {asked.models / language}.", file=sys.stderr)
            continue
        for half in asked.half or HALVES:
            files = mined(path, half, Path(asked.mirror), asked.out / "sets")
            if files:
                print(f"\n{language}, {half}: {_told(files)}\n{as_text(lay_out(measure(files, language, asked)))}")
    return 0


def _told(files: dict[str, Path]) -> str:
    named = {"typos": "sentences that people mended", "clean": "that nobody touched"}
    return ", ".join(f"{len(read_rows(file)):,} {named[name]}" for name, file in files.items())


if __name__ == "__main__":
    sys.exit(main())
