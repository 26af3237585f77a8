"""Aspell and Hunspell over a file of sentences, word by word through their pipe (``-a``), as editors use them.

Knows the protocol and the names of the dictionaries; judges nothing.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from measure import read_rows, word_count

DICTIONARIES: Mapping[str, Mapping[str, list[str]]] = {
    "aspell": {
        "de": ["aspell", "-l", "de_DE", "-a", "--encoding=utf-8"],
        "fr": ["aspell", "-l", "fr_FR", "-a", "--encoding=utf-8"],
        "es": ["aspell", "-l", "es", "-a", "--encoding=utf-8"],
    },
    "hunspell": {
        "de": ["hunspell", "-d", "de_DE", "-i", "utf-8", "-a"],
        "fr": ["hunspell", "-d", "fr_FR", "-i", "utf-8", "-a"],
        "es": ["hunspell", "-d", "es_ES", "-i", "utf-8", "-a"],
    },
}
"""How to start each peer for a language; Debian's aspell-de, aspell-fr, aspell-es, hunspell-de-de, -fr and -es."""

MOST_SUGGESTIONS = 10
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_Flag = tuple[int, int, list[str]]


class SpellerError(Exception):
    """A speller is not installed, lacks the dictionary, or stopped; the text says which."""


class _Pipe:
    """One process that is asked one word a line; it remembers what it was told."""

    def __init__(self, command: list[str]) -> None:
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
            )
        except OSError as problem:
            raise SpellerError(f"{command[0]} is not installed ({problem.strerror})") from None
        assert self._process.stdin and self._process.stdout
        self._asked, self._told = self._process.stdin, self._process.stdout
        self._known: dict[str, list[_Flag]] = {}
        if not self._told.readline():
            self.close()
            raise SpellerError(f"{' '.join(command)} does not start; is its dictionary installed?")

    def flags(self, word: str) -> list[_Flag]:
        """Return what is wrong inside a word: nothing, all of it, or parts of it (``l'``, then a word)."""
        if word not in self._known:
            self._asked.write(f"^{word}\n")
            self._asked.flush()
            self._known[word] = list(self._answers(word))
        return self._known[word]

    def _answers(self, word: str) -> Iterator[_Flag]:
        while line := self._told.readline().rstrip("\n"):
            if line[0] in "&#?":
                wrong = line.split(" ")[1]
                start = max(word.find(wrong), 0)
                offered = line.partition(": ")[2].split(", ") if line[0] != "#" else []
                yield start, min(start + len(wrong), len(word)), offered[:MOST_SUGGESTIONS]

    def peak_rss_mb(self) -> float:
        """Return its largest resident set so far, in megabytes (2^20 bytes); Linux only, 0 elsewhere."""
        status = Path(f"/proc/{self._process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        self._asked.close()
        self._told.close()


def measure(name: str, language: str, source: Path, target: Path) -> dict[str, float]:
    """Let a speller read a file of sentences, write its flags as the scorer reads them, and return its figures."""
    rows = read_rows(source)
    start = time.perf_counter()
    pipe = _Pipe(DICTIONARIES[name][language])
    pipe.flags("x")
    ready = time.perf_counter()
    try:
        with target.open("w", encoding="utf-8") as answered:
            for row in rows:
                answered.write(json.dumps({"id": row["id"], "flags": list(_flags(pipe, row["text"]))}) + "\n")
        done = time.perf_counter()
        words = sum(word_count(row["text"]) for row in rows)
        return {
            "startup_s": ready - start,
            "words_per_s": words / max(1e-6, done - ready),
            "peak_rss_mb": pipe.peak_rss_mb(),
        }
    finally:
        pipe.close()


def _flags(pipe: _Pipe, text: str) -> Iterator[_Flag]:
    for match in _WORD.finditer(text):
        for start, end, offered in pipe.flags(match.group().replace("’", "'")):
            yield match.start() + start, match.start() + end, offered
