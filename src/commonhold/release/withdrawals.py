"""Which works of a bundle the opt-out registry reaches now: asked of the manifest alone, before or after a release.

Knows origins, paths, ids, revisions and the authors that stand in a manifest (by salted hash, at most eight a work). So
it cannot see near copies, nor people beyond these: a build with the registry sees both.
"""

from __future__ import annotations

from dataclasses import dataclass

from commonhold.manifest import Entry, Manifest
from commonhold.optouts import OptOut, OptOuts, is_within
from commonhold.work import WorkId


@dataclass(frozen=True, slots=True)
class Reached:
    """An entry of the registry, and the works of a manifest that it reaches, sorted by id."""

    opt_out: OptOut
    works: tuple[WorkId, ...]


def reached(manifest: Manifest, opt_outs: OptOuts) -> tuple[Reached, ...]:
    """Return every entry that reaches works of a manifest, in the registry's order; empty: no work is to go.

    One opted-out origin of a work is enough: the same bytes under another address are a copy.
    """
    if not opt_outs.entries:
        return ()
    whole = {source.name: opt_outs.of_source(source.url, source.revision) for source in manifest.sources}
    placed = {source.name: opt_outs.paths_of(source.url) for source in manifest.sources}
    fingerprints: dict[str, list[OptOut]] = {}
    for one in opt_outs.entries:
        for work in one.works:
            fingerprints.setdefault(work, []).append(one)
    found: dict[OptOut, list[WorkId]] = {}
    for entry in manifest.entries:
        reaching: dict[OptOut, None] = {}
        for name, path in entry.origins:
            reaching.update(dict.fromkeys(whole[name]))
            reaching.update({one: None for one in placed[name] if is_within(path, one.path)})
        reaching.update(dict.fromkeys(_by_itself(entry, opt_outs)))
        reaching.update(dict.fromkeys(fingerprints.get(entry.id, ())))
        for one in reaching:
            found.setdefault(one, []).append(entry.id)
    return tuple(Reached(one, tuple(found[one])) for one in opt_outs.entries if one in found)


def _by_itself(entry: Entry, opt_outs: OptOuts) -> list[OptOut]:
    found = [opt_outs.by_id[entry.id]] if entry.id in opt_outs.by_id else []
    return found + [one for author, _ in entry.authors for one in opt_outs.by_person.get(author, ())]
