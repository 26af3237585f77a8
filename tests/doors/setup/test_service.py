"""The service: units that systemd accepts, a server that starts when somebody asks and ends when nobody does."""

from __future__ import annotations

import plistlib
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from tests.doors.setup.conftest import DEADLINE_SECONDS, Run, environment, tree

from commonhold.doors.http.listening import PortTakenError, listen
from commonhold.doors.opening import languages_in
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.service import IDLE_SECONDS, SERVICE, agent, service_unit, socket_unit, task

SYSTEMCTL = '#!/bin/sh\necho "$@" >> "$HOME/asked"\n[ "$2" != "$FAILING" ] || { echo "no such thing" >&2; exit 1; }\n'


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number


@pytest.fixture
def systemctl(home: Path) -> dict[str, str]:
    """A manager of services that notes what it is asked, and the environment in which it is found."""
    program = home / "bin/systemctl"
    program.parent.mkdir()
    program.write_text(SYSTEMCTL, encoding="utf-8")
    program.chmod(0o755)
    (home / "runtime/systemd").mkdir(parents=True)
    (home / "runtime/systemd/private").touch()
    return {"PATH": f"{home / 'bin'}:/usr/bin:/bin", "XDG_RUNTIME_DIR": str(home / "runtime")}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    program = tmp_path / "our 100% tools/commonhold"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    units = {"commonhold.socket": socket_unit(8081), "commonhold.service": service_unit([str(program), "serve"])}
    for name, unit in units.items():
        (tmp_path / name).write_bytes(unit)
    paths = [str(tmp_path / name) for name in units]
    verify = ["systemd-analyze", "--user", "--man=no", "--recursive-errors=no", "verify", *paths]
    done = subprocess.run(verify, capture_output=True, text=True, env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": "/"})
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.skipif(not shutil.which("systemd-socket-activate"), reason="systemd is not installed")
@pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")
def test_the_first_question_starts_the_server_and_silence_ends_it(home: Path, port: int) -> None:
    unit = service_unit((sys.executable, "-m", "commonhold", "serve", "--idle-exit", "1")).decode()
    words = next(line.partition("=")[2] for line in unit.splitlines() if line.startswith("ExecStart="))
    assert "--idle-exit 1" in words
    kept = [f"--setenv={name}={value}" for name, value in environment(home).items() if name in ("HOME", "PYTHONPATH")]
    command = ["systemd-socket-activate", f"--listen=127.0.0.1:{port}", *kept, *words.split()]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        try:
            assert holder.stderr
            assert "Listening on" in holder.stderr.readline()
            fields = {"text": "This is teh end.", "language": "en-US"}
            answer = httpx.post(f"http://127.0.0.1:{port}/v2/check", data=fields, timeout=DEADLINE_SECONDS)
            assert answer.json()["matches"][0]["replacements"][0]["value"] == "the"
            assert holder.wait(DEADLINE_SECONDS) == 0
        finally:
            holder.kill()


def test_all_files_of_the_service_come_and_go_and_the_manager_is_told(
    home: Path, run: Run, told: Callable[..., dict[str, Any]], systemctl: dict[str, str], port: int
) -> None:
    before = tree(home)
    first = told("service", "--port", str(port), **systemctl)
    assert (first["state"], first["notes"]) == ("is set up now", [])
    folder = home / ".config/systemd/user"
    assert f"ListenStream=127.0.0.1:{port}" in (folder / "commonhold.socket").read_text(encoding="utf-8")
    assert f"serve --idle-exit {IDLE_SECONDS}" in (folder / "commonhold.service").read_text(encoding="utf-8")
    assert (folder / "sockets.target.wants/commonhold.socket").readlink() == folder / "commonhold.socket"
    again = told("service", "--port", str(port), **systemctl)
    assert (again["state"], again["files"]) == ("is set up already", [])
    told("service", "--undo", **systemctl)
    asked = (home / "asked").read_text(encoding="utf-8").splitlines()
    assert asked == [
        "--user daemon-reload",
        "--user restart commonhold.socket",
        "--user stop commonhold.socket commonhold.service",
        "--user daemon-reload",
    ]
    (home / "asked").unlink()
    assert tree(home) == before


def test_a_manager_that_refuses_is_told_with_what_to_run(
    told: Callable[..., dict[str, Any]], systemctl: dict[str, str], port: int
) -> None:
    said = told("service", "--port", str(port), FAILING="restart", **systemctl)
    assert said["state"] == "is set up now"
    assert said["notes"] == [
        "`systemctl --user restart commonhold.socket` did not work (no such thing); run it yourself."
    ]


def test_a_taken_port_is_told_and_nothing_is_written(home: Path, run: Run, systemctl: dict[str, str]) -> None:
    before = tree(home)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("setup", "service", "--port", str(port), **systemctl)
    assert done.returncode == PortTakenError.exit_code == 5
    assert f"Port {port} of 127.0.0.1 is taken by another program." in done.stderr
    assert tree(home) == before


def test_the_check_for_the_port_lets_it_go(machine: Machine, port: int) -> None:
    plan = SERVICE.draw(replace(machine, port=port))
    assert len(plan.needed) == 3
    for each in listen("localhost", port):
        each.close()


def test_launchd_gets_a_property_list(machine: Machine, port: int) -> None:
    (change,) = SERVICE.draw(replace(machine, platform="darwin", port=port)).needed
    assert change.path == machine.home / "Library/LaunchAgents/org.commonhold.serve.plist"
    asked = plistlib.loads(change.after)
    assert asked["ProgramArguments"] == [*machine.command, "serve", "--port", str(port)]
    assert agent(["a", "b"]) == agent(["a", "b"])


def test_windows_gets_a_task(machine: Machine, port: int) -> None:
    (change,) = SERVICE.draw(replace(machine, platform="win32", port=port)).needed
    assert change.after == task([*machine.command, "serve", "--port", str(port)])
    asked = {part.tag.rpartition("}")[2]: part.text for part in ElementTree.fromstring(change.after).iter()}
    assert (asked["Command"], asked["Arguments"]) == (machine.command[0], f"serve --port {port}")
