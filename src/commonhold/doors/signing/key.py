"""The commands ``commonhold key …``: make a key to sign with, list keys, show the public half of one."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

key_app = typer.Typer(name="key", rich_markup_mode=None, invoke_without_command=True)

_NAME = typer.Argument(metavar="NAME", help="What you call the key; only you see it.")
_JSON = typer.Option("--json", help="Answer with one JSON object.")


@key_app.callback()
def keys(context: typer.Context) -> None:
    """Make and list the keys you sign bundles with; they stay on this machine."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@key_app.command("new")
def new(
    name: Annotated[str, _NAME],
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Lock it with a passphrase, asked for on the terminal.")
    ] = False,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Make a key. A passphrase in COMMONHOLD_PASSPHRASE locks it too.

    Exit code 0: it was made; 2: there is one of that name, or it cannot have that name; 4: it could not be written.
    """
    from commonhold.doors.keys import new_key, new_passphrase
    from commonhold.doors.signing.showing import key_record

    is_locked = passphrase or bool(os.environ.get("COMMONHOLD_PASSPHRASE"))
    made = new_key(name, new_passphrase(name) if is_locked else None)
    if as_json:
        print(json.dumps(key_record(made), ensure_ascii=False, indent=2))
        return
    print(f"{made.path}: a new key, {'locked by a passphrase' if made.is_locked else 'without a passphrase'}")
    print(f"public: {made.key.hexadecimal}")
    print("Give the public key to your stewards, and keep a copy of the file where no thief and no fire finds both.")


@key_app.command("list")
def show_all(as_json: Annotated[bool, _JSON] = False) -> None:
    """List your keys: names, ids, and whether a passphrase locks them.

    Exit code 0: all were read; else that of the last that could not be.
    """
    from commonhold.doors.keys import OwnKey, own_keys
    from commonhold.doors.signing.showing import key_record
    from commonhold.doors.voice import complain

    found = own_keys()
    readable = [each for each in found if isinstance(each, OwnKey)]
    troubles = [each for each in found if not isinstance(each, OwnKey)]
    if as_json:
        print(json.dumps({"keys": [key_record(each) for each in readable]}, ensure_ascii=False, indent=2))
    for each in readable if not as_json else []:
        print(f"{each.key.id}  {each.name}{' (locked)' if each.is_locked else ''}")
    if not found and not as_json:
        print("You have no keys; `commonhold key new NAME` makes one.")
    for trouble in troubles:
        complain(trouble)
    raise typer.Exit(troubles[-1].exit_code if troubles else 0)


@key_app.command("show")
def show(name: Annotated[str, _NAME], as_json: Annotated[bool, _JSON] = False) -> None:
    """Show the public half of a key, which your stewards put into their list.

    Exit code 0: it was shown; 2: you have none of that name, or others can read it; 3: it is damaged.
    """
    from commonhold.doors.keys import own_key
    from commonhold.doors.signing.showing import key_record

    found = own_key(name)
    if as_json:
        print(json.dumps(key_record(found), ensure_ascii=False, indent=2))
        return
    print(f"{found.path}{' (locked)' if found.is_locked else ''}")
    print(f"id: {found.key.id}")
    print(f"public: {found.key.hexadecimal}")
