"""Open texts and their drafts: edits wait until they are taken, and little is checked again."""

from __future__ import annotations

import pytest

from commonhold.check import Checker
from commonhold.doors.lsp.kinds import kind_for, path_of
from commonhold.doors.lsp.rows import Rows
from commonhold.doors.lsp.texts import OpenText, OutOfStepError, Reading
from commonhold.doors.opening import MODELS, languages_in
from commonhold.release.bundle import open_bundle


def opened(source: str) -> OpenText:
    return OpenText("file:///a.md", "markdown", "markdown", 1, Rows(source))


def test_changes_are_made_in_their_order_each_in_the_text_before_it() -> None:
    text = opened("one\ntwo\n")
    text.change(2, [((0, 0, 0, 0), "zero\n"), ((1, 0, 1, 3), "ONE"), ((9, 0, 9, 0), "end")])
    assert text.rows.source == "zero\nONE\ntwo\nend"
    assert text.taken() == [(0, 0, "zero\n"), (5, 8, "ONE"), (13, 13, "end")]
    assert text.taken() == []
    assert (text.version, text.near) == (2, 16)


def test_a_whole_text_may_come_at_any_version() -> None:
    text = opened("one")
    with pytest.raises(OutOfStepError, match="version 1 came after version 1"):
        text.change(1, [((0, 0, 0, 0), "x")])
    assert text.is_lost and text.rows.source == "one"
    text.change(2, [((0, 0, 0, 0), "y")])
    assert text.rows.source == "one"
    text.change(1, [(None, "anew"), ((0, 0, 0, 0), "and ")])
    assert (text.is_lost, text.rows.source, text.version) == (False, "and anew", 1)


@pytest.mark.skipif("en" not in languages_in(), reason="no English model is installed")
def test_after_a_change_only_its_own_sentence_is_checked_again() -> None:
    source = "\n\n".join(f"This is the paragraph {number}. And this is teh end of it." for number in range(200))
    reading = Reading(Checker(open_bundle(MODELS / "en").model), "markdown", source)
    assert reading.waiting == len(source.replace("\n", ""))
    while not reading.advance(0, 0.01):
        pass
    assert reading.waiting == 0
    before = reading.known()
    at = source.index("paragraph 150")
    reading.follow([(at, at, "new "), (at, at + 4, "")])
    reading.follow([(at, at, "long ")])
    assert reading.waiting == len("This is the long paragraph 150. ")
    assert reading.advance(at, 10)
    assert len(reading.known()) == len(before)
    reading.follow([(0, len(source) + 5, source)])
    assert reading.waiting == len("This is the paragraph 150. ")
    assert reading.advance(0, 10) and reading.known() == before


@pytest.mark.parametrize(
    ("language", "uri", "kind"),
    [
        ("Markdown", "file:///a", "markdown"),
        ("", "file:///a%20b.rst", "rst"),
        ("plaintext", "file:///w/.git/COMMIT_EDITMSG", "commit"),
        ("plaintext", "file:///a.md", "text"),
        ("typescriptreact", "untitled:1", "tsx"),
        ("json", "file:///a.json", None),
        ("", "", None),
    ],
)
def test_the_kind_of_a_text_is_what_the_editor_says_or_its_name(language: str, uri: str, kind: str | None) -> None:
    assert kind_for(language, uri) == kind


def test_only_files_of_this_machine_have_a_path() -> None:
    uris = [
        "file:///a/b%C3%A9.md",
        "file://localhost/a",
        "file://server/share/a",
        "untitled:a",
        "http://a/b",
        "",
        "file:///a%00b",
    ]
    assert [path_of(uri) for uri in uris] == ["/a/bé.md", "/a", None, None, None, None, None]
