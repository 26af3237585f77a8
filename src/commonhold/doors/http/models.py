"""The models behind the server: which there are, their checkers opened when first needed, and what to say of them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from commonhold.check import Checker
from commonhold.doors.http.tongues import Guess, guessed
from commonhold.doors.opening import MODELS, languages_in, open_checker
from commonhold.errors import NoModelError
from commonhold.release.bundle import Bundle, open_bundle
from commonhold.release.info import INFO, BundleInfo, info_bytes
from commonhold.train import dialects as dialects_of
from commonhold.train.lexicon import Lexicon, from_arrays
from commonhold.train.tight import loose

PICKY = 2.0
"""``level=picky`` accepts so many times the usual false alarms."""


@dataclass(frozen=True, slots=True)
class Models:
    """The bundles by language, the first the one to fall back on; each is opened once, when it is first needed."""

    bundles: Mapping[str, Path]

    @property
    def languages(self) -> list[str]:
        """The languages that can be checked."""
        return list(self.bundles)

    def checker(self, language: str, sensitivity: float | None = None, code: str | None = None) -> Checker:
        """Return the checker of a language; those of several sensitivities and dialects share everything else.

        ``code`` may name a dialect (``en-GB``); one that the model does not know is the language as a whole.
        """
        dialect = code if code in self.dialects(language) else None
        return _checker(self.bundles[language]).at(sensitivity, dialect)

    def dialects(self, language: str) -> tuple[str, ...]:
        """Return the dialects that the model of a language tells apart, as ``en-GB``."""
        return _dialects(self.bundles[language])

    def info(self, language: str) -> BundleInfo:
        """Return what the bundle of a language says of itself."""
        return _info(self.bundles[language])

    def guess(self, text: str) -> Guess:
        """Return which of the languages a text is likely to be in."""
        return guessed(text, {language: _lexicon(path) for language, path in self.bundles.items()})

    def facts(self, language: str) -> dict[str, Any]:
        """Return what is known of a model, as JSON values: what it stands on, its size and its hashes."""
        info = _info(self.bundles[language])
        return {
            "language": info.language,
            "dialects": list(self.dialects(language)),
            "works": info.works,
            "words": info.words,
            "licence": info.licence,
            "size_bytes": len(info_bytes(info)) + sum(paper.size_bytes for paper in info.files),
            "commonhold": info.commonhold,
            "bundle": f"sha256:{hashlib.sha256(info_bytes(info)).hexdigest()}",
            "merkle_root": info.merkle_root,
            "files": {INFO: len(info_bytes(info))} | {paper.name: paper.size_bytes for paper in info.files},
        }


def installed_models(bundle: Path | None = None) -> Models:
    """Return the installed models, or the one of a bundle; NoModelError if there is none, BundleError if it is bad."""
    if bundle is not None:
        return Models({_info(bundle).language: bundle})
    found = languages_in()
    if not found:
        raise NoModelError(language="of the text", available="none")
    first = sorted(found, key=lambda language: (language != "en", language))
    return Models({language: MODELS / language for language in first})


@cache
def _checker(path: Path) -> Checker:
    checker = open_checker(None, path, None).checker
    assert isinstance(checker, Checker)
    return checker


@cache
def _lexicon(path: Path) -> Lexicon:
    return from_arrays(loose(_bundle(path).arrays))


@cache
def _dialects(path: Path) -> tuple[str, ...]:
    return dialects_of.from_arrays(_bundle(path).arrays).names


def _info(path: Path) -> BundleInfo:
    return _bundle(path).info


@cache
def _bundle(path: Path) -> Bundle:
    return open_bundle(path)
