"""Dialects: words that some people of a language write so and others otherwise; what a model knows of them.

How they are learnt is in ``profiles``. Knows no letter or word of any language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from commonhold.model import Arrays
from commonhold.train.candidates import Candidates
from commonhold.train.lexicon import Ids
from commonhold.train.reading import Reading


@dataclass(frozen=True, slots=True)
class Dialects:
    """``names`` of the dialects; ``word`` (int32, ascending ids) and ``partner`` (int32), the same word elsewhere;
    ``home`` (uint8): bit ``n`` is set where the word is at home in ``names[n]``.
    """

    names: tuple[str, ...]
    word: Ids
    partner: Ids
    home: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.word)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return the dialects as named arrays."""
        return {
            "dialect_names": np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8),
            "dialect_word": self.word,
            "dialect_partner": self.partner,
            "dialect_home": self.home,
        }

    def partners(self, ids: Ids) -> Ids:
        """Return the partner of each word, -1 where it has none."""
        if not len(self.word):
            return np.full(ids.shape, -1, dtype=np.int32)
        place = np.minimum(np.searchsorted(self.word, ids), len(self.word) - 1)
        return np.where(self.word[place] == ids, self.partner[place], np.int32(-1)).astype(np.int32)


def nothing() -> Dialects:
    """Return the dialects of a language of which none are known."""
    return Dialects((), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint8))


def from_arrays(arrays: Arrays) -> Dialects:
    """Return the dialects that ``Dialects.arrays`` made these arrays of."""
    names = bytes(arrays["dialect_names"]).decode()
    word, partner, home = (arrays[f"dialect_{name}"] for name in ("word", "partner", "home"))
    return Dialects(tuple(names.split("\n")) if names else (), word, partner, home)  # type: ignore[arg-type]


def variants(known: Dialects, words: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return the pairs of words, both ways round, that differ in nothing but dialect."""
    return frozenset((words[one], words[other]) for one, other in zip(known.word, known.partner, strict=True))


def same_but_for_dialect(found: Candidates, reading: Reading, known: Dialects) -> NDArray[np.bool_]:
    """Return which candidates replace a word by its partner: nobody errs by writing another dialect."""
    partner = known.partners(reading.ids[found.at])
    same: NDArray[np.bool_] = (found.removed == 1) & (found.second < 0) & (partner >= 0) & (found.first == partner)
    return same
