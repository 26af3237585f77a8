"""The commands ``commonhold stewards …``: one file that stewards change, sign one after the other, and publish."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.errors import AskedWronglyError

if TYPE_CHECKING:
    from commonhold.release.rotation import Chain
    from commonhold.release.stewards import Steward, Stewards


class ListRefusedError(AskedWronglyError):
    """That would make no list of stewards: {what}."""

    advice = "See what the list has now with `commonhold stewards show`."


class NobodyError(AskedWronglyError):
    """Nobody in {path} has the name or the id “{who}”."""

    advice = "See who is in it with `commonhold stewards show {path}`."


class ForeignKeyError(AskedWronglyError):
    """The key “{name}” cannot sign {path}: {what}."""

    advice = "Sign with the key of a steward, see `commonhold stewards show {path}` and `commonhold key list`."


stewards_app = typer.Typer(name="stewards", rich_markup_mode=None, invoke_without_command=True)

_FILE = typer.Argument(metavar="FILE", help="A stewards list, as `stewards new` wrote it.")
_WHO = typer.Argument(metavar="WHO", help="Names of stewards, or ids of keys.")
_KEYS = typer.Option(
    "--key", metavar="NAME=PUBLIC", help="A steward and her public key, or the name of a key of your own; repeat it."
)
_THRESHOLD = typer.Option("--threshold", metavar="K", min=1, help="How many have to sign from now on.")
_ADDRESS = typer.Option("--address", metavar="TEXT", help="Where people reach the stewards.")
_JSON = typer.Option("--json", help="Answer with one JSON object.")


@stewards_app.callback()
def stewards(context: typer.Context) -> None:
    """Say who may sign bundles for a community, and how many of them have to."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@stewards_app.command("new")
def new(
    community: Annotated[str, typer.Argument(metavar="COMMUNITY", help="Its name: small letters, digits and hyphens.")],
    key: Annotated[list[str], _KEYS],
    threshold: Annotated[int, _THRESHOLD],
    address: Annotated[str, _ADDRESS] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The file to write; COMMUNITY.json by default.")
    ] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Begin the list of a community. It is valid when enough of its stewards have signed it.

    Exit code 0: it was written; 2: it would be no list; 4: it could not be written, or is there already.
    """
    from commonhold.doors.lists import write_list
    from commonhold.release.rotation import Chain, Version
    from commonhold.release.stewards import Stewards, ordered

    try:
        named = ordered(_steward(each) for each in key)
        chain = Chain((Version(Stewards(community, 1, threshold, named, address)),))
    except ValueError as error:
        raise ListRefusedError(what=error) from error
    path = out or Path(f"{community}.json")
    write_list(path, chain, is_new=True)
    _show(chain, path, as_json)


@stewards_app.command("add")
def add(
    file: Annotated[Path, _FILE],
    key: Annotated[list[str], _KEYS],
    threshold: Annotated[int | None, _THRESHOLD] = None,
    address: Annotated[str | None, _ADDRESS] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Put stewards into the next version of a list, which old and new stewards have to sign.

    Exit code 0: it was written; 2: it would be no list; 3, 12: the file cannot be used; 4: it could not be written.
    """
    from commonhold.release.stewards import ordered

    def change(old: Stewards) -> Stewards:
        keys = ordered((*old.keys, *(_steward(each) for each in key)))
        reached = old.address if address is None else address
        return replace(old, keys=keys, threshold=threshold or old.threshold, address=reached)

    _edit(file, change, as_json)


