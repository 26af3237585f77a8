"""Visual Studio Code and its kin: a few settings of extensions in the user's ``settings.json``, comments kept.

The editor itself has no setting for a checker. Set are the program that our extension starts, and where extensions
that speak the HTTP API of LanguageTool find a server.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.jsonc import loads, with_value
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program

FOLDERS = ("Code", "VSCodium", "Code - OSS", "Code - Insiders")
"""Folders of settings, by the names of the editors that are built from the same source."""

PROGRAMS = ("code", "codium", "code-oss", "code-insiders")


def wanted(machine: Machine) -> dict[str, Any]:
    """Return the settings by their names; our extension's only where one program starts Commonhold."""
    ours = {"commonholdServer.path": machine.command[0]} if len(machine.command) == 1 else {}
    return {
        **ours,
        "languageToolLinter.serviceType": "external",
        "languageToolLinter.external.url": machine.url,
        "ltex.languageToolHttpServerUri": f"{machine.url}/",
    }


def with_settings(text: str, settings: dict[str, Any]) -> str:
    """Return a ``settings.json`` with these settings; one that has them stays as it is. ValueError: it is broken."""
    for name, value in reversed(settings.items()):  # each new one comes first
        there = loads(text) if text.strip() else {}
        if not isinstance(there, dict):
            raise ValueError("it is not a JSON object")
        if there.get(name) != value:
            text = with_value(text, [name], value)
    return text


def _folders(machine: Machine) -> list[Path]:
    return [machine.config / name / "User" for name in FOLDERS if (machine.config / name).is_dir()]


def _find(machine: Machine) -> str | None:
    folders = _folders(machine)
    return str(folders[0].parent) if folders else machine.program(*PROGRAMS)


def _draw(machine: Machine) -> Plan:
    changes = []
    for folder in _folders(machine) or [machine.config / FOLDERS[0] / "User"]:
        path = folder / "settings.json"
        before = disk.read(path, machine.within)
        data = before or b""
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        try:
            after = mark + with_settings(data.decode("utf-8-sig"), wanted(machine)).encode()
        except ValueError as error:
            what = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
            raise BrokenSettingsError(path=path, what=what) from error
        changes.append(Change(path, before, after, "extensions find Commonhold"))
    note = "The settings serve extensions: ours, LTeX and LanguageTool Linter; docs/clients.md tells which."
    return Plan(tuple(changes), (note,))


VSCODE = Program("vscode", "VS Code", _find, _draw, "neither the program code nor a folder of settings is there")
"""Visual Studio Code, VSCodium and Code - OSS."""
