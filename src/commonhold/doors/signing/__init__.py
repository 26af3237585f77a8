"""The commands of stewards and of those who trust them: keys, lists, trust and signatures."""

import typer

from commonhold.doors.signing.key import key_app
from commonhold.doors.signing.sign import sign
from commonhold.doors.signing.stewards import stewards_app
from commonhold.doors.signing.trust import trust_app


def add_signing(app: typer.Typer) -> None:
    """Register these commands."""
    app.command()(sign)
    for group in (key_app, stewards_app, trust_app):
        app.add_typer(group)
