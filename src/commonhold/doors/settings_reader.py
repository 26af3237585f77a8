"""Reading a file of settings: TOML with five keys, everything else refused in one sentence.

The format is ``docs/formats/settings.md``. Does not know where files lie, nor which is stronger.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

from commonhold.doors.globs import Exclusion, compiled
from commonhold.doors.settings import Settings
from commonhold.errors import AskedWronglyError

KEYS = ("language", "sensitivity", "kinds_off", "exclude", "word_lists")
"""What can be set."""

MAX_SETTINGS_BYTES = 1024 * 1024
"""Larger files are no settings."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")


class SettingsError(AskedWronglyError):
    """The settings in {path} cannot be used: {what}."""

    advice = "Correct that line, or check without any settings with --no-config."


@lru_cache(maxsize=64)
def read_settings(path: Path, project: Path | None, stamp: tuple[int, int, int]) -> Settings:
    """Return what a file sets, in the state of it that ``stamp`` (time, size, number) tells from others.

    ``project`` is the folder it sets it for; None: the file is the user's own. Raise SettingsError for anything odd.
    """
    if stamp[1] > MAX_SETTINGS_BYTES:
        raise SettingsError(path=path, what="it is far too large")
    try:
        table = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(path=path, what=(error.strerror or str(error)).lower()) from error
    except UnicodeDecodeError as error:
        raise SettingsError(path=path, what=f"it is not UTF-8 (byte 0x{error.object[error.start]:02X})") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(path=path, what=f"it is not TOML: {str(error)[:1].lower()}{str(error)[1:]}") from error
    return _Reader(path, project).settings(table)


@dataclass(frozen=True, slots=True)
class _Reader:
    """A file of settings and the project it belongs to (None: the user's own), carried along for what is refused."""

    path: Path
    project: Path | None

    def refuse(self, what: str) -> NoReturn:
        raise SettingsError(path=self.path, what=what)

    def settings(self, table: Mapping[str, object]) -> Settings:
        for key in table:
            if key not in KEYS:
                self.refuse(f"there is no key “{key}”{_near(key, KEYS)}")
        return Settings(
            self.language(table.get("language")),
            self.sensitivity(table.get("sensitivity")),
            self.kinds(self.texts(table, "kinds_off")),
            tuple(Exclusion(self.project, compiled(text)) for text in self.texts(table, "exclude")),
            tuple(self.list_path(text) for text in self.texts(table, "word_lists")),
        )

    def language(self, value: object) -> str | None:
        if value is not None and not (isinstance(value, str) and _LANGUAGE.fullmatch(value)):
            self.refuse('language must be a code such as "en"')
        return value

    def sensitivity(self, value: object) -> float | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
            self.refuse("sensitivity must be a number, 0 or more")
        return float(value)

    def texts(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text.strip() for text in value):
            self.refuse(f'{key} must be a list of texts, as ["…"]')
        return tuple(value)

    def kinds(self, names: tuple[str, ...]) -> frozenset[str]:
        if names:  # checking imports the kinds in any case, other commands need not
            from commonhold.check.message import EVERY_KIND

            for name in names:
                if name not in EVERY_KIND:
                    self.refuse(f"kinds_off names “{name}”{_near(name, sorted(EVERY_KIND))}")
        return frozenset(names)

    def list_path(self, text: str) -> Path:
        if self.project is None:
            return self.path.parent / os.path.expanduser(text)  # noqa: PTH111 - leaves the names of strangers alone
        path = Path(os.path.realpath(self.project / text))
        if not path.is_relative_to(self.project):
            self.refuse(f"word_lists names {text}, which is outside of the project")
        return path


def _near(name: str, known: tuple[str, ...] | list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name.lower(), known, 1)
    return f" (did you mean “{near[0]}”?)" if near else f" (there are {', '.join(known)})"
