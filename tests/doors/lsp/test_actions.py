"""What may be done about findings: fixes that are edits, one of them preferred where it is sure, and orders."""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from commonhold.doors.lsp.actions import actions, orders
from commonhold.doors.lsp.diagnostics import MOST_TOLD, diagnostics
from commonhold.doors.lsp.rows import Rows
from commonhold.finding import Finding

URI = "file:///texts/a.md"
SOURCE = "𝄞 This is teh the the end.\n"
TEH = Finding(10, 13, "spelling", "‘teh’ is no word", ("the", "ten"), 0.95)


def about(*findings: Finding) -> list[types.CodeAction]:
    rows = Rows(SOURCE)
    told = diagnostics(findings, rows, "warning")
    return actions(URI, 7, rows, list(zip(findings, told, strict=True)), versioned=True)


def test_every_suggestion_is_an_edit_of_this_version_and_a_sure_first_one_is_preferred() -> None:
    fixes = [one for one in about(TEH) if one.edit]
    assert [one.title for one in fixes] == ["Change to “the”", "Change to “ten”"]
    assert [one.is_preferred for one in fixes] == [True, None]
    for one, new in zip(fixes, TEH.suggestions, strict=True):
        assert one.kind == types.CodeActionKind.QuickFix and one.command is None
        [told] = one.diagnostics or []
        assert told.range == types.Range(types.Position(0, 11), types.Position(0, 14))
        assert one.edit and one.edit.document_changes
        [change] = one.edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        assert (change.text_document.uri, change.text_document.version) == (URI, 7)
        assert list(change.edits) == [types.TextEdit(told.range, new)]


def test_an_unsure_suggestion_is_not_preferred() -> None:
    unsure = Finding(TEH.start, TEH.end, TEH.kind, "", TEH.suggestions, 0.6)
    assert [one.is_preferred for one in about(unsure) if one.edit] == [None, None]


def test_a_finding_without_suggestions_and_one_that_crosses_markup_have_no_fix() -> None:
    bare = Finding(10, 13, "spelling", "", (), 0.95)
    fixed = Finding(10, 13, "spelling", "", ("the",), 0.95, fixable=False)
    for finding in (bare, fixed):
        assert [one.title for one in about(finding)] == [
            "Add “teh” to your dictionary",
            "Add “teh” to the dictionary of this workspace",
            "Ignore this here",
            "Turn off findings of the kind “spelling”",
        ]


def test_what_is_not_about_words_is_offered_for_no_dictionary() -> None:
    twice = Finding(14, 21, "doubled", "", ("the",), 0.95)
    titles = [one.title for one in about(twice)]
    assert titles == ["Change to “the”", "Ignore this here", "Turn off findings of the kind “doubled”"]


def test_titles_say_what_is_put_in_and_what_is_left_out() -> None:
    gap, extra = Finding(22, 22, "missing", "", ("very ",), 0.9), Finding(21, 25, "extra", "", ("",), 0.9)
    assert [one.title for one in about(gap, extra) if one.edit] == ["Put in “very”", "Leave out “end”"]


def test_fixes_of_all_findings_come_before_all_orders() -> None:
    kinds = [bool(one.edit) for one in about(TEH, Finding(14, 21, "doubled", "", ("the",), 0.95))]
    assert kinds == sorted(kinds, reverse=True)


def test_orders_have_arguments_that_any_editor_can_send() -> None:
    rows = Rows(SOURCE)
    commands = orders(URI, rows, [(TEH, diagnostics([TEH], rows, "hint")[0])])
    assert [(one.command, list(one.arguments or [])) for one in commands] == [
        ("commonhold.addToUserDictionary", ["teh", URI]),
        ("commonhold.addToWorkspaceDictionary", ["teh", URI]),
        ("commonhold.ignoreHere", [URI, {"line": 0, "character": 11}, "spelling"]),
        ("commonhold.turnOffKind", ["spelling", URI]),
    ]


def test_no_more_is_told_than_editors_can_show() -> None:
    findings = [Finding(at, at + 1, "spelling", "", (), 0.9) for at in range(MOST_TOLD + 5)]
    assert len(diagnostics(findings, Rows("x" * (MOST_TOLD + 5)), "hint")) == MOST_TOLD


def test_a_gap_is_shown_on_the_sign_before_it_or_at_the_beginning_on_the_one_behind() -> None:
    rows = Rows("ab\ncd")
    found = [Finding(at, at, "missing", "", ("x",), 0.9) for at in (0, 1, 3, 5)]
    shown = [one.range for one in diagnostics(found, rows, "hint")]
    assert [(one.start.line, one.start.character, one.end.line, one.end.character) for one in shown] == [
        (0, 0, 0, 1),
        (0, 0, 0, 1),
        (1, 0, 1, 1),
        (1, 1, 1, 2),
    ]


def test_an_editor_that_knows_only_commands_is_offered_orders(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(URI, "This is teh end.\n")
        context = types.CodeActionContext(diagnostics=[], only=["refactor"])
        place = editor.range(URI, 9, 9)
        params = types.CodeActionParams(types.TextDocumentIdentifier(URI), place, context)
        assert not await editor.within(editor.client.text_document_code_action_async(params))
        fixing = types.CodeActionContext(diagnostics=[], only=["quickfix"])
        params = types.CodeActionParams(types.TextDocumentIdentifier(URI), place, fixing)
        assert len(await editor.within(editor.client.text_document_code_action_async(params))) > 4
        assert await editor.actions(URI, 0) == []

    talk(scenario)
