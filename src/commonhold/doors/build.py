"""Building a model: from a recipe to a bundle, step by step, each finished step kept.

The order of the river is here, and nothing else: reading is in ``curation``, learning in ``training``, where results
lie in ``workbench``.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from commonhold.canonical import Json
from commonhold.doors.curation import Curation, curate
from commonhold.doors.site import Progress, Site
from commonhold.doors.training import Trained, train
from commonhold.doors.workbench import file_digest, finished, key, read_records, write_records
from commonhold.manifest import Licence, Manifest, Source
from commonhold.recipe import Recipe, canonical


def manifest(recipe: Recipe, curation: Curation, trained: Trained) -> Manifest:
    """Return the complete list behind the model: every source that gave a work or a correction, and each of them."""
    named = {name for entry in curation.entries for name, _ in entry.origins}
    named |= {used.source for used in trained.corrections}
    sources = []
    for source in recipe.sources:
        if source.name in named:
            record: Any = next(iter(read_records(curation.folders[source.name] / "works.jsonl.zst")))
            sources.append(Source(source.name, record["url"], record["revision"], _licence(curation, source.name)))
    return Manifest(tuple(sources), curation.entries, trained.corrections)


def _licence(curation: Curation, name: str) -> Licence:
    """Return the licence most of a source's kept works have."""
    times: dict[Licence, int] = {}
    for record in read_records(curation.folders[name] / "works.jsonl.zst"):
        if record["state"] == "kept":
            licence = Licence(*record["licence"])  # type: ignore[misc]
            times[licence] = times.get(licence, 0) + 1
    return max(sorted(times), key=lambda licence: times[licence]) if times else Licence("NOASSERTION", "", "")


def build(recipe: Recipe, recipe_text: str, site: Site, out: Path, progress: Progress) -> Curation:
    """Build the recipe's model and release it as the bundle ``out``; finished steps are not done again."""
    from commonhold.release.bundle import open_bundle, write_bundle
    from commonhold.release.notice import notice

    curation = curate(recipe, site, progress)
    state = key(
        "bundle", sorted(folder.name for folder in curation.folders.values()), canonical(recipe).decode(), recipe_text
    )
    mark = site.work / "built" / state
    if mark.is_dir() and (out / "bundle.json").is_file():
        digest = next(read_records(mark / "facts.jsonl.zst"))["bundle"]
        if digest == file_digest(out / "bundle.json"):
            open_bundle(out, verify=True)
            return curation
    trained = train(recipe, curation, site, progress)
    progress.begin("writing the bundle", 1)
    listed = manifest(recipe, curation, trained)
    write_bundle(out, trained.arrays, trained.facts, listed, recipe_text, notice(listed, recipe.policy.outbound, {}))
    progress.advance(None)
    facts: dict[str, Json] = {"bundle": file_digest(out / "bundle.json")}

    def note(folder: Path) -> None:
        write_records(folder / "facts.jsonl.zst", [facts])

    shutil.rmtree(mark, ignore_errors=True)
    finished(mark, note)
    return curation
