"""What every family of signals comes to: observations, and a function from a path to the one that decides it.

A family resolves what it says of a path by its own rule before anything is compared across families. Evidence is bytes
with a place and a time; too much of it, or malformed, is an observation without an answer, never an error.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from commonhold.consent import Answer, Observation

MAX_EVIDENCE_BYTES = 512 * 1024
"""More than robots.txt must be read to (500 KiB), and more than any of these files has a reason to be."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The bytes found at ``locator``, and the time they speak for (RFC 3339, or empty)."""

    locator: str
    content: bytes
    seen: str = ""

    @property
    def text(self) -> str:
        """The content as UTF-8, what is not UTF-8 replaced, without a byte order mark."""
        return self.content.decode("utf-8", "replace").removeprefix("\ufeff")

    def says(
        self, family: str, answer: Answer, scope: str = "", detail: str = "", conditions: tuple[str, ...] = ()
    ) -> Observation:
        """Return what this evidence says, with its place, digest and time."""
        digest = hashlib.sha256(self.content).hexdigest()
        return Observation(family, self.locator, scope, answer, digest, self.seen, shortened(detail), conditions)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one family says of one source at one moment.

    ``told`` are all its observations. ``whole`` is what holds of every path, where that is known beforehand; otherwise
    ``decide`` returns the observation that decides a path, or None.
    """

    told: tuple[Observation, ...] = ()
    whole: Observation | None = None
    decide: Callable[[str], Observation | None] | None = field(default=None, compare=False)

    def of_path(self, path: str) -> Observation | None:
        """Return the observation that decides ``path`` by the family's rule, or None where the family is silent."""
        return self.decide(path) if self.decide else self.whole


SILENT = Rules()


def stated(observation: Observation) -> Rules:
    """Return rules of one observation that speaks of the whole source."""
    return Rules((observation,), observation if observation.answer is not Answer.UNKNOWN else None)


def noted(evidence: Evidence, family: str, detail: str) -> Rules:
    """Return rules that decide nothing and keep what was wrong with the evidence."""
    return Rules((evidence.says(family, Answer.UNKNOWN, detail=detail),))


def too_large(evidence: Evidence, family: str) -> Rules | None:
    """Return what to say of evidence beyond the limit, None of all other."""
    if len(evidence.content) <= MAX_EVIDENCE_BYTES:
        return None
    return noted(evidence, family, f"larger than {MAX_EVIDENCE_BYTES} bytes, not read")


def by_folder(observations: Mapping[str, Observation]) -> Callable[[str], Observation | None]:
    """Return what decides a path: the observation of its nearest folder (``""`` is the root, else ``a/b``)."""

    def decide(path: str) -> Observation | None:
        folder = path
        while folder:
            folder = folder.rpartition("/")[0]
            if found := observations.get(folder):
                return found
        return None

    return decide


def folder_rules(observations: Iterable[tuple[str, Observation]]) -> Rules:
    """Return rules of observations that each speak of a folder and what is below it; the strictest of one folder."""
    given = tuple(observations)
    told = tuple(dict.fromkeys(one for _, one in given))
    nearest: dict[str, Observation] = {}
    for folder, one in given:
        if one.answer is not Answer.UNKNOWN and stricter(one, nearest.get(folder)):
            nearest[folder] = one
    if not nearest:
        return Rules(told)
    if set(nearest) == {""}:
        return Rules(told, nearest[""])
    return Rules(told, None, by_folder(nearest))


_ORDER = (Answer.UNKNOWN, Answer.ALLOW, Answer.CONDITION, Answer.DENY)


def stricter(one: Observation, other: Observation | None) -> bool:
    """Tell whether an observation is more restrictive than another, or there is no other."""
    return other is None or _ORDER.index(one.answer) > _ORDER.index(other.answer)


def strictest_of(observations: Iterable[Observation]) -> Observation | None:
    """Return the first of the most restrictive observations, or None without any."""
    found: Observation | None = None
    for one in observations:
        if stricter(one, found):
            found = one
    return found


def folder_of(path: str) -> str:
    """Return the folder of a path without its slash, empty for the root.

    >>> folder_of("a/b/c.md"), folder_of("c.md")
    ('a/b', '')
    """
    return path.rpartition("/")[0]


def scope_of(folder: str) -> str:
    """Return how an observation writes a folder as its scope."""
    return f"{folder}/" if folder else ""


def shortened(detail: str, most: int = 300) -> str:
    """Return a detail of one line and bounded length, without characters that are no text."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in detail[: most * 4]).split())
    return line if len(line) <= most else line[: most - 1] + "…"
