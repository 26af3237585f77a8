"""Arrays as small as they can be kept without changing what is made of them, and back again.

Knows only which arrays are worth it: numbers that only rise are kept as their steps, those that are nearly all the same
as where they are not, thresholds of trees in as many digits as the numbers have that they are compared with.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays

RISING = ("word_ends", "alt_ends", "cased_ids")
"""Arrays (uint32) whose numbers never fall."""

SPARSE = ("alt_second",)
"""Arrays (int32) of which most numbers are ``_USUAL``."""

THRESHOLDS = ("tree_threshold", "again_tree_threshold")
"""Arrays (float64) that only numbers in four bytes are held against: the next such number below parts them alike."""

_USUAL = -1
_MOST = 1 << 24  # numbers that a stranger's array may say it has
_STEPS, _WHERE, _SIZE = "_steps", "_where", "_size"


def tight(arrays: Arrays) -> dict[str, NDArray[np.generic]]:
    """Return the arrays as they are kept.

    >>> kept = tight({"alt_ends": np.array([4, 9, 9, 400], dtype=np.uint32)})
    >>> kept["alt_ends_steps"], loose(kept)["alt_ends"]
    (array([  4,   5,   0, 391], dtype=uint16), array([  4,   9,   9, 400], dtype=uint32))
    """
    out: dict[str, NDArray[Any]] = dict(arrays)
    for name in out.keys() & set(RISING):
        steps = np.diff(out.pop(name).astype(np.int64), prepend=0)
        out[name + _STEPS] = steps.astype(np.min_scalar_type(int(steps.max(initial=0))))
    for name in out.keys() & set(SPARSE):
        full = out.pop(name)
        where = np.flatnonzero(full != _USUAL)
        out |= {name: full[where], name + _WHERE: where.astype(np.uint32), name + _SIZE: np.array([len(full)], "u4")}
    for name in out.keys() & set(THRESHOLDS):
        exact = out[name]
        near = exact.astype(np.float32)
        out[name] = np.where(near > exact, np.nextafter(near, np.float32(-np.inf)), near)
    return out


def loose(arrays: Arrays) -> dict[str, NDArray[np.generic]]:
    """Return the arrays that ``tight`` made these of; ValueError where it cannot have."""
    out: dict[str, NDArray[Any]] = dict(arrays)
    for name in (name for name in RISING if name + _STEPS in arrays):
        steps = out.pop(name + _STEPS)
        if steps.dtype.kind != "u" or steps.dtype.itemsize > 4:
            raise ValueError(f"{name} has steps of another kind")
        rising = np.cumsum(steps, dtype=np.uint64)
        if len(rising) and int(rising[-1]) >= 1 << 32:
            raise ValueError(f"{name} rises too high")
        out[name] = rising.astype(np.uint32)
    for name in (name for name in SPARSE if {name + _WHERE, name + _SIZE} <= arrays.keys()):
        where, size = out.pop(name + _WHERE), out.pop(name + _SIZE)
        out[name] = _full(out[name], where, size)
    for name in out.keys() & set(THRESHOLDS):
        out[name] = out[name].astype(np.float64)
    return out


def _full(numbers: NDArray[Any], where: NDArray[Any], size: NDArray[Any]) -> NDArray[np.int32]:
    """Return an array of this size with these numbers where they belong."""
    if size.shape != (1,) or {size.dtype.kind, where.dtype.kind} != {"u"} or int(size[0]) > _MOST:
        raise ValueError("a sparse array has another kind of size")
    if where.shape != numbers.shape or not (where < size[0]).all():
        raise ValueError("a sparse array has numbers outside of itself")
    full = np.full(int(size[0]), _USUAL, np.int32)
    full[where] = numbers
    return full
