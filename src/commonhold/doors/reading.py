"""Reading a text to check: bytes, encoding and byte order mark are kept so that they can be given back unchanged.

Does not know what kinds of markup mean, nor which files of a folder are worth reading (see ``places``).
"""

from __future__ import annotations

import codecs
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from commonhold.errors import UnreadableTextError

MAX_SIZE_BYTES = 64 * 1024 * 1024
"""Larger texts are refused: nobody wrote them by hand, and checking one would take an hour of memory and patience."""

STDIN = "-"
"""The path that means standard input."""

# The longer marks first: the UTF-32 mark begins with that of UTF-16.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

INLINE_CODE = re.compile("`[^`]*`")
WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


class UnreachableTextError(UnreadableTextError):
    """{path} cannot be read: {what}."""

    advice = "Check the name, and that you may read it."


class NotTextError(UnreadableTextError):
    """{path} cannot be checked: {what}."""

    advice = "Save it as UTF-8 (or UTF-16 with a byte order mark) and check it again."


class TooLargeError(UnreadableTextError):
    """{path} cannot be checked: {what}."""

    advice = "Split it and check the parts."


class NoGrammarError(UnreadableTextError):
    """The comments in {path} cannot be read: {what}."""

    advice = "Install the grammars with `pip install 'commonhold[code]'`, or name another kind with --type."


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it was read.

    ``path`` as the asker gave it (``-`` for standard input); ``data`` the bytes, ``mark`` the byte order mark they
    began with, ``encoding`` that of the rest; ``source`` the decoded rest, line ends untouched; ``kind`` of markup;
    ``guessed`` is true where the kind is an assumption that the asker should hear of.
    """

    path: str
    data: bytes
    mark: bytes
    encoding: str
    source: str
    kind: str
    guessed: bool = False

    def encode(self, source: str) -> bytes:
        """Return the bytes of ``source`` in the encoding this text had, byte order mark included."""
        return self.mark + source.encode(self.encoding)


def count_words(source: str, kind: str) -> int:
    """Return how many words of prose a source of that kind of markup has.

    >>> count_words("The cat's `ls -l`, *9* lives", "markdown")
    3
    """
    from commonhold.check.readers import passages

    return sum(1 for passage in passages(source, kind) for _ in WORD.finditer(INLINE_CODE.sub(" ", passage.text)))


def decode(path: str, data: bytes) -> tuple[bytes, str, str]:
    """Return the byte order mark, the encoding and the text of ``data``; raise NotTextError where it is not text.

    >>> decode("a.txt", b"\\xff\\xfeh\\0i\\0")
    (b'\\xff\\xfe', 'utf-16-le', 'hi')
    """
    mark, encoding = next(((m, e) for m, e in BYTE_ORDER_MARKS if data.startswith(m)), (b"", "utf-8"))
    try:
        source = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        offset = len(mark) + error.start
        what = f"it is not {encoding.upper()} (byte 0x{data[offset]:02X} at byte offset {offset:,})"
        nul = data.find(0) if encoding == "utf-8" else -1
        raise NotTextError(path=path, what=_binary(nul) if nul >= 0 else what) from error
    nul = source.find("\0")
    if nul >= 0:
        raise NotTextError(path=path, what=_binary(len(mark) + len(source[:nul].encode(encoding))))
    return mark, encoding, source


def _binary(offset: int) -> str:
    return f"it is not text (a NUL at byte offset {offset:,})"


def read_text(path: str, kind: str | None) -> Text:
    """Read the file ``path``, or standard input for ``-``, as ``kind`` or as what its name and content suggest."""
    data = read_bytes(path)
    mark, encoding, source = decode(path, data)
    known = kind or _kind_by_name(path)
    _require_grammar(path, known or "text")
    return Text(path, data, mark, encoding, source, known or "text", guessed=known is None)


def read_bytes(path: str) -> bytes:
    """Return the bytes of the file ``path`` or of standard input; raise an UnreadableTextError if that fails."""
    if path == STDIN:
        return _read_limited(path, sys.stdin.buffer)
    try:
        with Path(path).open("rb") as file:
            return _read_limited(path, file)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise UnreachableTextError(path=path, what=_reason(error)) from error


def _kind_by_name(path: str) -> str | None:
    from commonhold.check.readers import kind_of

    return "text" if path == STDIN else kind_of(path)


def _require_grammar(path: str, kind: str) -> None:
    """Raise UnreadableTextError where a text is a program whose grammar is not installed."""
    from commonhold.check.readers import is_code

    if is_code(kind):
        from commonhold.check.readers.grammars import LackingGrammarError, language

        try:
            language(kind)
        except LackingGrammarError as error:
            raise NoGrammarError(path=path, what=f"the package {error.facts['package']} is not installed") from error


def _read_limited(path: str, file: BinaryIO) -> bytes:
    data = file.read(MAX_SIZE_BYTES + 1)
    if len(data) > MAX_SIZE_BYTES:
        raise TooLargeError(path=path, what=f"it is larger than {MAX_SIZE_BYTES // 2**20} MB")
    return data


def _reason(error: Exception) -> str:
    """Say why the system refused, without the number and the path it adds."""
    reasons = {
        FileNotFoundError: "there is no such file",
        PermissionError: "you have no permission to read it",
        IsADirectoryError: "it is a folder",
    }
    for kind, reason in reasons.items():
        if isinstance(error, kind):
            return reason
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
