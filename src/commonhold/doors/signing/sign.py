"""The command ``commonhold sign``: a steward's signature on a bundle, beside those of the others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.errors import AskedWronglyError

if TYPE_CHECKING:
    from commonhold.release.signing import Key
    from commonhold.release.stewards import Stewards


class WhichCommunityError(AskedWronglyError):
    """It is not clear for which community to sign: {what}."""

    advice = "Name it with --community, or give its list with --stewards FILE."


def sign(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The folder of the bundle.")],
    names: Annotated[list[str], typer.Option("--with", metavar="NAME", help="A key of yours; repeat it for more.")],
    community: Annotated[
        str, typer.Option("--community", metavar="NAME", help="For which trusted community, if you serve several.")
    ] = "",
    stewards: Annotated[
        Path | None, typer.Option("--stewards", metavar="FILE", help="Sign under this list instead of a trusted one.")
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Drop signatures for another community or under another version of its list.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Verify a bundle and sign it as a steward of a community; other stewards sign it after you.

    Exit code 0: signed, by enough stewards or not yet; 2: a key cannot sign, or signed otherwise; 4: it could not be
    written; 10: the bundle is damaged; 12: the list is.
    """
    from commonhold.doors.keys import asked_passphrase, own_key, private_key
    from commonhold.doors.report import visible
    from commonhold.release.bundle import open_bundle
    from commonhold.release.sealing import sign_bundle, standing_of

    listed = list_for([own_key(name).key for name in names], community, stewards)
    signatures = sign_bundle(bundle, [private_key(name, asked_passphrase) for name in names], listed, anew)
    standing = standing_of(open_bundle(bundle), listed)
    if as_json:
        ids = [each.key_id for each in signatures.signatures]
        print(json.dumps({"path": str(bundle), "keys": ids} | standing.record(), ensure_ascii=False, indent=2))
        return
    print(f"{visible(str(bundle))}: {visible(standing.sentence)}")
    if standing.advice:
        print(visible(standing.advice))


def list_for(keys: Sequence[Key], community: str, path: Path | None) -> Stewards:
    """Return the list to sign under: the one named, or the trusted one in which the keys are."""
    from commonhold.doors import trust as door

    if path:
        return door.checked(path)[1]
    if community:
        found = door.trusted(community)
        if not found:
            raise door.UntrustedError(community=community)
        return found.stewards
    trusted = [each.stewards for each in door.every_trusted() if isinstance(each, door.Trusted)]
    fitting = [each for each in trusted if all(each.steward(key.id) for key in keys)]
    if len(fitting) != 1:
        names = " and ".join(each.community for each in fitting)
        what = f"the keys are of stewards of {names}" if fitting else "the keys are of stewards of no trusted one"
        raise WhichCommunityError(what=what)
    return fitting[0]
