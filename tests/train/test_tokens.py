"""Tokens: what is one, where it stands, what it counts as, and that hostile lines take no longer than others."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.train.tokens import BOUNDARY, extend, folded, is_word, starts, token_hash, tokens

CASES = tomllib.loads((Path(__file__).parent / "cases" / "tokens.toml").read_text(encoding="utf-8"))["case"]
PIECES = [
    *("word", "It's", "’", "'", "-", "--", "—", "`", "`a b`", "1,000", "12:30", "3", "x_1", "$", "@", "~", "\\", "/"),
    *("a@b.c", "http://a.b", "www.", "e.g.", "...", "…", ".", "!", "?", " ", "  ", "\n", "\r\n", "\t", "\u00a0"),
    *(
        "\u00ad",
        "\u0301",
        "é",
        "ß",
        "你好",
        "שלום",
        "😀",
        "\u200d",
        "\x00",
        "\ud800",
        "<email>",
        "<",
        "(",
        "”",
        "A",
        "B.",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=30).map("".join)
UNITS = [
    *("a", "é", "1", "_", "a'", "a.", "a ", "1,", "a\u0301", "a\u00ad", "#", "/", "-", "`", "<a", "=", "a=", "你"),
    *(
        "$",
        "@",
        "~",
        "\\",
        "@.",
        "$:",
        "+",
        ".",
        "a+",
        "x-",
        "....a",
        "www.",
        "a@",
        "a@b.",
        "http://",
        "\x00",
        "😀",
        "(",
    ),
]
SIZE = 50_000
SECONDS = 2.0  # linear readers need a tenth of it, quadratic ones ten times as much


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_text_has_these_tokens(case: dict[str, Any]) -> None:
    assert [token.form for token in tokens(case["text"])] == case["forms"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_its_tokens_count_as(case: dict[str, Any]) -> None:
    counted = {form: folded(form) for form in case["forms"]}
    plain = {form: form.lower() for form in case["forms"]}
    assert counted == plain | case.get("counted", {})


@given(TEXTS)
def test_tokens_stand_where_they_say_and_leave_out_nothing_but_white_space(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert token.start >= end
        assert text[end : token.start].strip() == ""
        assert text[token.start : token.end] == token.form != ""
        assert not token.form[0].isspace() and not token.form[-1].isspace()
        end = token.end
    assert text[end:].strip() == ""


@given(TEXTS)
def test_what_a_form_counts_as_counts_as_itself(text: str) -> None:
    for token in tokens(text):
        assert folded(folded(token.form)) == folded(token.form)
        assert is_word(token.form) == is_word(folded(token.form))
        assert "\n" not in folded(token.form)


@given(TEXTS)
def test_sentences_begin_with_the_first_token_and_go_forward(text: str) -> None:
    forms = [token.form for token in tokens(text)]
    begins = list(starts(forms))
    assert begins == sorted(set(begins))
    assert begins[:1] == [0][: len(forms)]
    assert all(index < len(forms) for index in begins)


@pytest.mark.parametrize(
    ("text", "firsts"),
    [
        ("I saw J. Smith. He ran.", ["I", "He"]),
        ("Stop! “Go.” He went.", ["Stop", "“", "He"]),
        ("It is 5. 6 is next. `x` is code. no start.", ["It", "6", "`x`"]),
        ("What?! Yes. (See this.) Then.", ["What", "Yes", "(", "Then"]),
        ("Use it, e.g. The U.S. is big… And so on.", ["Use", "And"]),
        ("no capital. at all", ["no"]),
        ("", []),
        (".", ["."]),
    ],
)
def test_a_sentence_ends_at_a_stop_before_a_capital(text: str, firsts: list[str]) -> None:
    forms = [token.form for token in tokens(text)]
    assert [forms[index] for index in starts(forms)] == firsts


@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_repeated_signs_are_read_in_linear_time(unit: str) -> None:
    text = unit * (SIZE // len(unit))
    started = time.process_time()
    forms = [token.form for token in tokens(text)]
    list(starts(forms))
    for form in forms[:100]:
        folded(form)
    assert time.process_time() - started < SECONDS


@pytest.mark.parametrize("letter", ["a", "é", "7", "語", "a\u0301"])
def test_a_token_may_be_a_million_letters_long(letter: str) -> None:
    text = letter * 1_000_000
    assert [(token.start, token.end) for token in tokens(f"{text} b")] == [
        (0, len(text)),
        (len(text) + 1, len(text) + 2),
    ]


def test_hashes_are_those_every_machine_computes() -> None:
    assert token_hash("the") == 0x2E3A97906CABDA5E  # printf the | b2sum -l 64, read backwards
    assert token_hash("\ud800") != token_hash("\ud801")
    one, two = np.array([token_hash("of")], np.uint64), np.array([token_hash("the")], np.uint64)
    assert int(extend(one, two)[0]) != int(extend(two, one)[0])
    assert token_hash("<s>") == BOUNDARY
