"""The extension in a real browser: what is typed on a page is underlined, and changed as if it were typed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.doors.http.visiting import NEEDS_BROWSER, expect

pytestmark = NEEDS_BROWSER

TEXT = "This is teh end. We left becuase of it. "
RIGHT = TEXT.replace("teh", "the")


def test_what_is_typed_into_a_text_area_is_underlined_under_its_letters(sheet: Any) -> None:
    sheet.write("#area", "It was so, and nobody knew it at all. " * 6 + TEXT)
    sheet.expect_underlined("teh", "becuase")
    box = sheet.page.locator("#area").bounding_box()
    for number, word in enumerate(("teh", "becuase")):
        place = sheet.place(number)
        assert box["x"] < place["left"] and place["right"] < box["x"] + box["width"]
        sheet.page.mouse.dblclick(place["x"], place["y"])  # the browser itself says which word is there
        chosen = "each => each.value.slice(each.selectionStart, each.selectionEnd).trim()"
        assert sheet.page.locator("#area").evaluate(chosen) == word
    assert sheet.inside("layer.drawing.firstChild.classList[0]") == "spelling"


def test_what_is_typed_into_an_editable_element_is_underlined_and_nothing_is_put_into_it(sheet: Any) -> None:
    sheet.write("#rich", TEXT)
    sheet.expect_underlined("teh", "becuase")
    rect = sheet.place(1)
    word = """([x, y]) => {
        const at = document.caretRangeFromPoint(x, y);
        return at.startContainer.data.slice(at.startOffset - 3, at.startOffset + 2);
    }"""
    assert sheet.page.evaluate(word, [rect["x"], rect["y"]]) in "becuase"
    before = sheet.page.locator("#rich").inner_html()
    nodes = sheet.page.evaluate("seen.nodes")
    sheet.click_finding(0)
    sheet.key("F8")
    sheet.key("F8", "Escape")
    assert sheet.page.locator("#rich").inner_html() == before
    assert sheet.page.evaluate("seen.nodes") == nodes


def test_a_line_is_read_once_there_is_a_sentence_in_it(sheet: Any) -> None:
    sheet.write("#line", "becuase of")
    sheet.key("Space", "i", "t", "Space")
    sheet.expect_underlined("becuase")
    box, place = sheet.page.locator("#line").bounding_box(), sheet.place(0)
    assert box["y"] < place["top"] and place["bottom"] < box["y"] + box["height"]
    assert place["left"] == pytest.approx(box["x"] + 12, abs=1)  # after padding and border


@pytest.mark.parametrize("field", ["#area", "#line"])
def test_a_suggestion_is_taken_by_a_click_and_undone_by_the_page_s_own_undo(sheet: Any, field: str) -> None:
    sheet.write(field, TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.click_finding(0)
    assert "‘teh’ is probably misspelt" in sheet.card_text()
    assert "In the works read, ‘the’ stands more than" in sheet.card_text()
    sheet.click_choice("the")
    sheet.value(field, RIGHT)
    sheet.expect_underlined("becuase")
    assert sheet.page.evaluate("seen.inputs.at(-1)") == {"id": field[1:], "type": "insertText", "isTrusted": True}
    assert sheet.page.locator(":focus").get_attribute("id") == field[1:]
    sheet.key("Control+z")
    sheet.value(field, TEXT)
    sheet.expect_underlined("teh", "becuase")


def test_a_suggestion_is_taken_by_keys_alone(sheet: Any) -> None:
    sheet.write("#area", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.key("Control+Home", "F8")
    assert sheet.inside("layer.status.textContent").endswith(" the")
    sheet.key("Enter")
    sheet.value("#area", RIGHT)
    sheet.key("F8", "ArrowDown", "ArrowUp", "Enter")
    sheet.value("#area", RIGHT.replace("becuase", "because"))
    sheet.expect_underlined()
    sheet.page.keyboard.type("Yes.")
    sheet.value("#area", TEXT.replace("teh", "the").replace("becuase", "becauseYes."))


def test_in_an_editable_element_both_ways_work_and_are_undone(sheet: Any) -> None:
    sheet.write("#rich", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.click_finding(1)
    sheet.click_choice("because")
    rich = sheet.page.locator("#rich")
    expect(rich).to_have_text(TEXT.replace("becuase", "because"))
    assert sheet.page.evaluate("seen.inputs.at(-1)") == {"id": "rich", "type": "insertText", "isTrusted": True}
    sheet.expect_underlined("teh")
    sheet.key("F8", "Enter")
    expect(rich).to_have_text("This is the end. We left because of it.")
    sheet.key("Control+z", "Control+z")
    expect(rich).to_have_text(TEXT)
    sheet.expect_underlined("teh", "becuase")


def test_an_editor_that_keeps_a_text_of_its_own_is_told_of_the_change(sheet: Any) -> None:
    sheet.write("#model", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.click_finding(0)
    sheet.click_choice("the")
    sheet.expect_underlined("becuase")
    sheet.key("F8", "Enter")
    sheet.expect_underlined()
    assert sheet.page.evaluate("kept") == RIGHT.replace("becuase", "because")
    assert sheet.page.locator("#model").inner_text().strip() == "This is the end. We left because of it."


def test_nothing_is_typed_into_another_field_when_the_writer_has_gone_on(sheet: Any) -> None:
    sheet.write("#rich", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.key("Control+Home", "F8")
    go_on = "() => document.getElementById('line').focus()"
    listen = f"document.addEventListener('selectionchange', {go_on}, {{ once: true }})"
    sheet.inside(f"{listen}; change(shown[1], 'because')")
    expect(sheet.page.locator("#line")).to_be_focused()
    sheet.page.keyboard.type("Now this. ")
    sheet.wait_inside("field.element.id", "line")
    sheet.value("#line", "Now this. ")
    assert "because" not in sheet.page.locator("#rich").inner_text()


def test_a_click_alone_takes_no_keys_away_from_what_is_written(sheet: Any) -> None:
    sheet.write("#area", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.click_finding(0)
    sheet.key("Enter")
    assert "\n" in sheet.page.locator("#area").input_value()
    sheet.wait_inside("card.element.hidden", True)


def test_what_is_rich_is_read_as_it_looks(sheet: Any) -> None:
    html = (
        "<h2>The end of teh story</h2><p>It is <b>teh</b> one &amp; two &lt; three, becuase &gt; of it.</p>"
        "<pre>teh code</pre><ul><li>The first day<br>Day by day</li></ul>"
        '<p>With <code>teh</code> code, <span contenteditable="false">teh name</span> and recieve it.</p>'
        "<div style='white-space: pre-wrap'>This is the end\nEnd of the day.</div>"
    )
    sheet.page.evaluate("(html) => document.getElementById('rich').innerHTML = html", html)
    sheet.page.click("#rich h2")
    sheet.expect_underlined("teh", "teh", "becuase", "recieve")
    sheet.click_finding(2)
    sheet.click_choice("because")
    expect(sheet.page.locator("#rich p").first).to_have_text("It is teh one & two < three, because > of it.")
    sheet.expect_underlined("teh", "teh", "recieve")
    assert sheet.page.locator("#rich b").inner_text() == "teh"


def test_underlines_follow_the_text_when_it_scrolls_and_stay_inside_the_field(sheet: Any) -> None:
    sheet.write("#area", "It is teh end.\n\n\n\n\n\n\n\n\n\n\n\nWe left becuase of it. ")
    sheet.wait_inside("shown.length", 2)
    sheet.wait_inside("layer.drawing.childElementCount", 1)  # the first is scrolled out of sight
    sheet.page.evaluate("document.getElementById('area').scrollTop = 1000")
    sheet.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    low = sheet.inside("underlines.rectOf(shown[1]).top")
    sheet.page.evaluate("document.getElementById('area').scrollTop -= 5")
    sheet.wait_inside(f"Math.round(underlines.rectOf(shown[1])?.top - {low})", 5)
    sheet.page.evaluate("document.getElementById('area').scrollTop = 0")
    sheet.wait_inside("underlines.rectOf(shown[1])", None)
    sheet.wait_inside("Boolean(underlines.rectOf(shown[0]))", True)


def test_the_word_under_the_caret_waits_until_it_is_finished(sheet: Any) -> None:
    sheet.write("#area", "It is so. We left becuase")
    sheet.wait_inside("known.findings.length", 1)
    assert sheet.inside("shown.length") == 0
    sheet.page.keyboard.type(" ")
    sheet.expect_underlined("becuase")


def test_what_is_ignored_and_what_is_added_to_the_dictionary_is_underlined_no_more(sheet: Any, own_server: Any) -> None:
    sheet.write("#area", "It is teh end. And teh begining of it. ")
    sheet.expect_underlined("teh", "teh", "begining")
    sheet.click_finding(0)
    sheet.click_choice("Ignore")
    sheet.expect_underlined("begining")
    sheet.click_finding(0)
    sheet.click_choice("Add to dictionary")
    sheet.expect_underlined()
    assert own_server.words.read_text(encoding="utf-8") == "begining\n"
    own_server.client.post("/v2/words/delete", data={"word": "begining"})


def test_a_text_that_was_answered_is_not_asked_again(sheet: Any, own_server: Any) -> None:
    def checks() -> int:
        return [each.get("route") for each in own_server.events].count("/api/check")

    sheet.put("#area", "It was teh end of it. ")
    sheet.expect_underlined("teh")
    before = checks()
    sheet.put("#line", "So it is becuase of it. ")
    sheet.expect_underlined("becuase")
    sheet.page.click("#area")
    sheet.expect_underlined("teh")
    assert checks() == before + 1


def test_a_field_in_a_modal_dialog_is_served_there(sheet: Any) -> None:
    sheet.page.evaluate(
        """() => {
            const dialog = document.createElement("dialog"), field = document.createElement("textarea");
            field.id = "inner";
            dialog.append(field);
            document.body.append(dialog);
            dialog.showModal();
        }"""
    )
    sheet.write("#inner", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.click_finding(0)
    sheet.click_choice("the")
    sheet.value("#inner", RIGHT)


def test_a_field_in_a_shadow_tree_is_served(sheet: Any) -> None:
    sheet.page.evaluate(
        """() => {
            const host = document.createElement("writing-place"), root = host.attachShadow({ mode: "open" });
            root.append(Object.assign(document.createElement("textarea"), { id: "inner", rows: 4 }));
            document.body.prepend(host);
        }"""
    )
    sheet.write("#inner", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.key("Control+Home", "F8", "Enter")
    sheet.value("#inner", RIGHT)


def test_a_page_cannot_press_keys_or_see_the_card(sheet: Any) -> None:
    sheet.write("#area", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.page.evaluate(
        """() => {
            const area = document.getElementById("area"), how = { bubbles: true, composed: true };
            for (const key of ["F8", "Enter"]) area.dispatchEvent(new KeyboardEvent("keydown", { key, ...how }));
        }"""
    )
    sheet.value("#area", TEXT)
    assert sheet.inside("card.entry") is None
    sheet.click_finding(0)
    assert sheet.page.evaluate("document.querySelector('commonhold-layer').shadowRoot") is None
    page_sees = "document.documentElement.innerText + document.documentElement.outerHTML"
    assert "misspelt" not in sheet.page.evaluate(page_sees)


def test_a_page_that_changes_its_text_itself_is_read_again(sheet: Any) -> None:
    sheet.write("#area", TEXT)
    sheet.expect_underlined("teh", "becuase")
    sheet.page.evaluate("document.getElementById('area').value = 'We recieve it and go.'")
    sheet.expect_underlined("recieve")
    sheet.page.evaluate("document.getElementById('area').remove()")
    sheet.wait_inside("field", None)
    assert sheet.page.locator("commonhold-layer").count() == 0
