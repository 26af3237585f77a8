"""What ``commonhold bundle show`` says: a bundle in a few lines, its sources by licence. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from commonhold.manifest import Manifest
from commonhold.release.info import BundleInfo
from commonhold.release.notice import on_one_line
from commonhold.release.shares import Share, shares


def describe(info: BundleInfo, manifest: Manifest) -> list[str]:
    """Return the lines, in columns; sizes in megabytes (10^6 bytes)."""
    size_bytes = sum(paper.size_bytes for paper in info.files)
    sources = {source.name: source for source in manifest.sources}
    lines = [
        f"language     {info.language}",
        f"licence      {info.licence}",
        f"made by      commonhold {info.commonhold}",
        f"size         {size_bytes / 1e6:.1f} MB in {len(info.files)} files",
        f"works        {info.works:,} with {info.words:,} words",
        f"corrections  {sum(used.count for used in manifest.corrections):,}",
        f"recipe       sha256 {info.recipe_sha256}",
        f"Merkle root  {info.merkle_root}",
    ]
    given = shares(manifest)
    width = max((len(name) + 2 for names in given.values() for name in names), default=0)
    for elected, names in given.items():
        lines += ["", _row(elected, _sum(names.values()), width)]
        lines += [f"{_row(f'  {name}', share, width)}  {sources[name].url}" for name, share in names.items()]
    return [on_one_line(line) for line in lines]


def _sum(given: Iterable[Share]) -> Share:
    total = Share()
    for share in given:
        total = Share(total.works + share.works, total.words + share.words, 0, total.corrections + share.corrections)
    return total


def _row(name: str, share: Share, width: int) -> str:
    return f"{name:<{width}} {share.works:>9,} works {share.words:>13,} words {share.corrections:>8,} corrections"
