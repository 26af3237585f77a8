"""``commonhold rebuild``: a bundle is made once more, from nothing but its papers and its sources, and compared."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from commonhold.doors import exits
from commonhold.doors.build import build
from commonhold.doors.building import Shown
from commonhold.doors.curation import read_sources
from commonhold.doors.site import Progress, Site
from commonhold.doors.training import used
from commonhold.doors.workbench import read_records
from commonhold.errors import AskedWronglyError, BundleError
from commonhold.manifest import Entry, Licence, Manifest
from commonhold.recipe import Recipe, parse_recipe
from commonhold.release.bundle import Bundle, open_bundle
from commonhold.release.difference import differences
from commonhold.release.inputs import INPUTS, Inputs, read_inputs
from commonhold.release.inspection import found_in

_SHOWN = 5


class NoInputsError(BundleError):
    """The bundle {path} does not say what its build was given beside the recipe."""

    advice = "It was made by an older version; build its recipe.toml with --hold-out, and compare by hand."


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a rebuild: whether it is ``equal``, and the sentences to tell."""

    equal: bool
    sentences: tuple[str, ...]


def papers_of(bundle: Bundle) -> tuple[Recipe, str, Inputs]:
    """Return the recipe of a bundle, its text, and what its build was given; nothing in them is run."""
    if INPUTS not in (paper.name for paper in bundle.info.files):
        raise NoInputsError(path=bundle.path)
    text = bundle.read("recipe.toml").decode("utf-8", "surrogateescape")
    try:
        inputs = read_inputs(bundle.read(INPUTS))
    except ValueError as error:
        raise BundleError(path=bundle.path, what=f"{INPUTS}: {error}") from None
    return parse_recipe(text, str(bundle.path / "recipe.toml")), text, inputs


def run_rebuild(folder: Path, site: Site, sources: int | None, seed: int, out: Path | None, as_json: bool) -> int:
    """Rebuild a bundle, whole or so many of its ``sources``, and tell whether it came out the same."""
    bundle = open_bundle(folder, verify=True)
    recipe, text, inputs = papers_of(bundle)
    site = replace(site, given=inputs)
    with Shown() as shown:
        if sources is None:
            compared = whole(bundle, (recipe, text), site, out or site.work / "rebuilt", shown)
        else:
            compared = some(bundle, recipe, site, chosen(bundle.manifest(), sources, seed), shown)
    if as_json:
        print(json.dumps({"equal": compared.equal, "told": compared.sentences}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(compared.sentences))
    return exits.CLEAN if compared.equal else exits.DIFFERENT


def whole(bundle: Bundle, recipe: tuple[Recipe, str], site: Site, out: Path, progress: Progress) -> Compared:
    """Build from the papers of a bundle and compare every byte."""
    build(*recipe, site, out, progress)
    again = open_bundle(out)
    told = tuple(differences(found_in(bundle.path), found_in(out), (bundle.arrays, again.arrays)))
    size = sum(paper.size_bytes for paper in bundle.info.files)
    return Compared(not told, told or (f"The same bytes: {len(bundle.info.files)} files, {size:,} bytes.",))


def chosen(manifest: Manifest, count: int, seed: int) -> tuple[str, ...]:
    """Return the names of some sources that gave works, drawn by a seed."""
    names = sorted({entry.source for entry in manifest.entries})
    if count < 1:
        raise AskedWronglyError(what=f"--sample {count} is too few; give a number from 1 to {len(names)}")
    return tuple(sorted(random.Random(seed).sample(names, min(count, len(names)))))  # noqa: S311 - not a secret


def some(bundle: Bundle, recipe: Recipe, site: Site, names: Sequence[str], progress: Progress) -> Compared:
    """Read some sources again and hold every work and correction of theirs against the manifest."""
    manifest = bundle.manifest()
    recipe = replace(recipe, sources=tuple(source for source in recipe.sources if source.name in names))
    assert site.given is not None
    folders = read_sources(recipe, site, site.given, progress)
    found: list[str] = []
    works = 0
    for name in names:
        entries = [entry for entry in manifest.entries if entry.source == name]
        works += len(entries)
        found += _of_works(entries, list(read_records(folders[name] / "works.jsonl.zst")))
        found += _of_corrections(name, manifest, folders[name])
    if found:
        rest = [f"and {len(found) - _SHOWN:,} more"] if len(found) > _SHOWN else []
        return Compared(False, (f"{len(found):,} differences.", *found[:_SHOWN], *rest))
    drawn = f"{len(names)} of {len({entry.source for entry in manifest.entries})} sources ({', '.join(names)})"
    first = f"The same: {works:,} works and all corrections of {drawn}, read again."
    return Compared(True, (first, "Only a rebuild of the whole tells whether counts and weights are the same."))


def _of_works(entries: Sequence[Entry], records: Sequence[dict[str, Any]]) -> Iterator[str]:
    by_path = {record["path"]: record for record in records}
    for entry in entries:
        path = entry.origins[0][1]
        record = by_path.get(path)
        if record is None or record["state"] != "kept":
            reason = record["reason"] if record else "not there"
            yield f"{path} of {entry.source}: in the manifest, but now {reason}"
            continue
        facts = (record["id"], record["training_id"], record["words"], record["encoding"], Licence(*record["licence"]))
        if facts != (entry.id, entry.training_id, entry.words, entry.encoding, entry.licence):
            yield f"{path} of {entry.source}: {facts} instead of what the manifest says of {entry.id}"
        authors = tuple((author, commits) for author, commits in record["authors"][: len(entry.authors)])
        if authors != entry.authors:
            yield f"{path} of {entry.source}: other authors"


def _of_corrections(name: str, manifest: Manifest, folder: Path) -> Iterator[str]:
    listed = {one.source: one.revisions for one in manifest.corrections}.get(name, ())
    again = {one.source: one.revisions for one in used({name: folder})}.get(name, ())
    if again != listed:
        yield f"{name}: other corrections, {len(again):,} commits instead of {len(listed):,}"
