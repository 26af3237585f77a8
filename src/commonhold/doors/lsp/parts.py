"""The parts that the server needs and checking does not: there, or said in a sentence how to get them."""

from __future__ import annotations

from types import ModuleType

from commonhold.errors import WorldError


class LackingPartError(WorldError):
    """The language server needs {package}, which is not installed."""

    advice = "Install it with `pip install 'commonhold[lsp]'`."


def running() -> ModuleType:
    """Return the module that runs the server; LackingPartError where a package it is built on is not there."""
    try:
        from commonhold.doors.lsp import running
    except ModuleNotFoundError as error:
        name = (error.name or "").partition(".")[0]
        if name == "commonhold":
            raise
        raise LackingPartError(package=name) from error
    return running
