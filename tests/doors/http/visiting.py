"""A visit to the page: a real browser, what it asked for and what it complained of."""

from __future__ import annotations

import os
import re
import shutil
from typing import Any

import pytest

sync_api = pytest.importorskip("playwright.sync_api")
expect = sync_api.expect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NEEDS_BROWSER = pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium here: `apt-get install chromium`")
FLAGS = ["--disable-background-networking", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
TEXT = "This is teh end.\n\nWe left becuase of the the rain."


class Visit:
    """The page open in a browser, with everything it asked for and complained of."""

    def __init__(self, context: Any, server: Any) -> None:
        self.page = context.new_page()
        self.asked: list[Any] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self.asked.append(request))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(server.url)

    def checked(self) -> list[str]:
        """The paragraphs sent to be checked, in order."""
        return [each.post_data_json["text"] for each in self.asked if each.url.endswith("/api/check")]

    def write(self, text: str, findings: int) -> None:
        """Put a text on the page and wait until so many findings are shown."""
        self.page.fill("#text", text)
        self.expect_findings(findings)

    def expect_findings(self, number: int) -> None:
        expect(self.page.locator("mark")).to_have_count(number, timeout=30_000)  # a busy machine
        expect(self.page.locator("#list li")).to_have_count(number)
        expect(self.page.locator("#count")).to_have_text(re.compile(rf"^{number} findings? · [\d,]+ words?$"))

    def expect_text(self, text: str) -> None:
        expect(self.page.locator("#text")).to_have_value(text)

    def key(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def to_start(self) -> None:
        self.page.focus("#text")
        self.key("Control+Home")


def answer_with(visit: Visit, **finding: Any) -> None:
    """Answer each check with one finding, which the installed model would not make."""
    model = visit.page.request.get(f"{visit.page.url}api/models").json()["models"][0]
    answer = {"findings": [{"probability": 0.9, "fixable": True} | finding], "model": model, "language_name": "English"}
    visit.page.route("**/api/check", lambda route: route.fulfill(json=answer))


def focused(page: Any) -> str:
    """The text of the button that has the focus, or the id of what else has it."""
    element = page.locator(":focus")
    return str(
        element.inner_text() if element.evaluate("each => each.tagName") == "BUTTON" else element.get_attribute("id")
    )
