"""What an editor is told: findings where they are, of the text as it is, pushed or asked for."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

A = "file:///texts/a.md"
B = "file:///texts/b.md"
TEXT = "# The begining\n\nIt is 𝄞 late, and this is teh end.\n\nThe snapshots are small.\n"


def test_findings_are_told_when_a_text_is_opened(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, TEXT)
        told = await editor.diagnostics(A)
        assert editor.words(A, told) == ["begining", "teh"]
        assert [one.code for one in told] == ["spelling", "spelling"]
        assert {one.source for one in told} == {"commonhold"}
        assert {one.severity for one in told} == {types.DiagnosticSeverity.Information}
        assert told[1].message == "‘teh’ is probably misspelt: ‘the’?"
        assert told[1].data["suggestions"][0] == "the"
        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(A)))
        await editor.until(lambda: editor.published[-1].uri == A and not editor.published[-1].diagnostics)

    talk(scenario)


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 29), ("utf-16", 27), ("utf-32", 26)])
def test_places_are_counted_as_the_editor_counts(talk: Any, encoding: str, column: int) -> None:
    async def scenario(editor: Any) -> None:
        assert editor.encoding == encoding
        editor.open(A, TEXT)
        [_, teh] = await editor.diagnostics(A)
        assert (teh.range.start.line, teh.range.start.character) == (2, column)
        assert teh.range.end.character == column + 3

    talk(scenario, encoding=encoding)


def test_a_gap_is_shown_on_a_sign_that_can_be_seen(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        source = "The server is able handle it.\n"
        editor.open(A, source)
        [gap] = await editor.diagnostics(A)
        assert gap.code == "missing"
        assert gap.range.end.character - gap.range.start.character == 1
        [fix] = [one for one in await editor.actions(A, source.index("handle")) if one.edit][:1]
        editor.apply(fix.edit)
        assert editor.rows[A].source == "The server is able to handle it.\n"

    talk(scenario)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_after_any_edits_an_editor_is_told_what_a_text_opened_anew_has(talk: Any, encoding: str) -> None:
    pieces = ["teh ", "𝄞", "é", "\r\n", "\n\n", "the the ", "- ", "`", "# ", "recieve", "<!-- ", " -->", "", "\r", "\n"]

    async def scenario(editor: Any) -> None:
        choose = random.Random(encoding)
        editor.open(A, TEXT * 3)
        for number in range(60):
            start = choose.randrange(len(editor.rows[A].source) + 1)
            end = min(start + choose.choice([0, 0, 1, 5]), len(editor.rows[A].source))
            editor.edit(A, start, end, choose.choice(pieces))
            if number % 15 == 14:
                editor.open(B, editor.rows[A].source)
                one, other = await editor.pull(A), await editor.pull(B)
                assert one.items == other.items
                assert one.items

    talk(scenario, pull=True, encoding=encoding, options={"delay": 0})


def test_an_editor_that_asks_is_told_nothing_unasked(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, TEXT)
        assert await editor.found(A) == ["begining", "teh"]
        assert editor.published == []

    talk(scenario, pull=True)


def test_what_has_not_changed_is_not_told_again(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, TEXT)
        first = await editor.pull(A)
        assert first.kind == "full" and first.result_id
        again = await editor.pull(A, first.result_id)
        assert (again.kind, again.result_id) == ("unchanged", first.result_id)
        editor.edit(A, len(TEXT), len(TEXT), "\nThis is right.\n")
        assert (await editor.pull(A, first.result_id)).kind == "unchanged"
        editor.edit(A, 0, 0, "\n")
        moved = await editor.pull(A, first.result_id)
        assert moved.kind == "full" and moved.result_id != first.result_id
        assert [one.range.start.line for one in moved.items] == [one.range.start.line + 1 for one in first.items]

    talk(scenario, pull=True)


def test_an_editor_that_asks_is_never_told_of_an_older_text(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, "This is right.\n")
        for letter in "And this is teh end. ":
            editor.edit(A, len(editor.rows[A].source) - 1, len(editor.rows[A].source) - 1, letter)
        assert await editor.found(A) == ["teh"]

    talk(scenario, pull=True, options={"delay": 10_000})


def test_a_question_can_be_taken_back(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, TEXT * 2000)
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(A))
        answer = editor.client.protocol.send_request_async("textDocument/diagnostic", params, msg_id="one")
        asked = asyncio.ensure_future(answer)
        editor.client.cancel_request(types.CancelParams("one"))
        with pytest.raises(JsonRpcException) as cancelled:
            await editor.within(asked)
        assert cancelled.value.code == types.LSPErrorCodes.RequestCancelled.value
        editor.open(B, TEXT)
        assert await editor.found(B) == ["begining", "teh"], "a long text does not keep a short one waiting"

    talk(scenario, pull=True)


def test_fast_typing_is_told_of_once(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, "Right.\n")
        await editor.diagnostics(A)
        for letter in "This is teh end. ":
            last = editor.edit(A, len(editor.rows[A].source) - 1, len(editor.rows[A].source) - 1, letter)
        assert editor.words(A, await editor.diagnostics(A)) == ["teh"]
        assert [one.version for one in editor.published] == [1, last]

    talk(scenario, options={"delay": 1000})


@pytest.mark.parametrize(
    ("name", "language", "text"),
    [
        ("a.rst", "restructuredtext", "This is *teh* end of ``teh`` story.\n"),
        ("a.adoc", "asciidoc", "This is *teh* end of `teh` story.\n"),
        ("a.html", "html", "<p>This is <b>teh</b> end of the <code>teh</code> story.</p>\n"),
        ("a.tex", "latex", "This is \\emph{teh} end of \\texttt{teh}, $teh$. % teh\n"),
        ("a.txt", "plaintext", "This is teh end of the story.\n"),
        ("COMMIT_EDITMSG", "plaintext", "This is teh end\n\n# teh\n# ------ >8 ------\nteh\n"),
        ("message", "gitcommit", "This is teh end\n\n# teh\n"),
        ("a.py", "python", 'x = "the"\n\n\ndef end():  # this is teh end of a story\n    pass\n'),
        ("a.ts", "typescript", "// This is teh end of a story.\nconst a = 'tteh';\n"),
        ("a.rs", "rust", "/// This is teh end of `teh` story.\nfn a() {}\n"),
        ("a.sh", "shellscript", "#!/bin/sh\n# This is teh end of a story.\necho tteh\n"),
        ("untitled:Untitled-1", "markdown", "This is teh end of `teh` story.\n"),
    ],
)
def test_every_kind_of_text_is_read_as_what_it_is(talk: Any, name: str, language: str, text: str) -> None:
    async def scenario(editor: Any) -> None:
        uri = name if ":" in name else f"file:///texts/{name}"
        editor.open(uri, text, language)
        assert await editor.found(uri) == ["teh"]
        report = await editor.pull(uri)
        place = report.items[0].range.start
        assert editor.rows[uri].offset(place.line, place.character) == text.index("teh")

    talk(scenario, pull=True)


def test_texts_of_other_kinds_have_no_findings(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open("file:///texts/a.json", '{"a": "This is teh end."}\n', "json")
        assert await editor.found("file:///texts/a.json") == []

    talk(scenario, pull=True)


def test_a_long_check_shows_how_far_it_is_and_tells_what_it_has(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, "".join(f"## Part {number}\n\nThis is the part {number} of it.\n\n" for number in range(6000)))
        await editor.until(lambda: any(one["kind"] == "end" for one in editor.progress))
        kinds = [one["kind"] for one in editor.progress]
        assert kinds[0] == "begin" and kinds[-1] == "end" and "report" in kinds
        assert editor.progress[0]["cancellable"]
        shares = [one["percentage"] for one in editor.progress if one["kind"] == "report"]
        assert shares == sorted(shares) and 0 <= shares[0] <= shares[-1] <= 100
        assert await editor.diagnostics(A) == []

    talk(scenario, progress=True)


def test_a_long_check_can_be_stopped_and_goes_on_when_something_changes(talk: Any) -> None:
    async def scenario(editor: Any) -> None:
        editor.open(A, "This is teh end.\n\n" + "It is late, and the snapshots are small.\n\n" * 10_000)
        await editor.until(lambda: bool(editor.progress))
        editor.client.window_work_done_progress_cancel(types.WorkDoneProgressCancelParams(editor.tokens[0]))
        await editor.until(lambda: any(one["kind"] == "end" for one in editor.progress))
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(A))
        await editor.within(editor.client.text_document_diagnostic_async(params))
        [text] = (await editor.order("commonhold.status"))["texts"]
        assert text["waiting"] > 0
        editor.open(A, "This is teh end.\n")
        assert editor.words(A, await editor.diagnostics(A)) == ["teh"]

    talk(scenario, progress=True)


def test_words_and_settings_of_the_project_hold(talk: Any, tmp_path: Path) -> None:
    async def scenario(editor: Any) -> None:
        uri = (tmp_path / "a.md").as_uri()
        editor.open(uri, "This is teh end of the the story of a begining.\n")
        assert await editor.found(uri) == ["teh", "the the", "begining"]
        (tmp_path / ".commonhold").mkdir()
        (tmp_path / ".commonhold" / "words.txt").write_text("begining\n", encoding="utf-8")
        (tmp_path / ".commonhold" / "config.toml").write_text('kinds_off = ["doubled"]\n', encoding="utf-8")
        changed = types.FileEvent((tmp_path / ".commonhold").as_uri(), types.FileChangeType.Created)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
        await editor.until(lambda: editor.refreshes == 1)
        assert await editor.found(uri) == ["teh"]
        (tmp_path / ".commonhold" / "config.toml").write_text("sensitivty = 1\n", encoding="utf-8")
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([changed]))
        await editor.until(lambda: any("did you mean “sensitivity”?" in one for one in editor.shown))
        assert await editor.found(uri) == ["teh", "the the"]

    talk(scenario, pull=True)
