"""What a reader sees, case by case; and that a fix of any word in the prose is a fix of that word in the source."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from commonhold.curate.prose import passages

FOLDER = Path(__file__).parent / "cases" / "prose"
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
WORD = re.compile(r"`[^`]*`|\S*[/@_:]\S*|([^\W\d_]{3,})")


def test_there_are_cases_for_every_kind() -> None:
    kinds = {"markdown", "rst", "asciidoc", "xml", "html", "text", "gettext"}
    assert {path.stem for path in FOLDER.glob("*.toml")} == kinds
    assert len(CASES) > 80


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_reader_sees_these_passages(kind: str, case: dict[str, Any]) -> None:
    assert [f"{p.kind}: {p.text}" for p in passages(case["source"], kind)] == case["passages"]


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_a_word_replaced_in_the_source_is_replaced_in_the_prose_and_nowhere_else(
    kind: str, case: dict[str, Any]
) -> None:
    source = case["source"]
    before = list(passages(source, kind))
    for number, passage in enumerate(before):
        words = [m for m in WORD.finditer(passage.text) if m[1]]
        for word in (words[0], words[-1]) if words else ():
            start, end, exact = passage.source_span(*word.span(1))
            if not exact:
                continue
            assert source[start:end] == word[1]
            after = [p.text for p in passages(source[:start] + word[1] + "xq" + source[end:], kind)]
            wanted = [p.text for p in before]
            wanted[number] = passage.text[: word.end(1)] + "xq" + passage.text[word.end(1) :]
            assert after == wanted


def test_nearly_all_words_of_the_cases_can_be_fixed() -> None:
    exact = 0
    words = 0
    for kind, case in (param.values for param in CASES):
        for passage in passages(case["source"], str(kind)):
            for word in WORD.finditer(passage.text):
                words += bool(word[1])
                exact += bool(word[1]) and passage.source_span(*word.span(1))[2]
    assert exact > 0.97 * words
