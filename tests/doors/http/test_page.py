"""The page in a real browser: typed text is underlined, changed by mouse and by keys, and goes nowhere else."""

from __future__ import annotations

from typing import Any

from tests.doors.http.visiting import NEEDS_BROWSER, TEXT, Visit, answer_with, expect, focused

pytestmark = NEEDS_BROWSER


def test_typed_text_is_underlined_where_it_might_be_wrong(visit: Visit) -> None:
    visit.page.keyboard.type(TEXT + " So.")  # the text has the focus from the start
    visit.expect_findings(3)
    assert visit.page.locator("mark").all_inner_texts() == ["teh", "becuase", "the the"]
    assert "spelling" in str(visit.page.locator("mark").first.get_attribute("class"))
    expect(visit.page.locator("#status")).to_have_text("3 findings")


def test_a_finding_is_changed_by_keys_alone_and_undone(visit: Visit) -> None:
    visit.write(TEXT, 3)
    visit.to_start()
    visit.key("F8")
    assert focused(visit.page) == "the"
    visit.key("Enter")
    visit.expect_text(TEXT.replace("teh", "the"))
    visit.expect_findings(2)
    assert focused(visit.page) == "text"
    visit.key("Control+z")
    visit.expect_text(TEXT)
    visit.expect_findings(3)


def test_keys_go_from_finding_to_finding_and_from_choice_to_choice(visit: Visit) -> None:
    visit.write(TEXT, 3)
    visit.to_start()
    current = visit.page.locator('#list button[aria-current="true"]')
    for expected in ("teh", "becuase", "the the", "teh"):
        visit.key("F8")
        expect(current).to_contain_text(expected)
        expect(visit.page.locator("mark.chosen")).to_have_text(expected)
    visit.key("Shift+F8", "Shift+F8")
    expect(current).to_contain_text("becuase")
    seen = [focused(visit.page)]
    for key in ("ArrowDown", "ArrowRight", "ArrowDown", "ArrowUp", "Home", "End"):
        visit.key(key)
        seen.append(focused(visit.page))
    assert seen == ["because", "Add to dictionary", "Ignore", "because", "Ignore", "because", "Ignore"]
    visit.key("Escape")
    expect(visit.page.locator("#card")).to_be_hidden()
    assert focused(visit.page) == "text"
    assert visit.page.locator("#text").evaluate("text => text.selectionStart") == TEXT.index("becuase") + 7
    visit.expect_text(TEXT)


