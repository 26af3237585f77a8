"""From curated works to a model: counting, adding up, examples, the ranker, the dial, the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from commonhold.canonical import Json
from commonhold.doors.curation import Curation
from commonhold.doors.examples import Shelf, exemplify_source, open_shelf
from commonhold.doors.merging import merge, unite
from commonhold.doors.network import lay_out_source, learn
from commonhold.doors.picking import ALL_PASSAGES, UNTOUCHED_PASSAGES
from commonhold.doors.ranking import fit, fits
from commonhold.doors.site import Progress, Site, run, step
from commonhold.doors.steps import Told, count_source, group_source, open_words, read_corrections
from commonhold.doors.workbench import finished, key, read_arrays, read_records
from commonhold.manifest import SourceCorrections
from commonhold.recipe import Recipe
from commonhold.train import dialects as dialects_
from commonhold.train import network as network_
from commonhold.train import ranker as ranker_
from commonhold.train.assembly import gram_bytes, tables
from commonhold.train.counts import ORDERS
from commonhold.train.network import size_of
from commonhold.train.pack import Again, Parts, packed


@dataclass(frozen=True, slots=True)
class Trained:
    """A model's parts as arrays and facts, and the corrections behind it."""

    arrays: Mapping[str, Any]
    facts: dict[str, Json]
    corrections: tuple[SourceCorrections, ...]


def train(recipe: Recipe, curation: Curation, site: Site, progress: Progress) -> Trained:
    """Count, merge, make examples, fit the ranker, set the dial."""
    folders, dropped = curation.folders, curation.dropped
    size = recipe.size
    words_bytes, classes_bytes = gram_bytes(size.megabytes, size.network_megabytes)
    hear = partial(progress.advance, None)

    def by_source(title: str, steps: Mapping[str, Path], make: Callable[[str], Callable[[Path], Told]]) -> None:
        jobs = {name: partial(step, steps[name], make(name)) for name in folders}
        run(jobs, {name: folder.is_dir() for name, folder in steps.items()}, title, site, progress)

    chosen = {name: key(count_source, folder.name, sorted(dropped[name])) for name, folder in folders.items()}
    counted = {name: site.work / "count" / digest for name, digest in chosen.items()}
    by_source("counting words", counted, lambda name: partial(count_source, folders[name], dropped[name]))
    labels = {source.name: source.dialect for source in recipe.sources if source.name in folders}
    merge_key = key(merge, sorted(chosen.values()), words_bytes, sorted(labels.items()))
    make = partial(merge, folders, counted, labels, words_bytes, hear)
    merged = _told("adding up", len(ORDERS) + 3, site.work / "merge" / merge_key, make, progress)
    grouped = {name: site.work / "group" / key(group_source, merge_key, chosen[name]) for name in folders}
    by_source("counting classes", grouped, lambda name: partial(group_source, counted[name], merged))
    make = partial(unite, grouped, classes_bytes, hear)
    unite_key = key(unite, sorted(folder.name for folder in grouped.values()), classes_bytes)
    united = _told("adding up classes", len(ORDERS), site.work / "unite" / unite_key, make, progress)
    most = max(UNTOUCHED_PASSAGES, ALL_PASSAGES // len(folders))
    network = None
    if size.network_megabytes:
        laid_out = {name: site.work / "layout" / key(lay_out_source, merge_key, chosen[name], most) for name in folders}
        by_source(
            "laying out sentences",
            laid_out,
            lambda name: partial(lay_out_source, folders[name], dropped[name], merged, most),
        )
        network = _network(laid_out, merged, size.network_megabytes, site, progress)
    examples_key: Json = [merge_key, unite_key, network.name if network else "", most]
    examples = {name: site.work / "examples" / key(exemplify_source, chosen[name], examples_key) for name in folders}
    by_source(
        "making examples",
        examples,
        lambda name: partial(
            exemplify_source,
            folders[name],
            (counted[name], grouped[name]),
            (merged, united),
            network,
            dropped[name],
            most,
        ),
    )
    fitted = _told(
        "fitting the ranker",
        fits(network is not None) * ranker_.TREES,
        site.work / "fit" / key(fit, sorted(folder.name for folder in examples.values())),
        partial(fit, examples, network is not None, hear),
        progress,
    )
    progress.begin("packing tables", 2 * len(ORDERS))
    dialects = dialects_.from_arrays(read_arrays(merged / "dialects.safetensors"))
    parts = _parts(open_shelf(merged, united), dialects, fitted, network, hear)
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


def _network(laid_out: Mapping[str, Path], merged: Path, megabytes: float, site: Site, progress: Progress) -> Path:
    """Learn the network of the second reading."""
    size = size_of(megabytes, len(open_words(merged)[0]))
    folder = site.work / "network" / key(learn, sorted(path.name for path in laid_out.values()), asdict(size))
    make = partial(learn, laid_out, merged, size, partial(progress.advance, None))
    return _told("learning the network", size.steps, folder, make, progress)


def _parts(
    shelf: Shelf, dialects: dialects_.Dialects, fitted: Path, network: Path | None, hear: Callable[[], None]
) -> Parts:
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
        None
        if network is None
        else Again(
            network_.from_arrays(read_arrays(network / "network.safetensors")),
            ranker_.from_arrays(read_arrays(fitted / "again.safetensors")),
            told["density"],
            tuple(told["scale"]),
        ),
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
