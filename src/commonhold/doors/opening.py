"""Opening a checker: the installed model of a language, or the model in any bundle."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from commonhold.errors import BundleError, NoModelError
from commonhold.finding import Finding

MODELS = Path(__file__).parents[1] / "models"
"""Where the models that come with the program lie, one bundle a language."""

DEFAULT_LANGUAGE = "en"


class Proofreader(Protocol):
    """What the doors need of a checker; ``commonhold.check.Checker`` is one."""

    def check_each(self, texts: Sequence[str]) -> list[list[Finding]]:
        """Return the findings in each of several texts of plain prose, sorted by start."""

    def check_source(self, source: str, kind: str, hear: Callable[[int], object] = ...) -> list[Finding]:
        """Return the findings of a whole file of that kind of markup, sorted by start.

        ``hear`` is told how many characters more are done.
        """


@dataclass(frozen=True, slots=True)
class Opened:
    """A checker, the language it knows and the ``model`` it uses: ``sha256:`` and the hash of its ``bundle.json``."""

    checker: Proofreader
    language: str
    model: str


Opener = Callable[[str | None, Path | None, float | None], Opened]
"""Opens the checker of a language (None: any), perhaps from a bundle, perhaps with a sensitivity of its own."""


def languages_in(folder: Path = MODELS) -> list[str]:
    """Return the languages of the models in a folder."""
    return sorted(path.parent.name for path in folder.glob("*/bundle.json"))


def is_dialect(name: str, language: str) -> bool:
    """Tell whether a code is that of a language or of a part of it.

    >>> is_dialect("en-GB", "en"), is_dialect("en", "en"), is_dialect("eng", "en")
    (True, True, False)
    """
    return name == language or name.startswith(f"{language}-")


def bundle_folder(bundle: Path | None, language: str | None) -> Path:
    """Return the folder of a bundle: the one given, else that of the installed model of a language (None: English).

    Raise NoModelError where there is no model of that language.
    """
    if bundle is not None:
        return bundle
    wanted = language or DEFAULT_LANGUAGE
    at_hand = [name for name in languages_in() if is_dialect(wanted, name)]
    if not at_hand:
        raise NoModelError(language=wanted, available=", ".join(languages_in()) or "none")
    return MODELS / max(at_hand, key=len)


def open_checker(language: str | None, bundle: Path | None, sensitivity: float | None) -> Opened:
    """Open the checker of a language (None: English, or that of the bundle), with the model of ``bundle`` if given.

    A language may be a dialect that its model knows, as ``en-GB``. Raise NoModelError where there is no model of that
    language or it knows no such dialect, BundleError where a bundle cannot be used.
    """
    from commonhold.check import Checker
    from commonhold.doors.native import found_native
    from commonhold.release.bundle import open_bundle
    from commonhold.release.info import info_bytes

    bundle = bundle_folder(bundle, language)
    opened = open_bundle(bundle)
    if language is not None and not is_dialect(language, opened.info.language):
        raise NoModelError(language=language, available=opened.info.language)
    identity = hashlib.sha256(info_bytes(opened.info)).hexdigest()
    try:
        checker = Checker(opened.model, sensitivity, language, found_native())
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        what = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise BundleError(path=bundle, what=what) from error
    return Opened(checker, opened.info.language, f"sha256:{identity}")
