"""Settings: what a writer, or a project, wants of every check, found by where a text lies.

Files are read by ``settings_reader``, once and again when they change. Options of the command line are not known here;
they are stronger.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonhold.doors.project import FOLDER, folders_above, user_folder

if TYPE_CHECKING:
    from commonhold.doors.globs import Exclusion

NAME = "config.toml"
"""The file of settings in the user's folder and in that of a project."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is set; None and empty mean that nothing is said.

    ``language`` as a tag; ``sensitivity`` in false alarms per 1,000 words; ``kinds_off`` of findings that nobody wants
    to see; ``exclude`` files found in folders; ``word_lists`` beside those that are found by their names.
    """

    language: str | None = None
    sensitivity: float | None = None
    kinds_off: frozenset[str] = frozenset()
    exclude: tuple[Exclusion, ...] = ()
    word_lists: tuple[Path, ...] = ()

    def excludes(self, path: str | Path) -> bool:
        """Tell whether a file or folder is to be passed over where it is found in a folder; word lists are, too."""
        if not self.exclude and not self.word_lists:
            return False
        absolute = Path(path).absolute()
        real = absolute.parent.resolve() / absolute.name
        return real in self.word_lists or any(exclusion.has(real) for exclusion in self.exclude)


def settings_for(text: str | Path | None) -> Settings:
    """Return the settings that hold for a text by where it lies (None: nowhere, so the user's alone).

    Of single values the project's wins over the user's; lists add up. Raise SettingsError for a file that says what
    nobody understands.
    """
    found = Settings()
    folder = user_folder()
    if folder:
        found = _with(found, folder / NAME, None)
    for above in () if text is None else folders_above(text):
        path = above / FOLDER / NAME
        if path.is_file():
            return _with(found, path, above)
    return found


def _with(settings: Settings, path: Path, project: Path | None) -> Settings:
    """Return settings with those of a file laid over them."""
    try:
        state = path.stat()
    except (OSError, ValueError):
        return settings
    from commonhold.doors.settings_reader import read_settings

    nearer = read_settings(path, project, (state.st_mtime_ns, state.st_size, state.st_ino))
    return Settings(
        nearer.language or settings.language,
        settings.sensitivity if nearer.sensitivity is None else nearer.sensitivity,
        settings.kinds_off | nearer.kinds_off,
        settings.exclude + nearer.exclude,
        settings.word_lists + nearer.word_lists,
    )
