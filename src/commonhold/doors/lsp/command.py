"""The command ``commonhold lsp``: its options, and nothing of the server until it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commonhold.errors import AskedWronglyError


class OneWayError(AskedWronglyError):
    """{one} and {other} cannot be used together."""

    advice = "Give one of --stdio, --tcp and --port; without any, --stdio is meant."


def lsp(
    context: typer.Context,
    stdio: Annotated[
        bool, typer.Option("--stdio", help="Serve one editor on standard input and output, which is the default.")
    ] = False,
    tcp: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Serve editors of this machine on a port instead.", show_default=False),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(metavar="N", help="The same as --tcp 127.0.0.1:N; 0 takes any free port.", show_default=False),
    ] = None,
    log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the whole conversation to a file, your texts included.", show_default=False
        ),
    ] = None,
) -> None:
    """Serve editors that speak the Language Server Protocol: findings while you write, and their fixes.

    Exit code 1: the editor left without saying so before.
    """
    from commonhold.doors.lsp.parts import running

    given = [name for name, there in (("--stdio", stdio), ("--tcp", tcp), ("--port", port is not None)) if there]
    if len(given) > 1:
        raise OneWayError(one=given[0], other=given[1])
    serving = running()
    asked = tcp if port is None else str(port)
    address = None if asked is None else serving.address_of(asked)
    serving.keep_log(log)
    raise typer.Exit(serving.serve_stdio(context.obj) if address is None else serving.serve_tcp(context.obj, address))
