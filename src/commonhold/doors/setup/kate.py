"""Kate: servers for languages of prose in the settings of its LSP client. Those the user has for one stay."""

from __future__ import annotations

from pathlib import Path

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.jsonc import loads, with_value
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program

LANGUAGES = {
    "markdown": "^Markdown$",
    "restructuredtext": "^reStructuredText$",
    "asciidoc": "^AsciiDoc$",
    "html": "^HTML$",
    "normal": "^Normal$",
}
"""Names of servers, and the modes of highlighting that Kate uses them for."""


def with_servers(text: str, command: tuple[str, ...]) -> tuple[str, list[str]]:
    """Return Kate's settings with our server for each language that has none, and the languages that have another.

    ValueError says what is broken.
    """
    others = []
    for name, mode in LANGUAGES.items():
        wanted = {
            "command": [*command],
            "rootIndicationFileNames": [".commonhold", ".git"],
            "highlightingModeRegex": mode,
        }
        settings = loads(text) if text.strip() else {}
        servers = settings.get("servers", {}) if isinstance(settings, dict) else {}
        there = servers.get(name) if isinstance(servers, dict) else None
        if there == wanted:
            continue
        if there is not None and not (isinstance(there, dict) and _is_ours(there.get("command"))):
            others.append(name)
            continue
        text = with_value(text, ["servers", name], wanted)
    return text, others


def _is_ours(command: object) -> bool:
    words = command if isinstance(command, list) and command else [""]
    return "commonhold" in Path(str(words[0])).name or words[1:3] == ["-m", "commonhold"]


def _folder(machine: Machine) -> Path:
    return machine.dot_config / "kate"


def _find(machine: Machine) -> str | None:
    return str(_folder(machine)) if _folder(machine).is_dir() else machine.program("kate")


def _draw(machine: Machine) -> Plan:
    path = _folder(machine) / "lspclient" / "settings.json"
    before = disk.read(path, machine.within)
    try:
        after, others = with_servers((before or b"").decode(), (*machine.command, "lsp"))
    except ValueError as error:
        what = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise BrokenSettingsError(path=path, what=what) from error
    notes = ["Switch the plug-in LSP Client on in Kate; Kate asks once whether it may start the server."]
    if others:
        notes.append(f"{path} names other servers for {', '.join(others)}, which stay.")
    return Plan((Change(path, before, after.encode(), "Kate starts `commonhold lsp` for prose"),), tuple(notes))


KATE = Program("kate", "Kate", _find, _draw, "neither the program kate nor its folder of settings is there")
"""Kate 21.12 and newer."""
