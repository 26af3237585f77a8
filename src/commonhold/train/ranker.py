"""The ranker: gradient-boosted trees, fitted by LightGBM at training, evaluated by plain numpy at checking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays

TREES = 300
LEAVES = 31
DEPTH = 8
FIRST_TREES = 40
"""After so many trees, rows with log odds below ``HOPELESS`` are left as they are: nine in ten of them."""

HOPELESS = -5.0
_ROWS_AT_ONCE = 4096
_NEVER = -34.5  # log odds of a chance of 1e-15

Sums = Callable[[NDArray[np.float32], int, int], NDArray[np.float64]]
"""Adds up what some trees say of rows, as ``Ranker.sums`` does."""


@dataclass(frozen=True, slots=True)
class Ranker:
    """``t`` trees of up to ``m`` nodes each, shapes (t, m).

    ``feature`` (int16; -1 marks a leaf), ``threshold`` (float64; at most goes left), ``left`` and ``right`` (int16,
    node numbers), ``value`` (float32, at leaves). The sum over trees is the log odds.
    """

    feature: NDArray[np.int16]
    threshold: NDArray[np.float64]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: NDArray[np.float32]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the ranker as named arrays."""
        return {f"tree_{name}": getattr(self, name) for name in self.__slots__}

    def probability(
        self, rows: NDArray[np.float32], sums: Sums | None = None, known: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        """Return the probability (0 to 1) for rows of features, shape (n, features) to (n,).

        ``sums`` may do what ``sums`` here does, sooner; ``known`` (n) are the log odds that were known to ``fit``.
        """
        sums = sums or self.sums
        first = min(FIRST_TREES, len(self.feature))
        odds = np.zeros(len(rows)) if known is None else known.astype(np.float64)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            odds[start : start + len(part)] += sums(part, 0, first)
        left = np.flatnonzero(odds >= HOPELESS)
        for start in range(0, len(left), _ROWS_AT_ONCE):
            these = left[start : start + _ROWS_AT_ONCE]
            odds[these] += sums(rows[these], first, len(self.feature))
        return (1 / (1 + np.exp(-odds))).astype(np.float32)

    def sums(self, rows: NDArray[np.float32], first: int, last: int) -> NDArray[np.float64]:
        """Return the sum of what trees ``first`` to ``last`` say of each row, added tree by tree."""
        feature, threshold = self.feature[first:last].ravel(), self.threshold[first:last].ravel()
        left, right = self.left[first:last].ravel(), self.right[first:last].ravel()
        trees, nodes = last - first, self.feature.shape[1]
        base = (np.arange(trees, dtype=np.int32) * nodes)[None, :]
        node = np.broadcast_to(base, (len(rows), trees)).copy()
        line = np.arange(len(rows))[:, None]
        for _ in range(DEPTH):
            which = feature[node]
            goes_left = rows[line, np.maximum(which, 0)] <= threshold[node]
            node = np.where(which >= 0, base + np.where(goes_left, left[node], right[node]), node)
        total = np.zeros(len(rows), dtype=np.float64)
        for said in self.value[first:last].ravel()[node].T:
            total += said
        return total


def from_arrays(arrays: Arrays) -> Ranker:
    """Return the ranker that ``Ranker.arrays`` made these arrays of."""
    return Ranker(*(arrays[f"tree_{name}"] for name in Ranker.__slots__))  # type: ignore[arg-type]


def fit(
    rows: NDArray[np.float32],
    labels: NDArray[np.bool_],
    hear: Callable[[], None] = lambda: None,
    weights: NDArray[np.float32] | None = None,
    known: NDArray[np.float32] | None = None,
) -> Ranker:
    """Return the ranker that tells labelled rows from the others. The same input gives the same trees.

    ``hear`` is called after each of the ``TREES`` trees; ``weights`` say how much a row counts (all 1 without).
    With the log odds ``known`` of each row, the trees say what to add to them.

    Where no row is labelled, there is nothing to tell apart, and the ranker expects nothing anywhere.
    ``min_child_weight`` matters: with one positive in a thousand rows the library's default of 0.001 lets single
    rows make confident leaves.
    """
    if not labels.any():
        return _packed([{"tree_structure": {"leaf_value": _NEVER}}])
    import lightgbm

    options = {
        "objective": "binary",
        "num_leaves": LEAVES,
        "max_depth": DEPTH,
        "learning_rate": 0.05,
        "min_data_in_leaf": 100,
        "min_sum_hessian_in_leaf": 3.0,
        "lambda_l2": 5.0,
        "max_bin": 63,
        "deterministic": True,
        "force_row_wise": True,
        "seed": 1,
        "verbosity": -1,
    }
    data = lightgbm.Dataset(rows, label=labels.astype(np.float32), weight=weights, init_score=known)
    booster = lightgbm.train(options, data, num_boost_round=TREES, callbacks=[lambda _: hear()])
    return _packed(booster.dump_model()["tree_info"])


def _packed(trees: list[dict[str, Any]]) -> Ranker:
    nodes = 2 * LEAVES - 1
    shape = (len(trees), nodes)
    feature, threshold = np.full(shape, -1, np.int16), np.zeros(shape, np.float64)
    left, right, value = np.zeros(shape, np.int16), np.zeros(shape, np.int16), np.zeros(shape, np.float32)
    for number, tree in enumerate(trees):
        waiting = [tree["tree_structure"]]
        at = 0
        while at < len(waiting):
            node = waiting[at]
            if "split_feature" in node:
                feature[number, at] = node["split_feature"]
                threshold[number, at] = node["threshold"]
                left[number, at], right[number, at] = len(waiting), len(waiting) + 1
                waiting += [node["left_child"], node["right_child"]]
            else:
                value[number, at] = node["leaf_value"]
            at += 1
    return Ranker(feature, threshold, left, right, value)
