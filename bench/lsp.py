"""The language server over a real connection: how long from a key to its diagnostics, and from start to the first ones.

    python bench/lsp.py --out build/bench

The text is made of this repository's own pages, 5,000 words by default. Keys are typed one after the other, each when
the diagnostics for the one before are there, and the server is told not to wait for pauses: what is measured is work,
the way through pipes and JSON included. Exit code 1 where the slowest of twenty keys takes longer than ``--most-ms``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from commonhold.doors.lsp.frames import Frames, Trouble

ROOT = Path(__file__).resolve().parents[1]
URI = "file:///bench/text.md"
SENTENCE = "When teh server has seen this sentnce, it says so at once. "
KEYS = 300


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of start, and milliseconds a key; ``words`` of the text, memory in megabytes (2^20).

    ``first_findings``: how many the first diagnostics told, which on a busy machine are those of a part of the text.
    """

    words: int
    first_findings: int
    start_s: float
    first_s: float
    p50_ms: float
    p95_ms: float
    most_ms: float
    action_p95_ms: float
    rss_mb: float


class Server:
    """A server as a process, and the messages it has sent."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "commonhold", "lsp", "--stdio"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._messages = self._read()
        self._last = 0

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self._send({"method": method, "params": params})

    def ask(self, method: str, params: Any) -> Any:
        """Send a request and return its result."""
        self._last += 1
        self._send({"id": self._last, "method": method, "params": params})
        return next(message for message in self._messages if message.get("id") == self._last)["result"]

    def diagnostics(self, version: int) -> list[Any]:
        """Wait for the diagnostics of a version of the text."""
        for message in self._messages:
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["version"] == version:
                return list(message["params"]["diagnostics"])
        raise SystemExit("the server ended")

    def rss_mb(self) -> float:
        """Return how much memory the process has now; 0 where the system does not tell."""
        status = Path(f"/proc/{self._process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)

    def end(self) -> None:
        """Say goodbye."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        self._process.wait(10)

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> Iterator[dict[str, Any]]:
        assert self._process.stdout
        frames = Frames()
        while data := os.read(self._process.stdout.fileno(), 1 << 16):
            for frame in frames.feed(data):
                assert not isinstance(frame, Trouble), frame.what
                yield json.loads(frame)


def text_of(words: int) -> str:
    """Return a text of so many words, made of the pages of this repository."""
    parts: list[str] = []
    for page in sorted((ROOT / "docs").glob("*.md")) * 10:
        for paragraph in page.read_text(encoding="utf-8").split("\n\n"):
            parts.append(paragraph)
            words -= len(paragraph.split())
            if words <= 0:
                return "\n\n".join(parts) + "\n"
    raise SystemExit(f"there are {words} words too few")


def measured(words: int) -> Figures:
    """Start a server, type in a text and return what it took."""
    source = text_of(words)
    began = time.perf_counter()
    server = Server()
    can = {
        "textDocument": {
            "publishDiagnostics": {"versionSupport": True},
            "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
        }
    }
    start = {"processId": None, "rootUri": None, "capabilities": can, "initializationOptions": {"delay": 0}}
    server.ask("initialize", start)
    started = time.perf_counter()
    server.tell("initialized", {})
    opened = {"uri": URI, "languageId": "markdown", "version": 1, "text": source}
    server.tell("textDocument/didOpen", {"textDocument": opened})
    findings = len(server.diagnostics(1))
    first = time.perf_counter()
    waits, asked = [], []
    row = max(number for number, line in enumerate(source[: len(source) // 2].split("\n")) if len(line) > 60)
    for number in range(KEYS):
        key = SENTENCE[number % len(SENTENCE)]
        place = {"line": row, "character": number}
        change = {"range": {"start": place, "end": place}, "text": key}
        then = time.perf_counter()
        text = {"uri": URI, "version": number + 2}
        server.tell("textDocument/didChange", {"textDocument": text, "contentChanges": [change]})
        server.diagnostics(number + 2)
        waits.append(1000 * (time.perf_counter() - then))
        if number % 10 == 0:
            then = time.perf_counter()
            where = {"start": {"line": 0, "character": 0}, "end": {"line": row, "character": number}}
            params = {"textDocument": {"uri": URI}, "range": where, "context": {"diagnostics": []}}
            server.ask("textDocument/codeAction", params)
            asked.append(1000 * (time.perf_counter() - then))
    rss = server.rss_mb()
    server.end()
    cuts = statistics.quantiles(waits, n=20)
    return Figures(
        words=len(source.split()),
        first_findings=findings,
        start_s=round(started - began, 3),
        first_s=round(first - began, 3),
        p50_ms=round(cuts[9], 1),
        p95_ms=round(cuts[18], 1),
        most_ms=round(max(waits), 1),
        action_p95_ms=round(statistics.quantiles(asked, n=20)[18], 1),
        rss_mb=round(rss, 1),
    )


def main() -> int:
    """Measure, print the figures, and keep them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=5000, help="length of the text")
    parser.add_argument("--most-ms", type=float, default=60.0, help="what the slowest of twenty keys may take")
    parser.add_argument("--out", type=Path, help="folder for lsp.stats.json")
    asked = parser.parse_args()
    figures = asdict(measured(asked.words))
    for name, value in figures.items():
        print(f"{name:14} {value:>10,}")
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        (asked.out / "lsp.stats.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return int(figures["p95_ms"] > asked.most_ms)


if __name__ == "__main__":
    sys.exit(main())
