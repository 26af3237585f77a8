"""An editor for the server's tests: a real client in this process, a real server in another, and events to wait for."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Union

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

from commonhold.doors.lsp.rows import Rows
from commonhold.doors.opening import languages_in

DEADLINE_SECONDS = 30.0

Scenario = Callable[["Editor"], Awaitable[None]]
Talk = Callable[..., None]


def environment(folder: Path) -> dict[str, str]:
    """The environment of a server whose user has her settings below a folder."""
    return {**os.environ, "XDG_CONFIG_HOME": str(folder / "settings"), "PYTHONWARNINGS": "error", "PYTHONUTF8": "1"}


def capabilities(
    *, pull: bool = False, configuration: bool = False, progress: bool = False, encoding: str | None = None
) -> types.ClientCapabilities:
    """What an editor of today can do; the rest as asked for."""
    return types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[encoding]) if encoding else None,
        text_document=types.TextDocumentClientCapabilities(
            publish_diagnostics=types.PublishDiagnosticsClientCapabilities(version_support=True),
            diagnostic=types.DiagnosticClientCapabilities() if pull else None,
            code_action=types.CodeActionClientCapabilities(
                code_action_literal_support=types.ClientCodeActionLiteralOptions(
                    code_action_kind=types.ClientCodeActionKindOptions(value_set=["quickfix"])
                )
            ),
        ),
        workspace=types.WorkspaceClientCapabilities(
            apply_edit=True,
            configuration=configuration or None,
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        ),
        window=types.WindowClientCapabilities(work_done_progress=progress or None),
    )


def converter() -> Any:
    """The converter of pygls, which takes an action that has a command for a command, put right."""

    def action_of(told: Any, _: Any) -> types.CodeAction | types.Command:
        kind = types.Command if isinstance(told.get("command"), str) else types.CodeAction
        return made.structure(told, kind)

    made = default_converter()
    made.register_structure_hook(Union[types.Command, types.CodeAction], action_of)  # noqa: UP007 - the key of the hook
    return made


class Editor:
    """A client that keeps its texts, makes the edits it is asked to make, and remembers all it was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("editor", "1", converter_factory=converter)
        self.rows: dict[str, Rows] = {}
        self.versions: dict[str, int] = {}
        self.published: list[types.PublishDiagnosticsParams] = []
        self.shown: list[str] = []
        self.logged: list[str] = []
        self.asked: list[types.ConfigurationItem] = []
        self.registered: list[str] = []
        self.progress: list[Any] = []
        self.tokens: list[Any] = []
        self.refreshes = 0
        self.settings: Callable[[types.ConfigurationItem], Any] = lambda item: None
        self.encoding = "utf-16"
        self._heard = asyncio.Condition()
        self._register()

    async def start(
        self, can: types.ClientCapabilities, roots: list[Path], options: Any = None, port: int = 0
    ) -> types.InitializeResult:
        """Start a server, or ask the one at a port, and say what this editor can do."""
        if port:
            await self.client.start_tcp("127.0.0.1", port)
        else:
            arguments = ("-m", "commonhold", "lsp")
            await self.client.start_io(sys.executable, *arguments, env=environment(self.folder), cwd=str(self.folder))
        folders = [types.WorkspaceFolder(uri=root.as_uri(), name=root.name) for root in roots]
        params = types.InitializeParams(
            capabilities=can, workspace_folders=folders or None, initialization_options=options
        )
        result = await self.within(self.client.initialize_async(params))
        self.encoding = str(result.capabilities.position_encoding)
        self.client.initialized(types.InitializedParams())
        return result

    async def stop(self) -> int:
        """Say goodbye and return the exit code of the server, 0 if it has other clients."""
        await self.within(self.client.shutdown_async(None))
        self.client.exit(None)
        process = self.client._server
        return await self.within(process.wait()) if isinstance(process, asyncio.subprocess.Process) else 0

    async def close(self) -> None:
        """Leave nothing open, whatever happened."""
        process = self.client._server
        if isinstance(process, asyncio.subprocess.Process) and process.returncode is None:
            process.kill()
            await process.wait()
        writer = self.client.protocol.writer
        if isinstance(writer, asyncio.StreamWriter):
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()
        await self.client.stop()

    def open(self, uri: str, text: str, language: str = "markdown") -> None:
        """Open a text; its version is 1."""
        self.rows[uri] = Rows(text, self.encoding)
        self.versions[uri] = 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text))
        )

    def edit(self, uri: str, start: int, end: int, replacement: str) -> int:
        """Put something in the place of code points, and return the version that makes."""
        rows = self.rows[uri]
        change = types.TextDocumentContentChangePartial(self.range(uri, start, end), replacement)
        rows.edit(start, end, replacement)
        return self.change(uri, change)

    def change(self, uri: str, *changes: types.TextDocumentContentChangeEvent, version: int | None = None) -> int:
        """Send changes as they are."""
        self.versions[uri] += 1
        number = self.versions[uri] if version is None else version
        name = types.VersionedTextDocumentIdentifier(number, uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(name, list(changes)))
        return number

    def range(self, uri: str, start: int, end: int) -> types.Range:
        """The range of code points, as the server counts."""
        rows = self.rows[uri]
        return types.Range(types.Position(*rows.place(start)), types.Position(*rows.place(end)))

    def words(self, uri: str, diagnostics: Any) -> list[str]:
        """The words that diagnostics are about."""
        rows = self.rows[uri]
        return [
            rows.source[
                rows.offset(one.range.start.line, one.range.start.character) : rows.offset(
                    one.range.end.line, one.range.end.character
                )
            ]
            for one in diagnostics
        ]

    async def diagnostics(self, uri: str, version: int | None = None) -> list[types.Diagnostic]:
        """Wait for the diagnostics of a version, by default the newest, and return the last ones told of it."""
        wanted = self.versions[uri] if version is None else version
        await self.until(lambda: any(one.uri == uri and one.version == wanted for one in self.published))
        return list(
            next(one for one in reversed(self.published) if one.uri == uri and one.version == wanted).diagnostics
        )

    async def pull(self, uri: str, previous: str | None = None) -> types.DocumentDiagnosticReport:
        """Ask for diagnostics."""
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri), previous_result_id=previous)
        return await self.within(self.client.text_document_diagnostic_async(params))

    async def found(self, uri: str) -> list[str]:
        """Ask for diagnostics and return the words they are about."""
        report = await self.pull(uri)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return self.words(uri, report.items)

    async def actions(self, uri: str, at: int) -> list[types.CodeAction]:
        """Ask what may be done at a place."""
        context = types.CodeActionContext(diagnostics=[])
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), self.range(uri, at, at), context)
        answer = await self.within(self.client.text_document_code_action_async(params))
        assert answer is not None
        assert all(isinstance(one, types.CodeAction) for one in answer)
        return list(answer)  # type: ignore[arg-type]

    async def order(self, command: str, *arguments: Any) -> Any:
        """Have a command carried out."""
        params = types.ExecuteCommandParams(command, list(arguments))
        return await self.within(self.client.workspace_execute_command_async(params))

    async def choose(self, uri: str, at: int, title: str) -> Any:
        """Choose an action by the beginning of its title and do what it says, as an editor does."""
        action = next(one for one in await self.actions(uri, at) if one.title.startswith(title))
        if action.edit:
            self.apply(action.edit)
        if action.command:
            return await self.order(action.command.command, *(action.command.arguments or []))
        return None

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """Make an edit in the text it is about, and tell the server."""
        assert edit.document_changes and len(edit.document_changes) == 1
        [change] = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        uri = change.text_document.uri
        assert change.text_document.version == self.versions[uri], "an edit of an older text"
        [one] = change.edits
        rows = self.rows[uri]
        start, end = one.range.start, one.range.end
        assert isinstance(one, types.TextEdit)
        self.edit(uri, rows.offset(start.line, start.character), rows.offset(end.line, end.character), one.new_text)

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something told makes a condition true."""
        async with self._heard:
            await asyncio.wait_for(self._heard.wait_for(true), DEADLINE_SECONDS)

    async def within(self, answer: Awaitable[Any]) -> Any:
        """Wait for an answer, not for ever."""
        return await asyncio.wait_for(answer, DEADLINE_SECONDS)

    async def _note(self, notes: list[Any], what: Any) -> None:
        async with self._heard:
            notes.append(what)
            self._heard.notify_all()

    def _register(self) -> None:
        client = self.client

        @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        async def publish(params: types.PublishDiagnosticsParams) -> None:
            await self._note(self.published, params)

        @client.feature(types.WINDOW_SHOW_MESSAGE)
        async def show(params: types.ShowMessageParams) -> None:
            await self._note(self.shown, params.message)

        @client.feature(types.WINDOW_LOG_MESSAGE)
        async def log(params: types.LogMessageParams) -> None:
            await self._note(self.logged, params.message)

        @client.feature(types.PROGRESS)
        async def progress(params: types.ProgressParams) -> None:
            await self._note(self.progress, params.value)

        @client.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)
        async def create(params: types.WorkDoneProgressCreateParams) -> None:
            await self._note(self.tokens, params.token)

        @client.feature(types.CLIENT_REGISTER_CAPABILITY)
        async def register(params: types.RegistrationParams) -> None:
            for one in params.registrations:
                await self._note(self.registered, one.method)

        @client.feature(types.WORKSPACE_CONFIGURATION)
        async def configuration(params: types.ConfigurationParams) -> list[Any]:
            for item in params.items:
                await self._note(self.asked, item)
            return [self.settings(item) for item in params.items]

        @client.feature(types.WORKSPACE_APPLY_EDIT)
        async def apply(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.apply(params.edit)
            return types.ApplyWorkspaceEditResult(applied=True)

        @client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        async def refresh(*_: object) -> None:
            async with self._heard:
                self.refreshes += 1
                self._heard.notify_all()


@pytest.fixture(scope="session")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server for all tests that need none of their own; it must still be well when they are done."""
    if "en" not in languages_in():
        pytest.skip("no English model is installed")
    folder = tmp_path_factory.mktemp("server")
    command = [sys.executable, "-m", "commonhold", "lsp", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment(folder), cwd=folder) as process:
        assert process.stderr
        said = process.stderr.readline()
        yield int(said.rpartition(":")[2])
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_SECONDS) == 130
        left = process.stderr.read()
        assert "Traceback" not in left and left.endswith("stopped: no file is half-written\n")


@pytest.fixture
def talk(tmp_path: Path, port: int) -> Talk:
    """Run a scenario with an editor and a server, which must end well if it is this editor's ``own``."""

    def run(
        scenario: Scenario, *, own: bool = False, roots: list[Path] | None = None, options: Any = None, **can: Any
    ) -> None:
        async def whole() -> None:
            editor = Editor(tmp_path)
            folders = [tmp_path] if roots is None else roots
            try:
                await editor.start(capabilities(**can), folders, options, 0 if own else port)
                await scenario(editor)
                assert await editor.stop() == 0
            finally:
                await editor.close()

        asyncio.run(whole())

    return run
