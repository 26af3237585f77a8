"""Gather: from sources to works and corrections. Touches disk and network, reading only, and writes to its cache.

The page is ``docs/gather.md``. Judges nothing: what is gathered is not yet allowed.
"""

from __future__ import annotations

from pathlib import Path

from commonhold.gather.gathered import Gathered, Omissions, Skipped
from commonhold.recipe import Source

__all__ = ["Gathered", "Omissions", "Skipped", "newest", "open_source", "refresh"]


def open_source(
    source: Source, *, mirror: Path | None, cache: Path, offline: bool = False, beside: Path | None = None
) -> Gathered:
    """Open a source at its pin, fetching what is not here yet into ``cache``.

    ``mirror`` holds bare repositories as ``OWNER+NAME/repo``; ``offline`` forbids the network; ``beside`` is the
    folder of the recipe, which ``folder:`` origins are relative to (default: the current one). Raises
    :class:`SourceError` when the source cannot be had, :class:`DiskError` when the cache cannot be written.
    """
    # Each kind is imported when it is met, so that a recipe of folders needs no git.
    if source.kind == "folder":
        from commonhold.gather.folder import open_folder

        return open_folder(source, beside or Path())
    if source.kind == "pypi":
        from commonhold.gather.pypi import open_pypi

        return open_pypi(source, cache, offline)
    if source.kind == "deb":
        from commonhold.gather.debian import open_deb

        return open_deb(source, cache, offline)
    from commonhold.gather.git import open_git

    return open_git(source, mirror, cache, offline)


def newest(source: Source, *, mirror: Path | None, cache: Path, offline: bool = False) -> str:
    """Return the SWHID of the newest revision known here of a git source, empty for other kinds and where not known.

    Reads refs, not history: milliseconds, once the repository is here; where it is not, it is cloned as by
    :func:`open_source`. Raises :class:`SourceError` when the source cannot be had.
    """
    if source.kind != "git":
        return ""
    from commonhold.gather import git

    return git.newest(source, mirror, cache, offline)


def refresh(source: Source, *, mirror: Path | None, cache: Path) -> None:
    """Fetch what is new of a git source into its clone in the cache; mirrors and other kinds are left alone.

    Does nothing where there is no clone yet: a clone is new when it is made. Raises :class:`SourceError` when the
    network fails; the clone is then as it was, or has some branches newer than others.
    """
    if source.kind == "git":
        from commonhold.gather import clone

        clone.refresh(source, mirror, cache)
