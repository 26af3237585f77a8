"""How the server is started: ports of this machine only, several editors at once, sentences for what is wrong."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from commonhold.doors.lsp.frames import Frames
from commonhold.doors.lsp.running import AddressError, address_of
from commonhold.doors.opening import languages_in

DEADLINE_SECONDS = 60.0
A = "file:///texts/a.md"
# Leaving by os._exit, so that no `except` can hide the attempt.
WATCHED = """
import os, sys
REFUSED = ("socket.connect", "socket.getaddrinfo", "socket.gethostby", "socket.sendto", "socket.sendmsg", "socket.bind",
           "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "urllib.Request")
def watch(event, arguments):
    if event.startswith(REFUSED):
        os.write(2, f"refused {event} {arguments}\\n".encode())
        os._exit(99)
sys.addaudithook(watch)
from commonhold.doors.cli import main; main()
"""


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "commonhold", "lsp", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, timeout=DEADLINE_SECONDS)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("2087", ("127.0.0.1", 2087)),
        (":0", ("127.0.0.1", 0)),
        ("localhost:80", ("127.0.0.1", 80)),
        ("127.0.0.2:1", ("127.0.0.2", 1)),
        ("[::1]:5", ("::1", 5)),
    ],
)
def test_addresses_of_this_machine_are_taken(text: str, address: tuple[str, int]) -> None:
    assert address_of(text) == address


@pytest.mark.parametrize(
    "text",
    ["0.0.0.0:1", "[::]:1", "example.org:1", "192.0.2.1:1", "localhost", "localhost:x", "127.0.0.1:65536", "", ":-1"],
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(AddressError):
        address_of(text)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--tcp", "0.0.0.0:2087"), 2, "other machines could reach it"),
        (("--port", "99999"), 2, "there is no port number in it"),
        (("--port", "1", "--tcp", "localhost:1"), 2, "--tcp and --port cannot be used together"),
        (("--stdio", "--port", "1"), 2, "--stdio and --port cannot be used together"),
        (("--log", "no/such/folder/kept.log"), 3, "cannot be written to no/such/folder/kept.log"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (code, b"")
    assert said in done.stderr.decode()
    assert "help: " in done.stderr.decode()


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run("--port", str(taken.getsockname()[1]))
    assert done.returncode == 3
    assert "address already in use" in done.stderr.decode()


def test_an_empty_input_ends_the_server_at_once() -> None:
    done = run("--stdio")
    assert (done.returncode, done.stdout) == (0, b"")


def test_two_editors_have_texts_of_their_own(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, "This is teh end.\n")
        assert await editor.found(A) == ["teh"]
        await asyncio.to_thread(talk, other, pull=True)
        assert await editor.found(A) == ["teh"]

    async def other(editor: Any) -> None:
        editor.open(A, "This is the the end.\n")
        assert await editor.found(A) == ["the the"]

    talk(scenario, pull=True)


def test_an_editor_that_breaks_off_leaves_the_server_to_others(talk: Any, port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(b"Content-Length: 100\r\n\r\n{")

    async def scenario(editor: Any) -> None:
        editor.open(A, "This is teh end.\n")
        assert await editor.found(A) == ["teh"]

    talk(scenario, pull=True)


@pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")
def test_the_server_opens_no_connection_and_starts_no_process(tmp_path: Path) -> None:
    def framed(**message: Any) -> bytes:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    opened = {"uri": A, "languageId": "python", "version": 1, "text": "# This is teh end.\n"}
    command = [sys.executable, "-c", WATCHED, "lsp"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=tmp_path) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(
            framed(id=1, method="initialize", params={"processId": None, "rootUri": None, "capabilities": {}})
            + framed(method="textDocument/didOpen", params={"textDocument": opened})
        )
        process.stdin.flush()
        frames, heard = Frames(), b""
        while b"is probably misspelt" not in heard:
            heard += b"".join(
                one for one in frames.feed(os.read(process.stdout.fileno(), 65536)) if isinstance(one, bytes)
            )
        process.stdin.write(framed(id=2, method="shutdown") + framed(method="exit"))
        process.stdin.flush()
        assert process.wait(DEADLINE_SECONDS) == 0
        assert process.stderr.read() == b""
