"""Browsers with the extension in them, each asking a real server of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.doors.http.conftest import Server, start

__all__ = ["start"]  # the fixture that starts servers of a test's own


@pytest.fixture(scope="module")
def web() -> Iterator[Any]:
    """The web, as far as the browser reaches."""
    from tests.doors.extension.browsing import Web

    running = Web()
    yield running
    running.close()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    """The driver of browsers; as long as it runs, no other event loop can in this thread."""
    from tests.doors.http.visiting import sync_api

    with sync_api.sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a module that leave it running."""
    running = Server(tmp_path_factory.mktemp("home"))
    yield running
    assert (running.stop(), running.errors) == (0, "")


@pytest.fixture(scope="module")
def desk(playwright: Any, own_server: Server, web: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for the tests of a module."""
    from tests.doors.extension.browsing import Desk

    running = Desk(playwright, tmp_path_factory.mktemp("browser"), own_server.port, web)
    yield running
    running.close()


@pytest.fixture
def sheet(desk: Any) -> Iterator[Any]:
    """A page to write on, which complains of nothing."""
    opened = desk.open()
    yield opened
    opened.page.close()
    assert opened.complaints == []


@pytest.fixture
def own_desk(playwright: Any, web: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Browsers of a test's own, given the port of a server."""
    from tests.doors.extension.browsing import Desk

    started: list[Any] = []

    def start(port: int, **options: Any) -> Any:
        folder = tmp_path / f"browser-{len(started)}"
        folder.mkdir()
        started.append(Desk(playwright, folder, port, web, **options))
        return started[-1]

    yield start
    for each in started:
        each.close()
