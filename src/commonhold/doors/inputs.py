"""What a build is given beside its recipe, brought together before it begins: present wishes, captures, opt-outs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from commonhold.canonical import canonical, parse
from commonhold.doors.local import read_captures
from commonhold.doors.registry import read_opt_outs
from commonhold.doors.site import Progress, Site
from commonhold.doors.workbench import file_digest, read_records
from commonhold.errors import BundleError, SourceError
from commonhold.gather import newest
from commonhold.optouts import OptOuts
from commonhold.recipe import Recipe, Source
from commonhold.release.inputs import INPUTS, Inputs


def inputs_of(recipe: Recipe, site: Site, progress: Progress) -> Inputs:
    """Return what this build is given; for one that is made once more, what the earlier one was given."""
    if site.given is not None:
        return site.given
    present = {}
    progress.begin("looking for sources", len(recipe.sources))
    for source in recipe.sources:
        present[source.name] = _newest(source, site)
        progress.advance(None)
    captures = {source.name: _captures(source, site.beside) for source in recipe.sources if source.captures}
    return Inputs(
        present={name: revision for name, revision in present.items() if revision},
        captures=captures,
        opt_outs=tuple(map(parse, read_opt_outs(site.opt_outs).to_bytes().splitlines())),
        held_out_files=tuple(sorted(file_digest(path) for path in site.hold_out)),
    )


def opt_outs_of(inputs: Inputs) -> OptOuts:
    """Return the registry among the inputs; BundleError where it is none."""
    try:
        return OptOuts.read(b"".join(canonical(line) + b"\n" for line in inputs.opt_outs))
    except ValueError as error:
        raise BundleError(path=INPUTS, what=f"opt_outs: {error}") from None


def with_runs(inputs: Inputs, folders: Iterable[Path]) -> Inputs:
    """Return the inputs with the held-out runs that were met while reading."""
    met: set[str] = set()
    for folder in folders:
        facts = next(read_records(folder / "facts.jsonl.zst"))
        runs = facts["held_out_runs"]
        assert isinstance(runs, list)
        met.update(map(str, runs))
    return replace(inputs, held_out_runs=tuple(sorted(met)))


def _newest(source: Source, site: Site) -> str:
    try:
        return newest(source, mirror=site.mirror, cache=site.cache, offline=site.offline)
    except SourceError:  # what is wrong is told when it is read, together with what is wrong with others
        return ""


def _captures(source: Source, beside: Path) -> dict[str, str]:
    return {path: data.decode("utf-8", "surrogateescape") for path, data in read_captures(source, beside).items()}
