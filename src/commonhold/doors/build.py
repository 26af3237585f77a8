"""Building a model: from a recipe to a bundle, step by step, each finished step kept.

The order of the river is here, and nothing else: reading is in ``curation``, learning in ``training``, where results
lie in ``workbench``.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from commonhold.canonical import Json
from commonhold.canonical import canonical as canonical_json
from commonhold.curate.table import Amount, Line
from commonhold.doors.curation import Curation, curate, read_sources
from commonhold.doors.inputs import inputs_of
from commonhold.doors.network import need_torch
from commonhold.doors.site import Progress, Site
from commonhold.doors.training import Trained, train
from commonhold.doors.workbench import file_digest, finished, key, read_records, write_records
from commonhold.errors import BundleError, RefusedReleaseError
from commonhold.manifest import Licence, Manifest, Source
from commonhold.recipe import Recipe, canonical
from commonhold.release.inputs import Inputs


def manifest(recipe: Recipe, curation: Curation, trained: Trained) -> Manifest:
    """Return the complete list behind the model: every source that gave a work or a correction, and each of them."""
    named = {name for entry in curation.entries for name, _ in entry.origins}
    named |= {used.source for used in trained.corrections}
    sources = []
    for source in recipe.sources:
        if source.name in named:
            records = read_records(curation.folders[source.name] / "works.jsonl.zst")
            record: Any = next(records, {"url": source.origin, "revision": source.pin})
            sources.append(Source(source.name, record["url"], record["revision"], _licence(curation, source.name)))
    consents = tuple(heard for heard in curation.consents if heard.source in named)
    return Manifest(tuple(sources), curation.entries, trained.corrections, consents)


def _licence(curation: Curation, name: str) -> Licence:
    """Return the licence most of a source's kept works have."""
    times: dict[Licence, int] = {}
    for record in read_records(curation.folders[name] / "works.jsonl.zst"):
        if record["state"] == "kept":
            licence = Licence(*record["licence"])  # type: ignore[misc]
            times[licence] = times.get(licence, 0) + 1
    return max(sorted(times), key=lambda licence: times[licence]) if times else Licence("NOASSERTION", "", "")


def build(recipe: Recipe, recipe_text: str, site: Site, out: Path, progress: Progress) -> tuple[Line, ...]:
    """Build the recipe's model, release it as the bundle ``out`` and return the closing table.

    Finished steps are not done again; where nothing has changed, the bundle is verified and left as it is.
    """
    from commonhold.release.bundle import write_bundle
    from commonhold.release.notice import notice
    from commonhold.release.obligations import derive

    if recipe.size.network_megabytes:
        need_torch()  # before sources are read for a quarter of an hour
    inputs, folders = _read(recipe, site, progress)
    decided = [canonical(recipe).decode(), recipe_text, hashlib.sha256(inputs.to_bytes()).hexdigest()]
    mark = site.work / "built" / key(build, sorted(folder.name for folder in folders.values()), *decided)
    if (lines := _standing(mark, out)) is not None:
        return lines
    curation = curate(recipe, folders, inputs, progress)
    trained = train(recipe, curation, site, progress)
    progress.begin("writing the bundle", 1)
    listed = manifest(recipe, curation, trained)
    obligations = derive(listed, recipe.policy)
    if refusals := obligations.refusals():
        raise RefusedReleaseError(what=" ".join(refusals).removesuffix("."))
    more = {
        "inputs.json": curation.inputs.to_bytes(),
        "obligations.json": canonical_json(obligations.record()) + b"\n",
    }
    thanks = notice(listed, recipe.policy.outbound, {})
    write_bundle(out, trained.arrays, trained.facts, listed, recipe_text, thanks, more)
    progress.advance(None)
    told: list[Json] = [{"bundle": file_digest(out / "bundle.json")}, *(asdict(line) for line in curation.lines)]
    shutil.rmtree(mark, ignore_errors=True)
    finished(mark, lambda folder: write_records(folder / "told.jsonl.zst", told))
    return curation.lines


def _read(recipe: Recipe, site: Site, progress: Progress) -> tuple[Inputs, dict[str, Path]]:
    """Read all sources, and again what changed if a wish has changed meanwhile: what is trained on is asked last."""
    inputs = inputs_of(recipe, site, progress)
    while True:
        folders = read_sources(recipe, site, inputs, progress)
        now = inputs_of(recipe, site, progress)
        if now == inputs:
            return inputs, folders
        inputs = now


def _standing(mark: Path, out: Path) -> tuple[Line, ...] | None:
    """Return the closing table of a build whose bundle stands where it should, whole and unchanged."""
    from commonhold.release.bundle import open_bundle

    if not (mark / "told.jsonl.zst").is_file() or not (out / "bundle.json").is_file():
        return None
    first, *rest = read_records(mark / "told.jsonl.zst")
    if first["bundle"] != file_digest(out / "bundle.json"):
        return None
    try:
        open_bundle(out, verify=True)
    except BundleError:
        return None
    return tuple(_line(record) for record in rest)


def _line(record: Mapping[str, Any]) -> Line:
    refused = {reason: Amount(**amount) for reason, amount in record["refused"].items()}
    return Line(record["source"], Amount(**record["kept"]), Amount(**record["held"]), refused)
