"""A model: named arrays and the few facts needed to read them. What they mean is the business of ``train``.

Knows nothing of files: ``release`` maps the arrays from a bundle, or ``train`` has just made them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[np.generic]]
Facts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Model:
    """``arrays`` by name, read-only; ``facts`` are JSON values: the table parameters, thresholds and versions."""

    language: str
    arrays: Arrays
    facts: Facts
