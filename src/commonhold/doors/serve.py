"""The command ``serve``: its options, and the sentence said where its parts are not installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from commonhold.errors import AskedWronglyError


class NoServerError(AskedWronglyError):
    """The server needs {parts}, which this installation lacks."""

    advice = "Install them with `pip install 'commonhold[serve]'`."


def see_that_parts_are_there() -> None:
    """Raise NoServerError where this installation lacks a part of the server."""
    missing = [name for name in ("starlette", "uvicorn") if find_spec(name) is None]
    if missing:
        raise NoServerError(parts=" and ".join(missing))


def serve(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Listen on this address; localhost is both loopback addresses.")
    ] = "localhost",
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65535, help="Listen on this port; 0 takes a free one and says which.")
    ] = 8081,
    model: Annotated[
        Path | None,
        typer.Option(metavar="BUNDLE", help="Check with the model of this bundle only.", show_default=False),
    ] = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(metavar="ORIGIN", help="Let pages of this origin ask and read answers.", show_default=False),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Answer requests that use this host name.", show_default=False),
    ] = None,
    idle_exit: Annotated[
        float | None,
        typer.Option(metavar="SECONDS", min=0.1, help="End when there was no request for so long.", show_default=False),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Write a line of JSON for each request; never what was in it.")
    ] = False,
) -> None:
    """Serve the page and LanguageTool's HTTP API on this machine. Nothing is sent anywhere else.

    Your words and settings hold, and those of the folder it is started in. Ctrl-C and SIGTERM stop it, with exit
    code 0. Exit code 5: the port is taken or the address cannot be used.
    """
    see_that_parts_are_there()
    from commonhold.doors.http.serving import Options, serve

    options = Options(host, port, model, allow_origin or (), allow_host or (), idle_exit, as_json)
    raise typer.Exit(serve(options))
