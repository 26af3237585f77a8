"""The conversation with one client: its bytes to calls of what is registered, every fault answered in a sentence.

Built on pygls, which knows the shapes of all messages; of its handlers those that keep texts are replaced by ours. A
fault of the client never ends the conversation.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from cattrs import transform_error
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from commonhold import __version__
from commonhold.doors.lsp.frames import Frames, Trouble

log = logging.getLogger("commonhold.lsp")

NOT_INITIALIZED = -32002
"""What is answered to a request before ``initialize``; not among the codes of JSON-RPC itself."""

OURS = (
    types.EXIT,
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
)
"""What pygls would do itself: keep a second copy of each text, and end the process."""

_CHANGE = types.TEXT_DOCUMENT_DID_CHANGE


class Conversation(LanguageServer):
    """A server for one client: ``write`` sends bytes to it, ``lose`` hears which text has a change that was not read.

    Handlers are registered as with any server of pygls.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        super().__init__("commonhold", __version__)
        for method in OURS:
            del self.protocol.fm.builtin_features[method]
        self.protocol.set_writer(_Pen(write))
        self.lose: Callable[[str, str], None] = lambda uri, what: None
        self._frames = Frames()
        self._is_open = False
        self._is_shut = False

    @property
    def is_shut(self) -> bool:
        """Whether the client has asked for the end."""
        return self._is_shut

    @property
    def is_amid(self) -> bool:
        """Whether a message has begun and is not whole."""
        return not self._frames.is_empty

    def feed(self, data: bytes) -> None:
        """Take bytes of the client and do what its messages ask for."""
        for frame in self._frames.feed(data):
            if isinstance(frame, Trouble):
                self.say(frame.what[:1].upper() + frame.what[1:] + ".")
            else:
                self._hear(frame)

    def say(self, what: str, level: types.MessageType = types.MessageType.Warning) -> None:
        """Write a sentence to the log, ours and the client's."""
        log.log(logging.WARNING if level.value <= types.MessageType.Warning.value else logging.INFO, "%s", what)
        if self._is_open:
            self.window_log_message(types.LogMessageParams(level, what))

    def show(self, what: str) -> None:
        """Show a sentence to the person at the client."""
        log.warning("%s", what)
        self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, what))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Say what went wrong in a handler; requests are answered with it besides."""
        self.say(f"{type(error).__name__}: {error}", types.MessageType.Error)

    def _hear(self, body: bytes) -> None:
        try:
            raw = json.loads(body.decode("utf-8"))
        except (UnicodeDecodeError, ValueError, RecursionError) as error:
            what = f"a message of {len(body):,} bytes is no JSON in UTF-8: {str(error)[:200]}"
            self._refuse(None, types.ErrorCodes.ParseError, what)
            return
        if not isinstance(raw, dict) or raw.get("jsonrpc") != "2.0":
            self._refuse(_id(raw), types.ErrorCodes.InvalidRequest, "a message is no object of JSON-RPC 2.0")
            return
        method = raw.get("method")
        if method is not None and not isinstance(method, str):
            self._refuse(_id(raw), types.ErrorCodes.InvalidRequest, "the method of a message is no string")
        elif method is not None and self._is_untimely(raw, method):
            return
        else:
            self._handle(raw, method)

    def _is_untimely(self, raw: dict[str, Any], method: str) -> bool:
        """Refuse what comes before the beginning, after the end, or begins twice."""
        what, code = "", types.ErrorCodes.InvalidRequest.value
        if not self._is_open and method not in (types.INITIALIZE, types.EXIT):
            what, code = f"{method} came before initialize", NOT_INITIALIZED
        elif self._is_open and method == types.INITIALIZE:
            what = "initialize came twice"
        elif self._is_shut and method != types.EXIT:
            what = f"{method} came after shutdown"
        if what and "id" in raw:
            self._refuse(_id(raw), code, what)
        elif what:
            self.say(f"{what}; it was passed over.")
        self._is_open |= method == types.INITIALIZE and not what
        self._is_shut |= method == types.SHUTDOWN and not what
        return bool(what)

    def _handle(self, raw: dict[str, Any], method: str | None) -> None:
        if method is not None and self.protocol.get_message_type(method) is None:
            if "id" in raw:
                self._refuse(_id(raw), types.ErrorCodes.MethodNotFound, f"there is no method {method[:100]}")
            return
        try:
            message = self.protocol.structure_message(raw)
        except JsonRpcException:
            what = (
                f"the parameters of {method} are not what the protocol says"
                if method
                else "an answer has no such shape"
            )
            self._refuse(_id(raw), types.ErrorCodes.InvalidParams, what)
            if method == types.INITIALIZE:
                self._is_open = False
            if method == _CHANGE and (uri := _uri(raw)):
                self.lose(uri, what)
            return
        if not hasattr(message, "jsonrpc"):
            self._refuse(_id(raw), types.ErrorCodes.InvalidRequest, "a message is neither asked nor answered")
            return
        self.protocol.handle_message(message)

    def _refuse(self, identity: int | str | None, code: int | types.ErrorCodes, what: str) -> None:
        """Answer with an error; notifications have no answer, so the log has to do."""
        self.say(what[:1].upper() + what[1:] + ".")
        if identity is not None or code == types.ErrorCodes.ParseError:
            number = code if isinstance(code, int) else code.value
            error = {"jsonrpc": "2.0", "id": identity, "error": {"code": number, "message": what}}
            self.protocol._send_data(error)


class _Pen:
    """A writer as pygls wants it."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self.write = write

    def close(self) -> None:
        """Nothing: the session ends what it began."""


def _where(error: JsonRpcException) -> str:
    """Return what part of a message was wrong, where that can be told."""
    causes = [text for text in transform_error(error.__cause__) if text] if error.__cause__ else []
    return f" ({causes[0][:200]})" if causes else ""


def _id(raw: Any) -> int | str | None:
    identity = raw.get("id") if isinstance(raw, dict) else None
    return identity if isinstance(identity, int | str) else None


def _uri(raw: dict[str, Any]) -> str:
    """Return which text a message is about, as far as it says so."""
    params = raw.get("params")
    text = params.get("textDocument") if isinstance(params, dict) else None
    uri = text.get("uri") if isinstance(text, dict) else None
    return uri if isinstance(uri, str) else ""
