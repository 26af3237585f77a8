"""Where a git repository stands on this disk: in a mirror, or as a bare clone in the cache.

Knows addresses and folders, not contents. Only ``https`` (and ``file``, for trying things out) is ever spoken.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from commonhold.errors import SourceError
from commonhold.gather.child import git
from commonhold.gather.shelf import writing
from commonhold.recipe import Source

_FETCH = ("fetch", "--quiet", "--no-auto-gc")
_ALL_REFS = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")
_DEFAULT = re.compile(rb"ref: (refs/heads/\S+)\tHEAD\n")
_GITHUB = re.compile(r"https://github\.com/([^/]+)/([^/]+?)(?:\.git)?/?", re.I)


def mirrored(origin: str, mirror: Path) -> Path | None:
    """Return where ``mirror`` holds a GitHub repository (``OWNER+NAME/repo``), or None if it does not.

    >>> mirrored("https://example.org/a/b", Path("mirror"))
    """
    found = _GITHUB.fullmatch(origin)
    place = mirror / f"{found[1]}+{found[2]}" / "repo" if found else None
    return place if place is not None and place.is_dir() else None


def cached(origin: str, cache: Path) -> Path:
    """Return where the clone of ``origin`` stands or will stand: readable, and no two origins share it.

    >>> cached("https://github.com/restic/restic", Path()).name
    'github.com+restic+restic-15dcb598.git'
    """
    readable = re.sub(r"[^A-Za-z0-9._-]+", "+", origin.partition("://")[2]).strip("+.")[-80:]
    return cache / "git" / f"{readable}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}.git"


def locate(source: Source, mirror: Path | None, cache: Path, offline: bool, holds: Callable[[Path, str], bool]) -> Path:
    """Return a repository that ``holds`` the pinned commit, cloning or fetching if it must and may.

    Raises :class:`SourceError` when offline without it, or when the commit is nowhere.
    """
    if mirror is not None and (place := mirrored(source.origin, mirror)) is not None:
        if not holds(place, source.pin):
            _refuse(source, f"the mirror {place} does not hold the commit {source.pin}; mirror it again or pin another")
        return place
    place = cached(source.origin, cache)
    if not place.is_dir():
        if offline:
            _refuse(source, "it is not on this disk and --offline forbids cloning; run once without --offline")
        _clone(source, place)
    if not holds(place, source.pin):
        if offline:
            _refuse(source, f"its clone is older than the commit {source.pin}; run once without --offline")
        _fetch(source, place, holds)
    return place


def _clone(source: Source, place: Path) -> None:
    with writing(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        passing = Path(tempfile.mkdtemp(prefix=".part-", dir=place.parent))
    try:
        git(source.name, "clone", "--quiet", "--bare", "--template=", "--", source.origin, str(passing / "repo"))
        with writing(place):
            if not place.is_dir():  # another run may have been faster
                (passing / "repo").replace(place)
    finally:
        shutil.rmtree(passing, ignore_errors=True)


def refresh(source: Source, mirror: Path | None, cache: Path) -> None:
    """Fetch what is new into the clone of ``source``, if it has one; a mirror is its keeper's business.

    Raises :class:`SourceError` when the network fails.
    """
    place = cached(source.origin, cache)
    if (mirror is None or mirrored(source.origin, mirror) is None) and place.is_dir():
        _update(source, place)


def _fetch(source: Source, place: Path, holds: Callable[[Path, str], bool]) -> None:
    _update(source, place)
    if holds(place, source.pin):
        return
    # A commit no branch leads to any more: large forges still give it when asked by name.
    with suppress(SourceError):
        git(source.name, f"--git-dir={place}", *_FETCH, "--", source.origin, source.pin)
    if not holds(place, source.pin):
        _refuse(source, f"it does not hold the commit {source.pin}; pin the commit that its branch stands at now")


def _update(source: Source, place: Path) -> None:
    """Make the branches and tags of a clone those of its origin, and its ``HEAD`` the default branch of today."""
    head = _DEFAULT.match(git(source.name, "ls-remote", "--quiet", "--symref", "--", source.origin, "HEAD"))
    # Pruned, or a branch that is gone could stand in the way of a new one by its name; the objects stay.
    git(source.name, f"--git-dir={place}", *_FETCH, "--prune", "--", source.origin, *_ALL_REFS)
    if head:
        git(source.name, f"--git-dir={place}", "symbolic-ref", "HEAD", head[1].decode("utf-8", "surrogateescape"))


def _refuse(source: Source, what: str) -> None:
    raise SourceError(source=source.name, what=what)
