"""Changing a file of settings: a kind of findings turned off, every other line as it was, or nothing at all.

What is written is read back first: a file that would say anything else than wanted is left alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from commonhold.doors.project import FOLDER
from commonhold.doors.settings_reader import SettingsError, read_settings
from commonhold.doors.writing import rewrite
from commonhold.errors import DiskError, WorldError

_LIST = re.compile(r"^([ \t]*kinds_off[ \t]*=[ \t]*\[)([^\]]*)\]", re.MULTILINE)


class UnwritableSettingsError(DiskError):
    """The settings in {path} were left as they were: {what}."""

    advice = "See that you may write there, or add the kind to kinds_off in that file yourself."


def turn_off(path: Path, kind: str) -> bool:
    """Add a kind to ``kinds_off`` in a file of settings, making it where it is lacking; return whether it was new.

    Raise SettingsError where the file is none, UnwritableSettingsError where it cannot be changed.
    """
    try:
        data = path.read_bytes() if path.exists() else b""
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        text = data.decode("utf-8-sig")
        off = read_settings(path, _project(path), _stamp(path)).kinds_off if data else frozenset()
        if kind in off:
            return False
        changed = _with(text, kind)
        if set(tomllib.loads(changed).get("kinds_off", ())) != off | {kind}:
            raise UnwritableSettingsError(path=path, what="kinds_off is written there in a way that is not understood")
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(exist_ok=False)
        rewrite(str(path), data, mark + changed.encode())
    except (UnwritableSettingsError, SettingsError):
        raise
    except OSError as error:
        raise UnwritableSettingsError(path=path, what=(error.strerror or str(error)).lower()) from error
    except WorldError as error:
        what = error.facts.get("what", "another program changed it at the same moment")
        raise UnwritableSettingsError(path=path, what=what) from error
    except ValueError as error:  # not UTF-8, not TOML
        raise UnwritableSettingsError(path=path, what=str(error)) from error
    return True


def _with(text: str, kind: str) -> str:
    """Return a file's text with one kind more in its list; a list that is not there comes first."""
    end = "\r\n" if "\r\n" in text else "\n"
    match = _LIST.search(text)
    if match is None:
        return f"kinds_off = [{json.dumps(kind)}]{end}{text}"
    inside = match[2].rstrip()
    comma = "" if not inside.strip() or inside.endswith(",") else ","
    space = " " if inside.strip() else ""
    return f"{text[: match.start(2)]}{inside}{comma}{space}{json.dumps(kind)}{text[match.end(2) :]}"


def _project(path: Path) -> Path | None:
    return path.parent.parent if path.parent.name == FOLDER else None


def _stamp(path: Path) -> tuple[int, int, int]:
    state = path.stat()
    return state.st_mtime_ns, state.st_size, state.st_ino
