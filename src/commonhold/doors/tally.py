"""What a run over texts has counted: what it ends with, and the line it closes with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from commonhold.doors import exits
from commonhold.doors.json_report import Unread
from commonhold.doors.report import counted
from commonhold.errors import CommonholdError


@dataclass(slots=True)
class Tally:
    """What happened so far: texts, findings left, words, changes made, and the errors on the way.

    ``unread`` texts, ``unwritten`` texts, and word lists that could not be read (``unlisted``).
    """

    files: int = 0
    findings: int = 0
    words: int = 0
    changes: int = 0
    changed_files: int = 0
    records: list[dict[str, Any]] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unwritten: list[CommonholdError] = field(default_factory=list)
    unlisted: list[CommonholdError] = field(default_factory=list)

    def exit_code(self) -> int:
        """Return the code to end with: trouble before findings, findings before clean."""
        codes = [error.exit_code for error in self.unwritten] + [exits.UNREAD for _ in (*self.unread, *self.unlisted)]
        return max(codes, default=exits.FOUND if self.findings else exits.CLEAN)

    def sentence(self, seconds: float | None, stopped: bool) -> str:
        """Return the closing line; ``seconds`` are left out where a report should be the same every time."""
        files = counted(self.files, "file")
        found = f"{counted(self.findings, 'finding') if self.findings else 'no findings'}"
        if self.changes:
            found = f"{counted(self.changes, 'change')} in {counted(self.changed_files, 'file')}; {found} left"
        spent = "" if seconds is None else f", {seconds:.1f} s"
        missed = len(self.unread) + len(self.unwritten)
        ending = f"; {counted(missed, 'file')} {'was' if missed == 1 else 'were'} passed over" if missed else ""
        ending += "; stopped early" if stopped else ""
        return f"{found} in {files} ({counted(self.words, 'word')}{spent}){ending}"
