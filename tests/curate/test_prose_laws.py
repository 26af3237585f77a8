"""Laws of prose extraction, over text made of markup: exact runs, one clean line, never an error."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.curate.prose import Passage, passages

KINDS = ["markdown", "rst", "asciidoc", "text", "html", "xml", "gettext"]
PIECES = [
    *(
        "word",
        "Words here.",
        " ",
        "  ",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\n    ",
        "\n> ",
        "\n- ",
        "\n1. ",
        "    ",
        "\u00a0",
    ),
    *("`", "``", "```\n", "~~~\n", "*", "**", "_", "[", "]", "(", ")", "](x)", "![", "[^1]", "[a]: b", "<", ">", "<b>"),
    *(
        "</b>",
        "<code>",
        "</code>",
        "<p>",
        "<para>",
        "</para>",
        "<!--",
        "-->",
        "<pre>",
        "&amp;",
        "&nbsp;",
        "&x;",
        "\\",
        "$",
    ),
    *(
        "{{ x }}",
        "{% if %}",
        "{#a}",
        "|",
        "\n|---|\n",
        "\n---\n",
        "\n===\n",
        "::",
        ".. note:: ",
        ".. code::",
        ":ref:`",
        "`_",
    ),
    *(
        "\n----\n",
        "\n====\n",
        "|===\n",
        "<<a,",
        ">>",
        "((",
        "link:a[",
        "+",
        "\n+\n",
        "a:: ",
        ":a:",
        "\n:::\n",
        "!!! a\n",
    ),
    *(
        "\ufeff",
        "\u200b",
        "\xad",
        "\x00",
        "\x0b",
        "\x0c",
        "\u2028",
        "\ud800",
        "\x85",
        "é",
        "你好",
        "<TEI>",
        "<m:math>",
        "~~",
    ),
    *('\nmsgid "a"\n', '\nmsgstr "', '"\n"', '"\n', "\n#, fuzzy\n", "\n#, c-format\n", "\\n", '\\"', "%s"),
    *('\nmsgid "a"\n', '\nmsgstr "', '"\n"', '"\n', "\n#, fuzzy\n", "\n#, c-format\n", "\\n", '\\"', "%s"),
]
SOURCES = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join)


def check(source: str, passage: Passage) -> None:
    text_end = source_end = -1
    for text_start, source_start, length in passage.runs:
        assert passage.text[text_start : text_start + length] == source[source_start : source_start + length]
        assert text_start >= text_end and source_start >= source_end
        assert not (text_start == text_end and source_start == source_end and length), "adjacent runs are joined"
        text_end, source_end = text_start + length, source_start + length
    assert passage.runs[0][0] == 0
    assert text_end == len(passage.text)
    assert passage.text == passage.text.strip()
    assert not re.search(r"[\n\r\t\x0b\x0c\xa0\u2028\u200b]", passage.text)
    assert passage.text.count("`") % 2 == 0
    assert "  " not in "`".join(passage.text.split("`")[::2])
    assert passage.kind in {"paragraph", "heading", "entry", "cell", "quote"}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=150)
@given(source=SOURCES)
def test_passages_are_clean_lines_with_exact_runs(kind: str, source: str) -> None:
    for passage in passages(source, kind):
        check(source, passage)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(source=SOURCES, data=st.data())
def test_spans_lie_in_the_source_and_exact_ones_are_identical(kind: str, source: str, data: st.DataObject) -> None:
    for passage in passages(source, kind):
        start = data.draw(st.integers(0, len(passage.text)))
        end = data.draw(st.integers(start, len(passage.text)))
        first, last, exact = passage.source_span(start, end)
        assert 0 <= first <= last <= len(source)
        assert not exact or source[first:last] == passage.text[start:end]


@settings(max_examples=100)
@given(words=st.lists(st.text("abcdefghij", min_size=1, max_size=8), min_size=1, max_size=30), data=st.data())
def test_plain_words_are_read_the_same_however_they_are_wrapped(words: list[str], data: st.DataObject) -> None:
    text = "The " + " ".join(words) + "."
    wrapped = "The" + "".join(data.draw(st.sampled_from([" ", "\n", "\r\n", "  "])) + word for word in words) + "."
    for kind in ("markdown", "rst", "asciidoc"):
        assert [p.text for p in passages(wrapped, kind)] == [text]
    assert [p.text for p in passages(f"<para>{wrapped}</para>", "xml")] == [text]
    assert [p.text for p in passages(f"<p>{wrapped}", "html")] == [text]
