"""The model card: read by the hub's own library, and no name in it can say more than its name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from huggingface_hub import ModelCard
from markdown_it import MarkdownIt
from markdown_it.token import Token

from commonhold.release.exports.subject import Subject

Written = Callable[..., str]


def body(text: str) -> str:
    return text.partition("\n---\n")[2]


def test_the_hub_reads_its_facts(each: Subject, written: Written) -> None:
    found = ModelCard(written("card", each)).data.to_dict()
    assert found.keys() - {"license_name", "license_link"} == {"language", "license", "library_name", "tags"}
    assert (found["language"], found["library_name"]) == ([each.info.language], "commonhold")


def test_a_licence_the_hub_knows_is_named_as_it_does(subject: Subject, written: Written) -> None:
    assert ModelCard(written("card", subject)).data.license == "cc-by-sa-4.0"
    other = replace(subject, info=replace(subject.info, licence="MIT AND CC-BY-4.0"))
    found = ModelCard(written("card", other)).data
    assert (found.license, found.license_name, found.license_link) == ("other", "MIT AND CC-BY-4.0", "LICENSE.txt")


def test_no_repository_is_taken_for_a_data_set_of_the_hub(german: Subject, written: Written) -> None:
    assert "datasets" not in ModelCard(written("card", german)).data.to_dict()


def test_it_tells_sources_licences_wishes_and_the_root(published: Subject, written: Written) -> None:
    text = written("card", published)
    assert "| handbook | press | <https://github.com/press/handbook/tree/" in text
    assert "| condition |" in text
    assert "- handbook: tdmrep at tdmrep.json: condition, for docs/, if name the authors" in text
    assert "as of 2026-09-13T00:00:00Z" in text
    assert published.info.merkle_root in text
    assert "[CC-BY-4.0](<https://creativecommons.org/licenses/by/4.0/>) | 1 | 1,200 | 97.0 %" in text
    assert "Published by: The Press" in text
    block = re.search(r"```json\n(.*)\n```", text)
    assert block
    assert json.loads(block[1]) == published.obligations


@pytest.mark.parametrize("form", ["card", "summary"])
def test_hostile_names_make_no_headings_links_images_or_markup(
    hostile: Subject, published: Subject, form: str, written: Written
) -> None:
    """As a reader of Markdown sees it: the same blocks as with tame names, and links to nothing but sources."""
    reader = MarkdownIt("gfm-like", {"linkify": False, "html": True})

    def headings(subject: Subject) -> list[str]:
        return [token.tag for token in parsed(subject) if token.type == "heading_open"]

    def parsed(subject: Subject) -> list[Token]:
        text = written(form, subject)
        return reader.parse(body(text) if form == "card" else text)

    tokens = parsed(hostile)
    assert headings(hostile) == headings(published)
    inline = [child for token in tokens for child in token.children or ()]
    assert not [one for one in inline if one.type in ("image", "html_inline", "s_open", "strong_open", "em_open")]
    assert not [token for token in tokens if token.type == "html_block"]
    targets = [str(one.attrs["href"]) for one in inline if one.type == "link_open"]
    assert [target for target in targets if not target.startswith(("https://", "http://"))] == []
    fences = [token.info for token in tokens if token.type == "fence"]
    assert fences == (["json", "sh"] if form == "card" else [])


@pytest.mark.parametrize("form", ["card", "summary"])
def test_nothing_in_it_moves_a_cursor(hostile: Subject, form: str, written: Written) -> None:
    text = written(form, hostile)
    assert [letter for letter in text if not (letter.isprintable() or letter == "\n")] == []