@stewards_app.command("remove")
def remove(
    file: Annotated[Path, _FILE],
    who: Annotated[list[str], _WHO],
    threshold: Annotated[int | None, _THRESHOLD] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Take stewards out of the next version of a list without a trace; for keys that have never signed.

    Exit codes are those of `stewards add`.
    """
    _edit(file, lambda old: _without(file, old, who, threshold), as_json)


@stewards_app.command("retire")
def retire(
    file: Annotated[Path, _FILE],
    who: Annotated[list[str], _WHO],
    threshold: Annotated[int | None, _THRESHOLD] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Retire keys that are lost or stolen in the next version of a list: they never count again, and are remembered.

    Exit codes are those of `stewards add`.
    """
    from commonhold.release.stewards import ordered

    def change(old: Stewards) -> Stewards:
        gone = [_found(file, old, each) for each in who]
        return replace(_without(file, old, who, threshold), retired=ordered((*old.retired, *gone)))

    _edit(file, change, as_json)


@stewards_app.command("threshold")
def set_threshold(
    file: Annotated[Path, _FILE],
    number: Annotated[int, typer.Argument(metavar="K", min=1, help="How many have to sign from now on.")],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Change in the next version of a list how many stewards have to sign.

    Exit codes are those of `stewards add`.
    """
    _edit(file, lambda old: replace(old, threshold=number), as_json)


@stewards_app.command("sign")
def sign(
    file: Annotated[Path, _FILE],
    names: Annotated[list[str], typer.Option("--with", metavar="NAME", help="A key of yours; repeat it for more.")],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Sign the newest version of a list; look at it first with `stewards show`. Others add their signatures to yours.

    Exit code 0: signed; 2: a key cannot sign it; 3, 12: the file cannot be used; 4: it could not be written.
    """
    from commonhold.doors.keys import asked_passphrase, private_key
    from commonhold.doors.lists import write_list
    from commonhold.release.rotation import signed

    chain = _read(file)
    for name in names:
        private = private_key(name, asked_passphrase)
        try:
            chain = signed(chain, private)
        except ValueError as error:
            raise ForeignKeyError(name=name, path=file, what=error) from error
    write_list(file, chain)
    _show(chain, file, as_json)


@stewards_app.command("show")
def show(file: Annotated[Path, _FILE], as_json: Annotated[bool, _JSON] = False) -> None:
    """Show the newest version of a list, what it changes, who signed it, and what it lacks.

    Exit code 0: it was shown, valid or not yet; 3: it could not be read; 12: it is damaged or wrongly signed.
    """
    _show(_read(file), file, as_json)


def _read(path: Path) -> Chain:
    """Read a list whose older versions are signed as they must be; the newest may still lack signatures."""
    from commonhold.doors.lists import StewardsError, read_list
    from commonhold.release.rotation import Chain, lack, newest

    chain = read_list(path)
    try:
        if len(chain.versions) > 1:
            newest(Chain(chain.versions[:-1]))
        lack(chain.before_last, chain.last)
    except ValueError as error:
        raise StewardsError(path=path, what=error) from error
    return chain


def _edit(path: Path, change: Callable[[Stewards], Stewards], as_json: bool) -> None:
    from commonhold.doors.lists import write_list
    from commonhold.release.rotation import edited

    chain = _read(path)
    try:
        changed = edited(chain, change)
    except ValueError as error:
        raise ListRefusedError(what=error) from error
    write_list(path, changed)
    _show(changed, path, as_json)


def _show(chain: Chain, path: Path, as_json: bool) -> None:
    from commonhold.doors.report import visible
    from commonhold.doors.signing.showing import chain_lines, chain_record

    if as_json:
        print(json.dumps({"path": str(path)} | chain_record(chain), ensure_ascii=False, indent=2))
        return
    print(visible(str(path)))
    print("\n".join(chain_lines(chain)))


def _steward(text: str) -> Steward:
    """Return the steward an option names: NAME=PUBLIC, or a key of the asker."""
    from commonhold.doors.keys import own_key
    from commonhold.release.signing import read_key
    from commonhold.release.stewards import Steward

    name, given, public = text.rpartition("=")
    return Steward(read_key(public), name) if given else Steward(own_key(text).key, text)


def _found(path: Path, listed: Stewards, who: str) -> Steward:
    for each in listed.keys:
        if who in (each.name, each.key.id):
            return each
    raise NobodyError(path=path, who=who)


def _without(path: Path, old: Stewards, who: Sequence[str], threshold: int | None) -> Stewards:
    gone = [_found(path, old, each) for each in who]
    kept = tuple(each for each in old.keys if each not in gone)
    return replace(old, keys=kept, threshold=threshold or old.threshold)
