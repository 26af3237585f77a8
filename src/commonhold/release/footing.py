"""Footings: all that a manifest takes under one licence, and where that may go. Pure; one walk over the manifest.

Copies do not count: a work is used under the licence of its earliest origin. Knows nothing of conflicts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonhold.curate.expression import names
from commonhold.curate.lane import may_go_out_under
from commonhold.curate.terms import Terms, terms_of
from commonhold.manifest import Manifest
from commonhold.recipe import Policy
from commonhold.release.shares import Share, shares


@dataclass(frozen=True, slots=True)
class Footing:
    """All works and corrections relied on under one ``elected`` licence expression.

    ``example`` is the first work by id (empty where there are corrections alone) and ``source`` the first source by
    name. ``outbound`` are all licences it may go out under, and ``reason`` the lane's code for the one asked for.
    """

    elected: str
    works: int
    words: int
    corrections: int
    sources: tuple[str, ...]
    example: str
    outbound: frozenset[str]
    reason: str

    @property
    def source(self) -> str:
        """Name of the first source."""
        return self.sources[0]


def footings(manifest: Manifest, policy: Policy) -> tuple[Footing, ...]:
    """Return what a manifest takes, by elected licence, sorted."""
    examples: dict[str, str] = {}
    for entry in manifest.entries:
        if entry.licence.elected not in examples:
            examples[entry.licence.elected] = entry.id
    found = []
    for elected, by_source in shares(manifest).items():
        used = {name: share for name, share in by_source.items() if share.works or share.corrections}
        if used:
            found.append(_footing(elected, used, examples.get(elected, ""), policy))
    return tuple(found)


def rows_of(elected: str) -> tuple[Terms, ...]:
    """Return the rows of the licences in an expression that the term table knows, by name."""
    return tuple(row for row in map(terms_of, sorted(names(elected))) if row)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "work"), counted(1200, "word")
    ('1 work', '1,200 words')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def words_of(taken: Iterable[Footing]) -> int:
    """Return the words of several footings."""
    return sum(footing.words for footing in taken)


def works_of(taken: Iterable[Footing]) -> int:
    """Return the works of several footings."""
    return sum(footing.works for footing in taken)


def _footing(elected: str, used: dict[str, Share], example: str, policy: Policy) -> Footing:
    reasons = may_go_out_under(elected, policy)
    return Footing(
        elected=elected,
        works=sum(share.works for share in used.values()),
        words=sum(share.words for share in used.values()),
        corrections=sum(share.corrections for share in used.values()),
        sources=tuple(used),
        example=example,
        outbound=frozenset(name for name, reason in reasons.items() if reason == "ok"),
        reason=reasons[policy.outbound],
    )
