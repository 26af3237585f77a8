"""What compiled code may do in the place of numpy: the innermost loops of checking, for the same bits, sooner.

Knows nothing of how it is compiled or found; a door hands it up the river if there is one (``doors/native.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from commonhold.train.evidence import Reads, Side
from commonhold.train.letters import Letters, Search
from commonhold.train.ranker import Ranker, Sums
from commonhold.train.table import Table


class Native(Protocol):
    """Makes, from the parts of a model, functions that give the bits of those they stand for.

    Each raises ValueError for arrays of another type or that lead outside of themselves.
    """

    def reads(self, tables: Mapping[int, Table], side: Side) -> Reads:
        """Return what stands for ``fits``, with the tables behind ``side.grams``."""

    def sums(self, ranker: Ranker) -> Sums:
        """Return what stands for ``Ranker.sums``."""

    def search(self, letters: Letters) -> Search:
        """Return what stands for ``plain_search``."""
