"""A change to a file that belongs to another program: what stood there, what is to stand there, and why.

Knows no program and touches no disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from commonhold.errors import DiskError, WorldError


class BrokenSettingsError(WorldError):
    """{path} was left as it was: {what}."""

    advice = "Mend it with the program it belongs to, then run this again."


class UnreadableSettingsError(WorldError):
    """{path} was left as it was: {what}."""

    advice = "See that you may read it, then run this again."


class UnwritableSettingsError(DiskError):
    """{path} was left as it was: {what}."""

    advice = "See that you may write there, then run this again. Nothing else was changed."


class OutsideError(WorldError):
    """{path} was left as it was: it leads to {target}, outside {bound}."""

    advice = "Change that file by hand, or with whatever made the link; docs/setup.md tells what to write."


@dataclass(frozen=True, slots=True)
class Change:
    """One file to change.

    ``before`` are the bytes that stand there, None where there is no such file; ``after`` those to write, the target
    where it is to be a symbolic link (``is_link``). ``what`` says in a few words what is new. ``executable`` files can
    be run; others keep the rights they have.
    """

    path: Path
    before: bytes | None
    after: bytes
    what: str
    executable: bool = False
    is_link: bool = False

    @property
    def is_needed(self) -> bool:
        """Tell whether the file is to be different from what it is."""
        return self.before != self.after
