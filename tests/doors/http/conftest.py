"""Real servers in processes of their own: started on a free port, asked over HTTP, stopped by a signal."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

HURRIED = Path(__file__).with_name("hurried.py")
DEADLINE_SECONDS = 30.0
SERVE = ("-m", "commonhold")


class Server:
    """A running ``commonhold serve --json``; ``events`` are the lines it has written so far."""

    def __init__(
        self, home: Path, *arguments: str, program: Sequence[str] = SERVE, pass_fds: Sequence[int] = ()
    ) -> None:
        self.words = home / "commonhold" / "words.txt"
        environment = os.environ | {"HOME": str(home), "XDG_CONFIG_HOME": str(home)}
        environment |= {"PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}
        place = () if "--port" in arguments or pass_fds else ("--port", "0")
        self.process = subprocess.Popen(
            [sys.executable, *program, "serve", "--json", *place, *arguments],
            env=environment,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            pass_fds=tuple(pass_fds),
        )
        self.events: list[dict[str, Any]] = []
        self._came = threading.Condition()
        self.errors = ""
        self._readers = [threading.Thread(target=self._read_events), threading.Thread(target=self._read_errors)]
        for reader in self._readers:
            reader.start()
        listening = self.wait_for("listening")
        self.port: int = listening["port"]
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = httpx.Client(base_url=self.url, timeout=DEADLINE_SECONDS, trust_env=False)

    def wait_for(self, event: str, count: int = 1) -> dict[str, Any]:
        """Wait until so many events of a kind were written and return the last of them."""

        def found() -> list[dict[str, Any]]:
            return [each for each in self.events if each["event"] == event]

        with self._came:
            assert self._came.wait_for(
                lambda: len(found()) >= count or not self._readers[0].is_alive(), DEADLINE_SECONDS
            ), f"no {event} in {self.events}"
        assert len(found()) >= count, (self.events, self.errors)
        return found()[count - 1]

    def check(self, text: str, **fields: str) -> dict[str, Any]:
        """Check a text as clients of LanguageTool do."""
        answer = self.client.post("/v2/check", data={"text": text, "language": "en-US"} | fields)
        assert answer.status_code == 200, answer.text
        record: dict[str, Any] = answer.json()
        return record

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the end and return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.end()

    def end(self) -> int:
        """Wait for the end and return the exit code."""
        self.client.close()
        code = self.process.wait(DEADLINE_SECONDS)
        for reader in self._readers:
            reader.join(DEADLINE_SECONDS)
        return code

    def _read_events(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                with self._came:
                    self.events.append(json.loads(line))
                    self._came.notify_all()
        with self._came:
            self._came.notify_all()

    def _read_errors(self) -> None:
        assert self.process.stderr
        with self.process.stderr as lines:
            self.errors = lines.read()


Start = Callable[..., Server]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that leave it as it was."""
    running = Server(tmp_path_factory.mktemp("home"))
    yield running
    assert (running.stop(), running.errors) == (0, "")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start servers of a test's own; ``limits`` are settings such as HEAD_SECONDS=0.5."""
    started: list[Server] = []

    def start_one(*arguments: str, limits: Sequence[str] = (), **given: Any) -> Server:
        program = (str(HURRIED), *limits, "--") if limits else SERVE
        started.append(Server(tmp_path, *arguments, program=program, **given))
        return started[-1]

    yield start_one
    for each in started:
        each.process.kill()
        each.end()


def readable(stream: Any, seconds: float = DEADLINE_SECONDS) -> bool:
    """Wait until a socket has something to read, or its other end has gone."""
    return bool(select.select([stream], [], [], seconds)[0])


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for the visits of a module; as long as it runs, no other event loop can in this thread."""
    from tests.doors.http.visiting import CHROMIUM, FLAGS, sync_api

    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def visit(browser: Any, server: Server) -> Iterator[Any]:
    """A visit to the page, which asks nobody else and complains of nothing."""
    from tests.doors.http.visiting import Visit

    context = browser.new_context()
    visited = Visit(context, server)
    yield visited
    context.close()
    elsewhere = [each.url for each in visited.asked if not each.url.startswith(server.url + "/")]
    assert (elsewhere, visited.complaints) == ([], [])
