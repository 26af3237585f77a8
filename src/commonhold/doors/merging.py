"""The steps of a build that add up what all sources gave: words, n-grams, classes, the error model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.canonical import Json
from commonhold.doors.steps import open_grams, read_corrections
from commonhold.doors.workbench import read_arrays, write_arrays, write_records
from commonhold.train import alternatives as alternatives_
from commonhold.train import classes as classes_
from commonhold.train import counts as counts_
from commonhold.train import dialects as dialects_
from commonhold.train import errors as errors_
from commonhold.train import lexicon as lexicon_
from commonhold.train import profiles as profiles_
from commonhold.train import strokes as strokes_
from commonhold.train.assembly import Grams, floors
from commonhold.train.corrections import copied
from commonhold.train.counts import ORDERS
from commonhold.train.table import height, levels


def merge(
    folders: Mapping[str, Path],
    counted: Mapping[str, Path],
    labels: Mapping[str, str],
    size_bytes: float,
    hear: Callable[[], None],
    folder: Path,
) -> None:
    """Add up the counts of all sources and learn the error model from all corrections."""
    parts = [counts_.from_arrays(read_arrays(path / "counts.safetensors")) for path in counted.values()]
    hear()
    grams = _added([part.grams for part in parts], folder, hear)
    tallied = lexicon_.tally(parts)
    words = lexicon_.lexicon(tallied)
    known = words.words()
    times = np.array([tallied.rows[word][0] for word in known], dtype=np.int64)
    write_arrays(folder / "classes.safetensors", classes_.draw(words, times, grams[2]).arrays())
    write_arrays(
        folder / "words.safetensors",
        {
            **words.arrays(),
            "word_counts": times,
            "word_source_counts": np.array([tallied.rows[word][5] for word in known], dtype=np.int64),
        },
    )
    used = profiles_.usage(parts, words) if any(labels.values()) else np.zeros((0, 0), dtype=np.int64)
    dialects = profiles_.learn(words, used, [labels[name] for name in counted], grams[2])
    write_arrays(folder / "dialects.safetensors", dialects.arrays())
    hear()
    ranks = {word: number for number, word in enumerate(known)}
    found = [correction for path in folders.values() for correction in read_corrections(path)]
    copies = copied(found)
    write_records(
        folder / "copies.jsonl.zst",
        (dict(zip(("source", "before", "after"), copy, strict=True)) for copy in sorted(copies)),
    )
    unique = [one for one in found if (one.source, one.before, one.after) not in copies]
    model = errors_.learn(unique, ranks, dialects_.variants(dialects, known))
    write_arrays(folder / "alternatives.safetensors", alternatives_.build(words, model).arrays())
    strokes = strokes_.learn(model.pairs, alternatives_.neighbours(known, words))
    write_arrays(folder / "strokes.safetensors", strokes.arrays())
    write_records(
        folder / "pairs.jsonl.zst",
        ({"before": change[0], "after": change[1], "times": model.pairs[change]} for change in sorted(model.pairs)),
    )
    write_records(
        folder / "endings.jsonl.zst",
        (
            {"before": before, "after": after, "times": times}
            for (before, after), times in sorted(model.endings.items())
        ),
    )
    stop = tallied.rows.get(".", (1,))[0]
    facts: dict[str, Json] = {
        "least": {str(order): least for order, least in floors(grams, size_bytes).items()},
        "top": height(sum(part.tokens for part in parts)),
        "stop": int(levels(np.array([stop]))[0]),
    }
    write_records(folder / "facts.jsonl.zst", [facts])
    hear()


def unite(grouped: Mapping[str, Path], size_bytes: float, hear: Callable[[], None], folder: Path) -> None:
    """Add up the counts of classes."""
    grams = _added([open_grams(path) for path in grouped.values()], folder, hear)
    least: dict[str, Json] = {str(order): fewest for order, fewest in floors(grams, size_bytes).items()}
    write_records(folder / "facts.jsonl.zst", [{"least": least}])


def _added(parts: Sequence[Grams], folder: Path, hear: Callable[[], None]) -> dict[int, tuple[Any, Any]]:
    """Return the sums of n-grams, written down order by order."""
    grams = {}
    for order in ORDERS:
        grams[order] = counts_.summed(
            np.concatenate([part[order][0] for part in parts]), np.concatenate([part[order][1] for part in parts])
        )
        np.save(folder / f"hashes{order}.npy", grams[order][0])
        np.save(folder / f"numbers{order}.npy", grams[order][1])
        hear()
    return grams
