"""The orders a client may have carried out, as functions of what is known; each gives what it did, in a sentence.

Their names and arguments are told in ``docs/lsp.md``. What goes wrong is an error of the asker's, said in a sentence.
"""

from __future__ import annotations

from pathlib import Path

from commonhold.doors.lsp.desk import Desk
from commonhold.doors.lsp.silencing import Insertion, silence
from commonhold.doors.project import FOLDER, user_folder
from commonhold.doors.settings import NAME
from commonhold.doors.settings_writer import UnwritableSettingsError, turn_off
from commonhold.doors.wordbook import PROJECT, USER, add_words, list_path
from commonhold.errors import AskedWronglyError


class StrangeOrderError(AskedWronglyError):
    """The order {order} cannot be carried out: {what}."""

    advice = "Its arguments are told in docs/lsp.md."


class NotOpenError(AskedWronglyError):
    """{uri} is not open here."""

    advice = "Open it in the editor and ask again."


class NoCommentError(AskedWronglyError):
    """No comment can be put there that has only this left alone."""

    advice = "Add the word to a dictionary, or put a comment around the place yourself."


class NothingThereError(AskedWronglyError):
    """There is no such finding at that place any more."""

    advice = "The text has changed; look at the findings as they are now."


def add_word(word: str, whose: str, project: Path | None) -> str:
    """Put a word into a list, of the user (``user``) or of a project (``project``), and say where it stands now."""
    if whose == PROJECT and project is None:
        raise StrangeOrderError(order=word, what="the text lies in no folder that could have a dictionary")
    change = add_words(list_path(USER if whose == USER else PROJECT, project), [word])
    return f"“{word}” {'is now' if change.done else 'was already'} in {change.path}."


def turn_kind_off(kind: str, project: Path | None) -> str:
    """Turn a kind off in the settings of a project, or of the user where there is none, and say where."""
    folder = project / FOLDER if project else user_folder()
    if folder is None:
        raise UnwritableSettingsError(path="of this user", what="the system does not tell where your home is")
    path = folder / NAME
    is_new = turn_off(path, kind)
    return f"Findings of the kind “{kind}” {'are now' if is_new else 'were already'} off in {path}."


def ignoring(desk: Desk, offset: int, kind: str) -> Insertion:
    """Return the comment that has the finding of a kind at a place left alone."""
    text = desk.text
    finding = next((one for one in desk.known.findings if one.start == offset and one.kind == kind), None)
    if finding is None or text.kind is None:
        raise NothingThereError
    put = silence(text.rows.source, text.kind, finding)
    if put is None:
        raise NoCommentError
    return put
