"""Gather: from sources to works and corrections. Touches disk and network, reading only, and writes to its cache.

The page is ``docs/gather.md``. Judges nothing: what is gathered is not yet allowed.
"""

from __future__ import annotations

from pathlib import Path

from commonhold.gather.gathered import Gathered, Omissions, Skipped
from commonhold.recipe import Source

__all__ = ["Gathered", "Omissions", "Skipped", "open_source"]


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
