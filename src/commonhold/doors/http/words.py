"""The writer's words and settings, as the server uses them: the same lists that the command line reads and writes.

Those of the user hold, and those around the folder the server was started in, as for a text on standard input. They
are looked up for each text, so what is changed by hand or by another program takes effect at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from commonhold.check.accepting import unaccepted
from commonhold.doors.dictionaries import OURS, WordList, lists_for, vocabulary_for
from commonhold.doors.http.refusal import RequestError
from commonhold.doors.settings import Settings, settings_for
from commonhold.doors.wordbook import USER, ForbiddenWordError, WordError, add_words, list_path, remove_words
from commonhold.errors import CommonholdError
from commonhold.finding import Finding


@dataclass(frozen=True, slots=True)
class Words:
    """The lists and settings that hold at ``place`` (None: the user's alone); words are added to the user's list.

    What cannot be written or read is a CommonholdError, a word that cannot stand in a list RequestError 400.
    """

    place: Path | None

    def settings(self) -> Settings:
        """Return the settings that hold now; SettingsError where they make no sense."""
        return settings_for(self.place)

    def kept(self, findings: Sequence[Finding], text: str, language: str, settings: Settings) -> list[Finding]:
        """Return the findings in a text that neither words nor settings take away."""
        if not findings:
            return []
        words = vocabulary_for(self.place, language, settings.word_lists)
        return [each for each in unaccepted(findings, text, words) if each.kind not in settings.kinds_off]

    def listed(self) -> list[str]:
        """Return the words of the user's own lists, each once, in order."""
        return sorted({word for each in _of_user() for word in each.words}, key=lambda word: (word.casefold(), word))

    def add(self, words: Sequence[str]) -> bool:
        """Put words into the user's list; return whether any was new."""
        try:
            return bool(add_words(list_path(USER, None), words).done)
        except (WordError, ForbiddenWordError) as error:
            raise RequestError(400, f"{error} {error.advise()}") from error

    def remove(self, words: Sequence[str]) -> bool:
        """Take words out of all lists of the user; return whether any was there."""
        try:
            paths = {Path(each.place.path) for each in _of_user()} | {list_path(USER, None)}
            changes = [remove_words(path, words) for path in sorted(paths)]
            return any(change.done for change in changes)
        except WordError as error:
            raise RequestError(400, f"{error} {error.advise()}") from error

    def troubles(self) -> list[CommonholdError]:
        """Return what keeps lists of ours from being used; settings that make no sense raise SettingsError."""
        found = lists_for(self.place, None, self.settings().word_lists)
        return [each.trouble for each in found if each.trouble and each.place.origin in OURS]


def _of_user() -> list[WordList]:
    return [each for each in lists_for(None, None) if each.place.origin == "user" and not each.trouble]
