"""``commonhold rebuild``: make a bundle once more from its own papers, and see whether it comes out the same."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonhold.doors.options import BESIDE, BUNDLE, JOBS, JSON, MIRROR


def rebuild(
    bundle: Annotated[Path | None, BUNDLE] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", metavar="CODE", help="Rebuild the installed model of a language.")
    ] = None,
    drawn: Annotated[
        int | None,
        typer.Option("--sample", metavar="N", help="Only read N sources again, drawn at random, and compare works."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Draws other sources with --sample.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Where the rebuilt bundle goes; in --work by default."),
    ] = None,
    work: Annotated[
        Path | None,
        typer.Option("--work", metavar="DIR", help="Where steps are kept, so that a stopped rebuild goes on."),
    ] = None,
    mirror: Annotated[Path | None, MIRROR] = None,
    beside: Annotated[Path | None, BESIDE] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Use only what is here already.")] = False,
    jobs: Annotated[int | None, JOBS] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Build a bundle once more from the sources its manifest names, and compare every byte.

    Exit code 0: the same bytes; 13: not the same, and the first difference is told.
    """
    import tempfile

    from commonhold.doors.building import default_work, site_of
    from commonhold.doors.opening import bundle_folder
    from commonhold.doors.rebuilding import run_rebuild

    folder = bundle_folder(bundle, language)
    with tempfile.TemporaryDirectory(prefix="commonhold-rebuild-") as scratch:
        site = site_of(
            (beside or Path()) / "recipe.toml", work or Path(scratch), mirror, offline, (), jobs, fetched=default_work()
        )
        raise typer.Exit(run_rebuild(folder, site, drawn, seed, out, as_json))
