"""Refusing a request: a status and one sentence, written as LanguageTool writes it (``Error: …``, plain text)."""

from __future__ import annotations

from starlette.responses import PlainTextResponse, Response


class RequestError(Exception):
    """A request that is not carried out, with the HTTP ``status`` and the ``sentence`` its sender is told."""

    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def response(self) -> Response:
        """Return what is sent."""
        return PlainTextResponse(f"Error: {self.sentence}", self.status, self.headers)
