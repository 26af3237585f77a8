"""From what the asker names to the texts to read: files, folders and standard input, each text once, sorted in folders.

Folders are read whole but for hidden entries, other types of files, links to folders, and what settings exclude; no
ignore file is respected. Programs are of another type there: their comments are read where they are named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from commonhold.doors.reading import STDIN
from commonhold.errors import AskedWronglyError


class TwiceStdinError(AskedWronglyError):
    """Standard input (-) was given more than once."""

    advice = "It can be read only once: give `-` once."


@dataclass(slots=True)
class LeftOut:
    """What was not read below the folders given: hidden files and folders, files that hold no prose, unwanted ones."""

    hidden: int = 0
    other_type: int = 0
    excluded: int = 0
    unopened: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """Say what was left out, or return an empty string."""
        parts = []
        if self.hidden:
            parts.append(f"{self.hidden:,} hidden")
        if self.other_type:
            parts.append(f"{self.other_type:,} of other types")
        if self.excluded:
            parts.append(f"{self.excluded:,} excluded by settings")
        listed = " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)
        return f"left out of folders: {listed}; name a file to have it checked" if parts else ""


def _never(path: str) -> bool:
    return False


def expand(paths: Sequence[str], is_excluded: Callable[[str], bool] = _never) -> tuple[list[str], LeftOut]:
    """Return the paths to read in the order given, without repetitions, and what was left out of folders.

    What is excluded is left out where it is found in a folder, and read where it is named.
    Paths that do not exist are kept: reading them tells the asker why they cannot be read.
    """
    if list(paths).count(STDIN) > 1:
        raise TwiceStdinError
    left_out = LeftOut()
    chosen: dict[str, str] = {}
    for path in paths:
        found = _below(path, left_out, is_excluded) if path != STDIN and Path(path).is_dir() else iter((path,))
        for name in found:
            chosen.setdefault(name if name == STDIN else os.path.realpath(name), name)
    return list(chosen.values()), left_out


def _below(folder: str, left_out: LeftOut, is_excluded: Callable[[str], bool]) -> Iterator[str]:
    """Yield the files with prose below ``folder``, sorted by name, a folder's files before those of its folders."""
    from commonhold.check.readers import is_code, kind_of

    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        left_out.unopened.append(folder)
        return
    left_out.hidden += sum(entry.name.startswith(".") for entry in listed)
    folders = []
    for entry in listed:
        path = os.path.join(folder, entry.name)  # noqa: PTH118 - keeps "./" and "docs/" as the asker wrote them
        if entry.name.startswith("."):
            continue
        kind = kind_of(entry.name)
        if entry.is_file() and (kind is None or is_code(kind)):
            left_out.other_type += 1
        elif is_excluded(path):
            left_out.excluded += 1
        elif entry.is_file():
            yield path
        elif entry.is_dir(follow_symlinks=False):
            folders.append(path)
    for path in folders:
        yield from _below(path, left_out, is_excluded)
