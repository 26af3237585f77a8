"""What was changed for a program, kept so that it can be taken back: plain copies, and a list that names them.

It is written before anything is changed, so a crash between leaves what can be undone. Does not know how.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonhold.doors.setup.change import UnwritableSettingsError
from commonhold.errors import WorldError
from commonhold.release.folder import replace

LIST = "changes.json"
"""The file of a record that names its copies. Without it a record is none."""


class RecordError(WorldError):
    """What was changed cannot be taken back, since {path} cannot be used: {what}."""

    advice = "The files as they were lie beside it as plain copies; put them back by hand."


@dataclass(frozen=True, slots=True)
class Kept:
    """One file that was changed: what stood there (None: nothing), what we wrote, its rights and new folders."""

    path: Path
    before: bytes | None
    after: bytes
    mode: int | None = None
    folders: tuple[Path, ...] = ()
    is_link: bool = False


def keep(folder: Path, kept: Sequence[Kept]) -> None:
    """Write a record into a folder of its own, in the place of an earlier one; UnwritableSettingsError if it fails."""
    beside = folder.with_name(f".{folder.name}.new-{os.getpid()}")
    try:
        beside.mkdir(parents=True, mode=0o700)
        rows = []
        for number, each in enumerate(kept):
            copies = {"before": each.before, "after": each.after}
            names = {when: f"{number}.{when}" for when, copy in copies.items() if copy is not None}
            for when, name in names.items():
                (beside / name).write_bytes(copies[when] or b"")
            rows.append(_row(each, names))
        (beside / LIST).write_text(json.dumps({"version": 1, "changes": rows}, indent=2) + "\n", encoding="utf-8")
        replace(beside, folder)
    except OSError as error:
        shutil.rmtree(beside, ignore_errors=True)
        raise UnwritableSettingsError(path=folder, what=(error.strerror or str(error)).lower()) from error


def kept_in(folder: Path) -> tuple[Kept, ...]:
    """Return what a record says, nothing where there is none; RecordError where it cannot be read."""
    path = folder / LIST
    try:
        if not os.path.lexists(path):
            return ()
        record = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_kept(folder, row) for row in record["changes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = error.strerror if isinstance(error, OSError) else "it is not what was written"
        raise RecordError(path=path, what=what) from error


def forget(folder: Path) -> None:
    """Remove a record; its list goes first, so that half of one is none."""
    (folder / LIST).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _row(kept: Kept, names: dict[str, str]) -> dict[str, Any]:
    return {
        "path": str(kept.path),
        "mode": kept.mode,
        "folders": [str(each) for each in kept.folders],
        "is_link": kept.is_link,
        **names,
    }


def _kept(folder: Path, row: dict[str, Any]) -> Kept:
    before = (folder / row["before"]).read_bytes() if "before" in row else None
    after = (folder / row["after"]).read_bytes()
    folders = tuple(Path(each) for each in row["folders"])
    return Kept(Path(row["path"]), before, after, row["mode"], folders, bool(row["is_link"]))
