"""Measures `commonhold serve`: its start, its memory, and how long it takes when several ask, or a long text changes.

    python bench/server.py [FILE]

The paragraphs are those of a text in Markdown, the example post by default. Prints one line a figure.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

STARTS = 5
CLIENTS = (1, 8)
REQUESTS = 40
LONG_CHARACTERS = 100_000
CHANGES = 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def running() -> Iterator[tuple[int, int]]:
    """Start a server of its own and yield its process id and port."""
    command = [sys.executable, "-m", "commonhold", "serve", "--port", "0"]
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {"XDG_CONFIG_HOME": home}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout
            port = int(process.stdout.readline().split("127.0.0.1:")[1].split("/")[0])
            yield process.pid, port
            process.terminate()


def seconds(port: int, paragraphs: list[str]) -> list[float]:
    """Ask for each paragraph on one connection and return how long each answer took."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.connect()
    # The head and the body are sent apart; without this the second would wait for the first to be acknowledged.
    connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    taken = []
    for text in paragraphs:
        began = time.perf_counter()
        connection.request("POST", "/v2/check", urlencode({"language": "en-US", "text": text}), FORM)
        json.load(connection.getresponse())
        taken.append(time.perf_counter() - began)
    connection.close()
    return taken


def states(paragraphs: list[str]) -> list[str]:
    """Return a long text and what it becomes by one change after the other, each of a few letters somewhere in it."""
    text = "\n\n".join(paragraphs)
    text = "\n\n".join(f"{number}. {text}" for number in range(1 + LONG_CHARACTERS // len(text)))[:LONG_CHARACTERS]
    found = [text]
    for number in range(1, CHANGES + 1):
        at = number * len(text) // (CHANGES + 1)
        found.append(f"{found[-1][:at]} teh {found[-1][at:]}")
    return found


def memory_mb(process: int) -> float:
    """The resident set of a process in megabytes (2^20 bytes)."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> None:
    """Measure and print."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "examples" / "post.md"
    paragraphs = [each for each in path.read_text(encoding="utf-8").split("\n\n") if len(each) > 150]
    firsts = []
    for _ in range(STARTS):
        began = time.perf_counter()
        with running() as (_, port):
            seconds(port, paragraphs[:1])
            firsts.append(time.perf_counter() - began)
    print(f"first answer after a cold start: {statistics.median(firsts):.2f} s (the middle of {STARTS})")
    with running() as (process, port):
        print(f"memory before the first request: {memory_mb(process):.0f} MB")
        for clients in CLIENTS:
            # No two requests are the same, and each client begins elsewhere.
            asked = [
                [f"{paragraphs[(place + client) % len(paragraphs)]} {client}.{place}" for place in range(REQUESTS)]
                for client in range(clients)
            ]
            with ThreadPoolExecutor(clients) as threads:
                taken = sorted(each for one in threads.map(lambda texts: seconds(port, texts), asked) for each in one)
            p50, p95 = statistics.median(taken), taken[int(0.95 * len(taken))]
            print(f"{clients} at once, a paragraph: p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms")
        print(f"memory afterwards: {memory_mb(process):.0f} MB")
        first, *changed = seconds(port, states(paragraphs))
        print(f"a text of {LONG_CHARACTERS:,} characters: {1000 * first:.0f} ms, changed: ", end="")
        print(f"p50 {1000 * statistics.median(changed):.0f} ms, at most {1000 * max(changed):.0f} ms")
        print(f"memory afterwards: {memory_mb(process):.0f} MB")


if __name__ == "__main__":
    main()
