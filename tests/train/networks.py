"""Networks and right sentences for tests, from the small world."""

from __future__ import annotations

import numpy as np
from tests.train.conftest import LINES, World

from commonhold.train.classes import CLASSES, class_of
from commonhold.train.network import (
    ONSETS,
    STEPS,
    Network,
    Rows,
    Size,
    quantised,
)
from commonhold.train.tokens import SHAPES, TOKEN, folded, onset_hash, shape_of

WIDTH, ANSWER = 8, 6


def drawn(words: int, seed: int = 0) -> Network:
    """A network nobody taught anything, the same for the same seed."""
    choose = np.random.default_rng(seed)

    def numbers(*shape: int) -> np.ndarray:
        return choose.normal(size=shape).astype(np.float32)

    def table(*shape: int) -> Rows:
        return quantised(numbers(*shape))

    steps = len(STEPS)
    return Network(
        table(words + 1, WIDTH),
        table(CLASSES, WIDTH),
        table(ONSETS, WIDTH),
        table(SHAPES, WIDTH),
        table(2, steps, 2 * WIDTH, 3 * WIDTH),
        table(2 * WIDTH, 2 * WIDTH),
        table(ANSWER, 2 * WIDTH),
        table(words + 1, ANSWER),
        numbers(2, WIDTH),
        numbers(2, steps, WIDTH),
        numbers(2, steps, WIDTH),
        numbers(2, steps, 2 * WIDTH),
        numbers(2 * WIDTH),
        numbers(2 * WIDTH),
        numbers(2 * WIDTH),
        numbers(ANSWER),
        numbers(words + 1),
    )


def size(world: World, tokens: int) -> Size:
    """The size of a small network for that world."""
    return Size(len(world.lexicon), 4 * WIDTH, 4 * ANSWER, tokens)


def right_tokens(world: World, times: int) -> dict[str, np.ndarray]:
    """The columns of the lines of the world, so many times over."""
    rows, first = [], []
    for line in LINES * times:
        for number, form in enumerate(TOKEN.findall(line)):
            word = world.lexicon.words().index(folded(form)) if folded(form) in world.lexicon.words() else -1
            group = class_of(form, word, world.evidence.drawn)
            rows.append((word, group, onset_hash(form) % ONSETS, shape_of(form)))
            first.append(number == 0)
    table = np.array(rows, dtype=np.int32)
    return {
        "ids": table[:, 0],
        "classes": table[:, 1].astype(np.int16),
        "onsets": table[:, 2].astype(np.int16),
        "shapes": table[:, 3].astype(np.int8),
        "first": np.array(first),
    }
