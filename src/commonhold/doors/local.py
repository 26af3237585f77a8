"""Sources that are named by a place on this disk: a recipe, a repository (bare or checked out), a plain folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commonhold.errors import AskedWronglyError, SourceError
from commonhold.recipe import Policy, Source

if TYPE_CHECKING:
    from commonhold.gather.gathered import Gathered

_REMOTE = re.compile(r'\[remote "origin"\][^\[]*?^\s*url\s*=\s*(\S+)', re.MULTILINE)
OUTBOUND = "CC-BY-SA-4.0"
"""The outbound licence that a place without a recipe is looked at with."""
MAX_CAPTURE_BYTES = 1024 * 1024


class NoSourceError(AskedWronglyError):
    """{path} is no source: {what}."""

    advice = "Give a recipe (.toml), a git repository or a folder of texts."


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is open, what its site answered, and the policy it is looked at with."""

    source: Source
    gathered: Gathered
    captures: Mapping[str, bytes]
    policy: Policy


def open_place(
    place: Path, cache: Path, mirror: Path | None = None, unread: list[SourceError] | None = None
) -> Iterator[Opened]:
    """Yield the sources of a place: all of a recipe, else the one that it is. Never fetches anything.

    Errors of a recipe's sources are put into ``unread``, where there is such a list, and the others still come.
    """
    if place.suffix == ".toml" and place.is_file():
        yield from _of_recipe(place, cache, mirror, unread)
        return
    if not place.is_dir():
        raise NoSourceError(path=place, what="it is a file" if place.exists() else "there is no such file or folder")
    source, gathered = open_repository(place, cache) or _folder(place)
    yield Opened(source, gathered, {}, Policy(OUTBOUND))


def open_repository(place: Path, cache: Path) -> tuple[Source, Gathered] | None:
    """Return a repository on this disk at the commit it stands at, None where the place is none."""
    inside = place / ".git"
    repository = inside if inside.is_dir() else place
    if not (repository / "objects").is_dir() or not (repository / "HEAD").is_file():
        return None
    from commonhold.gather import refs
    from commonhold.gather.git import GitSource

    pin = refs.tip(repository)
    if not pin:
        raise NoSourceError(path=place, what="its repository has no commit yet")
    config = repository / "config"
    text = config.read_text("utf-8", "replace") if config.is_file() else ""
    remote = _REMOTE.search(text)
    origin = remote[1] if remote and remote[1].startswith("https://") else f"file://{place.resolve()}"
    source = Source(place.resolve().name, origin, pin)
    return source, GitSource(source, repository, cache)


def _folder(place: Path) -> tuple[Source, Gathered]:
    from commonhold.gather.folder import FolderSource

    source = Source(place.resolve().name, f"folder:{place.name}")
    return source, FolderSource(source, place)


def _of_recipe(place: Path, cache: Path, mirror: Path | None, unread: list[SourceError] | None) -> Iterator[Opened]:
    from commonhold.doors.building import read_recipe
    from commonhold.gather import open_source

    recipe, _ = read_recipe(place)
    beside = place.resolve().parent
    for source in recipe.sources:
        try:
            gathered = open_source(source, mirror=mirror, cache=cache, offline=True, beside=beside)
            captures = read_captures(source, beside)
        except SourceError as error:
            if unread is None:
                raise
            unread.append(error)
        else:
            yield Opened(source, gathered, captures, recipe.policy)


def read_captures(source: Source, beside: Path) -> dict[str, bytes]:
    """Return the captures that a source names, by their path; SourceError where one is not there or leads away."""
    found = {}
    for name in source.captures:
        path = beside / name
        paths = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        for one in paths:
            if not one.resolve().is_relative_to(beside.resolve()):
                raise SourceError(source=source.name, what=f"the capture {name} leads outside the recipe's folder")
            try:
                with one.open("rb") as file:
                    found[one.relative_to(beside).as_posix()] = file.read(MAX_CAPTURE_BYTES)
            except OSError as error:
                what = f"the capture {name} cannot be read ({error.strerror}); capture it again or leave it out"
                raise SourceError(source=source.name, what=what) from None
    return found
