"""Our own small API: findings with their evidence, and what the model is."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from commonhold.doors.opening import MODELS

TEXT = "🙂 It was [teh](https://example.org/teh) end, becuase `recieve` said so."


def ask(server: Any, **fields: Any) -> dict[str, Any]:
    answer = server.client.post("/api/check", json={"text": TEXT, "kind": "markdown", **fields})
    assert answer.status_code == 200, answer.text
    record: dict[str, Any] = answer.json()
    return record


def test_findings_are_those_of_the_command_line_with_their_evidence(server: Any) -> None:
    answer = ask(server)
    assert [TEXT[each["start"] : each["end"]] for each in answer["findings"]] == ["teh", "becuase"]
    assert answer["findings"][1]["suggestions"] == ["because"]
    assert "in the works read" in answer["findings"][1]["evidence"][0]
    assert (answer["language"], answer["language_name"], answer["is_foreign"]) == ("en", "English", False)


def test_offsets_are_counted_as_asked(server: Any) -> None:
    points = [(each["start"], each["end"]) for each in ask(server)["findings"]]
    units = [(each["start"], each["end"]) for each in ask(server, offsets="utf-16")["findings"]]
    assert units == [(start + 1, end + 1) for start, end in points]


def test_the_model_is_named_by_the_hash_of_its_bundle(server: Any) -> None:
    model = ask(server)["model"]
    content = (MODELS / "en" / "bundle.json").read_bytes()
    assert model["bundle"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    sizes = {path.name: path.stat().st_size for path in (MODELS / "en").iterdir() if path.name != "signatures.json"}
    assert (model["files"], model["size_bytes"]) == (sizes, sum(sizes.values()))
    assert model["merkle_root"] in content.decode()
    [listed] = [each for each in server.client.get("/api/models").json()["models"] if each["language"] == "en"]
    assert listed == model
    assert listed["name"] == "English"


def test_a_region_may_be_asked_for_and_is_named(server: Any) -> None:
    text = "They recognised the colour of their neighbours and organised the centre of it."
    answer = ask(server, text=text, language="en-us")
    assert (answer["language"], answer["language_name"]) == ("en-US", "English (US)")
    assert {each["kind"] for each in answer["findings"]} == {"dialect"}
    assert set(answer["model"]["dialects"]) >= {"en-US", "en-GB"}
    assert ask(server, text=text, language="en-GB")["findings"] == []


def test_a_lower_sensitivity_finds_no_more(server: Any) -> None:
    text = "The plans was drawn by my aunt, who think she is quiet good in it, becuase it depend from weather."
    counts = [len(ask(server, text=text, sensitivity=dial)["findings"]) for dial in (0, 0.5, None, 20)]
    assert counts == sorted(counts)
    assert counts[0] < counts[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": None},
        {"text": 1},
        {"kind": "latex"},
        {"kind": ["text"]},
        {"language": "tlh"},
        {"language": ["en"]},
        {"offsets": "bytes"},
        {"sensitivity": -1},
        {"sensitivity": True},
        {"sensitivity": "2"},
        {"sensitivity": 1e999},
    ],
)
def test_a_wrong_field_is_named(server: Any, wrong: dict[str, Any]) -> None:
    content = str({"text": "a"} | wrong).replace("'", '"').replace("None", "null").replace("True", "true")
    content = content.replace("inf", "Infinity")
    headers = {"content-type": "application/json"}
    answer = server.client.post("/api/check", content=content, headers=headers)
    assert answer.status_code == 400
    assert f"'{next(iter(wrong))}'" in answer.text


@pytest.mark.parametrize("content", ["", "[]", "{", '"text"', "[" * 100_000, b"\xff"])
def test_what_is_no_json_object_is_refused(server: Any, content: str | bytes) -> None:
    answer = server.client.post("/api/check", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.text[:7]) == (400, "Error: ")


def test_a_form_from_a_page_of_the_web_is_no_json(server: Any) -> None:
    assert (
        server.client.post("/api/check", content=b'{"text": "a"}', headers={"content-type": "text/plain"}).status_code
        == 415
    )


def test_the_page_is_kept_by_browsers_until_it_changes(server: Any) -> None:
    first = server.client.get("/")
    assert first.headers["content-type"] == "text/html; charset=utf-8"
    again = server.client.get("/", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
