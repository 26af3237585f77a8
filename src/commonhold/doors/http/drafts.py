"""Texts checked lately: one that comes again with a change in it is checked only where the change can matter.

Clients send the whole text after every pause in typing. What was found in the few texts checked last is remembered,
in memory only, until others take their place or nobody has asked for a while. Does not know who sent a text: two with
much in common are taken for two states of one, which changes how fast the answer comes and nothing in it.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from commonhold.check import Checker, Draft
from commonhold.check.draft import difference
from commonhold.doors.http.limits import LEAST_DRAFT, MOST_DRAFTED
from commonhold.doors.http.pool import GivenUpError

LEAST_ALIKE = 0.5
"""The share of its letters that a text must have in common with one known, at its two ends, to be a change of it."""

Key = Hashable
"""What tells checkers and kinds of markup apart: texts checked otherwise have nothing to do with each other."""


@dataclass(slots=True)
class _Kept:
    key: Key
    draft: Draft
    used_seconds: float


class Drafts:
    """A few drafts, those used last; ``most_characters`` in all."""

    def __init__(self, most_characters: int = MOST_DRAFTED) -> None:
        self._most = most_characters
        self._kept: list[_Kept] = []
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._kept)

    @contextmanager
    def draft(self, key: Key, checker: Checker, kind: str, text: str) -> Iterator[Draft]:
        """Give the draft of a text to its one user: one kept that is like it, made the same, or a new one.

        Afterwards it is kept, if the text is long enough for that to be of use.
        """
        found = self._taken(key, text)
        if found is None:
            found = Draft(checker, kind, text)
        else:
            found.update(text)
        try:
            yield found
        except GivenUpError:  # what was found until then is still right
            self._keep(key, found)
            raise
        self._keep(key, found)

    def forget(self, older_seconds: float) -> bool:
        """Forget drafts not used for so long, and tell whether there were any."""
        with self._lock:
            before = len(self._kept)
            now = time.monotonic()
            self._kept = [each for each in self._kept if now - each.used_seconds < older_seconds]
            return len(self._kept) < before

    def _taken(self, key: Key, text: str) -> Draft | None:
        if len(text) < LEAST_DRAFT:
            return None
        with self._lock:
            for place in reversed(range(len(self._kept))):
                each = self._kept[place]
                if each.key == key and _are_alike(each.draft.source, text):
                    del self._kept[place]
                    return each.draft
        return None

    def _keep(self, key: Key, draft: Draft) -> None:
        if len(draft.source) < LEAST_DRAFT:
            return
        with self._lock:
            self._kept.append(_Kept(key, draft, time.monotonic()))
            while sum(len(each.draft.source) for each in self._kept) > self._most:
                del self._kept[0]


def _are_alike(before: str, after: str) -> bool:
    start, end, _ = difference(before, after)
    return start + len(before) - end >= LEAST_ALIKE * len(after)
