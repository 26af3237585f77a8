"""LibreOffice Writer itself, after ``commonhold setup libreoffice``: it asks our server and shows what we found."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.doors.http.conftest import Server
from tests.doors.setup.conftest import DEADLINE_SECONDS, environment

from commonhold.doors.opening import languages_in
from commonhold.doors.setup.libreoffice import FILE, servers

PYTHON = "/usr/bin/python3"
WRITING = Path(__file__).with_name("writing.py")
FLAGS = ("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard")
TEXT = "This is teh end.\nWe met at the the gate."


def speaks_with_libreoffice() -> bool:
    """Whether the system's Python has the bridge to LibreOffice."""
    return Path(PYTHON).exists() and subprocess.run([PYTHON, "-c", "import uno"], capture_output=True).returncode == 0


pytestmark = [
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed"),
    pytest.mark.skipif(not speaks_with_libreoffice(), reason="the system's Python has no module uno"),
    pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed"),
]


def written(home: Path, text: str) -> dict[str, Any]:
    """Start LibreOffice with the profile of a home, have a text checked in it, and end it."""
    name = f"commonhold-{uuid4().hex}"
    profile = (home / ".config/libreoffice/4").as_uri()
    accept = f"--accept=pipe,name={name};urp;"
    office = subprocess.Popen(
        ["soffice", *FLAGS, f"-env:UserInstallation={profile}", accept],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        done = subprocess.run(
            [PYTHON, str(WRITING), name, text],
            env={"HOME": str(home), "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=2 * DEADLINE_SECONDS,
        )
        assert done.returncode == 0, done.stderr
        office.wait(DEADLINE_SECONDS)
        result: dict[str, Any] = json.loads(done.stdout)
        return result
    finally:
        with contextlib.suppress(ProcessLookupError):  # it has ended
            os.killpg(office.pid, signal.SIGKILL)
        office.wait()


def test_writer_shows_what_we_find_and_forgets_us_when_asked_to(
    home: Path, told: Callable[..., dict[str, Any]], server: Server
) -> None:
    settings = home / ".config/libreoffice/4/user" / FILE
    assert told("libreoffice", "--port", str(server.port))["state"] == "is set up now"
    result = written(home, TEXT)
    assert result["checkers"] == ["org.openoffice.lingu.LanguageToolGrammarChecker"]
    found = {each["words"]: each["suggestions"] for each in result["found"]}
    assert found["teh"][0] == "the"
    assert found["the the"] == ["the"]
    asked = [(each["method"], each["route"]) for each in server.events if each["event"] == "request"]
    assert (asked[0], set(asked[1:])) == (("GET", "/v2/languages"), {("POST", "/v2/check")})

    # LibreOffice has written its settings anew, with ours and many of its own: ours are taken out, the others stay.
    lines = settings.read_bytes().splitlines(keepends=True)
    assert servers(settings.read_bytes()) == {"BaseURL": f"{server.url}/v2", "IsEnabled": "true"}
    undone = told("libreoffice", "--undo")
    assert undone["files"][0]["what"] == "only ours is taken out; what was changed since stays"
    assert settings.read_bytes().splitlines(keepends=True) == [each for each in lines if b"/LanguageTool" not in each]
    before = settings.read_bytes()

    # The same once more, in the profile that LibreOffice has now: it is never started between.
    told("libreoffice", "--port", str(server.port))
    assert servers(settings.read_bytes())["IsEnabled"] == "true"
    told("libreoffice", "--undo")
    assert settings.read_bytes() == before
