"""Which passages of a source the rankers learn from; the network is to know none of them by heart."""

from __future__ import annotations

import random
from pathlib import Path

from commonhold.doors.steps import texts_of
from commonhold.doors.workbench import read_records

UNTOUCHED_PASSAGES = 400
"""Passages a source gives the ranker as examples of text that is right, or its share of ``ALL_PASSAGES``."""

ALL_PASSAGES = 12_000
"""Passages the ranker is to have altogether: where there are few sources, each gives more."""

DRAWN_SHARE = 0.5
"""Passages into which slips are drawn, for each that a source gives as right."""

_PASSAGE_WORDS = (8, 150)


def picked(read: Path, dropped: frozenset[str], most: int) -> list[str]:
    """Return the passages that make examples, ``most`` as right text and some into which slips are drawn.

    They are of as many works as there are, and always the same.
    """
    most += int(DRAWN_SHARE * most)
    choose = random.Random(1)  # noqa: S311 - a fixed seed is the point
    pools: list[list[str]] = []
    for record in read_records(read / "works.jsonl.zst"):
        if record["state"] == "kept" and record["path"] not in dropped:
            low, high = _PASSAGE_WORDS
            fit = [text for text in texts_of(record) if low <= text.count(" ") + 1 <= high]
            if fit:
                pools.append(fit)
    if not pools:
        return []
    each = -(-most // len(pools))  # of a few long works more than one passage each
    picked = [text for fit in pools for text in choose.sample(fit, min(each, len(fit)))]
    return choose.sample(picked, min(most, len(picked)))
