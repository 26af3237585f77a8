"""How the page looks and is named: underlines in their place, light and dark, wide and narrow, seen or heard."""

from __future__ import annotations

from typing import Any

import pytest
from tests.doors.http.visiting import NEEDS_BROWSER, TEXT, Visit, expect

pytestmark = NEEDS_BROWSER


def test_the_underline_lies_under_the_letters(visit: Visit) -> None:
    long = "It was a long way home, "
    visit.write(f"{long * 12}and teh end.\n\n{long * 6}becuase it was.", 2)
    offsets = """(text, at) => {
        const twin = document.createElement('div'), style = getComputedStyle(text);
        for (const name of ['font', 'lineHeight', 'padding', 'width', 'whiteSpace', 'overflowWrap', 'boxSizing'])
            twin.style[name] = style[name];
        twin.style.position = 'absolute';
        twin.textContent = text.value;
        text.parentElement.append(twin);
        const range = document.createRange();
        range.setStart(twin.firstChild, at);
        range.setEnd(twin.firstChild, at + 1);
        const box = range.getBoundingClientRect(), edge = twin.getBoundingClientRect();
        const found = [box.left - edge.left, box.top - edge.top];
        twin.remove();
        return found;
    }"""
    places = """mark => {
        const range = document.createRange();
        range.setStart(mark.firstChild, 0);
        range.setEnd(mark.firstChild, 1);
        const box = range.getBoundingClientRect(), edge = mark.closest('.mirror').getBoundingClientRect();
        return [box.left - edge.left, box.top - edge.top];
    }"""
    text = visit.page.locator("#text")
    for number, word in enumerate(("teh", "becuase")):
        at = text.input_value().index(word)
        expected = text.evaluate(f"(text) => ({offsets})(text, {at})")
        assert visit.page.locator("mark").nth(number).evaluate(places) == pytest.approx(expected, abs=1)
    boxes = [visit.page.locator(each).bounding_box() for each in ("#text", "#mirror")]
    assert boxes[0] == boxes[1]


def test_everything_is_named_for_who_does_not_see_it_and_reached_by_tab(visit: Visit) -> None:
    page = visit.page
    visit.write("This is teh end.", 1)
    expect(page.get_by_role("textbox", name="Your text")).to_have_attribute("aria-describedby", "hint")
    expect(page.get_by_role("status")).to_have_text("1 finding")
    for name in ("Language", "Read as", "Show"):
        expect(page.get_by_role("combobox", name=name)).to_be_visible()
    expect(page.get_by_role("complementary", name="Findings").get_by_role("listitem")).to_have_count(1)
    page.focus("#language")
    order = []
    for _ in range(9):
        order.append(page.locator(":focus").evaluate("each => each.id || each.tagName"))
        visit.key("Tab")
    assert order == ["language", "kind", "sensitivity", "text", "previous", "next", "BUTTON", "SUMMARY", "SUMMARY"]
    visit.to_start()
    visit.key("F8")
    card = page.get_by_role("dialog", name="‘teh’ is probably misspelt: ‘the’?")
    expect(card).to_have_attribute("aria-describedby", "card-evidence card-source")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_fits_and_can_be_read_by_day_and_night(browser: Any, server: Any, scheme: str, width: int) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    visit = Visit(context, server)
    visit.write(TEXT + " Averylongwordwithoutanyspace" * 3, 3)
    visit.to_start()
    visit.key("F8", "F8", "F8")
    box = visit.page.locator("#card").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    contrast = """() => {
        const light = (colour) => {
            const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((each) => each / 255)
                .map((each) => (each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const ground = (element) => {
            for (let at = element; at; at = at.parentElement) {
                const colour = getComputedStyle(at).backgroundColor;
                if (!/, 0\\)$|transparent/.test(colour)) return colour;
            }
            return "rgb(255, 255, 255)";
        };
        return ["#text", ".hint", "header p", "#card-message", "#card-evidence p", "#card-choices button", ".what",
                "#count", "ins", "kbd", "summary"].filter((each) => {
            const element = document.querySelector(each);
            const [one, other] = [light(getComputedStyle(element).color), light(ground(element))];
            return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5;
        });
    }"""
    assert visit.page.evaluate(contrast) == []
    context.close()
