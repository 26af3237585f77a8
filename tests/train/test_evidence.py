"""Evidence: fits computed at once for many candidates equal those computed word by word from the definition."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pytest

from commonhold.train.assembly import less
from commonhold.train.candidates import Candidates, candidates
from commonhold.train.counts import ORDERS
from commonhold.train.evidence import BACKOFF_DOUBLINGS, Evidence, Fit, as_classes, as_words, fits
from commonhold.train.reading import AFTER, BEFORE, Reader, Reading
from commonhold.train.table import LEVELS_PER_DOUBLING
from commonhold.train.tokens import BOUNDARY, extend, folded, token_hash

if TYPE_CHECKING:
    from conftest import World

TEXTS = [
    "We recieve teh letter from king of the north. They walks to to the wall, but some one lost there key.",
    "Everybody",
    "Zzz qqq. The the moon!",
    "“There is alot of `code` in 12 gardens,” she paint.",
    "Most of us walk to the wall and she walk to the river, whether it depend on the weather.",
]
Found = tuple[float, float, list[int], list[int]]
PAD, EDGE = "<pad>", "<s>"


@pytest.fixture(scope="module")
def exact(world: World) -> Evidence:
    """Evidence straight from the counts, without the table's rare false answers."""
    nothing = (np.zeros(0, np.uint64), np.zeros(0, np.int64))
    look_ups: dict[int, Callable[[np.ndarray], np.ndarray]] = {
        order: partial(less, world.whole.grams[order], nothing, 2) for order in ORDERS
    }
    return replace(world.evidence, words=replace(world.evidence.words, grams=look_ups))


def level(gram: Sequence[str], evidence: Evidence, seen: dict[Sequence[str], int]) -> int:
    """The level of an n-gram of folded words; nothing where a part of it is unknown."""
    gram = tuple(gram)
    if gram not in seen:
        seen[gram] = _level(gram, evidence, seen)
    return seen[gram]


def _level(gram: tuple[str, ...], evidence: Evidence, seen: dict[Sequence[str], int]) -> int:
    if PAD in gram:
        return 0
    hashes = [np.array([BOUNDARY if word == EDGE else token_hash(word)], np.uint64) for word in gram]
    if len(gram) == 1:
        number = int(evidence.lexicon.ids(hashes[0])[0])
        return evidence.stop if gram[0] == EDGE else int(evidence.lexicon.level[number]) if number >= 0 else 0
    if not (level(gram[:-1], evidence, seen) and level(gram[1:], evidence, seen)):
        return 0
    whole = hashes[0]
    for one in hashes[1:]:
        whole = extend(whole, one)
    return int(evidence.words.grams[len(gram)](whole)[0])


def score(window: Sequence[str], at: int, evidence: Evidence, seen: dict[Sequence[str], int]) -> float:
    """Stupid backoff, in doublings, of the word at a place of a window."""
    if window[at] == PAD:
        return 0.0
    for order, penalty in ((4, 0), (3, 1), (2, 2)):
        whole = level(window[at - order + 1 : at + 1], evidence, seen)
        if whole:
            context = level(window[at - order + 1 : at], evidence, seen)
            return min(whole - context, 0) / LEVELS_PER_DOUBLING - penalty * BACKOFF_DOUBLINGS
    return (level([window[at]], evidence, seen) - evidence.words.top) / LEVELS_PER_DOUBLING - 3 * BACKOFF_DOUBLINGS


def fit(window: Sequence[str], width: int, evidence: Evidence, seen: dict[Sequence[str], int]) -> Found:
    """Scores of the changed words and of those after them; highest and lowest levels of n-grams that touch them."""
    scores = [score(window, at, evidence, seen) for at in range(BEFORE, len(window))]
    touching = [
        [level(window[at : at + order], evidence, seen) for at in range(BEFORE - order + 1, BEFORE + width)]
        for order in (2, 3, 4)
    ]
    return sum(scores[:width]), sum(scores[width:]), [max(row) for row in touching], [min(row) for row in touching]


def windows(reading: Reading, chosen: Candidates, row: int, world: World) -> tuple[list[str], list[str], int]:
    """The words around a candidate before and after it, and how many come."""
    at, removed = int(chosen.at[row]), int(chosen.removed[row])
    first = max(place for place in range(at + 1) if reading.first[place])
    last = next((place for place in range(at + 1, len(reading)) if reading.first[place]), len(reading))
    if reading.first[at]:
        first = at
    words = [folded(form) for form in reading.forms]
    left = [PAD] * BEFORE + [EDGE] + words[first:at]
    right = [*words[at + removed : last], *[PAD] * (AFTER + 1)]
    new = [world.lexicon.word(int(number)) for number in (chosen.first[row], chosen.second[row]) if number >= 0]
    old = words[at : at + removed]
    return [*left[-BEFORE:], *old, *right[:AFTER]], [*left[-BEFORE:], *new, *right[:AFTER]], len(new)


