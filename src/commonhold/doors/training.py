"""From curated works to a model: counting, adding up, examples, the ranker, the dial, the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.canonical import Json
from commonhold.doors.curation import Curation
from commonhold.doors.examples import (
    ALL_PASSAGES,
    UNTOUCHED_PASSAGES,
    Shelf,
    exemplify_source,
    open_shelf,
    read_examples,
)
from commonhold.doors.site import Progress, Site, run, step
from commonhold.doors.steps import count_source, group_source, open_grams, read_corrections
from commonhold.doors.workbench import (
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
from commonhold.train import classes as classes_
from commonhold.train import counts as counts_
from commonhold.train import dialects as dialects_
from commonhold.train import errors as errors_
from commonhold.train import lexicon as lexicon_
from commonhold.train import profiles as profiles_
from commonhold.train import ranker as ranker_
from commonhold.train import strokes as strokes_
from commonhold.train.assembly import CLASS_SHARE, GRAM_SHARE, Grams, Judged, floors, reliability, tables, thresholds
from commonhold.train.corrections import copied
from commonhold.train.counts import ORDERS
from commonhold.train.fitting import Examples, joined
from commonhold.train.pack import Parts, packed
from commonhold.train.table import height, levels

WEIGHTS = {"told": 1.0, "passing": 1.0, "drawn": 0.3, "untouched": 1.0}
"""How much the examples of each kind count for the ranker (``doors.examples.read_examples``)."""

_FOLDS = 4
"""Each source is judged by a ranker that has not seen it nor every fourth source with it; together they set the dial.
One fourth alone is too few sources: its dial moved by a tenth when a single work changed."""


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
    labels = {source.name: source.dialect for source in recipe.sources if source.name in folders}
    merge_key = key("merge", sorted(chosen.values()), recipe.size.megabytes, sorted(labels.items()))
    budget = recipe.size.megabytes * 1e6 * GRAM_SHARE
    hear = partial(progress.advance, None)
    merged = _told(
        "adding up",
        len(ORDERS) + 3,
        site.work / "merge" / merge_key,
        partial(_merge, folders, counted, labels, budget, hear),
        progress,
    )
    grouped = {name: site.work / "group" / key("group", merge_key, chosen[name]) for name in folders}
    jobs = {name: partial(step, grouped[name], partial(group_source, counted[name], merged)) for name in folders}
    run(jobs, {name: folder.is_dir() for name, folder in grouped.items()}, "counting classes", site, progress)
    budget = recipe.size.megabytes * 1e6 * CLASS_SHARE
    united = _told(
        "adding up classes",
        len(ORDERS),
        site.work / "unite" / merge_key,
        partial(_unite, grouped, budget, hear),
        progress,
    )
    most = max(UNTOUCHED_PASSAGES, ALL_PASSAGES // len(folders))
    examples = {name: site.work / "examples" / key("examples", merge_key, chosen[name], most) for name in folders}
    jobs = {
        name: partial(
            step,
            examples[name],
            partial(
                exemplify_source, folders[name], (counted[name], grouped[name]), (merged, united), dropped[name], most
            ),
        )
        for name in folders
    }
    run(jobs, {name: folder.is_dir() for name, folder in examples.items()}, "making examples", site, progress)
    folder = site.work / "fit" / key("fit", _FOLDS, merge_key)
    fitted = _told("fitting the ranker", (_FOLDS + 1) * ranker_.TREES, folder, partial(_fit, examples, hear), progress)
    progress.begin("packing tables", 2 * len(ORDERS))
    dialects = dialects_.from_arrays(read_arrays(merged / "dialects.safetensors"))
    parts = _parts(open_shelf(merged, united), dialects, fitted, hear)
    model = packed(recipe.language, parts)
    facts = {
        **model.facts,
        "language": recipe.language,
        "licence": recipe.policy.outbound,
        "held_out": list(curation.inputs.held_out_files),
    }
    return Trained(model.arrays, facts, used(folders))  # type: ignore[arg-type]


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


def _unite(grouped: Mapping[str, Path], size_bytes: float, hear: Callable[[], None], folder: Path) -> None:
    """Add up the counts of classes."""
    grams = _added([open_grams(path) for path in grouped.values()], folder, hear)
    least: dict[str, Json] = {str(order): fewest for order, fewest in floors(grams, size_bytes).items()}
    write_records(folder / "facts.jsonl.zst", [{"least": least}])


def _fit(examples: Mapping[str, Path], hear: Callable[[], None], folder: Path) -> None:
    """Fit the ranker on all sources, and set the dial by rankers of which each source has one that never saw it."""
    names = sorted(examples)
    known = {name: {kind: read_examples(examples[name], kind) for kind in WEIGHTS} for name in names}
    clean: list[Judged] = []
    unseen: list[Examples] = []
    chances = [np.zeros(0, np.float32)]
    for fold in range(_FOLDS):
        own = names[fold::_FOLDS]
        others = [known[name] for name in names if name not in own]
        if not own or not any(part.labels.any() for parts in others for part in parts.values()):
            continue
        judge = _fitted(others, hear)
        untouched = [known[name]["untouched"] for name in own]
        clean += [(judge.probability(part.rows), part.places, part.words) for part in untouched if len(part.labels)]
        unseen += [known[name][kind] for name in own for kind in ("told", "untouched")]
        chances += [judge.probability(known[name][kind].rows) for name in own for kind in ("told", "untouched")]
    points = thresholds(clean)
    seen = joined(unseen)
    curve = reliability(np.concatenate(chances), seen.labels, seen.places) if len(seen.labels) else ()
    write_arrays(folder / "ranker.safetensors", _fitted(list(known.values()), hear).arrays())
    told: Json = {"points": sorted(points.items()), "reliability": curve}
    write_records(folder / "thresholds.jsonl.zst", [told])


def _fitted(known: Sequence[Mapping[str, Examples]], hear: Callable[[], None]) -> ranker_.Ranker:
    """Return the ranker fitted on some sources' examples."""
    parts = [(examples[kind], weight) for examples in known for kind, weight in WEIGHTS.items()]
    everything = joined([part for part, _ in parts])
    weights = np.concatenate([np.full(len(part.labels), weight, np.float32) for part, weight in parts])
    return ranker_.fit(everything.rows, everything.labels, hear, weights)


def _parts(shelf: Shelf, dialects: dialects_.Dialects, fitted: Path, hear: Callable[[], None]) -> Parts:
    told: Any = next(read_records(fitted / "thresholds.jsonl.zst"))
    return Parts(
        shelf.lexicon,
        tables(shelf.grams, shelf.least, hear),
        shelf.classes,
        tables(shelf.class_grams, shelf.class_least, hear),
        shelf.alternatives,
        ranker_.from_arrays(read_arrays(fitted / "ranker.safetensors")),
        shelf.top,
        shelf.stop,
        dict(told["points"]),
        tuple(tuple(row) for row in told["reliability"]),
        dialects,
        shelf.strokes,
    )


def used(folders: Mapping[str, Path]) -> tuple[SourceCorrections, ...]:
    """Return the commits whose corrections were learnt from, by source."""
    used = []
    for name, folder in sorted(folders.items()):
        revisions: dict[str, int] = {}
        for correction in read_corrections(folder):
            revisions[correction.revision] = revisions.get(correction.revision, 0) + 1
        if revisions:
            used.append(SourceCorrections(name, tuple(sorted(revisions.items()))))
    return tuple(used)
