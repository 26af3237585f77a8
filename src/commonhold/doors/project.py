"""Where a writer's own files are: her folder of settings, and the project that a text lies in.

Knows how folders are named and how far upwards a project may reach; nothing of what is in the files.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

FOLDER = ".commonhold"
"""The folder of a project that holds its settings and words."""

_LISTS = (FOLDER, ".harper-", ".hunspell_", ".cspell", ".cSpell", "cspell", "cSpell", "words.", "dictionary.")


def user_folder(program: str = "commonhold") -> Path | None:
    """Return where a program keeps the settings of this user, whether it is there or not; None without a home.

    ``XDG_CONFIG_HOME`` decides where it is set; else the custom of the system does.
    """
    named = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    if named.is_absolute():
        return named / program
    if sys.platform == "win32" and os.environ.get("APPDATA"):
        return Path(os.environ["APPDATA"]) / program
    home = home_folder()
    customary = "Library/Application Support" if sys.platform == "darwin" else ".config"
    return home / customary / program if home else None


def home_folder() -> Path | None:
    """Return this user's home, links resolved; None where the system does not tell."""
    try:
        return Path.home().resolve()
    except (RuntimeError, OSError):
        return None


def folders_above(place: str | Path) -> list[Path]:
    """Return the folders whose settings and words hold at a place (a file or a folder), the nearest first.

    They end with the one that holds ``.git``, or with the home, or with the root of the disk.
    """
    real = Path(os.path.realpath(place))
    folder = real if real.is_dir() else real.parent
    home = home_folder()
    found = [folder]
    while folder not in (home, folder.parent) and not os.path.lexists(folder / ".git"):
        folder = folder.parent
        found.append(folder)
    return found


def project_folder(place: str | Path) -> Path:
    """Return the folder of the project at a place: the nearest with ``.commonhold``, else the one with ``.git``.

    Where there is neither it is the folder of the place itself.
    """
    above = folders_above(place)
    for folder in above:
        if (folder / FOLDER).is_dir():
            return folder
    return above[-1] if os.path.lexists(above[-1] / ".git") else above[0]


def listed(folder: Path) -> list[str]:
    """Return what in a folder is named as word lists and their folders are, sorted; nothing where it cannot be read."""
    try:
        return sorted(name for name in os.listdir(folder) if name.startswith(_LISTS))  # noqa: PTH208 - names are enough
    except OSError:
        return []


def may_have_lists(place: str | Path) -> bool:
    """Tell whether there may be a word list around a place: where there is none, nothing else need be looked at."""
    folders = [*folders_above(place), home_folder(), user_folder(), user_folder("harper-ls")]
    return any(listed(folder) for folder in folders if folder)
