"""Code points to UTF-16 code units, which is what JavaScript, Java and the protocols made with them count."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

_PAIR = re.compile("[\U00010000-\U0010ffff]")


def units(text: str) -> Callable[[int], int]:
    """Return the function from code points of ``text`` (0 to its length) to UTF-16 code units.

    >>> at = units("a🙂b")
    >>> [at(point) for point in range(4)]
    [0, 1, 3, 4]
    """
    pairs = [] if text.isascii() else [match.start() for match in _PAIR.finditer(text)]
    return (lambda point: point + bisect_left(pairs, point)) if pairs else lambda point: point
