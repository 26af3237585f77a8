"""From curated works to a model: counting, adding up, examples, the ranker, the dial, the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.canonical import Json
from commonhold.doors.curation import Curation
from commonhold.doors.site import Progress, Site, run, step
from commonhold.doors.steps import (
    ALL_PASSAGES,
    UNTOUCHED_PASSAGES,
    Shelf,
    count_source,
    exemplify_source,
    open_shelf,
    read_corrections,
    read_examples,
)
from commonhold.doors.workbench import (
    file_digest,
    finished,
    key,
    read_arrays,
    read_records,
    write_arrays,
    write_records,
)
from commonhold.manifest import SourceCorrections
from commonhold.recipe import Recipe
from commonhold.train import alternatives as alternatives_
from commonhold.train import counts as counts_
from commonhold.train import errors as errors_
from commonhold.train import lexicon as lexicon_
from commonhold.train import ranker as ranker_
from commonhold.train.assembly import GRAM_SHARE, floors, tables, thresholds
from commonhold.train.counts import ORDERS
from commonhold.train.fitting import joined
from commonhold.train.pack import Parts, packed
from commonhold.train.table import height, levels

_EVERY = 4
"""Every fourth source sets the dial; the others fit the ranker that is used for it."""


@dataclass(frozen=True, slots=True)
class Trained:
    """A model's parts as arrays and facts, and the corrections behind it."""

    arrays: Mapping[str, Any]
    facts: dict[str, Json]
    corrections: tuple[SourceCorrections, ...]


