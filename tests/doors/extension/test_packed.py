"""The packed extension for browsers: everything it needs, nothing else, and the same bytes each time."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.doors.extension.browsing import EXTENSION, ROOT

NETWORK = re.compile(
    r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|eval|innerHTML|outerHTML)\b"
)


def packed(place: Path) -> bytes:
    """Pack the extension and return the bytes."""
    done = subprocess.run([sys.executable, str(ROOT / "extensions" / "pack.py"), str(place)], capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    return place.read_bytes()


def test_it_is_whole_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert packed(tmp_path / "one.zip") == packed(tmp_path / "folder" / "other.zip")
    with zipfile.ZipFile(tmp_path / "one.zip") as package:
        names = set(package.namelist())
        manifest = json.loads(package.read("manifest.json"))
    assert names == {path.relative_to(EXTENSION).as_posix() for path in EXTENSION.rglob("*") if path.is_file()}
    named = {manifest["background"]["service_worker"], manifest["action"]["default_popup"], *manifest["icons"].values()}
    assert named | set(manifest["content_scripts"][0]["js"]) <= names
    assert {Path(name).suffix for name in names} == {".json", ".js", ".html", ".css", ".png", ".svg"}


def test_one_module_alone_can_reach_the_network_and_none_writes_markup() -> None:
    reaching = {
        path.relative_to(EXTENSION).as_posix(): NETWORK.findall(path.read_text(encoding="utf-8"))
        for path in EXTENSION.rglob("*.js")
    }
    assert {path: words for path, words in reaching.items() if words} == {"server.js": ["fetch"]}
