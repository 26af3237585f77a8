"""How weights move: matrices as far in every direction, all of them by a share of the rates, and on from what was."""

from __future__ import annotations

import numpy as np
import pytest

torch = pytest.importorskip("torch")


def network():
    torch.manual_seed(0)
    return torch.nn.ModuleDict({"words": torch.nn.Embedding(5, 6), "inside": torch.nn.Linear(6, 4)})


def stepped(*shares: float):
    """A network and its optimizer after a step for each share, from the same start."""
    from commonhold.train.optimizer import Optimizer

    made = network()
    optimizer = Optimizer(made, [made["inside"].weight])
    for share in shares:
        optimizer.forget()
        # Much is to be learnt along one direction, little along the others.
        rows = made["inside"](made["words"](torch.tensor([0, 1, 2]))) * torch.tensor([2.0, 1.0, 1.0, 0.5])
        (rows**2).sum().backward()
        optimizer.step(share)
    return made, optimizer


def test_a_matrix_moves_as_far_in_every_direction() -> None:
    from commonhold.train.optimizer import MATRIX_RATE

    moved = stepped(1.0)[0]["inside"].weight - network()["inside"].weight
    lengths = torch.linalg.svdvals(moved.detach())[:3] / MATRIX_RATE
    assert bool((lengths > 0.5).all()) and bool((lengths < 1.5).all())


def test_a_share_of_the_rates_moves_so_much_less() -> None:
    start = network()
    whole, half = (stepped(share)[0] for share in (1.0, 0.5))
    for get in (lambda net: net["words"].weight[:3], lambda net: net["inside"].weight):
        far, near = (get(net).detach() - get(start).detach() for net in (whole, half))
        np.testing.assert_allclose(2 * near.numpy(), far.numpy(), atol=1e-5)


def test_what_was_kept_goes_on_to_the_same_weights() -> None:
    from commonhold.train.optimizer import Optimizer

    made, optimizer = stepped(1.0, 1.0)
    state = {**optimizer.state(), "weight of something else": np.zeros(1)}
    other = network()
    other.load_state_dict(made.state_dict())
    again = Optimizer(other, [other["inside"].weight])
    again.go_on(state)
    for net, one in ((made, optimizer), (other, again)):
        one.forget()
        (net["inside"](net["words"](torch.tensor([3, 1]))) ** 3).sum().backward()
        one.step(0.3)
    for name, weight in made.state_dict().items():
        assert torch.equal(weight, other.state_dict()[name]), name
