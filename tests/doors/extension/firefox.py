"""Firefox with the extension in it, driven by Marionette, Firefox's own protocol: JSON over a socket."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
DEADLINE_SECONDS = 60.0
ENTER, ESCAPE, F8, CONTROL = "\ue007", "\ue00c", "\ue038", "\ue009"

# Names of the web lead to the server of the test; nothing else is looked up or asked for.
PREFERENCES = {
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_beforeunload": True,
    "extensions.systemAddon.update.enabled": False,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 1,
    "services.settings.server": "",
    "toolkit.telemetry.enabled": False,
    "xpinstall.signatures.required": False,
}


class Firefox:
    """A running Firefox. It asks this machine directly, and for the web the proxy at ``web_port``."""

    def __init__(self, folder: Path, extension: Path, web_port: int) -> None:
        profile = folder / "firefox"
        profile.mkdir()
        proxies = {f"network.proxy.{name}": "127.0.0.1" for name in ("http", "ssl")}
        settings = PREFERENCES | proxies | {f"{name}_port": web_port for name in proxies}
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        assert FIREFOX
        self._process = subprocess.Popen(
            [FIREFOX, "--headless", "--no-remote", "--marionette", "--profile", str(profile)],
            env=os.environ | {"HOME": str(folder), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._talk = socket.create_connection(("127.0.0.1", self._port(profile)), DEADLINE_SECONDS)
        self._pending = b""
        self._number = 0
        self._read()
        self.ask("WebDriver:NewSession", {})
        self.ask("Addon:Install", {"path": str(extension), "temporary": True})

    def ask(self, command: str, parameters: dict[str, Any]) -> Any:
        """Give a command and return its result; RuntimeError with what Firefox says where it fails."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._talk.sendall(str(len(message)).encode() + b":" + message)
        _, number, error, result = self._read()
        assert number == self._number
        if error:
            raise RuntimeError(error)
        return result["value"] if isinstance(result, dict) and set(result) == {"value"} else result

    def evaluate(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page, where it may wait for a promise, and return what it resolves to."""
        return self.ask("WebDriver:ExecuteScript", {"script": script, "args": list(arguments)})

    def press(self, *keys: str) -> None:
        """Press keys one after the other, as a person would; ``Control+`` in front of one holds that key."""
        actions: list[dict[str, str]] = []
        for key in keys:
            pressed = [CONTROL, key.removeprefix("Control+")] if key.startswith("Control+") else [key]
            actions += [{"type": "keyDown", "value": each} for each in pressed]
            actions += [{"type": "keyUp", "value": each} for each in reversed(pressed)]
        self.ask("WebDriver:PerformActions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        move = {"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport", "duration": 0}
        actions = [move, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self.ask("WebDriver:PerformActions", {"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]})

    def picture(self) -> str:
        """A PNG of the window, in base64."""
        return str(self.ask("WebDriver:TakeScreenshot", {"full": False}))

    def close(self) -> None:
        """End it and wait for its end."""
        self._talk.close()
        self._process.terminate()
        self._process.wait(DEADLINE_SECONDS)

    def _port(self, profile: Path) -> int:
        """Wait until Firefox has written down which port it listens to."""
        end = time.monotonic() + DEADLINE_SECONDS
        place = profile / "MarionetteActivePort"
        while not (place.exists() and (port := place.read_text().strip())):
            assert self._process.poll() is None and time.monotonic() < end, "Firefox does not start"
            os.sched_yield()
        return int(port)

    def _read(self) -> Any:
        while b":" not in self._pending:
            self._receive()
        size, _, self._pending = self._pending.partition(b":")
        while len(self._pending) < int(size):
            self._receive()
        message, self._pending = self._pending[: int(size)], self._pending[int(size) :]
        return json.loads(message)

    def _receive(self) -> None:
        came = self._talk.recv(1 << 16)
        assert came, "Firefox has closed the connection"
        self._pending += came
