"""Our server as a service of the user: systemd starts it when somebody asks, launchd and Windows at login.

systemd holds the port and hands it over, and the server ends when nobody has asked for ten minutes. launchd and
Windows cannot hand over a port in the way the server takes it, so there it runs as long as the user is logged in.
"""

from __future__ import annotations

import os
import plistlib
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from commonhold.doors.serve import see_that_parts_are_there
from commonhold.doors.setup import disk
from commonhold.doors.setup.change import Change
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.program import Commands, Plan, Program

IDLE_SECONDS = 600
LABEL = "org.commonhold.serve"

_SOCKET = """\
# Written by `commonhold setup service`; `commonhold setup service --undo` removes it.
[Unit]
Description=Commonhold, a proofreader on this machine: the port

[Socket]
ListenStream=127.0.0.1:{port}
ListenStream=[::1]:{port}

[Install]
WantedBy=sockets.target
"""
_SERVICE = """\
# Written by `commonhold setup service`; `commonhold setup service --undo` removes it.
[Unit]
Description=Commonhold, a proofreader on this machine: the server
Requires=commonhold.socket
After=commonhold.socket

[Service]
ExecStart={command}
WorkingDirectory=%h
NoNewPrivileges=yes
"""
_TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Hidden>true</Hidden>
  </Settings>
  <Actions><Exec><Command>{program}</Command><Arguments>{arguments}</Arguments></Exec></Actions>
</Task>
"""


def socket_unit(port: int) -> bytes:
    """Return the unit that holds the port on both loopback addresses."""
    return _SOCKET.format(port=port).encode()


def service_unit(command: Sequence[str]) -> bytes:
    """Return the unit that starts a command; words are quoted as systemd wants it.

    >>> b'ExecStart="/home/a b/100%%" serve' in service_unit(["/home/a b/100%", "serve"])
    True
    """
    return _SERVICE.format(command=" ".join(map(_quoted, command))).encode()


def agent(command: Sequence[str]) -> bytes:
    """Return the property list by which launchd runs a command from login on."""
    return plistlib.dumps(
        {"Label": LABEL, "ProgramArguments": [*command], "RunAtLoad": True, "ProcessType": "Background"},
        sort_keys=False,
    )


def task(command: Sequence[str]) -> bytes:
    """Return the description by which Windows runs a command from login on."""
    import subprocess

    arguments = subprocess.list2cmdline(command[1:])
    return _TASK.format(program=escape(command[0]), arguments=escape(arguments)).encode("utf-16")


def _quoted(word: str) -> str:
    plain = word.replace("%", "%%")
    if word and all(letter.isalnum() or letter in "/._-+:@," for letter in word):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"').replace("$", "$$") + '"'


def _find(machine: Machine) -> str | None:
    match machine.platform:
        case "darwin":
            return "launchd"
        case "win32":
            return "the task scheduler of Windows"
        case _:
            return machine.program("systemctl")


def _draw(machine: Machine) -> Plan:
    match machine.platform:
        case "darwin":
            plan = _launchd(machine)
        case "win32":
            plan = _windows(machine)
        case _:
            plan = _systemd(machine)
    if plan.needed:
        see_that_parts_are_there()
    if plan.needed and all(change.before is None for change in plan.changes):
        _see_that_the_port_is_free(machine.port)
    return plan


def _see_that_the_port_is_free(port: int) -> None:
    """Raise PortTakenError where another program listens at the port, which the service could then not have."""
    from commonhold.doors.http.listening import LOCALHOST, listen

    for each in listen(LOCALHOST, port):
        each.close()


def _systemd(machine: Machine) -> Plan:
    folder = machine.dot_config / "systemd" / "user"
    command = (*machine.command, "serve", "--idle-exit", str(IDLE_SECONDS))
    socket_path = folder / "commonhold.socket"
    changes = (
        _change(machine, folder / "commonhold.service", service_unit(command), "the server, which ends when idle"),
        _change(machine, socket_path, socket_unit(machine.port), f"the port {machine.port}, which starts it"),
        _change(
            machine,
            folder / "sockets.target.wants" / "commonhold.socket",
            os.fsencode(socket_path),
            "the port is held from login on",
            is_link=True,
        ),
    )
    has_manager = _has_manager(machine)
    return Plan(
        changes, () if has_manager else ("Nothing manages your services right now; this begins at your next login.",)
    )


def _launchd(machine: Machine) -> Plan:
    command = (*machine.command, "serve", "--port", str(machine.port))
    return Plan((_change(machine, _agent_path(machine), agent(command), "the server, from login on"),))


def _windows(machine: Machine) -> Plan:
    command = (*machine.command, "serve", "--port", str(machine.port))
    return Plan((_change(machine, _task_path(machine), task(command), "the server, from login on"),))


def _agent_path(machine: Machine) -> Path:
    return machine.home / "Library/LaunchAgents" / f"{LABEL}.plist"


def _task_path(machine: Machine) -> Path:
    return machine.own / "service.xml"


def _has_manager(machine: Machine) -> bool:
    """Tell whether systemd manages services of this user right now."""
    return machine.runtime is not None and (machine.runtime / "systemd" / "private").exists()


def _commands(machine: Machine, is_undone: bool) -> Commands:
    """Return what makes the system see that the files are there, or are gone."""
    name = ("/TN", "Commonhold")
    match machine.platform, is_undone:
        case "darwin", False:
            return (("launchctl", "load", "-w", str(_agent_path(machine))),)
        case "darwin", True:
            return (("launchctl", "remove", LABEL),)
        case "win32", False:
            make = ("schtasks", "/Create", *name, "/XML", str(_task_path(machine)), "/F")
            return (make, ("schtasks", "/Run", *name))
        case "win32", True:
            return (("schtasks", "/End", *name), ("schtasks", "/Delete", *name, "/F"))
    if not _has_manager(machine):
        return ()
    control, reload = ("systemctl", "--user"), ("systemctl", "--user", "daemon-reload")
    if is_undone:
        return ((*control, "stop", "commonhold.socket", "commonhold.service"), reload)
    return (reload, (*control, "restart", "commonhold.socket"))


def _change(machine: Machine, path: Path, after: bytes, what: str, is_link: bool = False) -> Change:
    return Change(path, disk.read(path, machine.within, is_link), after, what, is_link=is_link)


SERVICE = Program("service", "the service", _find, _draw, "there is no systemd", commands=_commands)
"""The server as a service of the user."""
