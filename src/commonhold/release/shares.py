"""Shares: what each source gave to a model, by the licence relied on. Pure; one walk over a manifest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from commonhold.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Share:
    """What a source gave under one licence.

    ``copies`` are works it holds too but that are counted at an earlier origin; ``evidence`` are the files that state
    the licence, sorted, without those works that state it themselves.
    """

    works: int = 0
    words: int = 0
    copies: int = 0
    corrections: int = 0
    evidence: tuple[str, ...] = ()


Shares = dict[str, dict[str, Share]]
"""By elected licence, then by name of the source, both sorted."""


def shares(manifest: Manifest) -> Shares:
    """Return what each source gave. Copies and corrections stand under the licence of their source as a whole."""
    whole = {source.name: source.licence for source in manifest.sources}
    numbers: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    evidence: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in manifest.entries:
        key = (entry.licence.elected, entry.source)
        numbers[key][0] += 1
        numbers[key][1] += entry.words
        evidence[key].add(entry.licence.evidence)
        for name in {name for name, _ in entry.origins} - {entry.source}:
            numbers[whole[name].elected, name][2] += 1
            evidence[whole[name].elected, name].add(whole[name].evidence)
    for used in manifest.corrections:
        licence = whole[used.source]
        numbers[licence.elected, used.source][3] += used.count
        evidence[licence.elected, used.source].add(licence.evidence)
    found: Shares = {}
    for elected, name in sorted(numbers):
        works, words, copies, corrections = numbers[elected, name]
        paths = tuple(sorted(evidence[elected, name] - {""}))
        found.setdefault(elected, {})[name] = Share(works, words, copies, corrections, paths)
    return found
