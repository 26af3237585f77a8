"""Learning a network: it gets better, goes on where it was, and numpy reads it as torch does."""

from __future__ import annotations

import numpy as np
import pytest
from tests.train.conftest import World
from tests.train.networks import right_tokens, size

from commonhold.train.candidates import candidates
from commonhold.train.context import Context
from commonhold.train.network import BATCH, ONSETS, Rows, neighbours
from commonhold.train.reading import Reader
from commonhold.train.tokens import shape_of

torch = pytest.importorskip("torch")

STEPS_TO_LEARN = 100
TEXT = "They lost there key. She walk to river. It depends on the quixotic weather."


def learner(world: World, steps: int):
    from commonhold.train.neural import Learner, Tokens

    found = Tokens(**right_tokens(world, 12))
    return Learner(found, world.lexicon, world.evidence.drawn, world.alternatives, size(world, steps * BATCH))


@pytest.fixture(scope="module")
def learnt(world: World):
    made = learner(world, STEPS_TO_LEARN)
    while made.done < made.steps:
        made.step()
    return made


def test_the_loss_falls(learnt) -> None:
    assert learnt.done == STEPS_TO_LEARN
    assert learnt.losses[-10:].mean() < 0.8 * learnt.losses[:10].mean()


def test_the_right_word_comes_to_fit_better_than_what_it_is_confused_with(learnt, world: World) -> None:
    reading = Reader(world.lexicon, world.evidence.drawn).read(["Someone lost the loose key of there garden gate."])
    chosen = candidates(reading, world.lexicon, world.alternatives, world.speller)
    before, after = Context(learnt.network()).scores(reading, chosen)
    [row] = np.flatnonzero((chosen.first == world.id("their")) & (reading.ids[chosen.at] == world.id("there")))
    assert after[row] > before[row] + 1


def test_what_was_stopped_goes_on_to_the_same_bytes(world: World) -> None:
    whole, first, rest = (learner(world, 6) for _ in range(3))
    for _ in range(6):
        whole.step()
    for _ in range(3):
        first.step()
    rest.go_on({name: np.array(array) for name, array in first.state().items()})
    while rest.done < rest.steps:
        rest.step()
    one, other = whole.network().arrays(), rest.network().arrays()
    assert {name: array.tobytes() for name, array in one.items()} == {
        name: array.tobytes() for name, array in other.items()
    }


def test_numpy_reads_as_torch_does(learnt, world: World) -> None:
    from commonhold.train.neural import Batch

    plain = learnt.network()
    net = learnt._network
    reading = Reader(world.lexicon, world.evidence.drawn).read([TEXT])
    chosen = candidates(reading, world.lexicon, world.alternatives, world.speller)
    before, after = Context(plain).scores(reading, chosen)

    def put(module, table: Rows) -> None:
        module.weight.copy_(torch.from_numpy(table.all()))

    numbers = np.cumsum(reading.first) - 1
    base = np.arange(len(reading)) + numbers
    heads = base[reading.first]
    tails = np.append(heads[1:], len(reading) + len(heads)) - 1
    near = [[tuple(map(torch.from_numpy, layer)) for layer in neighbours(heads, tails, side)] for side in range(2)]
    nothing = plain.nothing
    ids = np.where(reading.ids >= 0, reading.ids, nothing).astype(np.int64)
    from commonhold.train.classes import class_of

    classes = [
        class_of(form, int(word), world.evidence.drawn) for form, word in zip(reading.forms, reading.ids, strict=True)
    ]
    onsets = (reading.onset % np.uint64(ONSETS)).astype(np.int64)
    shapes = [shape_of(form) for form in reading.forms]
    columns = [torch.from_numpy(np.array(column, dtype=np.int64)) for column in (ids, classes, onsets, shapes, base)]
    with torch.no_grad():
        for module, table in (
            (net.words, plain.words), (net.classes, plain.classes), (net.onsets, plain.onsets),
            (net.shapes, plain.shapes), (net.inner, plain.first), (net.outer, plain.second),
            (net.answers, plain.answers),
        ):  # fmt: skip
            put(module, table)
        for side in range(2):
            for layer, join in enumerate(net.joins(side)):
                join.mix.weight.copy_(torch.from_numpy(plain.joins.all()[side, layer]))
        left, right = net.read(Batch(*columns, near, int(tails[-1]) + 1, base, ids, reading.first))
        asked = net.ask(left[base[chosen.at]], right[base[chosen.at] + chosen.removed.astype(np.int64)])
        scores = (asked @ net.answers.weight.T + net.bias).numpy()
    rows = np.arange(len(chosen))
    comes = np.where(chosen.first < 0, nothing, chosen.first)
    stands = np.where(chosen.removed == 0, nothing, ids[chosen.at])
    for told, answer in ((after, comes), (before, stands)):
        known = ~np.isnan(told)
        assert known.sum() > 20
        np.testing.assert_allclose(told[known], scores[rows, answer][known], atol=1e-4)
