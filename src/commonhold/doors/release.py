"""``commonhold release``: the last gate before a bundle goes out, and its stewards' signatures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonhold.doors.options import BESIDE, JOBS, JSON, MIRROR, OPT_OUTS, WORK


def release(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The folder of a bundle that was built.")],
    signers: Annotated[
        list[str] | None, typer.Option("--with", metavar="NAME", help="Sign with this key of yours; may be repeated.")
    ] = None,
    stewards: Annotated[
        Path | None,
        typer.Option("--stewards", metavar="FILE", help="The stewards list to sign for; a trusted one by default."),
    ] = None,
    community: Annotated[
        str, typer.Option("--community", metavar="NAME", help="Whose trusted stewards list, where there are several.")
    ] = "",
    opt_outs: Annotated[list[Path] | None, OPT_OUTS] = None,
    work: Annotated[Path | None, WORK] = None,
    mirror: Annotated[Path | None, MIRROR] = None,
    beside: Annotated[Path | None, BESIDE] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask no source for its present wishes.")] = False,
    jobs: Annotated[int | None, JOBS] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Verify a bundle, ask again for everybody's wishes, and sign it only if nothing stands against it.

    Exit code 0: released; 10: the bundle is not sound; 15: refused, with the reasons.
    """
    from commonhold.doors.building import site_of
    from commonhold.doors.releasing import run_release

    site = site_of((beside or Path()) / "recipe.toml", work, mirror, offline, (), jobs, opt_outs or ())
    run_release(bundle, site, signers or (), (stewards, community), as_json)
