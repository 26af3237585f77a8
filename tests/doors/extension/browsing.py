"""A real Chromium with the extension in it, and pages of the web for it to write on.

Every name of the network leads to one server of this test or nowhere; only the extension's own address is another.
"""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.doors.http.visiting import CHROMIUM, FLAGS, expect

ROOT = Path(__file__).resolve().parents[3]
EXTENSION = ROOT / "extensions" / "browser"
PAGES = Path(__file__).with_name("pages")
PAGE = "http://writer.example/writing.html"
OTHER_PAGE = "http://other.example/writing.html"
DEADLINE_MS = 30_000
STRICT = "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'"


def copied(folder: Path, port: int) -> Path:
    """Copy the extension, with the port of a test's own server in the place of the usual one."""
    copy = folder / "extension"
    shutil.copytree(EXTENSION, copy)
    for path in (copy / "manifest.json", copy / "server.js"):
        text = path.read_text(encoding="utf-8")
        assert "127.0.0.1:8081" in text
        path.write_text(text.replace("127.0.0.1:8081", f"127.0.0.1:{port}"), encoding="utf-8")
    return copy


class Web:
    """A server of pages, strict in what they may load. ``asked`` has what it was asked: method, host, path, body."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str, bytes]] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                asked = urlsplit(self.path)  # a whole address where this is asked as a proxy
                web.asked.append((self.command, self.headers.get("host", ""), asked.path, body))
                path = PAGES / asked.path.lstrip("/")
                is_there = path.is_file()
                self.send_response(200 if is_there else 404)
                self.send_header("Content-Security-Policy", STRICT)
                kind = "text/javascript" if path.suffix == ".js" else "text/html"
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.end_headers()
                if is_there:
                    self.wfile.write(path.read_bytes())

            do_POST = do_CONNECT = do_GET  # noqa: N815 - the names are those of the library

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        self.port = self._server.server_address[1]

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Desk:
    """A browser with the extension. ``net_log`` is its own account of its network, whole once it is closed."""

    def __init__(self, playwright: Any, folder: Path, port: int, web: Web, **options: Any) -> None:
        self.web, self.port = web, port
        self.net_log = folder / "net.json"
        extension = copied(folder, port)
        self.context = playwright.chromium.launch_persistent_context(
            folder / "profile",
            executable_path=CHROMIUM,
            ignore_default_args=["--disable-extensions"],
            args=[
                *FLAGS,
                "--headless=new",
                f"--disable-extensions-except={extension}",
                f"--load-extension={extension}",
                f"--host-resolver-rules=MAP *.example 127.0.0.1:{web.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                f"--log-net-log={self.net_log}",
                "--net-log-capture-mode=Everything",
            ],
            **options,
        )
        self.context.set_default_timeout(DEADLINE_MS)
        workers = self.context.service_workers
        self.worker = workers[0] if workers else self.context.wait_for_event("serviceworker")
        self.id = self.worker.url.split("/")[2]

    def open(self, address: str = PAGE) -> Sheet:
        """Open a page of the web."""
        return Sheet(self, address)

    def popup(self, sheet: Sheet) -> Any:
        """Open the popup as it is for a page, in a tab beside it."""
        page = self.context.new_page()
        page.add_init_script(f"chrome.tabs.query = async () => [await chrome.tabs.get({sheet.tab()})];")
        page.goto(f"chrome-extension://{self.id}/popup/popup.html")
        return page

    def close(self) -> None:
        with suppress(Exception):
            self.context.close()


class Sheet:
    """A page open in the browser. What the extension shows is closed to the page, and seen from its own world."""

    def __init__(self, desk: Desk, address: str) -> None:
        self.desk = desk
        self.page = desk.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self._session = desk.context.new_cdp_session(self.page)
        self._worlds: list[dict[str, Any]] = []
        self._session.on("Runtime.executionContextCreated", lambda event: self._worlds.append(event["context"]))
        self._session.send("Runtime.enable")
        self.page.goto(address)

    def inside(self, expression: str, *, is_awaited: bool = False) -> Any:
        """Evaluate an expression in the world of the extension's scripts on this page."""
        worlds = [each for each in self._worlds if each["origin"].startswith("chrome-extension://")]
        main = [each for each in worlds if each["auxData"]["frameId"] == self._main_frame()]
        answer = self._session.send(
            "Runtime.evaluate",
            {"expression": expression, "contextId": main[-1]["id"], "returnByValue": True, "awaitPromise": is_awaited},
        )
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def wait_inside(self, expression: str, value: Any) -> None:
        """Wait until an expression has a value in the extension's world, looking after each frame that is drawn."""
        end = self.inside(f"performance.now() + {DEADLINE_MS}")
        while (found := self.inside(expression)) != value:
            assert self.inside("performance.now()") < end, (expression, found, value)
            self.page.evaluate("new Promise((done) => requestAnimationFrame(done))")

    def taken_up(self) -> str:
        """The id of the field that the extension reads, once it has made up its mind."""
        return str(self.inside("ask({ ask: 'state' }).then(() => field?.element.id ?? '')", is_awaited=True))

    def expect_underlined(self, *words: str) -> None:
        """Wait until exactly these words are underlined: known to be, and drawn."""
        listed = json.dumps(words, separators=(",", ":"), ensure_ascii=False)
        self.wait_inside("JSON.stringify(shown.map((each) => each.words))", listed)
        self.wait_inside("layer.drawing.childElementCount >= shown.length", True)

    def write(self, field: str, text: str) -> None:
        """Type into a field, as a person does."""
        self.page.click(field)
        self.page.keyboard.type(text)

    def put(self, field: str, text: str) -> None:
        """Write into a field at once, so that nothing is asked in between."""
        self.page.click(field)
        self.page.keyboard.insert_text(text)

    def place(self, number: int) -> dict[str, float]:
        """The place in the window of the middle of a finding that is drawn."""
        found = self.inside(f"JSON.stringify(underlines.rectOf(shown[{number}]))")
        rect = json.loads(found)
        return rect | {"x": rect["left"] + rect["width"] / 2, "y": rect["top"] + rect["height"] / 2}

    def click_finding(self, number: int) -> None:
        place = self.place(number)
        self.page.mouse.click(place["x"], place["y"])
        self.wait_inside("card.element.hidden", False)

    def click_choice(self, text: str) -> None:
        """Click on a button of the card with the mouse."""
        self.wait_inside(f"{_buttons(text)}.length", 1)
        rect = json.loads(self.inside(f"JSON.stringify({_buttons(text)}[0].getBoundingClientRect())"))
        self.page.mouse.click(rect["left"] + rect["width"] / 2, rect["top"] + rect["height"] / 2)

    def card_text(self) -> str:
        return str(self.inside("card.element.innerText"))

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def value(self, field: str, text: str) -> None:
        expect(self.page.locator(field)).to_have_value(text)

    def tab(self) -> int:
        """The number of this page's tab, by its address."""
        self.page.bring_to_front()
        found: int = self.desk.worker.evaluate("async () => (await chrome.tabs.query({active: true}))[0].id")
        return found

    def _main_frame(self) -> str:
        tree = self._session.send("Page.getFrameTree")
        found: str = tree["frameTree"]["frame"]["id"]
        return found


def _buttons(text: str) -> str:
    return f"[...card.element.querySelectorAll('button')].filter((each) => each.textContent === {json.dumps(text)})"


Open = Callable[..., Sheet]
