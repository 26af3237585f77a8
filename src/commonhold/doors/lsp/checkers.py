"""The checkers of this process and what surrounds a text: which model, which settings, which words.

Checkers are opened once for all sessions; settings and lists are asked for at every check, which is cheap, for their
files are read again only when they change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commonhold.check import Checker
from commonhold.check.accepting import unaccepted
from commonhold.doors.dictionaries import OURS, troubles_for, vocabulary_for
from commonhold.doors.lsp.wishes import Wishes
from commonhold.doors.opening import Opened, Opener
from commonhold.doors.project import FOLDER, folders_above, project_folder
from commonhold.doors.settings import Settings, settings_for
from commonhold.errors import CommonholdError
from commonhold.finding import Finding


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds one text at this moment: its settings, its checker, and ``troubles`` with files in sentences."""

    place: Path | None
    settings: Settings
    language: str
    model: str
    checker: Checker
    troubles: tuple[str, ...]

    def kept(self, findings: Sequence[Finding], source: str) -> list[Finding]:
        """Return the findings that neither words nor settings take away."""
        words = vocabulary_for(self.place, self.language, self.settings.word_lists)
        return [one for one in unaccepted(findings, source, words) if one.kind not in self.settings.kinds_off]


@dataclass(slots=True)
class Checkers:
    """Opens checkers with ``opener``, each once; used in the thread that checks."""

    opener: Opener
    _opened: dict[tuple[str | None, float | None], Opened] = field(default_factory=dict)

    def around(self, place: Path | None, wishes: Wishes) -> Around:
        """Return what surrounds a text at a place, for a client with these wishes; BundleError where no model is."""
        troubles: list[str] = []
        try:
            found = settings_for(place)
        except CommonholdError as error:
            troubles.append(f"{error} {error.advise()}")
            found = Settings()
        settings = wishes.over(found, project_folder(place) if place else None)
        opened = self._open(settings)
        troubles += [
            f"{each.trouble} {each.trouble.advise()}"
            for each in troubles_for(place, opened.language, settings.word_lists)
            if each.trouble and each.place.origin in OURS
        ]
        if not isinstance(opened.checker, Checker):
            raise TypeError(f"{type(opened.checker).__name__} cannot check drafts")
        return Around(place, settings, opened.language, opened.model, opened.checker, tuple(troubles))

    def _open(self, settings: Settings) -> Opened:
        wanted = (settings.language, settings.sensitivity)
        if wanted not in self._opened:
            self._opened[wanted] = self.opener(settings.language, None, settings.sensitivity)
        return self._opened[wanted]


def project_at(place: Path | None, roots: Sequence[Path]) -> Path | None:
    """Return the place whose project a text belongs to: its own, or the workspace around it where it has none.

    None where there is neither.
    """
    if place is not None:
        found = project_folder(place)
        if (found / FOLDER).is_dir() or (found / ".git").exists():
            return found
        above = set(folders_above(place))
        inside = [root for root in roots if root in above]
        return max(inside, key=lambda root: len(root.parts), default=found)
    return roots[0] if roots else None
