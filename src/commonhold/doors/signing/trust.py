"""The commands ``commonhold trust …``: whose signatures count on this machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonhold.errors import AskedWronglyError

if TYPE_CHECKING:
    from commonhold.doors.trust import Trusted
    from commonhold.release.stewards import Stewards


class UnconfirmedError(AskedWronglyError):
    """The list of {community} was not confirmed, so nothing was changed."""

    advice = "Compare the fingerprint with what the community says elsewhere, and give it with --fingerprint."


trust_app = typer.Typer(name="trust", rich_markup_mode=None, invoke_without_command=True)

_FILE = typer.Argument(metavar="FILE", help="A stewards list that you got from the community.")
_JSON = typer.Option("--json", help="Answer with one JSON object.")


@trust_app.callback()
def trust(context: typer.Context) -> None:
    """Say which communities you trust, by the lists of their stewards."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@trust_app.command("add")
def add(
    file: Annotated[Path, _FILE],
    fingerprint: Annotated[
        str, typer.Option("--fingerprint", metavar="HEX", help="Trust it without a question if it is this one.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Trust it without a question, whatever it is.")] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Trust the stewards of a community. Compare the fingerprint with what they say by another way first.

    Exit code 0: trusted now; 2: trusted already, not confirmed, or another fingerprint; 3: the file could not be
    read; 4: it could not be kept; 12: the list is damaged or not signed by enough.
    """
    from commonhold.doors import trust as door

    chain, stewards = door.checked(file)
    if fingerprint:
        door.check_fingerprint(file, chain, fingerprint)
    elif not yes:
        _ask(stewards)
    added = door.add(chain)
    _tell(added, f"{added.path}: {stewards.community} is trusted now, version {stewards.version}", as_json)


@trust_app.command("update")
def update(file: Annotated[Path, _FILE], as_json: Annotated[bool, _JSON] = False) -> None:
    """Follow the changes of a trusted list. The trusted stewards themselves must have signed them.

    Exit code 0: up to date; 2: the community is not trusted; 3: the file could not be read; 4: it could not be kept;
    12: the list is damaged, older, or does not follow from the trusted one.
    """
    from commonhold.doors import trust as door
    from commonhold.doors.signing.showing import changes

    now, before = door.update(file)
    if now.stewards == before:
        _tell(now, f"{before.community}: version {before.version} is trusted already", as_json)
        return
    heard = f"{now.path}: {before.community} was trusted in version {before.version}, now in {now.stewards.version}"
    _tell(now, "\n".join([heard, *(f"  {line}" for line in changes(before, now.stewards))]), as_json)


@trust_app.command("remove")
def remove(
    community: Annotated[str, typer.Argument(metavar="COMMUNITY", help="Its name, as `trust list` shows it.")],
) -> None:
    """Trust a community no more, also one whose list came with the program.

    Exit code 0: not trusted now; 2: it was not trusted before; 4: that could not be written down.
    """
    from commonhold.doors import trust as door

    door.remove(community)
    print(f"{community} is not trusted any more")


@trust_app.command("list")
def show(as_json: Annotated[bool, _JSON] = False) -> None:
    """List the communities you trust: their stewards, how many have to sign, and fingerprints.

    Exit code 0: all lists were read; else that of the last that could not be.
    """
    from commonhold.doors import trust as door
    from commonhold.doors.report import visible
    from commonhold.doors.signing.showing import list_lines
    from commonhold.doors.voice import complain

    found = list(door.every_trusted())
    readable = [each for each in found if isinstance(each, door.Trusted)]
    troubles = [each for each in found if not isinstance(each, door.Trusted)]
    if as_json:
        print(json.dumps({"trusted": [_record(each) for each in readable]}, ensure_ascii=False, indent=2))
    for each in readable if not as_json else []:
        print(f"{visible(str(each.path))} ({each.origin})")
        print("\n".join(f"  {line}" for line in list_lines(each.stewards)))
    if not found and not as_json:
        print("No community is trusted here; `commonhold trust add FILE` adds one.")
    for trouble in troubles:
        complain(trouble)
    raise typer.Exit(troubles[-1].exit_code if troubles else 0)


def _ask(stewards: Stewards) -> None:
    """Show a list and ask a person at the terminal; UnconfirmedError without a yes."""
    from commonhold.doors.signing.showing import list_lines
    from commonhold.doors.terminal import is_interactive

    lines = "\n".join(list_lines(stewards))
    if not is_interactive():
        print(lines, file=sys.stderr)
        raise UnconfirmedError(community=stewards.community)
    print(lines)
    print("Is this the fingerprint that the community has published? [y/n] ", end="", flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise UnconfirmedError(community=stewards.community)


def _record(trusted: Trusted) -> dict[str, Any]:
    from commonhold.doors.signing.showing import list_record

    return {"path": str(trusted.path), "origin": trusted.origin} | list_record(trusted.stewards)


def _tell(trusted: Trusted, sentence: str, as_json: bool) -> None:
    print(json.dumps(_record(trusted), ensure_ascii=False, indent=2) if as_json else sentence)
