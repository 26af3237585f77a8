"""What is written goes to the server of this computer and nowhere else, and some of it is never read at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.doors.extension.browsing import EXTENSION, OTHER_PAGE
from tests.doors.http.visiting import NEEDS_BROWSER, expect

pytestmark = NEEDS_BROWSER

TEXT = "This is teh end of Quandarine. "
SECRETS = ["#hidden", "#shown", "#code", "#card", "#named", "#pin", "#dots", "#mail", "#phrase"]


def checks(server: Any) -> int:
    """How many texts a server was given to check."""
    return [each.get("route") for each in server.events].count("/api/check")


def addresses(net_log: Path) -> dict[str, set[str]]:
    """Every place that was asked for something, by who wanted it, as the browser's own account of its network has it.

    What no page and no extension wanted is the browser's own business, such as looking for a newer version of itself.
    """
    asked: dict[str, set[str]] = {}
    for event in json.loads(net_log.read_text(encoding="utf-8"))["events"]:
        wanted = event.get("params", {})
        if "initiator" in wanted and "url" in wanted:
            url = urlsplit(wanted["url"])
            asked.setdefault(wanted["initiator"], set()).add(f"{url.scheme}://{url.netloc}")
    return asked


def test_what_is_written_is_sent_to_the_server_of_this_computer_alone(own_desk: Any, start: Any, web: Any) -> None:
    server = start()
    desk = own_desk(server.port)
    web.asked.clear()
    sheet = desk.open()
    for field in ("#area", "#rich", "#line"):
        sheet.put(field, TEXT)
        sheet.wait_inside("shown.map((each) => each.words).includes('teh')", True)
        sheet.key("F8", "Enter")
    desk.popup(sheet)
    desk.close()
    asked = addresses(desk.net_log)
    assert asked[f"chrome-extension://{desk.id}"] == {f"http://127.0.0.1:{server.port}"}
    assert asked["http://writer.example"] == {"http://writer.example"}
    assert {each for each in asked if "://" in each} == {f"chrome-extension://{desk.id}", "http://writer.example"}
    assert checks(server) >= 3
    assert {host for _, host, _, _ in web.asked} == {"writer.example"}
    assert {path for _, _, path, _ in web.asked} == {"/writing.html", "/writing.js"}
    assert all(method == "GET" and body == b"" for method, _, _, body in web.asked)


def test_scripts_of_the_extension_can_reach_no_other_address(desk: Any, web: Any) -> None:
    reached = "async (port) => fetch(`http://127.0.0.1:${port}/writing.html`).then(() => true, () => false)"
    assert desk.worker.evaluate(reached, desk.port) is True
    assert desk.worker.evaluate(reached, web.port) is False


def test_what_may_be_a_secret_is_never_read(sheet: Any, own_server: Any) -> None:
    before = checks(own_server)
    for field in SECRETS:
        sheet.page.click(field)
        sheet.page.keyboard.insert_text("this is teh secret becuase ")
        assert sheet.page.locator(field).input_value() != ""
        assert sheet.taken_up() == ""
    sheet.put("#area", "It is teh end of all the secrets. ")
    sheet.expect_underlined("teh")
    assert sheet.inside("field.element.id") == "area"
    assert checks(own_server) == before + 1


def test_a_password_that_is_shown_stays_a_secret(sheet: Any, own_server: Any) -> None:
    sheet.page.click("#shown")
    sheet.page.keyboard.insert_text("my teh secret becuase")
    sheet.page.click("#show")
    before = checks(own_server)
    sheet.page.click("#shown")
    sheet.page.keyboard.insert_text(" and teh rest ")
    assert sheet.taken_up() == ""
    sheet.put("#area", "It is teh end of the password. ")
    sheet.expect_underlined("teh")
    assert checks(own_server) == before + 1


def test_a_field_that_turns_into_a_password_is_left_at_once(sheet: Any) -> None:
    sheet.put("#line", "So it is becuase of it. ")
    sheet.expect_underlined("becuase")
    sheet.page.evaluate("document.getElementById('line').type = 'password'")
    sheet.key("x")
    sheet.wait_inside("field", None)


def test_where_the_page_wants_no_spell_checking_there_is_none_unless_one_insists(
    desk: Any, sheet: Any, own_server: Any
) -> None:
    before = checks(own_server)
    sheet.put("#unchecked", "Here teh end is not looked for. ")
    assert sheet.taken_up() == ""
    sheet.put("#area", "And here teh end is. ")
    sheet.expect_underlined("teh")
    assert checks(own_server) == before + 1
    popup = desk.popup(sheet)
    popup.check("#insists")
    sheet.page.bring_to_front()
    sheet.page.click("#unchecked")
    sheet.wait_inside("field.element.id === 'unchecked' && shown.length >= 1", True)
    assert checks(own_server) == before + 2
    popup.reload()
    expect(popup.locator("#insists")).to_be_checked()
    popup.uncheck("#insists")


def test_a_site_is_switched_off_and_on_and_others_are_not(desk: Any, sheet: Any, own_server: Any) -> None:
    sheet.put("#area", TEXT)
    sheet.wait_inside("shown.length >= 1", True)
    popup = desk.popup(sheet)
    expect(popup.locator("#site")).to_have_text("writer.example")
    expect(popup.locator("#on")).to_be_checked()
    popup.uncheck("#on")
    sheet.wait_inside("field", None)
    sheet.page.bring_to_front()
    before = checks(own_server)
    sheet.put("#area", "And teh rest of it. ")
    assert sheet.taken_up() == ""
    other = desk.open(OTHER_PAGE)
    other.put("#area", "It is another teh end. ")
    other.expect_underlined("teh")
    assert checks(own_server) == before + 1
    assert sheet.inside("field") is None
    kept = "async () => (await chrome.storage.local.get(null)).off"
    assert desk.worker.evaluate(kept) == ["writer.example"]
    popup = desk.popup(sheet)
    expect(popup.locator("#on")).not_to_be_checked()
    popup.check("#on")
    sheet.page.bring_to_front()
    sheet.page.click("#area")
    sheet.wait_inside("shown.length >= 1", True)


def test_a_frame_is_switched_off_with_the_page_it_stands_in(desk: Any, own_server: Any) -> None:
    sheet = desk.open("http://writer.example/framing.html")
    desk.popup(sheet).uncheck("#on")
    sheet.page.bring_to_front()
    before = checks(own_server)
    field = sheet.page.frame_locator("iframe").locator("#area")
    field.click()
    sheet.page.keyboard.insert_text("In a frame it is teh end. ")
    other = desk.open(OTHER_PAGE)
    other.put("#area", "In no frame it is teh end. ")
    other.expect_underlined("teh")
    assert checks(own_server) == before + 1
    desk.popup(sheet).check("#on")
    sheet.page.bring_to_front()
    requests = len([each for each in own_server.events if each["event"] == "request"])
    field.click()
    sheet.page.keyboard.insert_text("And on. ")
    own_server.wait_for("request", requests + 1)


def test_the_popup_says_that_no_server_answers_and_how_to_start_one(own_desk: Any, start: Any) -> None:
    server = start()
    desk = own_desk(server.port)
    sheet = desk.open()
    popup = desk.popup(sheet)
    expect(popup.locator("#server")).to_contain_text("is running on this computer, for English")
    expect(popup.locator("#language option")).to_contain_text(
        ["as recognised", "English", "English (GB)", "English (US)"]
    )
    server.stop()
    popup.reload()
    expect(popup.locator("#server")).to_contain_text("No server answers at 127.0.0.1")
    expect(popup.locator("#server code")).to_have_text("commonhold serve")
    sheet.page.bring_to_front()
    sheet.put("#area", TEXT)
    while desk.worker.evaluate("chrome.action.getBadgeText({})") != "!":
        pass
    sheet.value("#area", TEXT)
    start("--port", str(server.port))
    sheet.wait_inside("shown.map((each) => each.words).includes('teh')", True)


def test_permissions_are_those_that_are_explained() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["permissions"] == ["storage"]
    assert manifest["host_permissions"] == ["http://127.0.0.1/*"]
    assert "optional_permissions" not in manifest and "web_accessible_resources" not in manifest
    assert "externally_connectable" not in manifest and "incognito" not in manifest
    policy = manifest["content_security_policy"]["extension_pages"]
    assert policy.startswith("default-src 'none'; script-src 'self';") and "unsafe" not in policy
    assert [word for word in policy.split() if "//" in word] == ["http://127.0.0.1:8081;"]
    explained = (EXTENSION.parents[1] / "docs" / "extensions.md").read_text(encoding="utf-8")
    assert [each for each in ("`storage`", "`http://127.0.0.1/*`", "`*://*/*`") if each not in explained] == []
