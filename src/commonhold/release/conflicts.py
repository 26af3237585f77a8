"""Conflicts: which licences cannot go out together, and what could be done: other lanes, two models, fewer works.

Pure, over footings. What is smallest comes first; equal input gives equal output. Knows nothing of texts of licences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from commonhold.curate.lane import ALL_OUTBOUND, LANES
from commonhold.release.footing import Footing, words_of, works_of

MOST_TRIED_LANES = 3
"""Up to so many models the smallest number is found for certain; beyond, each next one takes what it can."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Standings that have no outbound licence in common; one alone that has none, or not the one asked for."""

    footings: tuple[Footing, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """A model that could be made: the footings that may go out under ``outbound``."""

    outbound: str
    footings: tuple[Footing, ...]


@dataclass(frozen=True, slots=True)
class Partition:
    """Two or more models that together take all works; ``left_out`` stand in no lane at all."""

    lanes: tuple[Lane, ...]
    left_out: tuple[Footing, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    """What to leave out, so that the rest may go out under ``outbound``."""

    outbound: str
    footings: tuple[Footing, ...]


def shared_outbound(taken: Iterable[Footing]) -> frozenset[str]:
    """Return the outbound licences that all footings have in common; all there are for no footings."""
    return ALL_OUTBOUND.intersection(*(footing.outbound for footing in taken))


def refused(taken: Sequence[Footing]) -> tuple[Conflict, ...]:
    """Return a conflict for each footing that may not go out under the licence asked for."""
    return tuple(Conflict((footing,)) for footing in taken if footing.reason != "ok")


def clashes(taken: Sequence[Footing]) -> tuple[Conflict, ...]:
    """Return the smallest groups that share no outbound licence: pairs, and larger ones where no pair explains it.

    Those come first of which the fewest works would have to go.
    """
    able = [footing for footing in taken if footing.outbound]
    if shared_outbound(able):
        return ()
    for size in range(2, len(able) + 1):
        found = [Conflict(group) for group in combinations(able, size) if not shared_outbound(group)]
        if found:
            return tuple(sorted(found, key=_price))
    return ()


def partition(taken: Sequence[Footing], wished: str) -> Partition | None:
    """Return the fewest models that take every work which stands in some lane; None where one model does, or none.

    A work may stand in several of them. Lanes of which ``wished`` is one are preferred, then those with more words.
    """
    able = [footing for footing in taken if footing.outbound & LANES]
    lanes = _widest(able, wished)
    if len(lanes) < 2 or any(len(lane.footings) == len(able) for lane in lanes):
        return None
    chosen = _fewest(lanes, able) or _greedy(lanes, able)
    left_out = tuple(footing for footing in taken if footing not in able)
    return Partition(tuple(sorted(chosen, key=lambda lane: (lane.outbound != wished, lane.outbound))), left_out)


def drops(taken: Sequence[Footing], wished: str) -> tuple[Drop, ...]:
    """Return what to leave out for the licence wished for, and for another lane that costs fewer works, if any.

    Nothing is offered that would leave out everything, and no other lane where one takes all.
    """
    offers = [
        drop for drop in (_drop(taken, lane) for lane in _in_order(taken, wished)) if len(drop.footings) < len(taken)
    ]
    mine = next((drop for drop in offers if drop.outbound == wished and drop.footings), None)
    cheapest = min(offers, key=_cost, default=None)  # the first of those that cost the same
    if cheapest is None or not cheapest.footings or (mine and _cost(mine) == _cost(cheapest)):
        return (mine,) if mine else ()
    return (mine, cheapest) if mine else (cheapest,)


def _drop(taken: Sequence[Footing], lane: str) -> Drop:
    return Drop(lane, tuple(footing for footing in taken if lane not in footing.outbound))


def _cost(drop: Drop) -> tuple[int, int, int]:
    return works_of(drop.footings), words_of(drop.footings), len(drop.footings)


def _in_order(taken: Sequence[Footing], wished: str) -> list[str]:
    """Return the lanes by name: the one wished for first, then those whose licence some of the works are under."""
    own = {footing.elected for footing in taken}
    return sorted(LANES, key=lambda lane: (lane != wished, lane not in own, lane))


def _price(conflict: Conflict) -> tuple[int, list[str]]:
    return min(footing.works for footing in conflict.footings), [one.elected for one in conflict.footings]


def _widest(able: Sequence[Footing], wished: str) -> list[Lane]:
    """Return the lanes that take something no other lane takes as well, one for each set of works; best first."""
    by_taken: dict[tuple[Footing, ...], str] = {}
    for name in _in_order(able, wished):
        stands = tuple(footing for footing in able if name in footing.outbound)
        if stands:
            by_taken.setdefault(stands, name)
    sets = {stands: frozenset(one.elected for one in stands) for stands in by_taken}
    widest = [
        Lane(name, stands)
        for stands, name in by_taken.items()
        if name == wished or not any(sets[stands] < other for other in sets.values())
    ]
    return sorted(widest, key=lambda lane: (lane.outbound != wished, -words_of(lane.footings), lane.outbound))


def _fewest(lanes: Sequence[Lane], able: Sequence[Footing]) -> tuple[Lane, ...] | None:
    everything = {footing.elected for footing in able}
    for size in range(2, MOST_TRIED_LANES + 1):
        for chosen in combinations(lanes, size):
            if {one.elected for lane in chosen for one in lane.footings} == everything:
                return chosen
    return None


def _greedy(lanes: Sequence[Lane], able: Sequence[Footing]) -> tuple[Lane, ...]:
    chosen: list[Lane] = []
    missing = {footing.elected for footing in able}
    while missing:
        best = max(lanes, key=lambda lane: len(missing & {one.elected for one in lane.footings}))
        missing -= {one.elected for one in best.footings}
        chosen.append(best)
    return tuple(chosen)
