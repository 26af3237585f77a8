"""Text of strangers: whatever it is, each notation gives it back as one value."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import FormatChecker
from markdown_it import MarkdownIt

from commonhold.release.exports.spelling import (
    address,
    json_in_markdown,
    link,
    markdown,
    one_line_of_json,
    part_of_address,
    yaml_scalar,
)

TEXTS = st.text(st.characters(codec=None), max_size=40)
ADDRESSES = st.one_of(TEXTS, TEXTS.map("https://".__add__), TEXTS.map("//".__add__))


def spelled(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


@given(TEXTS)
def test_json_and_yaml_give_it_back(text: str) -> None:
    for written in (one_line_of_json(text), yaml_scalar(text)):
        assert "\n" not in written
        written.encode()
    assert json.loads(one_line_of_json({text: [text]})) == {spelled(text): [spelled(text)]}
    assert yaml.safe_load(f"a: {yaml_scalar(text)}\nb: 1\n") == {"a": spelled(text), "b": 1}


@given(TEXTS)
def test_json_in_markdown_is_json_that_cannot_end_its_block(text: str) -> None:
    written = json_in_markdown([text])
    assert json.loads(written) == [spelled(text)]
    assert "`" not in written
    assert written.isprintable()


@given(ADDRESSES)
def test_an_address_is_one_that_validators_take(text: str) -> None:
    checker = FormatChecker()
    assert "uri-reference" in checker.checkers
    checker.check(address(text), "uri-reference")
    assert re.fullmatch(r"[A-Za-z0-9._~%-]*", part_of_address(text))


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_cells_stay_cells_and_show_no_markup(cells: list[str]) -> None:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    head = "|".join("" for _ in range(len(cells) + 1)).replace("|", "| x ")
    text = f"{head}|\n{'| --- ' * len(cells)}|\n| {' | '.join(map(markdown, cells))} |\n"
    tokens = reader.parse(text)
    assert [token.type for token in tokens].count("td_open") == len(cells)
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text"}


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "deb:x", "file:///etc/passwd"])
def test_only_addresses_of_the_web_become_links(text: str) -> None:
    assert "<" not in link(text)
    assert link("https://example.org/a b>") == "<https://example.org/a%20b%3E>"
