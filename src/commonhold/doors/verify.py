"""``commonhold verify``: what a bundle says of itself, held against what is in it; needs no extras and no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.doors.options import BUNDLE, JSON, OPT_OUTS

if TYPE_CHECKING:
    from commonhold.release.verification import Report

_SIGNS = {"holds": "✓", "fails": "✗", "note": "!", "open": "?"}


def verify(
    bundle: Annotated[Path | None, BUNDLE] = None,
    language: Annotated[
        str | None, typer.Option("--language", "-l", metavar="CODE", help="Verify the installed model of a language.")
    ] = None,
    opt_outs: Annotated[list[Path] | None, OPT_OUTS] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Check a bundle: files, hashes, works, notices, obligations, consent, signatures, and opt-outs since.

    Exit code 0: sound and signed by stewards trusted here; 14: sound, but not so signed; 10: something is wrong.
    """
    import gc
    import json

    from commonhold.doors import exits
    from commonhold.doors.opening import bundle_folder
    from commonhold.doors.registry import read_opt_outs
    from commonhold.doors.trust import trusted_stewards
    from commonhold.errors import BundleError
    from commonhold.release.inspection import found_in
    from commonhold.release.verification import verify as verified

    gc.disable()  # a million small objects are made, and all of them stay
    folder = bundle_folder(bundle, language)
    report = verified(found_in(folder), trusted_stewards(), read_opt_outs(opt_outs or ()))
    if as_json:
        print(json.dumps({"bundle": str(folder), **report.record()}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(described(folder, report)))
    if not report.is_sound:
        raise typer.Exit(BundleError.exit_code)
    raise typer.Exit(exits.CLEAN if report.is_trusted else exits.UNTRUSTED)


def described(folder: Path, report: Report) -> list[str]:
    """Return the report in lines for a person: one check a paragraph, then the conclusion."""
    width = max(len(check.name) for check in report.checks)
    lines = []
    for check in report.checks:
        sign = _SIGNS[check.outcome.value]
        for number, sentence in enumerate(check.sentences):
            lines.append(
                f"{sign} {check.name:<{width}}  {sentence}" if not number else f"{'':<{width + 2}}  {sentence}"
            )
    return [*lines, "", conclusion(folder, report)]


def conclusion(folder: Path, report: Report) -> str:
    """Return the last sentence of a report.

    Never that a bundle is lawful: that depends on readings and policies, which the report names.
    """
    failed = [check.name for check in report.checks if check.outcome.value == "fails"]
    if failed:
        return f"Do not use {folder}: {', '.join(failed)} failed."
    if report.is_trusted:
        return (
            f"{folder} is what its stewards signed. Whether the recipe gives these bytes, `commonhold rebuild` tells."
        )
    return f"{folder} is sound, but nobody trusted here has signed it."
