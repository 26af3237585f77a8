"""Checking files: findings stand in the source, and only words without markup are changed."""

from __future__ import annotations

import pytest

from commonhold.check import Checker

MARKDOWN = """\
---
title: recieve
---

# The begining of the story

The baker will *recieve* a letter on Sunday, and
my sister is older then the miller.

> The children left **there** basket
> on the hill.

- The garden is in the the village.
- The garden is in the
  the village.
- See [the bridge depends of the river](https://recieve.org/the/the).

```sh
recieve the the
```

| Everybody knows | it is quiet |
|---|---|
| Everybody knows wich | `recieve` |

The kitchen has it&rsquo;s own clock, and Thomas is *in the* the garden.
"""


def test_findings_in_markdown_stand_in_the_source(checker: Checker) -> None:
    found = checker.check_source(MARKDOWN, "markdown")
    told = [(MARKDOWN[one.start : one.end], one.suggestions[0], one.fixable) for one in found]
    assert told == [
        ("begining", "beginning", True),
        ("recieve", "receive", True),
        ("then", "than", True),
        ("there", "their", False),
        ("the the", "the", True),
        ("the\n  the", "the", False),
        ("of", "on", True),
        ("wich", "which", True),
        ("it&rsquo;s", "its", False),
        ("the* the", "the", False),
    ]


def test_a_fix_of_a_fixable_finding_mends_the_prose_and_nothing_else(checker: Checker) -> None:
    found = [one for one in checker.check_source(MARKDOWN, "markdown") if one.fixable]
    mended = MARKDOWN
    for one in reversed(found):
        mended = mended[: one.start] + one.suggestions[0] + mended[one.end :]
    left = checker.check_source(mended, "markdown")
    assert [one.fixable for one in left] == [False] * 4
    assert mended.count("```") == 2 and "https://recieve.org/the/the" in mended


@pytest.mark.parametrize(
    ("kind", "source"),
    [
        ("rst", "The *bridge*\r\ndepends of the ``depends of`` river."),
        ("asciidoc", "The *bridge* +\ndepends of the `depends of` river."),
        ("html", "<p>The <b>bridge</b>\n depends of the <code>depends of</code> river."),
        ("xml", "<para>The bridge depends of the <literal>depends of</literal> river.</para>"),
        ("text", "The bridge\ndepends of the river."),
        ("markdown", "\ufeffThe bridge\r\n   depends of\u00a0the river."),
    ],
)
def test_every_kind_of_file_is_mapped_back(checker: Checker, kind: str, source: str) -> None:
    [found] = checker.check_source(source, kind)
    assert (source[found.start : found.end], found.start, found.suggestions) == ("of", source.index(" of") + 1, ("on",))


def test_a_missing_word_is_put_where_it_is_missing(checker: Checker) -> None:
    source = "Anna is looking for\n**the clock** in village."
    [found] = checker.check_source(source, "markdown")
    assert source[: found.start] + found.suggestions[0] + source[found.end :] == source.replace("in ", "in the ")


def test_plain_text_and_a_file_of_one_line_say_the_same(checker: Checker) -> None:
    text = "The bridge depends of the river, and the garden is in the the village."
    assert checker.check(text) == checker.check_source(text, "text")


def test_a_kind_that_nobody_reads_is_refused(checker: Checker) -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        checker.check_source("The the.", "pdf")


def test_the_words_of_others_are_shown_but_not_changed(checker: Checker) -> None:
    mistake = "the bridge depends of the river"
    for source, fixable in (
        (f"Anna said {mistake}.", True),
        (f"“{mistake.capitalize()},” said Anna.", False),
        (f'"{mistake.capitalize()}," said Anna.', False),
        (f"> Anna said {mistake}.", False),
        (f"It’s Anna’s word that {mistake}, isn’t it?", True),
    ):
        found = [one for one in checker.check_source(source, "markdown") if source[one.start : one.end] == "of"]
        assert [one.fixable for one in found] == [fixable], source
