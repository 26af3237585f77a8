"""What a client wishes of the checks, as its own settings say: parsed once, each odd value told and left out.

These come beside the files of settings that ``doors.settings`` reads, and are stronger, as options of the command line
are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from commonhold.check.message import EVERY_KIND
from commonhold.doors.settings import Settings

SECTION = "commonhold"
"""The name of our settings in those of a client."""

SEVERITIES = ("error", "warning", "information", "hint")

Tell = Callable[[str], object]
"""Hears what was wrong, a sentence at a time."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """``delay_ms`` is how long nothing must have been typed before a text is checked; the rest is as in files."""

    enabled: bool = True
    language: str | None = None
    sensitivity: float | None = None
    kinds_off: frozenset[str] = frozenset()
    word_lists: tuple[str, ...] = ()
    severity: str = "information"
    delay_ms: float = 150.0

    def over(self, settings: Settings, place: Path | None) -> Settings:
        """Return settings with these wishes laid over them; lists are found from a place, or from the home."""
        folder = place or Path.home()
        lists = tuple(folder / Path(name).expanduser() for name in self.word_lists)
        return replace(
            settings,
            language=self.language or settings.language,
            sensitivity=settings.sensitivity if self.sensitivity is None else self.sensitivity,
            kinds_off=settings.kinds_off | self.kinds_off,
            word_lists=settings.word_lists + lists,
        )


def wishes_of(said: Any, tell: Tell) -> Wishes:
    """Return the wishes in what a client said; whatever is no wish is told and left out.

    >>> told = []
    >>> wishes_of({"sensitivity": 1, "severity": "loud"}, told.append).sensitivity, told
    (1.0, ['The setting commonhold.severity is not used: it must be one of error, warning, information, hint.'])
    """
    if isinstance(said, Mapping) and isinstance(said.get(SECTION), Mapping):
        said = said[SECTION]
    if not isinstance(said, Mapping):
        return Wishes()
    found: dict[str, Any] = {}
    for key, value in said.items():
        field, right, what = _KEYS.get(key, ("", _never, f"there is no such setting; there are {', '.join(_KEYS)}"))
        if value is None:
            continue
        if right(value):
            found[field] = _MADE.get(field, lambda given: given)(value)
        else:
            tell(f"The setting {SECTION}.{key} is not used: {what}.")
    return Wishes(**found)


def _never(_: Any) -> bool:
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(text, str) and text.strip() for text in value)


_KEYS: dict[str, tuple[str, Callable[[Any], bool], str]] = {
    "enabled": ("enabled", lambda value: isinstance(value, bool), "it must be true or false"),
    "language": ("language", lambda value: isinstance(value, str), "it must be a code such as en"),
    "sensitivity": ("sensitivity", _is_number, "it must be a number, 0 or more"),
    "kindsOff": (
        "kinds_off",
        lambda value: _are_texts(value) and set(value) <= EVERY_KIND,
        f"it must be a list of kinds, of {', '.join(sorted(EVERY_KIND))}",
    ),
    "wordLists": ("word_lists", _are_texts, "it must be a list of paths"),
    "severity": ("severity", lambda value: value in SEVERITIES, f"it must be one of {', '.join(SEVERITIES)}"),
    "delay": (
        "delay_ms",
        lambda value: _is_number(value) and value <= 60_000,
        "it must be in milliseconds, 0 to 60000",
    ),
}
_MADE: dict[str, Callable[[Any], Any]] = {
    "kinds_off": frozenset,
    "word_lists": tuple,
    "sensitivity": float,
    "delay_ms": float,
    "language": lambda value: value or None,
}
