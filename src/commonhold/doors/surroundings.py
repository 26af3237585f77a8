"""What surrounds the texts of one run: for each its settings, its words, and the checker these ask for.

A run that is to know nothing of settings and words gets surroundings that are not ``used``. Does not know how texts
are read and reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from commonhold.doors.opening import Opened
from commonhold.doors.project import may_have_lists
from commonhold.doors.reading import STDIN
from commonhold.doors.settings import Settings, settings_for
from commonhold.errors import CommonholdError
from commonhold.finding import Finding

_NOTHING_SET = Settings()


@dataclass(slots=True)
class Surroundings:
    """Looks for settings and words around texts; ``opener`` opens the checker that settings ask for, each once."""

    opener: Callable[[Settings], Opened]
    used: bool = True
    _settings: dict[Path, Settings] = field(default_factory=dict)
    _opened: dict[tuple[str | None, float | None], Opened] = field(default_factory=dict)
    _lists: dict[Path, bool] = field(default_factory=dict)
    _said: set[str] = field(default_factory=set)

    def settings(self, name: str) -> Settings:
        """Return the settings for a text by its path; for standard input those of the folder the run began in."""
        if not self.used:
            return _NOTHING_SET
        folder = _folder(name)
        if folder not in self._settings:
            self._settings[folder] = settings_for(folder)
        return self._settings[folder]

    def opened(self, name: str) -> Opened:
        """Return the checker for a text."""
        settings = self.settings(name)
        wanted = (settings.language, settings.sensitivity)
        if wanted not in self._opened:
            self._opened[wanted] = self.opener(settings)
        return self._opened[wanted]

    def prepare(self, names: Iterable[str]) -> Opened:
        """Open all checkers that the texts ask for, so that what is wrong with settings is said before any is read.

        Return that of the first text; without texts, that of the folder the run began in.
        """
        every = [self.opened(name) for name in names]
        return every[0] if every else self.opened(STDIN)

    def kept(self, name: str, source: str, findings: list[Finding]) -> list[Finding]:
        """Return the findings in a text that neither settings nor words take away."""
        if not self.used or not findings:
            return findings
        settings = self.settings(name)
        if self._has_lists(name):
            from commonhold.check.accepting import unaccepted
            from commonhold.doors.dictionaries import vocabulary_for

            words = vocabulary_for(_folder(name), self.opened(name).language, settings.word_lists)
            findings = unaccepted(findings, source, words)
        return [finding for finding in findings if finding.kind not in settings.kinds_off]

    def learn(self, name: str, word: str, whose: str) -> str:
        """Put a word into the list of the user or of a text's project, and say where it stands now."""
        from commonhold.doors.wordbook import add_words, list_path

        change = add_words(list_path(whose, _folder(name)), [word])
        self._lists.clear()
        return f"“{word}” {'is now' if change.done else 'was already'} in {change.path}"

    def troubles(self, name: str) -> list[tuple[CommonholdError, bool]]:
        """Return what is wrong with word lists around a text and was not said before; true where a list is ours."""
        if not self.used or not self._has_lists(name):
            return []
        from commonhold.doors.dictionaries import OURS, troubles_for

        told = []
        for each in troubles_for(_folder(name), self.opened(name).language, self.settings(name).word_lists):
            if each.trouble and each.place.path not in self._said:
                self._said.add(each.place.path)
                told.append((each.trouble, each.place.origin in OURS))
        return told

    def _has_lists(self, name: str) -> bool:
        folder = _folder(name)
        if folder not in self._lists:
            self._lists[folder] = bool(self.settings(name).word_lists) or may_have_lists(folder)
        return self._lists[folder]


def _folder(name: str) -> Path:
    """Return the folder a text lies in; of a link that of the file it leads to."""
    path = Path(name)
    return Path.cwd() if name == STDIN else (path.resolve() if path.is_symlink() else path).parent
