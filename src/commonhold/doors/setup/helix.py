"""Helix: a language server, and that languages of prose use it, in the user's ``languages.toml``.

What is written is read back first: a file that would say anything else than wanted is left alone.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program

LANGUAGES: dict[str, tuple[str, ...]] = {
    "markdown": ("marksman",),
    "rst": (),
    "asciidoc": (),
    "git-commit": (),
}
"""Languages of prose, with the servers Helix has for them: a list in the file replaces the one it comes with."""

NAME = "commonhold"
_SERVERS = re.compile(r"^(\s*language-servers\s*=\s*\[)", re.MULTILINE)
_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)


def with_server(text: str, command: tuple[str, ...]) -> str:
    """Return a ``languages.toml`` with our server and the languages that use it; ValueError says what is broken."""
    settings = _parsed(text)
    wanted = {"command": command[0], "args": list(command[1:])}
    entries = settings.get("language", [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ValueError("language is no list of tables")
    ours = settings.get("language-server", {}).get(NAME, {})
    if ours and (ours.get("command"), ours.get("args")) != (wanted["command"], wanted["args"]):
        raise ValueError(f"it has a server named {NAME} that starts something else")
    changed = text if not text or text.endswith("\n") else f"{text}\n"
    for language in LANGUAGES:
        changed = _with_language(changed, entries, language)
    if not ours:
        gap = "\n" if changed else ""
        arguments = ", ".join(map(_quoted, command[1:]))
        lines = (f"[language-server.{NAME}]", f"command = {_quoted(command[0])}", f"args = [{arguments}]")
        changed += gap + "\n".join(lines) + "\n"
    if text and changed.rstrip("\n") == text.rstrip("\n"):
        return text
    _expect(_parsed(changed), settings, wanted)
    return changed


def _with_language(text: str, entries: list[dict[str, Any]], language: str) -> str:
    """Return the text with our server first among those of a language."""
    numbers = [number for number, each in enumerate(entries) if each.get("name") == language]
    if not numbers:
        servers = ", ".join(map(_quoted, (*LANGUAGES[language], NAME)))
        gap = "\n" if text else ""
        return f'{text}{gap}[[language]]\nname = "{language}"\nlanguage-servers = [{servers}]\n'
    entry = entries[numbers[0]]
    if any(each == NAME or (isinstance(each, dict) and each.get("name") == NAME) for each in _servers(entry)):
        return text
    heads = [match.start() for match in re.finditer(r"^[ \t]*\[\[\s*language\s*\]\]", text, re.MULTILINE)]
    if len(heads) < len(entries):
        raise ValueError("its languages are written in a way that is not understood")
    start = heads[numbers[0]]
    after = _TABLE.search(text, text.index("\n", start))
    end = after.start() if after else len(text)
    part = text[start:end]
    if "language-servers" in entry:
        rest = ", " if entry["language-servers"] else ""
        changed = _SERVERS.sub(lambda match: f'{match[1]}"{NAME}"{rest}', part, count=1)
    else:
        servers = ", ".join(map(_quoted, (*LANGUAGES[language], NAME)))
        changed = re.sub(r"^(.*\]\].*\n)", lambda match: f"{match[1]}language-servers = [{servers}]\n", part, count=1)
    return text[:start] + changed + text[end:]


def _servers(entry: dict[str, Any]) -> list[object]:
    servers = entry.get("language-servers", [])
    return servers if isinstance(servers, list) else []


def _expect(found: dict[str, Any], before: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Raise ValueError unless the settings found are those before and ours, and nothing else."""
    entries = [dict(entry) for entry in before.get("language", [])]
    for language, usual in LANGUAGES.items():
        entry = next((each for each in entries if each.get("name") == language), None)
        if entry is None:
            entries.append({"name": language, "language-servers": [*usual, NAME]})
        elif "language-servers" not in entry:
            entry["language-servers"] = [*usual, NAME]
        elif not any(each == NAME or (isinstance(each, dict) and each.get("name") == NAME) for each in _servers(entry)):
            entry["language-servers"] = [NAME, *_servers(entry)]
    servers = before.get("language-server", {})
    expected = {
        **before,
        "language": entries,
        "language-server": {**servers, NAME: {**wanted, **servers.get(NAME, {})}},
    }
    if found != expected:
        raise ValueError("its languages are written in a way that is not understood")


def _parsed(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"it is not TOML: {str(error)[:1].lower()}{str(error)[1:]}") from error


def _quoted(word: str) -> str:
    return json.dumps(word, ensure_ascii=False).replace("\x7f", "\\u007f")


def _folder(machine: Machine) -> Path:
    return machine.dot_config / "helix"


def _find(machine: Machine) -> str | None:
    folder = _folder(machine)
    return str(folder) if folder.is_dir() else machine.program("hx", "helix")


def _draw(machine: Machine) -> Plan:
    path = _folder(machine) / "languages.toml"
    before = disk.read(path, machine.within)
    try:
        read = (before or b"").decode()
        text = read.replace("\r\n", "\n")
        after = with_server(text, (*machine.command, "lsp"))
    except ValueError as error:
        what = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error
        raise BrokenSettingsError(path=path, what=what) from error
    written = (after.replace("\n", "\r\n") if "\r\n" in read else after).encode()
    if before is not None and after == text:
        written = before  # line ends may be of both kinds
    return Plan((Change(path, before, written, "Helix asks `commonhold lsp` for prose"),))


HELIX = Program("helix", "Helix", _find, _draw, "neither the program hx nor its folder of settings is there")
"""Helix 23.10 and newer, which knows several servers for a language."""