def train(recipe: Recipe, curation: Curation, site: Site, progress: Progress) -> Trained:
    """Count, merge, make examples, fit the ranker, set the dial."""
    folders, dropped = curation.folders, curation.dropped
    chosen = {name: key("count", folder.name, sorted(dropped[name])) for name, folder in folders.items()}
    counted = {name: site.work / "count" / digest for name, digest in chosen.items()}
    jobs = {name: partial(step, counted[name], partial(count_source, folders[name], dropped[name])) for name in folders}
    run(jobs, {name: folder.is_dir() for name, folder in counted.items()}, "counting words", site, progress)
    merge_key = key("merge", sorted(chosen.values()), recipe.size.megabytes)
    budget = recipe.size.megabytes * 1e6 * GRAM_SHARE
    hear = partial(progress.advance, None)
    merged = _told(
        "adding up",
        len(ORDERS) + 2,
        site.work / "merge" / merge_key,
        partial(_merge, folders, counted, budget, hear),
        progress,
    )
    most = max(UNTOUCHED_PASSAGES, ALL_PASSAGES // len(folders))
    examples = {name: site.work / "examples" / key("examples", merge_key, chosen[name], most) for name in folders}
    jobs = {
        name: partial(
            step, examples[name], partial(exemplify_source, folders[name], counted[name], merged, dropped[name], most)
        )
        for name in folders
    }
    run(jobs, {name: folder.is_dir() for name, folder in examples.items()}, "making examples", site, progress)
    folder = site.work / "fit" / key("fit", merge_key)
    fitted = _told("fitting the ranker", 2 * ranker_.TREES, folder, partial(_fit, examples, hear), progress)
    progress.begin("packing tables", len(ORDERS))
    parts = _parts(open_shelf(merged), fitted, hear)
    model = packed(recipe.language, parts)
    facts = {
        **model.facts,
        "language": recipe.language,
        "licence": recipe.policy.outbound,
        "held_out": sorted(file_digest(path) for path in site.hold_out),
    }
    return Trained(model.arrays, facts, _used(folders))  # type: ignore[arg-type]


def _told(title: str, total: int, folder: Path, make: Callable[[Path], None], progress: Progress) -> Path:
    """Make a step in this process, which says itself how it goes on; a finished one goes by at once."""
    progress.begin(title, total)
    if folder.is_dir():
        for _ in range(total):
            progress.advance(None)
    return finished(folder, make)


def _merge(
    folders: Mapping[str, Path],
    counted: Mapping[str, Path],
    size_bytes: float,
    hear: Callable[[], None],
    folder: Path,
) -> None:
    """Add up the counts of all sources and learn the error model from all corrections."""
    parts = [counts_.from_arrays(read_arrays(path / "counts.safetensors")) for path in counted.values()]
    hear()
    grams = {}
    for order in ORDERS:
        grams[order] = counts_.summed(
            np.concatenate([part.grams[order][0] for part in parts]),
            np.concatenate([part.grams[order][1] for part in parts]),
        )
        np.save(folder / f"hashes{order}.npy", grams[order][0])
        np.save(folder / f"numbers{order}.npy", grams[order][1])
        hear()
    tallied = lexicon_.tally(parts)
    words = lexicon_.lexicon(tallied)
    known = words.words()
    write_arrays(
        folder / "words.safetensors",
        {
            **words.arrays(),
            "word_counts": np.array([tallied.rows[word][0] for word in known], dtype=np.int64),
            "word_source_counts": np.array([tallied.rows[word][5] for word in known], dtype=np.int64),
        },
    )
    ranks = {word: number for number, word in enumerate(known)}
    found = [correction for path in folders.values() for correction in read_corrections(path)]
    model = errors_.learn(found, ranks)
    write_arrays(folder / "alternatives.safetensors", alternatives_.build(words, model).arrays())
    write_records(
        folder / "pairs.jsonl.zst",
        ({"before": change[0], "after": change[1], "times": model.pairs[change]} for change in sorted(model.pairs)),
    )
    stop = tallied.rows.get(".", (1,))[0]
    facts: dict[str, Json] = {
        "least": {str(order): least for order, least in floors(grams, size_bytes).items()},
        "top": height(sum(part.tokens for part in parts)),
        "stop": int(levels(np.array([stop]))[0]),
    }
    write_records(folder / "facts.jsonl.zst", [facts])
    hear()


def _fit(examples: Mapping[str, Path], hear: Callable[[], None], folder: Path) -> None:
    """Fit the ranker on all sources, and set the dial with one that has not seen every fourth of them."""
    dial = [name for number, name in enumerate(sorted(examples)) if number % _EVERY == 0]
    both = {name: [read_examples(path, kind) for kind in ("corrected", "untouched")] for name, path in examples.items()}
    seen = joined([part for name in sorted(both) if name not in dial for part in both[name]])
    unseen = joined([both[name][1] for name in dial])
    points = {2.0: 0.5}
    if seen.labels.any() and len(unseen.labels):
        chances = ranker_.fit(seen.rows, seen.labels, hear).probability(unseen.rows)
        points = thresholds(chances, unseen.places, unseen.words)
    everything = joined([part for name in sorted(both) for part in both[name]])
    write_arrays(folder / "ranker.safetensors", ranker_.fit(everything.rows, everything.labels, hear).arrays())
    write_records(folder / "thresholds.jsonl.zst", [{"points": sorted(points.items())}])


def _parts(shelf: Shelf, fitted: Path, hear: Callable[[], None]) -> Parts:
    points: Any = next(read_records(fitted / "thresholds.jsonl.zst"))["points"]
    return Parts(
        shelf.lexicon,
        tables(shelf.grams, shelf.least, hear),
        shelf.alternatives,
        ranker_.from_arrays(read_arrays(fitted / "ranker.safetensors")),
        shelf.top,
        shelf.stop,
        dict(points),
    )


def _used(folders: Mapping[str, Path]) -> tuple[SourceCorrections, ...]:
    """Return the commits whose corrections were learnt from, by source."""
    used = []
    for name, folder in sorted(folders.items()):
        revisions: dict[str, int] = {}
        for correction in read_corrections(folder):
            revisions[correction.revision] = revisions.get(correction.revision, 0) + 1
        if revisions:
            used.append(SourceCorrections(name, tuple(sorted(revisions.items()))))
    return tuple(used)
