"""Orders: words, comments and settings that the server itself writes, with editors that have no code of their own."""

from __future__ import annotations

import asyncio
import tomllib
from pathlib import Path
from typing import Any

import pytest

TEXT = "This is teh end of the the story.\n\nAnd this is teh end, too.\n"


def test_a_word_that_was_added_is_right_in_all_texts_and_stays_so(talk: Any, tmp_path: Path) -> None:
    uri, other = (tmp_path / "a.md").as_uri(), (tmp_path / "b.md").as_uri()

    async def scenario(editor: Any) -> None:
        editor.open(uri, TEXT)
        editor.open(other, "Here is teh end.\n")
        assert editor.words(other, await editor.diagnostics(other)) == ["teh"]
        told = len(editor.published)
        said = await editor.choose(uri, TEXT.index("teh"), "Add “teh” to your dictionary")
        assert said == f"“teh” is now in {tmp_path / 'settings' / 'commonhold' / 'words.txt'}."
        await editor.until(lambda: {one.uri for one in editor.published[told:]} == {uri, other})
        assert [editor.words(one.uri, one.diagnostics) for one in editor.published[told:] if one.uri == other] == [[]]
        assert await editor.found(uri) == ["the the"]

    async def later(editor: Any) -> None:
        editor.open(uri, TEXT)
        assert await editor.found(uri) == ["the the"]

    talk(scenario, own=True)
    assert (tmp_path / "settings" / "commonhold" / "words.txt").read_text(encoding="utf-8") == "teh\n"
    talk(later, own=True)


def test_a_word_for_the_workspace_is_put_beside_it(talk: Any, tmp_path: Path) -> None:
    root = tmp_path / "work"
    (root / "docs").mkdir(parents=True)
    uri = (root / "docs" / "a.md").as_uri()

    async def scenario(editor: Any) -> None:
        editor.open(uri, TEXT)
        await editor.choose(uri, TEXT.index("teh"), "Add “teh” to the dictionary of this workspace")
        assert await editor.found(uri) == ["the the"]
        assert (root / ".commonhold" / "words.txt").read_text(encoding="utf-8") == "teh\n"

    talk(scenario, roots=[root], pull=True)


def test_a_word_for_the_workspace_of_a_text_without_a_place_goes_into_the_first_root(talk: Any, tmp_path: Path) -> None:
    async def scenario(editor: Any) -> None:
        editor.open("untitled:1", TEXT)
        await editor.choose("untitled:1", TEXT.index("teh"), "Add “teh” to the dictionary of this workspace")
        assert await editor.found("untitled:1") == ["the the"]

    talk(scenario, pull=True)
    assert (tmp_path / ".commonhold" / "words.txt").read_text(encoding="utf-8") == "teh\n"


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("a.md", TEXT, ["the the", "teh"]),
        ("a.rst", TEXT, ["the the", "teh"]),
        ("a.tex", TEXT, ["the the", "teh"]),
        ("COMMIT_EDITMSG", "A subject\n\n" + TEXT, ["the the", "teh"]),
        ("a.py", "# " + TEXT.replace("\n\n", "\n\n\n# "), ["the the", "teh"]),
    ],
)
def test_a_finding_is_ignored_where_a_comment_says_so(talk: Any, name: str, text: str, left: list[str]) -> None:
    uri = f"file:///texts/{name}"

    async def scenario(editor: Any) -> None:
        editor.open(uri, text)
        assert await editor.found(uri) == ["teh", "the the", "teh"]
        assert await editor.choose(uri, text.index("teh"), "Ignore this here") is True
        assert "commonhold-ignore spelling" in editor.rows[uri].source
        assert await editor.found(uri) == left

    talk(scenario, pull=True)


def test_a_kind_is_turned_off_in_the_settings_of_the_project(talk: Any, tmp_path: Path) -> None:
    (tmp_path / ".commonhold").mkdir()
    (tmp_path / ".commonhold" / "config.toml").write_text("# mine\nsensitivity = 2\n", encoding="utf-8")
    uri = (tmp_path / "a.md").as_uri()

    async def scenario(editor: Any) -> None:
        editor.open(uri, TEXT)
        await editor.choose(uri, TEXT.index("the the"), "Turn off findings of the kind “doubled”")
        assert await editor.found(uri) == ["teh", "teh"]

    talk(scenario, pull=True)
    text = (tmp_path / ".commonhold" / "config.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text) == {"sensitivity": 2, "kinds_off": ["doubled"]}
    assert "# mine" in text


def test_a_text_is_checked_anew_and_the_state_of_all_is_told(talk: Any) -> None:
    uri = "file:///texts/a.md"

    async def scenario(editor: Any) -> None:
        editor.open(uri, TEXT)
        assert await editor.order("commonhold.checkDocument", uri) == 3
        state = await editor.order("commonhold.status")
        assert (state["language"], state["model"][:7]) == ("en", "sha256:")
        expected = {"uri": uri, "kind": "markdown", "version": 1, "findings": 3, "waiting": 0, "isLost": False}
        assert state["texts"] == [expected]

    talk(scenario)


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (("commonhold.addToUserDictionary",), "needs a word and the URI of a text"),
        (("commonhold.addToUserDictionary", 7), "needs a word and the URI of a text"),
        (("commonhold.addToUserDictionary", "!!"), "there is no letter in it"),
        (("commonhold.turnOffKind", "speling"), "there is no kind “speling”"),
        (("commonhold.ignoreHere", "file:///texts/a.md"), "needs the URI of a text, a position and a kind"),
        (("commonhold.ignoreHere", "file:///no", {"line": 0, "character": 0}, "x"), "file:///no is not open here"),
        (("commonhold.ignoreHere", "file:///texts/a.md", {"line": 9, "character": 9}, "x"), "no such finding"),
        (("commonhold.checkDocument", "file:///no"), "file:///no is not open here"),
    ],
)
def test_an_order_that_cannot_be_carried_out_is_told_to_the_person(
    talk: Any, order: tuple[Any, ...], said: str
) -> None:
    async def scenario(editor: Any) -> None:
        editor.open("file:///texts/a.md", TEXT)
        assert await editor.order(*order) is None
        await editor.until(lambda: any(said in one for one in editor.shown))
        assert await editor.found("file:///texts/a.md") == ["teh", "the the", "teh"]

    talk(scenario, pull=True)


def test_two_orders_at_once_lose_no_word(talk: Any, tmp_path: Path) -> None:
    uri = (tmp_path / "a.md").as_uri()

    async def scenario(editor: Any) -> None:
        editor.open(uri, TEXT)
        words = [f"wort{letter}" for letter in "abcdefgh"]
        name = "commonhold.addToWorkspaceDictionary"
        await asyncio.gather(*(editor.order(name, word, uri) for word in words))
        assert (tmp_path / ".commonhold" / "words.txt").read_text(encoding="utf-8").split() == words

    talk(scenario)
