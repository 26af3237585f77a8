"""One client: its open texts, its wishes and what it can do; every message it may send is answered here or in ``asks``.

All of it happens in one thread; what takes time is done by the ``Worker``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from lsprotocol import types

from commonhold.doors.lsp import progress
from commonhold.doors.lsp.checkers import Checkers, project_at
from commonhold.doors.lsp.conversation import Conversation
from commonhold.doors.lsp.desk import Desk, Rounds
from commonhold.doors.lsp.diagnostics import NOTHING
from commonhold.doors.lsp.kinds import kind_for, path_of
from commonhold.doors.lsp.rows import UTF16, Rows
from commonhold.doors.lsp.texts import OpenText, OutOfStepError, Range
from commonhold.doors.lsp.wishes import SECTION, Wishes, wishes_of
from commonhold.doors.lsp.worker import Worker
from commonhold.doors.reading import MAX_SIZE_BYTES
from commonhold.errors import CommonholdError

PATIENCE_SECONDS = 3.0
"""How long an answer of the client is waited for."""

log = logging.getLogger("commonhold.lsp")


class Session:
    """One conversation and all that is known in it. ``ended`` is set when the client has said goodbye."""

    def __init__(self, write: Callable[[bytes], None], worker: Worker, checkers: Checkers) -> None:
        self.talk = Conversation(write)
        self.talk.lose = self.lose
        self.desks: dict[str, Desk] = {}
        self.roots: list[Path] = []
        self.abilities = types.ClientCapabilities()
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.general = Wishes()
        self._wishes: dict[str, Wishes] = {}
        self._shown: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        begin_long = self._begin_long
        self.rounds = Rounds(worker, checkers, self.wishes, self.show_once, self.publish, begin_long)

    # What the client says of itself.

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the client can do and where it works."""
        self.abilities = params.capabilities
        folders = [folder.uri for folder in params.workspace_folders or []] or [params.root_uri or ""]
        self.roots = [Path(path).resolve() for uri in folders if (path := path_of(uri))]
        self.general = wishes_of(params.initialization_options, self.show_once)

    def warm(self) -> None:
        """Have the model read that most texts will want; what is wrong with it is said when a text is opened."""

        async def read() -> None:
            with suppress(CommonholdError):
                await self.rounds.worker.do(partial(self.rounds.checkers.around, None, self.general))

        self.run(read())

    def follow_folders(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Take that folders of the workspace come and go."""
        gone = {Path(path).resolve() for folder in event.removed if (path := path_of(folder.uri))}
        come = [Path(path).resolve() for folder in event.added if (path := path_of(folder.uri))]
        self.roots = [root for root in self.roots if root not in gone] + come
        self.look_again()

    def configure(self, said: Any) -> None:
        """Take new settings of the client; those it wants to be asked for are asked for anew."""
        self._wishes.clear()
        self._shown.clear()
        if not self._asks_for_wishes():
            self.general = wishes_of(said, self.show_once)
        self.look_again()

    async def wishes(self, uri: str) -> Wishes:
        """Return what the client wishes for a text; it is asked once, until it says that something changed."""
        if not self._asks_for_wishes():
            return self.general
        if uri not in self._wishes:
            wanted = [types.ConfigurationItem(scope_uri=uri, section=SECTION)]
            ask = self.talk.workspace_configuration_async(types.ConfigurationParams(items=wanted))
            try:
                said = await asyncio.wait_for(ask, PATIENCE_SECONDS)
            except Exception as error:  # what a client may answer instead is its own business
                self.show_once(f"The editor did not tell its settings ({type(error).__name__}); files decide alone.")
                said = []
            first = said[0] if isinstance(said, list | tuple) and said else None
            self._wishes[uri] = wishes_of(first, self.show_once) if first else self.general
        return self._wishes[uri]

    def _asks_for_wishes(self) -> bool:
        return bool(self.abilities.workspace and self.abilities.workspace.configuration)

    # Texts.

    def open(self, opened: types.TextDocumentItem) -> None:
        """Take a text that was opened, or opened once more."""
        self.close(opened.uri)
        kind = kind_for(opened.language_id, opened.uri)
        source = opened.text
        if len(source) > MAX_SIZE_BYTES:
            self.show_once(f"{opened.uri} is not checked: it is longer than {MAX_SIZE_BYTES // 2**20} MB.")
            kind, source = None, ""
        encoding = self.talk.server_capabilities.position_encoding or UTF16
        text = OpenText(opened.uri, opened.language_id, kind, opened.version, Rows(source, str(encoding)))
        path = path_of(opened.uri)
        place = Path(path) if path else self.roots[0] if self.roots else None
        self.desks[opened.uri] = Desk(text, place, self.rounds)
        self.desks[opened.uri].open()

    def change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Take changes of a text."""
        uri = params.text_document.uri
        desk = self.desks.get(uri)
        if desk is None:
            self.talk.say(f"{uri} was changed and is not open; the change was passed over.")
            return
        changes = [(_range(one), one.text) for one in params.content_changes]
        try:
            desk.text.change(params.text_document.version, changes)
        except OutOfStepError as error:
            self.lose(uri, str(error))
        desk.touch()

    def lose(self, uri: str, what: str) -> None:
        """Say that a text is not the client's any more, and take back what was told of it."""
        desk = self.desks.get(uri)
        if desk:
            desk.text.is_lost = True
            desk.touch()
            self.talk.show(f"{uri} is not checked until it is opened again or comes whole: {what}.")

    def close(self, uri: str) -> None:
        """Take that a text was closed."""
        desk = self.desks.pop(uri, None)
        self._wishes.pop(uri, None)
        if desk:
            desk.close()
            if not self._pulls():
                self.talk.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def look_again(self) -> None:
        """Have all texts judged by words and settings as they are now; nothing is checked twice."""
        for desk in self.desks.values():
            desk.touch(hurry=True)

    def project_of(self, uri: str) -> Path | None:
        """Return a place in the project that a text belongs to, open or not."""
        path = path_of(uri)
        return project_at(Path(path) if path else None, self.roots)

    # What is told.

    def publish(self, desk: Desk) -> None:
        """Tell what is known of a text: to a client that asks for it, only that it may ask again."""
        if self._pulls():
            return
        known = desk.known
        version = known.version if self._takes_versions() else None
        self.talk.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri=desk.text.uri, diagnostics=list(known.diagnostics), version=version)
        )

    def refresh(self) -> None:
        """Have a client that asks for diagnostics ask again, as something other than its texts has changed."""
        workspace = self.abilities.workspace
        if self._pulls() and workspace and workspace.diagnostics and workspace.diagnostics.refresh_support:
            self.talk.workspace_diagnostic_refresh(None)

    async def report(self, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        """Return the diagnostics of a text as it now is, or that they are those the client has."""
        desk = self.desks.get(params.text_document.uri)
        known = await desk.up_to_date() if desk else NOTHING
        if known.result_id and known.result_id == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=known.result_id)
        return types.RelatedFullDocumentDiagnosticReport(
            items=list(known.diagnostics), result_id=known.result_id or None
        )

    def show_once(self, what: str) -> None:
        """Show a sentence to the person, once until settings change."""
        if what not in self._shown:
            self._shown.add(what)
            self.talk.show(what)

    def _pulls(self) -> bool:
        """Whether the client asks for diagnostics; telling them as well would show them twice."""
        return bool(self.abilities.text_document and self.abilities.text_document.diagnostic)

    def _takes_versions(self) -> bool:
        text = self.abilities.text_document
        return bool(text and text.publish_diagnostics and text.publish_diagnostics.version_support)

    # Tasks.

    def run(self, work: Any) -> None:
        """Have a coroutine run beside everything else; it is held until it ends."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _begin_long(self, desk: Desk) -> None:
        window = self.abilities.window
        if window and window.work_done_progress:
            self.run(progress.show(self.talk, desk))

    def end(self, code: int) -> None:
        """End the session; whoever runs it hears the exit code."""
        if not self.ended.done():
            self.ended.set_result(code)

    async def close_all(self) -> None:
        """Stop everything that runs."""
        for desk in self.desks.values():
            desk.close()
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(0)


def _range(change: types.TextDocumentContentChangeEvent) -> Range | None:
    if isinstance(change, types.TextDocumentContentChangePartial):
        start, end = change.range.start, change.range.end
        return start.line, start.character, end.line, end.character
    return None