def told(found: Fit, row: int) -> Found:
    return float(found.left[row]), float(found.right[row]), found.most[row].tolist(), found.least[row].tolist()


@pytest.mark.parametrize("lower", [0, 9])
def test_fits_before_and_after_are_those_of_the_definition(world: World, exact: Evidence, lower: int) -> None:
    exact = replace(exact, stop=exact.stop - lower)  # a level below that of what follows is no gain
    reading = Reader(world.lexicon, world.evidence.drawn).read(TEXTS)
    chosen = candidates(reading, world.lexicon, world.alternatives, world.speller)
    before, after = fits(reading, chosen, as_words(reading, exact))
    assert len(chosen) > 80
    assert set(zip(chosen.removed.tolist(), (chosen.second >= 0).tolist(), strict=True)) >= {
        (0, False),
        (1, True),
        (2, False),
    }
    seen: dict[Sequence[str], int] = {}
    for row in range(len(chosen)):
        old, new, width = windows(reading, chosen, row, world)
        for found, wanted in (
            (told(before, row), fit(old, int(chosen.removed[row]), exact, seen)),
            (told(after, row), fit(new, width, exact, seen)),
        ):
            assert found[:2] == pytest.approx(wanted[:2], abs=1e-4)
            assert found[2:] == wanted[2:]


def test_what_people_write_fits_better_than_what_they_mend(world: World, exact: Evidence) -> None:
    reading = Reader(world.lexicon, world.evidence.drawn).read(["The key of there garden gate."])
    chosen = candidates(reading, world.lexicon, world.alternatives, world.speller)
    before, after = fits(reading, chosen, as_words(reading, exact))
    right = int(np.flatnonzero((chosen.at == 3) & (chosen.first == world.id("their")))[0])
    gain = after.left + after.right - before.left - before.right
    assert gain[right] > 3
    assert gain[right] == gain[chosen.at == 3].max()


def test_tables_answer_as_the_counts_do(world: World, exact: Evidence) -> None:
    for order in ORDERS:
        hashes, numbers = world.whole.grams[order]
        kept = hashes[numbers >= 2]
        assert (world.evidence.words.grams[order](kept) == exact.words.grams[order](kept)).all()
        other = np.arange(1, 20_000, dtype=np.uint64)
        assert np.count_nonzero(world.evidence.words.grams[order](other)) <= 60
        assert not exact.words.grams[order](other).any()


def test_a_fit_can_be_taken_apart(world: World, exact: Evidence) -> None:
    reading = Reader(world.lexicon, world.evidence.drawn).read(TEXTS)
    chosen = candidates(reading, world.lexicon, world.alternatives, world.speller)
    whole: tuple[Fit, Fit] = fits(reading, chosen, as_words(reading, exact))
    for rows in (np.arange(5), np.arange(len(chosen))[::-1][:7].copy()):
        part = fits(reading, chosen.select(rows), as_words(reading, exact))
        for one, other in zip(part, whole, strict=True):
            taken = other.take(rows)
            for name in ("left", "right", "most", "least"):
                assert (getattr(one, name) == getattr(taken, name)).all()


def test_levels_of_words_are_known_at_every_place_of_the_row(world: World) -> None:
    reading = Reader(world.lexicon, world.evidence.drawn).read(["The king xyz."])
    found: Mapping[int, int] = dict(enumerate(as_words(reading, world.evidence).level.tolist()))
    wanted = [int(world.lexicon.level[world.id(word)]) if word != "xyz" else 0 for word in ("the", "king", "xyz", ".")]
    assert [found[int(place)] for place in reading.place] == wanted
    assert found[int(reading.place[0]) - 1] == world.evidence.stop
    assert sum(found.values()) == sum(wanted) + world.evidence.stop


def test_classes_are_read_where_words_are_not_known(world: World) -> None:
    reading = Reader(world.lexicon, world.evidence.drawn).read(["They walk to the xyzzy."])
    words, classes = as_words(reading, world.evidence), as_classes(reading, world.evidence)
    at = int(reading.place[4])
    assert words.level[at] == 0
    assert classes.row[at] != words.row[at]
    assert (classes.row == 0).tolist() == (words.row == 0).tolist()
    assert classes.level[int(reading.place[0]) - 1] == world.evidence.stop
