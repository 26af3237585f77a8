"""Bad input, slow clients and too many of them: the server says what was wrong, and goes on."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from tests.doors.http.conftest import readable

HEAD = b"POST /v2/check HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
GOOD = "It was a long winter, and the garden became what it is. "
LONG = (GOOD * 20 + "\n\n") * 30
"""More than a short text and less than the limit, in paragraphs."""


@pytest.fixture
def connect(server: Any) -> Iterator[Any]:
    """Open plain connections to a server, and close them at the end."""
    with contextlib.ExitStack() as stack:
        yield lambda to=server: stack.enter_context(socket.create_connection(("127.0.0.1", to.port), timeout=30))


def answer_of(connection: socket.socket) -> str:
    """Read until the other end closes the connection."""
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts).decode()


def test_a_text_of_10_mb_is_refused_by_its_size(server: Any) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = server.client.post("/v2/check", content=b"language=en&text=" + b"a+" * 5_000_000, headers=form)
    assert answer.status_code == 413
    assert answer.text.startswith("Error: ")
    assert "shorter text" in answer.text
    json = {"content-type": "application/json"}
    answer = server.client.post("/api/check", content=b'{"text": "' + b"a " * 5_000_000 + b'"}', headers=json)
    assert answer.status_code == 413


def test_a_text_a_little_too_long_is_told_both_lengths(server: Any) -> None:
    text = "a" * 200_001
    answer = server.client.post("/v2/check", data={"text": text, "language": "en"})
    assert answer.status_code == 413
    assert "200000 characters (it's 200001 characters)" in answer.text
    assert server.client.post("/api/check", json={"text": text}).status_code == 413


@pytest.mark.parametrize("text", [(LONG * 6)[:200_000], "ж" * 199_000], ids=["paragraphs", "one word"])
def test_the_longest_texts_are_checked(server: Any, text: str) -> None:
    assert server.check(text)["warnings"] == {"incompleteResults": False}


def test_a_body_of_endless_pieces_is_refused(server: Any) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"language=en&text="
        for _ in range(100):
            yield b"a" * 100_000

    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = server.client.post("/v2/check", content=pieces(), headers=form)
    assert (answer.status_code, answer.text[:7]) == (413, "Error: ")


def test_a_body_in_pieces_is_read(server: Any) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    pieces = iter([b"language=en-US&te", b"xt=This+is+teh+end."])
    assert len(server.client.post("/v2/check", content=pieces, headers=form).json()["matches"]) == 1


def test_a_body_without_length_is_no_body(connect: Any) -> None:
    connection = connect()
    connection.sendall(HEAD + b"Connection: close\r\n\r\nlanguage=en&text=a")
    assert "Error: Missing 'text' or 'data' parameter" in answer_of(connection)


@pytest.mark.parametrize(
    "raw",
    [b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"\r\n" * 10 + b"\0\r\n\r\n"],
)
def test_what_is_no_http_is_refused(server: Any, connect: Any, raw: bytes) -> None:
    connection = connect()
    connection.sendall(raw)
    assert answer_of(connection).startswith("HTTP/1.1 4")
    assert server.client.get("/v2/healthcheck").text == "OK"


def test_a_head_without_end_is_refused(connect: Any) -> None:
    connection = connect()
    with contextlib.suppress(ConnectionError):
        connection.sendall(b"GET /?" + b"a" * 200_000)
        assert answer_of(connection).startswith("HTTP/1.1 4")


def test_a_client_that_dies_leaves_the_server_free_for_others(start: Any, connect: Any) -> None:
    server = start()
    body = b"language=en&text=" + LONG.encode().replace(b" ", b"+")
    for _ in range(3):
        connection = connect(server)
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        connection.close()
    connection = connect(server)
    connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\nlanguage=en")
    connection.close()
    assert server.check("This is teh end.")["matches"]
    server.wait_for("request", 5)
    assert sorted(event["status"] for event in server.events if event["event"] == "request")[-4:] == [499] * 4


def test_who_sends_a_head_letter_by_letter_is_cut_off(start: Any, connect: Any) -> None:
    server = start(limits=["HEAD_SECONDS=0.5"])
    slow, silent = connect(server), connect(server)
    slow.sendall(b"GET /v2/healthcheck HT")
    for connection in (slow, silent):
        assert readable(connection)
        assert answer_of(connection) == ""
    assert server.client.get("/v2/healthcheck").text == "OK"


def test_who_sends_a_second_head_slowly_is_cut_off_too(start: Any, connect: Any) -> None:
    server = start(limits=["HEAD_SECONDS=0.5"])
    connection = connect(server)
    connection.sendall(b"GET /v2/healthcheck HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert readable(connection)
    received = b""
    while not received.endswith(b"OK"):
        received += connection.recv(65536)
    connection.sendall(b"GET /v2/hea")
    assert answer_of(connection) == ""


def test_who_sends_a_body_slowly_is_told_so(start: Any, connect: Any) -> None:
    server = start(limits=["BODY_SECONDS=0.5"])
    connection = connect(server)
    connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\nlanguage=en&text=a")
    answer = answer_of(connection)
    assert answer.startswith("HTTP/1.1 408")
    assert "Error: The request was not complete" in answer


def test_a_check_is_not_cut_off_by_the_time_for_heads(start: Any) -> None:
    server = start(limits=["HEAD_SECONDS=0.05"])
    assert server.check(LONG)["matches"] == []


def test_a_check_that_takes_too_long_is_given_up(start: Any) -> None:
    server = start(limits=["CHECK_SECONDS=0.02"])
    answer = server.client.post("/v2/check", data={"text": LONG, "language": "en"})
    assert answer.status_code == 500
    assert "Checking took longer than 0.02 seconds" in answer.text
    assert server.client.get("/v2/healthcheck").text == "OK"


def test_of_too_many_idle_connections_the_oldest_is_closed(start: Any, connect: Any) -> None:
    server = start(limits=["MOST_CONNECTIONS=5"])
    connections = [connect(server) for _ in range(8)]
    assert server.client.get("/v2/healthcheck").text == "OK"
    for connection in connections[:3]:
        assert readable(connection)
        assert answer_of(connection) == ""
    connections[-1].sendall(b"GET /v2/healthcheck HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer_of(connections[-1]).endswith("OK")


def test_too_many_checks_at_once_are_told_to_come_again(start: Any) -> None:
    server = start(limits=["MOST_WAITING=2"])
    fields = {"text": LONG, "language": "en"}
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: httpx.post(f"{server.url}/v2/check", data=fields, timeout=60), range(8)))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 429}
    refused = answers[statuses.index(429)]
    assert refused.text.startswith("Error: ") and "try again later" in refused.text
    assert refused.headers["retry-after"] == "1"
    assert server.check("This is teh end.")["matches"]


def test_others_are_answered_while_a_long_text_is_checked(start: Any) -> None:
    server = start()
    server.check("Warm teh checker.")
    with ThreadPoolExecutor(1) as threads:
        began = time.monotonic()
        long = threads.submit(server.check, LONG * 5)
        others = 0
        while not long.done():
            assert server.client.get("/v2/healthcheck").text == "OK"
            assert httpx.post(f"{server.url}/v2/check", data={"text": "Teh end.", "language": "en"}).status_code == 200
            others += 1
        seconds = time.monotonic() - began
    assert long.result()["matches"] == []
    assert others >= 3, f"{others} short texts in {seconds:.1f} s"
