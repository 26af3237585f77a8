"""Settings that the editor has: asked for, told, changed, different from folder to folder, and wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lsprotocol import types

TEXT = "This is teh end of the the story.\n"
A = "file:///texts/a.md"


def told(editor: Any, settings: Any) -> None:
    """Tell a server that settings have changed."""
    editor.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings))


def test_an_editor_that_can_be_asked_is_asked_for_each_text_and_again_after_a_change(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.settings = lambda item: {"kindsOff": ["doubled"]}
        editor.open(A, TEXT)
        assert await editor.found(A) == ["teh"]
        assert [(one.scope_uri, one.section) for one in editor.asked] == [(A, "commonhold")]
        editor.settings = lambda item: {"kindsOff": ["spelling"], "severity": "error"}
        told(editor, None)
        await editor.until(lambda: editor.refreshes == 1)
        report = await editor.pull(A)
        assert editor.words(A, report.items) == ["the the"]
        assert report.items[0].severity == types.DiagnosticSeverity.Error
        assert len(editor.asked) == 2

    talk(scenario, pull=True, configuration=True)


def test_each_folder_of_a_workspace_has_its_own(talk: Any, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        (folder / ".commonhold").mkdir(parents=True)
    (one / ".commonhold" / "words.txt").write_text("teh\n", encoding="utf-8")
    (other / ".commonhold" / "config.toml").write_text('kinds_off = ["doubled"]\n', encoding="utf-8")
    first, second = (one / "a.md").as_uri(), (other / "a.md").as_uri()

    async def scenario(editor: Any) -> None:
        editor.settings = lambda item: {"enabled": not str(item.scope_uri).endswith("off.md")}
        for uri in (first, second, (one / "off.md").as_uri()):
            editor.open(uri, TEXT)
        assert await editor.found(first) == ["the the"]
        assert await editor.found(second) == ["teh"]
        assert await editor.found((one / "off.md").as_uri()) == []

    talk(scenario, pull=True, configuration=True, roots=[one, other])


def test_an_editor_that_cannot_be_asked_tells_at_the_start_and_later(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, TEXT)
        assert await editor.found(A) == ["teh"]
        told(editor, {"commonhold": {"kindsOff": ["spelling"]}})
        assert await editor.found(A) == ["the the"]
        told(editor, {"commonhold": {"enabled": False}})
        assert await editor.found(A) == []

    talk(scenario, pull=True, options={"commonhold": {"kindsOff": ["doubled"]}})


def test_what_is_wrong_with_settings_is_told_once_and_the_rest_holds(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        wrong = {"kindsOff": ["doubled"], "severity": "loud", "sensitivity": -1, "colour": "red", "delay": True}
        editor.settings = lambda item: wrong
        editor.open(A, TEXT)
        assert await editor.found(A) == ["teh"]
        editor.edit(A, 0, 0, "So. ")
        assert await editor.found(A) == ["teh"]
        assert sorted(one.split(" is not used: ")[0] for one in editor.shown) == [
            "The setting commonhold.colour",
            "The setting commonhold.delay",
            "The setting commonhold.sensitivity",
            "The setting commonhold.severity",
        ]

    talk(scenario, pull=True, configuration=True)


def test_a_language_without_a_model_is_told_and_another_is_checked_again(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.settings = lambda item: {"language": "tlh"}
        editor.open(A, TEXT)
        assert await editor.found(A) == []
        await editor.until(lambda: any("There is no model for the language tlh." in one for one in editor.shown))
        editor.settings = lambda item: {"language": "en"}
        told(editor, None)
        await editor.until(lambda: editor.refreshes == 1)
        assert await editor.found(A) == ["teh", "the the"]

    talk(scenario, pull=True, configuration=True)


def test_folders_may_come_later_and_their_lists_hold(talk: Any, tmp_path: Path) -> None:
    (tmp_path / ".commonhold").mkdir()
    (tmp_path / ".commonhold" / "words.txt").write_text("teh\n", encoding="utf-8")

    async def scenario(editor: Any) -> None:
        folder = types.WorkspaceFolder(tmp_path.as_uri(), "work")
        event = types.WorkspaceFoldersChangeEvent(added=[folder], removed=[])
        params = types.DidChangeWorkspaceFoldersParams(event)
        editor.client.workspace_did_change_workspace_folders(params)
        editor.open("untitled:1", TEXT)
        assert await editor.found("untitled:1") == ["the the"]
        assert editor.registered == ["workspace/didChangeWatchedFiles"]

    talk(scenario, pull=True, roots=[])
