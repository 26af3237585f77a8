"""What is answered to which message: the features of the protocol and the orders, each a few lines to the session."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from commonhold import __version__
from commonhold.doors.lsp import actions, orders
from commonhold.doors.lsp.desk import Desk
from commonhold.doors.lsp.session import Session
from commonhold.doors.project import FOLDER
from commonhold.doors.wordbook import PROJECT, USER
from commonhold.errors import CommonholdError

WATCHED = (f"**/{FOLDER}/*", "**/.harper-dictionary.txt", "**/.hunspell_*", "**/{.,}c{s,S}pell*.json")
"""Files whose change has all texts looked at again."""

_FIX = types.CodeActionKind.QuickFix


def register(session: Session) -> None:
    """Have a session answer its client."""
    _life(session)
    _texts(session)
    _settings(session)
    _findings(session)
    _orders(session)


def _life(session: Session) -> None:
    talk = session.talk

    @talk.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        session.begin(params)
        session.warm()

    @talk.feature(types.INITIALIZED)
    def initialized(params: types.InitializedParams) -> None:
        session.run(_registered(session))

    @talk.feature(types.EXIT)
    def leave(*_: object) -> None:
        session.end(0 if talk.is_shut else 1)


async def _registered(session: Session) -> None:
    """Ask to hear of changes of settings and of lists, where the client can tell of them."""
    workspace = session.abilities.workspace
    wanted = []
    configuration = workspace and workspace.did_change_configuration
    if configuration and configuration.dynamic_registration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        wanted.append(types.Registration("commonhold-settings", method, {"section": "commonhold"}))
    watching = workspace and workspace.did_change_watched_files
    if watching and watching.dynamic_registration:
        watchers = [types.FileSystemWatcher(glob_pattern=pattern) for pattern in WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers=watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        wanted.append(types.Registration("commonhold-files", method, options))
    if wanted:
        await session.talk.client_register_capability_async(types.RegistrationParams(registrations=wanted))


def _texts(session: Session) -> None:
    talk = session.talk

    @talk.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        session.open(params.text_document)

    @talk.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        session.change(params)

    @talk.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        session.close(params.text_document.uri)

    @talk.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        session.look_again()  # what was saved may be a list of words


def _settings(session: Session) -> None:
    talk = session.talk

    @talk.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def did_change_configuration(params: types.DidChangeConfigurationParams) -> None:
        session.configure(params.settings)
        session.refresh()

    @talk.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def did_change_watched_files(params: types.DidChangeWatchedFilesParams) -> None:
        session.look_again()
        session.refresh()

    @talk.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def did_change_workspace_folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        session.follow_folders(params.event)


def _findings(session: Session) -> None:
    talk = session.talk
    options = types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=False, identifier="commonhold"
    )

    @talk.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        return await session.report(params)

    @talk.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[_FIX]))
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction | types.Command]:
        desk = session.desks.get(params.text_document.uri)
        only = params.context.only
        if desk is None or (only is not None and not any(_FIX.value.startswith(str(_value(kind))) for kind in only)):
            return []
        known = await desk.up_to_date()
        rows = desk.text.rows
        start = rows.offset(params.range.start.line, params.range.start.character)
        end = rows.offset(params.range.end.line, params.range.end.character)
        both = zip(known.findings, known.diagnostics, strict=False)
        found = [(one, told) for one, told in both if one.end >= start and one.start <= end]
        text = session.abilities.text_document
        if not (text and text.code_action and text.code_action.code_action_literal_support):
            return list(actions.orders(desk.text.uri, rows, found))
        versioned = _knows_versioned_edits(session)
        return list(actions.actions(desk.text.uri, desk.text.version, rows, found, versioned=versioned))


def _value(kind: Any) -> Any:
    return getattr(kind, "value", kind)


def _knows_versioned_edits(session: Session) -> bool:
    workspace = session.abilities.workspace
    return bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)


def _orders(session: Session) -> None:
    """Register the orders; each takes a list of arguments and gives what it did, or says what was wrong."""

    def order(name: str, carry_out: Any) -> None:
        @session.talk.command(name)
        async def carried_out(*arguments: Any) -> Any:
            try:
                return await carry_out(session, name, list(arguments))
            except CommonholdError as error:
                session.talk.show(f"{error} {error.advise()}")
                return None

    order(actions.ADD_TO_USER, _add)
    order(actions.ADD_TO_WORKSPACE, _add)
    order(actions.TURN_OFF, _turn_off)
    order(actions.IGNORE_HERE, _ignore)
    order(actions.CHECK, _check)
    order(actions.STATUS, _status)


async def _add(session: Session, name: str, arguments: list[Any]) -> str:
    word, uri = _texts_of(name, arguments, "a word", "the URI of a text", least=1)
    whose = USER if name == actions.ADD_TO_USER else PROJECT
    said = orders.add_word(word, whose, session.project_of(uri))
    return _changed(session, said)


async def _turn_off(session: Session, name: str, arguments: list[Any]) -> str:
    from commonhold.check.message import EVERY_KIND

    kind, uri = _texts_of(name, arguments, "a kind of findings", "the URI of a text", least=1)
    if kind not in EVERY_KIND:
        raise orders.StrangeOrderError(order=name, what=f"there is no kind “{kind}”")
    return _changed(session, orders.turn_kind_off(kind, session.project_of(uri)))


def _changed(session: Session, said: str) -> str:
    session.talk.say(said, types.MessageType.Info)
    session.look_again()
    session.refresh()
    return said


async def _ignore(session: Session, name: str, arguments: list[Any]) -> bool:
    uri = arguments[0] if arguments else None
    place = arguments[1] if len(arguments) == 3 else None
    if not isinstance(place, Mapping) or not all(isinstance(place.get(key), int) for key in ("line", "character")):
        raise orders.StrangeOrderError(order=name, what="it needs the URI of a text, a position and a kind")
    desk = _desk(session, uri)
    await desk.up_to_date()
    rows = desk.text.rows
    offset = rows.offset(max(place["line"], 0), max(place["character"], 0))
    at, comment = orders.ignoring(desk, offset, str(arguments[2]))
    change = types.TextEdit(range=actions.range_of(rows, at, at), new_text=comment)
    edit = actions.edit_of(desk.text.uri, desk.text.version, change, versioned=_knows_versioned_edits(session))
    params = types.ApplyWorkspaceEditParams(edit=edit, label="Ignore this here")
    answer = await session.talk.workspace_apply_edit_async(params)
    return bool(answer.applied)


async def _check(session: Session, name: str, arguments: list[Any]) -> int:
    (uri,) = _texts_of(name, arguments, "the URI of a text", least=1)
    desk = _desk(session, uri)
    desk.touch(hurry=True, anew=True)
    known = await desk.up_to_date()
    session.refresh()
    return len(known.findings)


async def _status(session: Session, name: str, arguments: list[Any]) -> dict[str, Any]:
    around = await session.rounds.worker.do(lambda: session.rounds.checkers.around(None, session.general))
    return {
        "version": __version__,
        "language": around.language,
        "model": around.model,
        "texts": [
            {
                "uri": desk.text.uri,
                "kind": desk.text.kind,
                "version": desk.text.version,
                "findings": len(desk.known.findings),
                "waiting": desk.waiting,
                "isLost": desk.text.is_lost,
            }
            for desk in session.desks.values()
        ],
    }


def _desk(session: Session, uri: Any) -> Desk:
    desk = session.desks.get(uri) if isinstance(uri, str) else None
    if desk is None:
        raise orders.NotOpenError(uri=uri)
    return desk


def _texts_of(name: str, arguments: list[Any], *what: str, least: int) -> list[str]:
    """Return the arguments of an order, which are texts; those beyond ``least`` may be lacking and are empty then."""
    if not least <= len(arguments) <= len(what) or not all(isinstance(one, str) for one in arguments):
        raise orders.StrangeOrderError(order=name, what=f"it needs {' and '.join(what)}")
    return [*arguments, *[""] * (len(what) - len(arguments))]