def test_a_click_on_a_word_shows_why_and_a_click_on_a_choice_changes_it(visit: Visit) -> None:
    visit.write(TEXT, 3)
    box = visit.page.locator("mark").nth(1).bounding_box()
    visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = visit.page.locator("#card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("‘becuase’ is probably misspelt")
    expect(visit.page.locator("#card-evidence")).to_contain_text("In the works read, ‘because’ stands about")
    assert focused(visit.page) == "text"
    card.get_by_role("button", name="because", exact=True).click()
    visit.expect_text(TEXT.replace("becuase", "because"))
    expect(card).to_be_hidden()
    visit.expect_findings(2)
    visit.page.locator("#list button").nth(1).click()
    expect(card).to_contain_text("written twice")
    visit.page.mouse.click(5, 5)
    expect(card).to_be_hidden()


def test_what_is_ignored_is_ignored_everywhere_on_the_page(visit: Visit) -> None:
    visit.write("This is teh end.\n\nThat is teh end becuase of it.", 3)
    visit.to_start()
    visit.key("F8", "End", "Enter")
    visit.expect_findings(1)
    expect(visit.page.locator("#status")).to_contain_text("left as it is")


def test_a_text_is_sent_whole_and_one_that_was_answered_is_not_sent_again(visit: Visit) -> None:
    first = "First paragraph.\n\nSecond teh paragraph.\n\nThird becuase of it."
    visit.write(first, 2)
    assert visit.checked() == [first]
    visit.write(f"Really teh {first}", 3)
    assert visit.checked() == [first, f"Really teh {first}"]
    visit.write(first, 2)
    assert len(visit.checked()) == 2


def test_a_very_long_text_is_sent_in_parts_that_end_with_paragraphs(visit: Visit) -> None:
    paragraph = "It was a long winter, and the garden became what it is. " * 500
    text = "\n\n".join(f"{paragraph}We left becuase of {number}." for number in range(12))
    visit.write(text, 12)
    sent = visit.checked()
    assert sorted("".join(sent)) == sorted(text)
    assert len(sent) == 4
    assert all(each in text and each.startswith("It was") for each in sent)
    expect(visit.page.locator("#trouble")).to_be_empty()


def test_one_part_of_a_text_says_something_of_the_others(visit: Visit) -> None:
    british = "The organisation recognised the labour of its neighbours, and they realised it."
    visit.write("\n\n".join([british, british, british, "All of it was recognized."]), 1)
    expect(visit.page.locator("mark")).to_have_text("recognized")
    visit.page.select_option("#language", "en-US")
    visit.write(british, 4)
    off, on = "<!-- commonhold-off -->", "<!-- commonhold-on -->"
    visit.write("\n\n".join(["It is teh end.", off, "It was teh end.", on, "We left becuase of it."]), 2)


def test_a_text_in_a_language_without_a_model_is_said_to_be_one(visit: Visit) -> None:
    visit.page.fill("#text", "Ĉiuj homoj estas denaske liberaj kaj egalaj laŭ digno kaj rajtoj, kaj devus agi.")
    expect(visit.page.locator("#count")).to_have_text("not checked · 14 words")
    expect(visit.page.locator("#empty")).to_contain_text("a language there is no model for")
    visit.write("This is teh end.", 1)
    expect(visit.page.locator("#guessed")).to_have_text("as recognised: English")
    visit.page.select_option("#language", "en-GB")
    expect(visit.page.locator("#guessed")).to_have_text("as recognised")


def test_a_word_with_none_near_it_is_shown_without_suggestions(visit: Visit) -> None:
    message = "‘xqzvwkj’ is probably misspelt; there is no word near it."
    answer_with(visit, start=11, end=18, kind="spelling", message=message, suggestions=[], evidence=[])
    visit.write("We put the xqzvwkj on the table.", 1)
    visit.to_start()
    visit.key("F8")
    expect(visit.page.locator("#card-message")).to_have_text(message)
    expect(visit.page.locator("#card-choices")).to_be_empty()
    assert focused(visit.page) == "Add to dictionary"
    assert visit.page.locator("#list del").count() == 0


def test_a_finding_tells_its_evidence_and_its_model(visit: Visit, server: Any) -> None:
    models = server.client.get("/api/models").json()["models"]
    [model] = [one for one in models if one["language"] == "en"]
    visit.write(TEXT, 3)
    visit.to_start()
    visit.key("F8")
    expect(visit.page.locator("#card-evidence")).to_contain_text("In the works read, ‘the’ stands more than")
    source = visit.page.locator("#card-source")
    expect(source).to_contain_text(f"From the English model, which stands on {model['works']:,} works")
    expect(source.locator("code")).to_have_attribute("title", model["bundle"])
    assert model["bundle"].removeprefix("sha256:").startswith(source.locator("code").inner_text())


def test_findings_stay_in_place_while_the_text_before_them_changes(visit: Visit) -> None:
    visit.write("It is so. We left becuase of it.", 1)
    visit.to_start()
    visit.page.route("**/api/check", lambda route: None)  # no answers from now on
    visit.page.keyboard.type("Yes. ")
    expect(visit.page.locator("mark")).to_have_text("becuase")
    assert visit.page.locator("#list li").count() == 1


def test_the_last_word_is_left_alone_until_it_is_finished(visit: Visit) -> None:
    visit.page.keyboard.type("We left becuase")
    expect(visit.page.locator("#count")).to_have_text("0 findings · 3 words")
    visit.page.keyboard.type(" ")
    visit.expect_findings(1)


def test_code_in_markdown_is_not_read_and_prose_is(visit: Visit) -> None:
    text = "See teh page.\n\n```\nteh code\n\nteh more\n```\n\nIt is teh end.\n"
    visit.write(text, 4)
    visit.page.select_option("#kind", "markdown")
    visit.expect_findings(2)


def test_a_gap_is_shown_at_the_word_beside_it_and_filled(visit: Visit) -> None:
    text = "I want go home now."
    given = {"kind": "missing", "message": "A word is missing.", "suggestions": ["to "], "evidence": ["it is so"]}
    answer_with(visit, start=7, end=7, **given)
    visit.write(text, 1)
    expect(visit.page.locator("mark.gap")).to_have_text("go")
    visit.to_start()
    visit.key("F8")
    assert focused(visit.page) == "add “to”"
    visit.key("Enter")
    visit.expect_text("I want to go home now.")


def test_places_beyond_the_basic_plane_are_right(visit: Visit) -> None:
    visit.write("🙂🙂 This is teh end. 🙂 We left becuase of it.", 2)
    assert visit.page.locator("mark").all_inner_texts() == ["teh", "becuase"]
    visit.to_start()
    visit.key("F8", "Enter")
    visit.expect_text("🙂🙂 This is the end. 🙂 We left becuase of it.")


def test_a_word_is_added_to_the_dictionary_and_taken_out_again(browser: Any, start: Any) -> None:
    server = start()
    visit = Visit(browser.new_context(), server)
    visit.write("The begining of all. Our begining is here.", 2)
    visit.to_start()
    visit.key("F8", "End", "ArrowUp")
    assert focused(visit.page) == "Add to dictionary"
    visit.key("Enter")
    visit.expect_findings(0)
    assert server.words.read_text(encoding="utf-8") == "begining\n"
    visit.page.locator("#dictionary summary").click()
    visit.page.get_by_role("button", name="Take “begining” out of the dictionary").click()
    visit.expect_findings(2)
    assert server.words.read_text(encoding="utf-8") == ""
    assert visit.complaints == []
    visit.page.context.close()


def test_what_keeps_a_word_from_the_dictionary_is_said(browser: Any, start: Any, tmp_path: Any) -> None:
    server = start()
    (tmp_path / "commonhold").write_text("a file where the folder should be")
    visit = Visit(browser.new_context(), server)
    visit.write("The begining of all.", 1)
    visit.page.locator("#list button").click()
    visit.page.get_by_role("button", name="Add to dictionary").click()
    expect(visit.page.locator("#trouble")).to_contain_text("was left as it was")
    visit.expect_findings(1)
    visit.page.context.close()


def test_the_page_says_when_the_server_is_gone(browser: Any, start: Any) -> None:
    server = start()
    visit = Visit(browser.new_context(), server)
    visit.write("This is teh end.", 1)
    server.stop()
    visit.page.fill("#text", "Another teh end.")
    expect(visit.page.locator("#trouble")).to_have_text("The server does not answer; trying again.")
    visit.page.context.close()


def test_it_says_which_model_and_bundle_the_findings_stand_on(visit: Visit, server: Any) -> None:
    visit.page.locator("summary").first.click()
    facts = visit.page.locator("#models")
    for model in server.client.get("/api/models").json()["models"]:
        expect(facts).to_contain_text(model["bundle"])
        expect(facts).to_contain_text(model["merkle_root"])
        expect(visit.page.locator(f"#language option[value={model['language']}]")).to_have_text(model["name"])
