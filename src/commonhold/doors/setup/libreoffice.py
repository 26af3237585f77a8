"""LibreOffice: its own LanguageTool setting, in every profile of this user. Knows the file, not the program.

LibreOffice asks a server over HTTP for each paragraph. It writes its file of settings anew whenever it ends, so ours
are told from the rest by their names and values when they are taken back.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from commonhold.doors.setup import disk
from commonhold.doors.setup.change import BrokenSettingsError, Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Plan, Program
from commonhold.errors import WorldError

NODE = "/org.openoffice.Office.Linguistic/GrammarChecking/LanguageTool"
"""Where in LibreOffice's settings those of LanguageTool are; LibreOffice has them since 7.4."""

FILE = "registrymodifications.xcu"
_ROOT = "{http://openoffice.org/2001/registry}items"
_ITEM = re.compile(rb'[ \t]*<item oor:path="' + NODE.encode() + rb'">(?P<inside>.*?)</item>[ \t]*\r?\n?', re.DOTALL)
_NAME = re.compile(rb'<prop oor:name="(\w+)"')
_VALUE = re.compile(rb"<value>(.*?)</value>", re.DOTALL)
_LAST = re.compile(rb"</oor:items>\s*$")
_EMPTY = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n</oor:items>\n'
)


class RunningError(WorldError):
    """LibreOffice is running ({lock} is there), and would write over its settings when it ends."""

    advice = "Close LibreOffice and run this again; if it is not running, remove that file."


def with_server(data: bytes | None, url: str) -> bytes:
    """Return a file of settings in which LibreOffice asks the server at ``url``; ValueError says what is broken."""
    data = _EMPTY if data is None else data
    _read(data)
    changed = data
    for name, value in (("BaseURL", url), ("IsEnabled", "true")):
        item = _item(name, value)
        found = [match for match in _ITEM.finditer(changed) if name.encode() in _NAME.findall(match["inside"])]
        if len(found) > 1 or any(len(_NAME.findall(match["inside"])) != 1 for match in found):
            raise ValueError(f"{name} is written there in a way that is not understood")
        if found and _VALUE.findall(found[0]["inside"]) == [escape(value).encode()]:
            continue
        start, end = found[0].span() if found else (_end(changed), _end(changed))
        changed = changed[:start] + item + changed[end:]
    if servers(changed) != {"BaseURL": url, "IsEnabled": "true"}:
        raise ValueError("its settings of LanguageTool are written in a way that is not understood")
    return changed


def servers(data: bytes) -> dict[str, str]:
    """Return which server a file of settings names and whether it is used, by the names of LibreOffice's properties."""
    found = {}
    for item in _read(data).iter("item"):
        if item.get("{http://openoffice.org/2001/registry}path") == NODE:
            for prop in item.iter("prop"):
                name = prop.get("{http://openoffice.org/2001/registry}name") or ""
                if name in ("BaseURL", "IsEnabled"):
                    found[name] = (prop.findtext("value") or "").strip()
    return found


def without_server(now: bytes, before: bytes | None, after: bytes) -> bytes | None:
    """Return LibreOffice's settings as they now are, but for our two, which become what they were before.

    None where they are no longer what we wrote, or the file is none.
    """
    try:
        if servers(now) != servers(after):
            return None
        earlier = {} if before is None else {_NAME.findall(m["inside"])[0]: m[0] for m in _ours(before)}
    except ValueError:
        return None
    for match in reversed(_ours(now)):
        now = now[: match.start()] + earlier.pop(_NAME.findall(match["inside"])[0], b"") + now[match.end() :]
    return now


def _ours(data: bytes) -> list[re.Match[bytes]]:
    wanted = ([b"BaseURL"], [b"IsEnabled"])
    return [match for match in _ITEM.finditer(data) if _NAME.findall(match["inside"]) in wanted]


def _item(name: str, value: str) -> bytes:
    shown = f'<prop oor:name="{name}" oor:op="fuse"><value>{escape(value)}</value></prop>'
    return f'<item oor:path="{NODE}">{shown}</item>\n'.encode()


def _end(data: bytes) -> int:
    match = _LAST.search(data)
    if not match:
        raise ValueError("it does not end as settings of LibreOffice do")
    return match.start()


def _read(data: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("it has definitions that LibreOffice does not write")
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - without definitions there is nothing to blow up
    except ElementTree.ParseError as error:
        raise ValueError(f"it is not XML ({error})") from error
    if root.tag != _ROOT:
        raise ValueError("it is no file of settings of LibreOffice")
    return root


def profiles(machine: Machine) -> list[Path]:
    """Return the folders of this user's profiles that are there, also those of Flatpak and Snap."""
    bases = {
        "darwin": [machine.config / "LibreOffice"],
        "win32": [machine.config / "LibreOffice"],
    }.get(
        machine.platform,
        [
            machine.config / "libreoffice",
            machine.home / ".var/app/org.libreoffice.LibreOffice/config/libreoffice",
            machine.home / "snap/libreoffice/current/.config/libreoffice",
        ],
    )
    return [base / "4" for base in bases if (base / "4" / "user").is_dir()]


def _find(machine: Machine) -> str | None:
    found = profiles(machine)
    return str(found[0]) if found else machine.program("soffice", "libreoffice")


def _draw(machine: Machine) -> Plan:
    customary = machine.config / ("libreoffice" if machine.platform.startswith("linux") else "LibreOffice") / "4"
    changes = []
    for profile in profiles(machine) or [customary]:
        path, url = profile / "user" / FILE, f"{machine.url}/v2"
        before = disk.read(path, machine.within)
        try:
            change = Change(path, before, with_server(before, url), f"LibreOffice asks {url}")
        except ValueError as error:
            raise BrokenSettingsError(path=path, what=error) from error
        lock = profile / ".lock"
        if change.is_needed and lock.exists():
            raise RunningError(lock=lock)
        changes.append(change)
    note = (
        "LibreOffice asks a server: `commonhold setup service` starts it when it is needed, or run `commonhold serve`."
    )
    return Plan(tuple(changes), (note,))


LIBREOFFICE = Program(
    "libreoffice",
    "LibreOffice",
    _find,
    _draw,
    "neither the program soffice nor a profile is there",
    take_out=without_server,
)
"""LibreOffice Writer and its siblings."""
