"""The last gate of a release: soundness, licences, notices, and wishes as they are now; then the signatures."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from commonhold.doors.building import Shown
from commonhold.doors.curation import Curation, curate, read_sources
from commonhold.doors.inputs import inputs_of
from commonhold.doors.keys import asked_passphrase, own_key, private_key
from commonhold.doors.rebuilding import papers_of
from commonhold.doors.registry import read_opt_outs
from commonhold.doors.signing.sign import list_for
from commonhold.doors.site import Progress, Site
from commonhold.doors.workbench import read_records
from commonhold.errors import BundleError, RefusedReleaseError
from commonhold.gather import refresh
from commonhold.manifest import Manifest
from commonhold.recipe import Recipe
from commonhold.release.bundle import open_bundle
from commonhold.release.inputs import Inputs
from commonhold.release.inspection import found_in
from commonhold.release.sealing import sign_bundle, standing_of
from commonhold.release.verification import Outcome, Report, verify

_STEWARDS_BUSINESS = ("notices", "obligations", "consent")
"""Checks that fail where a bundle is whole but should not have been made so."""
_SHOWN = 10


class ChangedWishesError(RefusedReleaseError):
    """The bundle may not be released: wishes have changed since {count} of its works were curated: {works}."""

    advice = "Build it again: what is not wanted any more stays out by itself."


def run_release(
    folder: Path, site: Site, signers: Sequence[str], stewards: tuple[Path | None, str], as_json: bool
) -> None:
    """Take a bundle through the gate and sign it; RefusedReleaseError says exactly why not."""
    report = verify(found_in(folder), {}, read_opt_outs(site.opt_outs))
    if damage := _told(report, Outcome.FAILS, lambda name: name not in _STEWARDS_BUSINESS):
        raise BundleError(path=folder, what=damage)
    if reasons := _told(report, Outcome.FAILS) or _told(report, Outcome.OPEN):
        raise RefusedReleaseError(what=reasons)
    bundle = open_bundle(folder)
    recipe, _, inputs = papers_of(bundle)
    listed = list_for([own_key(name).key for name in signers], stewards[1], stewards[0]) if signers else None
    with Shown() as shown:
        changed = tuple(changes(bundle.manifest(), recipe, inputs, site, shown))
    if changed:
        rest = f" and {len(changed) - _SHOWN:,} more" if len(changed) > _SHOWN else ""
        raise ChangedWishesError(count=f"{len(changed):,}", works="; ".join(changed[:_SHOWN]) + rest)
    told = "Nothing stands against it: its licences, its notices and everybody's wishes as they are known now."
    if listed:
        sign_bundle(folder, [private_key(name, asked_passphrase) for name in signers], listed)
        standing = standing_of(open_bundle(folder), listed)
        told = f"{told}\n{standing.sentence} {standing.advice}".rstrip()
    if as_json:
        print(json.dumps({"released": True, "signed": bool(listed), "told": told.split("\n")}, ensure_ascii=False))
    else:
        print(told if listed else f"{told}\nIt is not signed: give --with NAME, or `commonhold sign` it.")


def _told(report: Report, outcome: Outcome, wanted: Callable[[str], bool] = lambda name: True) -> str:
    """Return what checks that ended so say, as one sentence without its end; empty where there is none."""
    checks = [check for check in report.checks if check.outcome is outcome and wanted(check.name)]
    return " ".join(f"{check.name}: {' '.join(check.sentences)}" for check in checks).removesuffix(".")


def changes(manifest: Manifest, recipe: Recipe, inputs: Inputs, site: Site, progress: Progress) -> Iterator[str]:
    """Yield the works of a manifest that would not be kept any more if their holders were asked now, and why.

    Sources that were cloned are fetched first, unless the site is offline: the newest revision is that of today.
    """
    if not site.offline:
        for each in recipe.sources:
            refresh(each, mirror=site.mirror, cache=site.cache)
    now = inputs_of(recipe, site, progress)
    now = replace(now, held_out_files=inputs.held_out_files, held_out_runs=inputs.held_out_runs)
    if now == inputs:
        return
    curation = curate(recipe, read_sources(recipe, site, now, progress), now, progress)
    kept = {entry.id for entry in curation.entries}
    gone = [entry for entry in manifest.entries if entry.id not in kept]
    reasons = _reasons(curation) if gone else {}
    for entry in gone:
        source, path = entry.origins[0]
        yield f"{path} of {source} ({reasons.get((source, path), 'a copy of what was opted out')})"


def _reasons(curation: Curation) -> Mapping[tuple[str, str], str]:
    return {
        (name, str(record["path"])): str(record["reason"])
        for name, folder in curation.folders.items()
        for record in read_records(folder / "works.jsonl.zst")
        if record["state"] != "kept"
    }
