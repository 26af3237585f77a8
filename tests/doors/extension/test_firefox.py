"""The same extension, unchanged, in Firefox: underlined under the letters, changed by keys and by the mouse, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.doors.extension.browsing import PAGE, Web, copied
from tests.doors.extension.firefox import ENTER, F8, FIREFOX, Firefox

pytestmark = pytest.mark.skipif(not FIREFOX, reason="there is no Firefox here: `apt-get install firefox-esr`")

TEXT = "It was teh end. We left becuase of it. "
SLIP, CHOICE = [0xE5, 0x48, 0x3D], [0x0D, 0x6B, 0x66]
# Where in a part of the window a colour is, as the picture shows it: every column, and the first and the last row.
COLOURED = """
    const [picture, [left, top, width, height], colour] = arguments;
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    return image.decode().then(() => {
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [image.width, image.height];
        const context = canvas.getContext("2d", { willReadFrequently: true });
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(left, top, width, height), columns = new Set(), rows = [];
        for (let at = 0; at < data.length; at += 4) {
            if (colour.reduce((sum, each, part) => sum + Math.abs(each - data[at + part]), 0) > 40) continue;
            columns.add((at / 4) % width);
            rows.push(Math.floor(at / 4 / width));
        }
        return { columns: [...columns].sort((one, other) => one - other), top: rows[0], bottom: rows.at(-1) };
    });
"""
WIDTHS = """
    const style = getComputedStyle(document.getElementById(arguments[0]));
    const context = document.createElement("canvas").getContext("2d");
    context.font = `${style.fontSize} ${style.fontFamily}`;
    const edge = parseFloat(style.paddingLeft) + parseFloat(style.borderLeftWidth);
    return arguments[1].map((text) => edge + context.measureText(text).width);
"""
VALUE = """
    const field = document.getElementById(arguments[0]);
    return (field.value ?? field.textContent).replaceAll("\\u00a0", " ");
"""


@pytest.fixture(scope="module")
def firefox(own_server: Any, web: Web, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """One Firefox with the extension."""
    folder: Path = tmp_path_factory.mktemp("firefox")
    running = Firefox(folder, copied(folder, own_server.port), web.port)
    yield running
    running.close()


@pytest.fixture
def page(firefox: Firefox) -> Firefox:
    """Firefox with an empty page."""
    firefox.ask("WebDriver:Navigate", {"url": "about:blank"})
    firefox.ask("WebDriver:Navigate", {"url": PAGE})
    return firefox


def write(page: Firefox, field: str, text: str = TEXT) -> list[int]:
    """Write a text into a field and return where it is underlined once it is."""
    page.evaluate("document.getElementById(arguments[0]).focus()", field)
    page.press(*text)
    return underlined(page, field, lambda found: len(found) > 60)


def underlined(page: Firefox, field: str, is_done: Callable[[list[int]], bool]) -> list[int]:
    """Look until what is underlined is as it should be, and return its columns from the left edge of a field."""
    return list(coloured(page, rect(page, field), SLIP, lambda found: is_done(found["columns"]))["columns"])


def expect_value(page: Firefox, field: str, value: str) -> None:
    """Wait until a field has a text."""
    for _ in range(1000):
        found = page.evaluate(VALUE, field)
        if found == value:
            return
    raise AssertionError(found)


def coloured(page: Firefox, part: list[int], colour: list[int], is_done: Callable[[Any], bool]) -> Any:
    """Look at pictures of a part of the window until a colour is where it should be, and return where it is."""
    for _ in range(100):
        found = page.evaluate(COLOURED, page.picture(), part, colour)
        if is_done(found):
            return found
    raise AssertionError(found)


def rect(page: Firefox, field: str) -> list[int]:
    """Where the upper part of a field is in the window: left, top, width, height."""
    found = page.evaluate("return document.getElementById(arguments[0]).getBoundingClientRect().toJSON()", field)
    return [round(found["left"]), max(0, round(found["top"])), int(found["width"]), 60]


@pytest.mark.parametrize("field", ["area", "line", "rich"])
def test_slips_are_underlined_under_their_letters_and_a_suggestion_is_taken_by_keys(page: Firefox, field: str) -> None:
    found = write(page, field)
    start, end, later = page.evaluate(WIDTHS, field, ["It was ", "It was teh", "It was teh end. We left "])
    first = [x for x in found if x < later - 8]
    assert (first[0], first[-1]) == (pytest.approx(start, abs=2.5), pytest.approx(end, abs=2.5))
    page.press("Control+a", F8, ENTER)
    expect_value(page, field, TEXT.replace("teh", "the"))
    assert page.evaluate("return window.seen.inputs.at(-1).isTrusted") is True
    underlined(page, field, lambda found: bool(found) and min(found) > end)
    page.press("Control+z")
    expect_value(page, field, TEXT)


def test_a_suggestion_is_taken_by_the_mouse(page: Firefox) -> None:
    found = write(page, "area")
    left, top, *_ = rect(page, "area")
    page.click(left + found[5], top + 22)
    below = [left, top + 60, 300, 200]
    choice = coloured(page, below, CHOICE, lambda found: len(found["columns"]) > 20)
    page.click(left + choice["columns"][5], top + 60 + (choice["top"] + choice["bottom"]) // 2)
    expect_value(page, "area", TEXT.replace("teh", "the"))


def test_what_is_written_is_sent_to_the_server_of_this_computer_alone(page: Firefox, web: Web, own_server: Any) -> None:
    before = len(own_server.events)
    web.asked.clear()
    write(page, "line", "Nobody but me reads teh secret of Quandarine, becuase it is mine. ")
    assert "/api/check" in [each["route"] for each in own_server.events[before:]]
    assert [each for each in web.asked if "Quandarine" in each[2] or b"Quandarine" in each[3]] == []
    assert {host for method, host, _, _ in web.asked if method != "CONNECT"} <= {"writer.example"}
