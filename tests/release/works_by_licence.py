"""Small manifests made from numbers of works by licence, for tests of what follows from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from commonhold.manifest import Entry, Licence, Manifest, Source, SourceCorrections
from commonhold.work import WorkId, content_id

WORDS_EACH = 100


def manifest_of(works: Mapping[str, int], corrections: Mapping[str, int] | None = None) -> Manifest:
    """A source for each elected licence, with so many works and corrections of it."""
    kept = [(elected, number) for elected, count in works.items() for number in range(count)]
    return manifest_of_works(kept, corrections)


def manifest_of_works(works: Iterable[tuple[str, int]], corrections: Mapping[str, int] | None = None) -> Manifest:
    """The same from (elected licence, number of the work), in whatever order."""
    given = list(works)
    fixes = corrections or {}
    licences = sorted({elected for elected, _ in given} | set(fixes))
    names = {elected: f"source-{place}" for place, elected in enumerate(licences)}
    sources = [
        Source(names[elected], f"https://example.org/{names[elected]}", "swh:1:rev:" + "1" * 40, licence(elected))
        for elected in licences
    ]
    entries = [_entry(elected, number, names[elected]) for elected, number in given]
    used = [SourceCorrections(names[elected], (("swh:1:rev:" + "2" * 40, count),)) for elected, count in fixes.items()]
    return Manifest(tuple(sources), tuple(entries), tuple(used))


def without(manifest: Manifest, dropped: Sequence[str]) -> Manifest:
    """The manifest without all that is relied on under these licences."""
    kept = tuple(entry for entry in manifest.entries if entry.licence.elected not in dropped)
    owner = {source.name: source.licence.elected for source in manifest.sources}
    used = tuple(used for used in manifest.corrections if owner[used.source] not in dropped)
    return Manifest(manifest.sources, kept, used)


def licence(elected: str) -> Licence:
    """A licence as a paper states it."""
    return Licence(elected, elected, "LICENSE")


def _entry(elected: str, number: int, source: str) -> Entry:
    id: WorkId = content_id(f"{elected}/{number}".encode())
    return Entry(id, ((source, f"{number}.md"),), licence(elected), WORDS_EACH, id)
