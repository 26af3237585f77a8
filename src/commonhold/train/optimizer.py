"""How the weights of the network follow its gradients: two optimizers that are one.

Matrices within the network move by Muon (Jordan and others 2024, "Muon: an optimizer for hidden layers in neural
networks"), which makes the step of each as long in all directions; tables of words, of which a batch touches few rows,
and all that is no matrix by AdamW (Loshchilov and Hutter 2019, "Decoupled weight decay regularization").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

RATE, MATRIX_RATE = 4e-3, 0.03
"""The highest learning rates of tables and of matrices."""


class Optimizer:
    """Moves the weights of a network; ``encoder.TorchNetwork`` says which of them are ``matrices``."""

    def __init__(self, network: nn.Module, matrices: Sequence[torch.Tensor]) -> None:
        inside = {id(weight) for weight in matrices}
        others = [weight for weight in network.parameters() if id(weight) not in inside]
        self._parts: dict[str, torch.optim.Optimizer] = {
            "table": torch.optim.AdamW(others, lr=RATE, betas=(0.9, 0.98), weight_decay=0.01),
            "matrix": torch.optim.Muon(list(matrices), lr=MATRIX_RATE, weight_decay=0.01, momentum=0.95, nesterov=True),
        }
        self._highest = {"table": RATE, "matrix": MATRIX_RATE}

    def forget(self) -> None:
        """Forget the gradients of the last step."""
        for part in self._parts.values():
            part.zero_grad(set_to_none=True)

    def step(self, share: float) -> None:
        """Move the weights at a ``share`` of the highest learning rates."""
        for name, part in self._parts.items():
            for group in part.param_groups:
                group["lr"] = share * self._highest[name]
            part.step()

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return what was kept of the steps before, as named arrays."""
        return {
            f"{name} {number} {kind}": value.cpu().numpy()
            for name, part in self._parts.items()
            for number, row in part.state_dict()["state"].items()
            for kind, value in row.items()
        }

    def go_on(self, state: Mapping[str, NDArray[np.generic]]) -> None:
        """Go on from what ``state`` gave, whatever else stands beside it."""
        for name, part in self._parts.items():
            kept: dict[int, dict[str, torch.Tensor]] = {}
            for key, array in state.items():
                if key.startswith(f"{name} "):
                    _, number, kind = key.split(" ")
                    kept.setdefault(int(number), {})[kind] = torch.from_numpy(np.array(array))
            part.load_state_dict({**part.state_dict(), "state": kept})
