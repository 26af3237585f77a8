"""The protocol of LanguageTool, spoken with a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

TEXT = "This is teh end of the the story."


def test_a_text_is_checked_and_answered_with_all_that_clients_read(server: Any) -> None:
    answer = server.check("🙂 This is teh end.")
    assert answer["software"]["apiVersion"] == 1
    assert answer["warnings"] == {"incompleteResults": False}
    assert answer["language"]["code"] == answer["language"]["detectedLanguage"]["code"] == "en-US"
    [match] = answer["matches"]
    assert (match["offset"], match["length"], match["replacements"][0]) == (11, 3, {"value": "the"})
    assert match["context"] == {"text": "🙂 This is teh end.", "offset": 11, "length": 3}
    assert match["sentence"] == "This is teh end." or match["sentence"] == "🙂 This is teh end."
    assert match["rule"]["id"] == "COMMONHOLD_SPELLING"
    assert match["rule"]["issueType"] == "misspelling"
    assert match["rule"]["category"] == {"id": "TYPOS", "name": "Possible Typo"}
    assert match["type"]["typeName"] == "UnknownWord"
    assert match["message"] and match["shortMessage"]


@pytest.mark.parametrize("path", ["/v2/check", "/v2/check/"])
def test_it_is_asked_by_address_or_by_body_with_or_without_a_slash(server: Any, path: str) -> None:
    fields = {"text": TEXT, "language": "en"}
    answers = [server.client.get(path, params=fields), server.client.post(path, data=fields)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json() == server.check(TEXT, language="en")


def test_of_annotated_text_only_the_text_is_read_and_all_is_counted(server: Any) -> None:
    parts = [
        {"text": "This is "},
        {"markup": "<b class=recieve>"},
        {"text": "teh"},
        {"markup": "</b>"},
        {"text": " end."},
    ]
    fields = {"data": json.dumps({"annotation": parts}), "language": "en-US"}
    [match] = server.client.post("/v2/check", data=fields).json()["matches"]
    whole = "".join(part.get("text", part.get("markup", "")) for part in parts)
    assert whole[match["offset"] : match["offset"] + match["length"]] == "teh"
    assert match["replacements"]


def test_markup_that_is_read_as_a_paragraph_ends_one(server: Any) -> None:
    parts = [{"text": "This is the"}, {"markup": "<p>", "interpretAs": "\n\n"}, {"text": "The end of it."}]
    fields = {"data": json.dumps({"annotation": parts}), "language": "en-US"}
    assert server.client.post("/v2/check", data=fields).json()["matches"] == []
    parts[1].pop("interpretAs")
    parts[1]["interpretAs"] = " "
    fields = {"data": json.dumps({"annotation": parts}), "language": "en-US"}
    assert [each["rule"]["id"] for each in server.client.post("/v2/check", data=fields).json()["matches"]] == [
        "COMMONHOLD_DOUBLED"
    ]


def rules_found(server: Any, **fields: str) -> list[str]:
    return [match["rule"]["id"] for match in server.check(TEXT, **fields)["matches"]]


def test_rules_and_categories_are_switched_off_and_on(server: Any) -> None:
    both = ["COMMONHOLD_SPELLING", "COMMONHOLD_DOUBLED"]
    assert rules_found(server) == both
    assert rules_found(server, disabledRules="COMMONHOLD_SPELLING,WHITESPACE_RULE") == both[1:]
    assert rules_found(server, disabledCategories="REPETITIONS") == both[:1]
    assert rules_found(server, enabledOnly="true", enabledRules="COMMONHOLD_DOUBLED") == both[1:]
    assert rules_found(server, enabledOnly="yes", enabledCategories="TYPOS") == both[:1]
    assert rules_found(server, mode="textLevelOnly") == []
    assert rules_found(server, mode="allButTextLevelOnly", motherTongue="de", useragent="x", unheardOf="1") == both


def test_a_picky_check_finds_no_less(server: Any) -> None:
    text = "The plans was drawn by my aunt, who think that she is quiet good in it. It depend from the weather."
    usual = {match["offset"] for match in server.check(text)["matches"]}
    assert usual <= {match["offset"] for match in server.check(text, level="picky")["matches"]}


def test_the_language_is_recognised_and_named_as_preferred(server: Any) -> None:
    language = server.check(TEXT, language="auto", preferredVariants="de-DE,en-GB")["language"]
    assert (language["code"], language["detectedLanguage"]["name"]) == ("en-GB", "English (GB)")
    assert 0 < language["detectedLanguage"]["confidence"] <= 1


def test_the_region_asked_for_decides_what_is_another_dialect(server: Any) -> None:
    text = "They recognised the colour of their neighbours and organised the centre of it."

    def found(**fields: str) -> set[str]:
        return {each["rule"]["category"]["id"] for each in server.check(text, **fields)["matches"]}

    assert "REGIONALISMS" in found(language="en-US")
    assert "REGIONALISMS" in found(language="auto", preferredVariants="en-US,de-DE")
    for language in ("en-GB", "en-AU", "en", "auto"):
        assert "REGIONALISMS" not in found(language=language)


def test_a_text_in_an_unknown_language_is_left_alone_and_that_is_said(server: Any) -> None:
    answer = server.check(
        "Ĉiuj homoj estas denaske liberaj kaj egalaj laŭ digno kaj rajtoj, kaj devus agi.", language="auto"
    )
    assert answer["matches"] == []
    assert answer["warnings"]["incompleteResults"]
    assert "language" in answer["warnings"]["incompleteResultsReason"]


def test_languages_are_listed_by_name_with_their_codes(server: Any) -> None:
    listed = server.client.get("/v2/languages").json()
    assert {"name": "English (US)", "code": "en", "longCode": "en-US"} in listed
    assert listed == sorted(listed, key=lambda each: each["name"])


def test_the_small_questions_are_answered(server: Any) -> None:
    ask = server.client.get
    assert (ask("/v2/healthcheck").text, ask("/v2/healthcheck").headers["content-type"]) == (
        "OK",
        "text/plain; charset=utf-8",
    )
    assert ask("/v2/maxtextlength").text == "200000"
    assert ask("/v2/info").json()["software"]["name"] == "Commonhold"
    assert "COMMONHOLD_SPELLING" in {
        each["ruleId"] for each in ask("/v2/configinfo", params={"language": "en-US"}).json()["rules"]
    }


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"language": "en"}, "Missing 'text' or 'data' parameter"),
        ({"text": "a"}, "Missing 'language' parameter"),
        ({"text": "a", "data": "{}", "language": "en"}, "Set only 'text' or 'data' parameter, not both"),
        ({"data": "{", "language": "en"}, "Could not parse JSON from 'data' parameter"),
        ({"text": "a", "language": "tlh"}, "There is no model for the language 'tlh'"),
        ({"text": "a", "language": "en", "preferredVariants": "en-GB"}, "you didn't specify 'language=auto'"),
        ({"text": "a", "language": "en", "enabledOnly": "true"}, "You must specify enabled rules or categories"),
        (
            {"text": "a", "language": "en", "enabledOnly": "true", "enabledRules": "A", "disabledRules": "B"},
            "You cannot specify disabled rules or categories",
        ),
        ({"text": "a", "language": "en", "level": "cruel"}, "'level' must be one of default, picky"),
        ({"text": "a", "language": "en", "autodetect": "yes"}, "is now called 'language=auto'"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused_with_a_sentence(server: Any, fields: Any, sentence: str) -> None:
    answer = server.client.post("/v2/check", data=fields)
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("Error: ")
    assert sentence in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/nothing", 404),
        ("GET", "/v2", 404),
        ("PUT", "/v2/check", 405),
        ("GET", "/v2/words/add", 405),
        ("POST", "/v2/languages", 405),
    ],
)
def test_what_there_is_not_is_said_to_be_not_there(server: Any, method: str, path: str, status: int) -> None:
    answer = server.client.request(method, path)
    assert (answer.status_code, answer.text[:7]) == (status, "Error: ")
    assert (status == 405) == ("allow" in answer.headers)


def test_a_body_of_another_kind_or_encoding_is_refused(server: Any) -> None:
    post = server.client.post
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert post("/v2/check", json={"text": "a"}).status_code == 415
    assert post("/v2/check", content=b"language=en&text=%ff%fe", headers=form).status_code == 400
    assert post("/v2/check", content=b"language=en&text=\xff", headers=form).status_code == 400
    assert post("/v2/check", content=b"&".join([b"a=b"] * 500), headers=form).status_code == 400
    assert post("/v2/check", content=b"language=en&text=Fine+text.").status_code == 200


def test_words_are_added_quiet_their_findings_and_are_deleted(start: Any) -> None:
    server = start()
    post, get = server.client.post, server.client.get
    found = server.check("My begining is new.")["matches"]
    assert [each["rule"]["id"] for each in found] == ["COMMONHOLD_SPELLING"]
    assert post("/v2/words/add", data={"word": "begining", "username": "u", "apiKey": "k"}).json() == {"added": True}
    assert post("/v2/words/add", data={"word": "begining"}).json() == {"added": False}
    assert server.check("My Begining is new.")["matches"] == []
    assert server.words.read_text(encoding="utf-8") == "begining\n"
    assert post("/v2/words/add", data={"mode": "batch", "words": "Łódź abc xyz"}).json() == {"added": True}
    assert get("/v2/words").json() == {"words": ["abc", "begining", "xyz", "Łódź"]}
    assert get("/v2/words", params={"offset": "1", "limit": "2"}).json() == {"words": ["begining", "xyz"]}
    assert post("/v2/words/delete", data={"word": "begining"}).json() == {"deleted": True}
    assert post("/v2/words/delete", data={"word": "begining"}).json() == {"deleted": False}
    assert server.check("My begining is new.")["matches"] == found
    assert post("/v2/words/add", data={"word": "New Yrok"}).json() == {"added": True}
    for wrong in ({}, {"word": ""}, {"word": "# a remark"}, {"mode": "batch", "words": " "}):
        assert post("/v2/words/add", data=wrong).status_code == 400
    assert get("/v2/words", params={"dict": "a"}).status_code == 400
    assert get("/v2/words", params={"limit": "-1"}).status_code == 400


def test_the_words_are_those_of_the_command_line_and_of_the_project(start: Any, tmp_path: Path) -> None:
    server = start()
    server.client.post("/v2/words/add", data={"word": "begining"})
    environment = os.environ | {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "commonhold", "words"]
    told = subprocess.run([*command, "list"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert told.stdout == f"{server.words} (user): 1 word\n  begining\n"
    text = "My begining is new. We left becuase of it. They will recieve it."
    assert len(server.check(text)["matches"]) == 2
    subprocess.run([*command, "add", "--project", "becuase"], cwd=tmp_path, env=environment, check=True)
    assert [each["context"]["text"][each["context"]["offset"] :][:7] for each in server.check(text)["matches"]] == [
        "recieve"
    ]
    found = server.client.post("/api/check", json={"text": text}).json()["findings"]
    assert [text[each["start"] : each["end"]] for each in found] == ["recieve"]
    assert server.client.get("/v2/words").json() == {"words": ["begining"]}


def test_words_that_cannot_be_kept_are_not_said_to_be(start: Any) -> None:
    server = start()
    server.words.parent.parent.joinpath("commonhold").write_text("a file where the folder should be")
    answer = server.client.post("/v2/words/add", data={"word": "word"})
    assert answer.status_code == 500
    assert "was left as it was" in answer.text
    assert server.wait_for("error")["error"] in answer.text


def test_two_clients_that_add_words_at_once_lose_none(start: Any) -> None:
    from concurrent.futures import ThreadPoolExecutor

    server = start()
    names = [f"word{chr(97 + number)}" for number in range(20)]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda name: httpx.post(f"{server.url}/v2/words/add", data={"word": name}), names))
    assert all(answer.json() == {"added": True} for answer in answers)
    assert server.client.get("/v2/words", params={"limit": "100"}).json()["words"] == names
