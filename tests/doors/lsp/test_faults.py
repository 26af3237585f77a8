"""Clients that go wrong: bytes that are no messages, messages out of order, texts out of step, ends without goodbye."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from commonhold.doors.lsp.frames import Frames
from commonhold.doors.opening import languages_in

DEADLINE_SECONDS = 60.0
URI = "file:///texts/a.md"
PULLS = {"textDocument": {"diagnostic": {}}}

pytestmark = pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")


def framed(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class Wire:
    """A connection to a server, and every message that comes; a byte that is part of none fails."""

    def __init__(self, write: Callable[[bytes], object], read: Callable[[int], bytes]) -> None:
        self.send = write
        self._read_some = read
        self._messages: Queue[dict[str, Any] | None] = Queue()
        self._seen: list[dict[str, Any]] = []
        self._number = 0
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def tell(self, method: str, params: Any) -> None:
        self.send(framed(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}).encode()))

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request and return the whole answer."""
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method, "params": params}
        self.send(framed(json.dumps(message).encode()))
        return self.wait(lambda one: one.get("id") == message["id"] and "method" not in one)

    def wait(self, is_meant: Any) -> dict[str, Any]:
        """Return the first message that is meant, of those seen and those to come."""
        for one in self._seen:
            if is_meant(one):
                self._seen.remove(one)
                return one
        while True:
            message = self._messages.get(timeout=DEADLINE_SECONDS)
            assert message is not None, "the server ended"
            if is_meant(message):
                return message
            self._seen.append(message)

    def said(self, part: str) -> None:
        """Wait until something like that is said, in the log or to the person."""
        methods = ("window/logMessage", "window/showMessage")
        self.wait(lambda one: one.get("method") in methods and part in one["params"]["message"])

    def begin(self, can: Any = PULLS, **options: Any) -> None:
        start = {"processId": None, "rootUri": None, "capabilities": can, "initializationOptions": options}
        assert "result" in self.ask("initialize", start)
        self.tell("initialized", {})

    def open(self, text: str, version: int = 1, uri: str = URI) -> None:
        opened = {"uri": uri, "languageId": "markdown", "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": opened})

    def change(self, version: int | None, *changes: Any, uri: str = URI) -> None:
        self.tell(
            "textDocument/didChange", {"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}
        )

    def found(self, uri: str = URI) -> list[dict[str, Any]]:
        answer = self.ask("textDocument/diagnostic", {"textDocument": {"uri": uri}})
        return list(answer["result"]["items"])

    def end(self) -> None:
        """Say goodbye and wait until the server says nothing more."""
        assert self.ask("shutdown", None)["result"] is None
        self.tell("exit", None)
        assert self._messages.get(timeout=DEADLINE_SECONDS) is None

    def _read(self) -> None:
        frames = Frames()
        while data := self._read_some(1 << 16):
            for frame in frames.feed(data):
                self._messages.put(json.loads(frame) if isinstance(frame, bytes) else {"trouble": frame.what})
        self._messages.put({"trouble": "half a message"} if not frames.is_empty else None)


class Own(Wire):
    """A server of one's own, on two pipes."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {**os.environ, "PYTHONWARNINGS": "error", "XDG_CONFIG_HOME": str(folder / "settings")}
        command = [sys.executable, "-m", "commonhold", "lsp", *arguments]
        pipe = subprocess.PIPE
        self.process = process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment, cwd=folder
        )
        stdin, stdout = process.stdin, process.stdout
        assert stdin and stdout

        def write(data: bytes) -> None:
            stdin.write(data)
            stdin.flush()

        self.hang_up = stdin.close
        super().__init__(write, partial(os.read, stdout.fileno()))

    def code(self) -> int:
        """Wait for the exit code."""
        return self.process.wait(DEADLINE_SECONDS)

    def close(self) -> str:
        """Leave nothing running, and return what stood on standard error."""
        self.process.kill()
        self.process.wait()
        self.reader.join()
        assert self.process.stdin and self.process.stdout and self.process.stderr
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.stdout.close()
        if self.process.stderr.closed:
            return ""
        with self.process.stderr:
            return self.process.stderr.read().decode()


def place(start: tuple[int, int], end: tuple[int, int], text: str) -> dict[str, Any]:
    """A change of a range."""
    both = ({"line": line, "character": character} for line, character in (start, end))
    return {"range": dict(zip(("start", "end"), both, strict=True)), "text": text}


@pytest.fixture
def wire(port: int) -> Iterator[Wire]:
    """A connection to the server that all tests share."""
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_SECONDS) as connection:
        made = Wire(connection.sendall, connection.recv)
        yield made
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        made.reader.join()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Own]:
    """A server of one's own, which never shows where an error came from."""
    made = Own(tmp_path)
    yield made
    errors = made.close()
    assert "Traceback" not in errors, errors


BAD_BYTES = {
    "no JSON": (framed(b"{nonsense"), -32700, "no JSON"),
    "no UTF-8": (framed(b'{"jsonrpc": "2.0", "method": "\xff"}'), -32700, "no JSON in UTF-8"),
    "nested without end": (framed(b"[" * 200_000), -32700, "no JSON"),
    "no object": (framed(b"[1, 2]"), None, "no object of JSON-RPC"),
    "another protocol": (
        framed(b'{"jsonrpc": "1.0", "id": 77, "method": "shutdown"}'),
        -32600,
        "no object of JSON-RPC",
    ),
    "a method that is a number": (framed(b'{"jsonrpc": "2.0", "id": 77, "method": 5}'), -32600, "no string"),
    "neither asked nor answered": (framed(b'{"jsonrpc": "2.0", "params": {}}'), None, ""),
    "an unknown request": (framed(b'{"jsonrpc": "2.0", "id": 77, "method": "make/coffee"}'), -32601, ""),
    "params of another shape": (
        framed(b'{"jsonrpc": "2.0", "id": 77, "method": "textDocument/diagnostic", "params": {"textDocument": 3}}'),
        -32602,
        "are not what the protocol says",
    ),
    "an answer nobody asked for": (framed(b'{"jsonrpc": "2.0", "id": "what", "result": 5}'), None, ""),
    "an unknown notification": (framed(b'{"jsonrpc": "2.0", "method": "$/what", "params": 3}'), None, ""),
    "a length that is none": (b"Content-Length: twelve\r\n\r\n", None, "no length in digits"),
    "a length beyond reason": (b"Content-Length: 999999999999\r\n\r\n", None, "more than 256 MB"),
    "bytes between messages": (b"Hello?\r\n\r\nIs there anybody?", None, "belong to no message"),
    "a heap of bytes": (b"\0\xff\r\n" * 20_000, None, "belong to no message"),
    "a header with more in it": (
        b"Content-Type: application/x; charset=utf-8\r\ncontent-length: 40\r\n\r\n"
        b'{"jsonrpc": "2.0", "method": "$/nothing"}',
        None,
        "",
    ),
}


@pytest.mark.parametrize("name", BAD_BYTES)
def test_what_is_wrong_is_said_and_the_conversation_goes_on(wire: Wire, name: str) -> None:
    data, code, said = BAD_BYTES[name]
    wire.begin()
    wire.open("This is teh end.\n")
    wire.send(data)
    wire.tell("$/nothing", {})
    if said:
        wire.said(said)
    if code:
        answer = wire.wait(lambda one: "error" in one)
        assert answer["error"]["code"] == code
        assert answer["id"] == (None if code == -32700 else 77)
    assert [one["code"] for one in wire.found()] == ["spelling"]
    wire.end()


def test_nothing_is_answered_before_the_beginning_and_after_the_end(wire: Wire) -> None:
    wire.open("This is teh end.\n")
    assert wire.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["error"]["code"] == -32002
    wire.begin()
    assert wire.ask("initialize", {"capabilities": {}})["error"]["message"] == "initialize came twice"
    assert wire.found() == []
    assert wire.ask("shutdown", None)["result"] is None
    assert "after shutdown" in wire.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["error"]["message"]
    wire.tell("exit", None)
    wire.reader.join(DEADLINE_SECONDS)
    assert not wire.reader.is_alive()


def test_an_initialize_that_is_none_is_refused_and_the_next_is_heard(wire: Wire) -> None:
    error = wire.ask("initialize", {"capabilities": {"general": 5}})["error"]
    assert error["code"] == -32602
    wire.begin()
    wire.open("This is teh end.\n")
    assert len(wire.found()) == 1


def test_places_outside_of_the_text_are_the_nearest_in_it(wire: Wire) -> None:
    wire.begin()
    wire.open("One.\nTwo.\n")
    wire.change(2, place((0, 999), (0, 2_000_000_000), " This is teh end."))
    wire.change(3, place((99, 0), (1000, 0), "And this is teh end."))
    told = wire.found()
    assert [(one["range"]["start"]["line"], one["range"]["start"]["character"]) for one in told] == [(0, 13), (2, 12)]
    context = {
        "textDocument": {"uri": URI},
        "range": place((50, 7), (60, 9), "")["range"],
        "context": {"diagnostics": []},
    }
    assert wire.ask("textDocument/codeAction", context)["result"] == []


LOST = {
    "an older version": (3, [place((0, 0), (0, 0), "x")], "version 3 came after version 5"),
    "the same version": (5, [place((0, 0), (0, 0), "x")], "version 5 came after version 5"),
    "a range that ends before it begins": (6, [place((0, 5), (0, 1), "x")], "ends before that"),
    "a negative line": (6, [place((-1, 0), (0, 1), "x")], "are not what the protocol says"),
    "no version": (None, [place((0, 0), (0, 0), "x")], "are not what the protocol says"),
    "no text": (6, [{"range": place((0, 0), (0, 1), "")["range"]}], "are not what the protocol says"),
}


@pytest.mark.parametrize("name", LOST)
def test_a_text_out_of_step_has_no_findings_until_it_comes_whole(wire: Wire, name: str) -> None:
    version, changes, said = LOST[name]
    wire.begin()
    wire.open("This is teh end.\n", version=5)
    wire.open("This is teh end.\n", uri="file:///texts/b.md")
    assert len(wire.found()) == 1
    wire.change(version, *changes)
    wire.said(said)
    assert wire.found() == []
    wire.change(7, place((0, 0), (0, 0), "More. "))
    assert wire.found() == []
    assert len(wire.found("file:///texts/b.md")) == 1, "other texts are as they were"
    wire.change(8, {"text": "Here is teh teh end.\n"})
    assert len(wire.found()) >= 1
    wire.change(9, place((0, 0), (0, 0), "Now. "))
    assert wire.found()[0]["range"]["start"]["character"] >= 13


def test_a_text_that_is_not_open_may_be_changed_and_closed_without_harm(wire: Wire) -> None:
    wire.begin()
    wire.change(2, place((0, 0), (0, 0), "x"))
    wire.said("was changed and is not open")
    wire.tell("textDocument/didClose", {"textDocument": {"uri": URI}})
    assert wire.found() == []
    wire.open("This is teh end.\n")
    wire.open("It is late, and this is teh end.\n")
    assert wire.found()[0]["range"]["start"]["character"] == 24


@pytest.mark.parametrize("text", ["\ud800 This is teh end \udc00.", "\0 This is teh end.", "\u2028This is teh\x85end."])
def test_any_string_is_a_text(wire: Wire, text: str) -> None:
    wire.begin()
    wire.open(text)
    wire.change(2, place((0, 0), (0, 1), ""))
    assert [one["code"] for one in wire.found()][:1] == ["spelling"]


def test_a_text_of_ten_megabytes_is_checked_while_another_is_written(own: Own) -> None:
    own.begin({"textDocument": {"publishDiagnostics": {"versionSupport": True}}}, delay=0)
    own.open(
        "This is teh end.\n\n" + "It is late, and the snapshots are small.\n\n" * 240_000, uri="file:///texts/long.md"
    )
    own.open("Right.\n")

    def told(uri: str, version: int) -> dict[str, Any]:
        message = own.wait(
            lambda one: (
                one.get("method") == "textDocument/publishDiagnostics"
                and (one["params"]["uri"], one["params"]["version"]) == (uri, version)
            )
        )
        return dict(message["params"])

    assert told(URI, 1)["diagnostics"] == []
    own.change(2, place((0, 0), (0, 0), "This is teh end. "))
    assert len(told(URI, 2)["diagnostics"]) == 1
    own.change(2, place((0, 0), (0, 0), "Here teh text begins. "), uri="file:///texts/long.md")
    assert len(told("file:///texts/long.md", 2)["diagnostics"]) == 2, "what is near the change comes first"
    own.end()
    assert own.code() == 0, "nobody waits for a check that nobody wants any more"


def test_an_editor_that_is_gone_ends_the_server(own: Own) -> None:
    own.begin()
    own.open("This is teh end.\n" * 1000)
    own.hang_up()
    assert own.code() == 0
    assert own.close() == "commonhold: The client is gone; so is the server.\n"


def test_an_editor_that_dies_while_it_speaks_ends_the_server(own: Own) -> None:
    own.begin()
    own.send(b"Content-Length: 5000\r\n\r\n{")
    own.hang_up()
    assert own.code() == 0
    assert "in the middle of a message" in own.close()


def test_an_editor_that_leaves_without_shutdown_is_told_apart(own: Own) -> None:
    own.begin()
    own.tell("exit", None)
    assert own.code() == 1


def test_an_editor_that_no_longer_listens_ends_the_server(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "commonhold", "lsp"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        os.close(writing)
        assert process.stdin and process.stderr
        start = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}}
        process.stdin.write(framed(json.dumps({**start, "params": {**start["params"], "rootUri": None}}).encode()))  # type: ignore[dict-item]
        process.stdin.flush()
        assert process.wait(DEADLINE_SECONDS) == 0
        assert "Traceback" not in process.stderr.read().decode()


def test_the_whole_conversation_is_kept_where_asked_and_never_on_standard_output(tmp_path: Path) -> None:
    own = Own(tmp_path, "--log", "kept.log")
    own.begin()
    own.open("This is teh end of a secret.\n")
    assert len(own.found()) == 1
    own.end()
    assert own.code() == 0
    assert own.close() == ""
    kept = (tmp_path / "kept.log").read_text(encoding="utf-8")
    assert "textDocument/diagnostic" in kept and "is probably misspelt" in kept


def test_without_a_log_nothing_of_a_text_is_written_anywhere(own: Own, tmp_path: Path) -> None:
    own.begin()
    own.open("This is teh end of a secret.\n")
    assert len(own.found()) == 1
    own.end()
    assert own.code() == 0
    assert own.close() == ""
    assert list(tmp_path.iterdir()) == []
