"""What of a person's is in a manifest, and proofs of it that need nothing of the rest. Pure.

Says what stands in the manifest, not whether the manifest is true, and nothing of works much like the one asked about:
a copy with a changed byte is another work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from commonhold.canonical import Json, parse
from commonhold.manifest import Entry, Manifest, SourceCorrections
from commonhold.merkle import inclusion_proof, merkle_root

_FAR = 2


@dataclass(frozen=True, slots=True)
class Membership:
    """The works and the corrections of a manifest that were asked about; ``whole`` are sources all of which were."""

    entries: tuple[Entry, ...] = ()
    corrections: tuple[SourceCorrections, ...] = ()
    whole: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.entries or self.corrections or self.whole)


def with_ids(manifest: Manifest, ids: Collection[str]) -> Membership:
    """Return the works with these content ids, as found or as they were counted."""
    return _where(manifest, lambda entry: entry.id in ids or entry.training_id in ids)


def at_revision(manifest: Manifest, revision: str) -> Membership:
    """Return the works gathered at a revision, and the corrections learnt from it."""
    named = {source.name for source in manifest.sources if source.revision == revision}
    found = _where(manifest, lambda entry: any(name in named for name, _ in entry.origins))
    used = tuple(
        SourceCorrections(each.source, tuple(one for one in each.revisions if one[0] == revision))
        for each in manifest.corrections
        if any(one[0] == revision for one in each.revisions)
    )
    return Membership(found.entries, used, tuple(sorted(named)))


def from_address(manifest: Manifest, address: str) -> Membership:
    """Return what came from an address, or from one below it: ``https://example.org/ada`` for all her repositories.

    An address may go on into a source, to a folder or a file of it.
    """
    wanted = _plain(address)
    plain = {source.name: _plain(source.url) for source in manifest.sources}
    named = {name for name, url in plain.items() if url == wanted or url.startswith(f"{wanted}/")}
    inside = {name: wanted[len(url) + 1 :] for name, url in plain.items() if wanted.startswith(f"{url}/")}

    def is_wanted(entry: Entry) -> bool:
        return any(
            name in named or (name in inside and f"{path}/".startswith(f"{inside[name]}/"))
            for name, path in entry.origins
        )

    used = tuple(each for each in manifest.corrections if each.source in named)
    return Membership(_where(manifest, is_wanted).entries, used, tuple(sorted(named)))


def by_author(manifest: Manifest, author: str) -> Membership:
    """Return the works of an author, given as manifests name her: a salted hash, or a name."""
    return _where(manifest, lambda entry: any(name == author for name, _ in entry.authors))


@dataclass(frozen=True, slots=True)
class Proof:
    """That ``line`` stands at ``index`` (from 0) of ``size`` lines with this Merkle ``root``; ``hashes`` lead there."""

    line: str
    index: int
    size: int
    hashes: tuple[str, ...]
    root: str


def proof(lines: Sequence[bytes], swhid: str) -> Proof | None:
    """Return the proof of the line that is about an object: a work, or a revision; None if there is no such line."""
    near = [(_closeness(line, swhid), number) for number, line in enumerate(lines) if swhid.encode() in line]
    closeness, index = min(near, default=(_FAR, 0))
    if closeness == _FAR:
        return None
    hashes = tuple(inclusion_proof(lines, index))
    return Proof(lines[index].decode(), index, len(lines), hashes, merkle_root(lines))


def _closeness(line: bytes, swhid: str) -> int:
    """Return how directly a line is about an object, 0 the most: by its own id, by what was counted of it."""
    match parse(line):
        case {"kind": "work", "id": id_} if id_ == swhid:
            return 0
        case {"kind": "work", "training_id": id_} if id_ == swhid:
            return 1
        case {"kind": "source", "revision": revision} if revision == swhid:
            return 0
        case {"kind": "corrections", "revisions": list(revisions)} if any(_first(one) == swhid for one in revisions):
            return 1
    return _FAR


def _first(pair: Json) -> Json:
    return pair[0] if isinstance(pair, list) and pair else None


def _where(manifest: Manifest, is_wanted: Callable[[Entry], bool]) -> Membership:
    return Membership(tuple(filter(is_wanted, manifest.entries)))


def _plain(address: str) -> str:
    return address.casefold().rstrip("/").removesuffix(".git")
