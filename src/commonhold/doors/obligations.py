"""The commands ``obligations`` and ``licence``: what follows from a bundle's works, and what the term table says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.errors import AskedWronglyError, BundleError, NoModelError, RecipeError

if TYPE_CHECKING:
    from commonhold.recipe import Policy
    from commonhold.release.bundle import Bundle

_MAX_RECIPE_BYTES = 4 << 20


class UnknownLicenceError(AskedWronglyError):
    """The term table has no row for {licence}."""

    advice = "Give an SPDX identifier or expression{near}; docs/formats/terms.md tells what the table covers."


class NoExpressionError(AskedWronglyError):
    """{licence} is no SPDX licence expression."""

    advice = "Write it like MIT, or like 'MIT OR GPL-2.0-only' in quotation marks."


class BundleAndLanguageError(AskedWronglyError):
    """A bundle and --language cannot be used together."""

    advice = "Leave one of them out."


def obligations(
    bundle: Annotated[
        Path | None, typer.Argument(metavar="BUNDLE", help="The bundle to ask about.", show_default=False)
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Ask about the installed model of this language; en if nothing is named."),
    ] = None,
    recipe: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Follow the policy of this recipe; else that of the bundle's own."),
    ] = None,
    outbound: Annotated[
        str | None, typer.Option(metavar="LICENCE", help="Ask as if it went out under this licence.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as one JSON object.")] = False,
) -> None:
    """Show what the licences of a model's works ask of it, by which reading and under which policy.

    Exit code 0: nothing is in the way of the outbound licence; 1: some works may not go out under it.
    """
    from commonhold.canonical import canonical
    from commonhold.doors import exits
    from commonhold.release.bundle import open_bundle
    from commonhold.release.explaining import describe
    from commonhold.release.obligations import derive

    if bundle and language:
        raise BundleAndLanguageError
    followed = _of_file(recipe) if recipe else None
    opened = open_bundle(bundle or _installed(language))
    policy = followed or _policy(opened)
    found = derive(opened.manifest(), replace(policy, outbound=outbound) if outbound else policy)
    if as_json:
        print(canonical(found.record()).decode())
    else:
        print("\n".join(describe(found)))
    raise typer.Exit(exits.FOUND if found.refused else exits.CLEAN)


def licence(
    expression: Annotated[str, typer.Argument(metavar="LICENCE", help="An SPDX identifier, or an expression.")],
    as_json: Annotated[bool, typer.Option("--json", help="Report as one JSON object.")] = False,
) -> None:
    """Show what the term table says of a licence, with the words of its text that say so.

    Exit code 0: the table has a row for each licence named; 2: it has not.
    """
    from commonhold.curate.expression import names, parse
    from commonhold.curate.lane import LANES, may_go_out_under
    from commonhold.curate.terms import VERSION, digest, terms_of
    from commonhold.recipe import Policy
    from commonhold.release.explaining import describe_terms, lanes_of

    if parse(expression) is None:
        raise NoExpressionError(licence=expression)
    rows = []
    for name in sorted(names(expression)):
        row = terms_of(name)
        if row is None:
            raise UnknownLicenceError(licence=name, near=_nearest(name))
        rows.append(row)
    if as_json:
        reasons = may_go_out_under(expression, Policy("CC0-1.0"))
        lanes = sorted(name for name, reason in reasons.items() if reason == "ok" and name in LANES)
        table = {"version": VERSION, "digest": digest()}
        told = {"expression": expression, "lanes": lanes, "terms": table, "rows": [row.record() for row in rows]}
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for row in rows:
        print("\n".join([*describe_terms(row), ""]))
    print("\n".join(lanes_of(expression)))
    print(f"term table of {VERSION}; a reading, no legal advice")


def _installed(language: str | None) -> Path:
    from commonhold.doors.opening import DEFAULT_LANGUAGE, MODELS, languages_in

    wanted = language or DEFAULT_LANGUAGE
    if wanted not in languages_in():
        raise NoModelError(language=wanted, available=", ".join(languages_in()) or "none")
    return MODELS / wanted


def _of_file(path: Path) -> Policy:
    from commonhold.recipe import parse_recipe

    try:
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise RecipeError(path=path, what=error.strerror or str(error)) from None
    return parse_recipe(text, str(path)).policy


def _policy(opened: Bundle) -> Policy:
    """Return the policy of the bundle's recipe, which must be for the licence that the bundle names."""
    from commonhold.recipe import parse_recipe
    from commonhold.release.folder import entered

    try:
        with entered(opened.path) as opener, opener("recipe.toml") as stream:
            text = stream.read(_MAX_RECIPE_BYTES).decode("utf-8", "surrogateescape")
        policy = parse_recipe(text, "recipe.toml").policy
    except (OSError, ValueError, RecipeError) as error:
        raise BundleError(path=opened.path, what=error) from None
    if policy.outbound != opened.info.licence:
        what = f"its recipe is for {policy.outbound}, but it goes out under {opened.info.licence}"
        raise BundleError(path=opened.path, what=what)
    return policy


def _nearest(name: str) -> str:
    import difflib

    from commonhold.curate.terms import ROWS

    known = [row.id for row in ROWS]
    near = [each for each in known if each.startswith(name)][:2] or difflib.get_close_matches(name, known, n=2)
    return f", such as {' or '.join(near)}" if near else ""
