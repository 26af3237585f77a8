"""What may be done about findings: fixes as edits, and orders that the server itself carries out.

No client needs code of its own for any of it. Which findings are meant is decided by the session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lsprotocol import types

from commonhold.doors.edits import SURE_PROBABILITY
from commonhold.doors.lsp.rows import Rows
from commonhold.finding import NOT_ABOUT_WORDS, Finding

ADD_TO_USER = "commonhold.addToUserDictionary"
ADD_TO_WORKSPACE = "commonhold.addToWorkspaceDictionary"
IGNORE_HERE = "commonhold.ignoreHere"
TURN_OFF = "commonhold.turnOffKind"
CHECK = "commonhold.checkDocument"
STATUS = "commonhold.status"

ORDERS = (ADD_TO_USER, ADD_TO_WORKSPACE, IGNORE_HERE, TURN_OFF, CHECK, STATUS)
"""The commands that a client may have carried out."""

MOST_WORD = 60
"""Letters of a word that may be offered for a list; what is longer is none."""


def actions(
    uri: str, version: int | None, rows: Rows, found: Sequence[tuple[Finding, types.Diagnostic]], *, versioned: bool
) -> list[types.CodeAction]:
    """Return what may be done about some findings, fixes first; ``versioned`` edits say of which text they are."""
    fixes = [one for finding, told in found for one in _fixes(uri, version, rows, finding, told, versioned)]
    return [*fixes, *(one for finding, told in found for one in _orders(uri, rows, finding, told))]


def orders(uri: str, rows: Rows, found: Sequence[tuple[Finding, types.Diagnostic]]) -> list[types.Command]:
    """Return the orders alone, for clients that know nothing else."""
    every = (one.command for finding, told in found for one in _orders(uri, rows, finding, told))
    return [command for command in every if command]


def edit_of(uri: str, version: int | None, change: types.TextEdit, *, versioned: bool) -> types.WorkspaceEdit:
    """Return a change of one text in the form that a client knows."""
    if not versioned:
        return types.WorkspaceEdit(changes={uri: [change]})
    text = types.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(text_document=text, edits=[change])])


def range_of(rows: Rows, start: int, end: int) -> types.Range:
    """Return a range of code points as the client counts."""
    return types.Range(*(types.Position(*place) for place in (rows.place(start), rows.place(end))))


def _fixes(
    uri: str, version: int | None, rows: Rows, finding: Finding, told: types.Diagnostic, versioned: bool
) -> Iterator[types.CodeAction]:
    if not finding.fixable:
        return
    place = range_of(rows, finding.start, finding.end)
    for number, suggestion in enumerate(finding.suggestions):
        change = types.TextEdit(range=place, new_text=suggestion)
        yield types.CodeAction(
            title=_title(rows.source[finding.start : finding.end], suggestion),
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[told],
            is_preferred=True if number == 0 and finding.probability >= SURE_PROBABILITY else None,
            edit=edit_of(uri, version, change, versioned=versioned),
        )


def _title(old: str, new: str) -> str:
    if not new:
        return f"Leave out “{_short(old)}”"
    return f"Change to “{_short(new)}”" if old else f"Put in “{_short(new)}”"


def _short(text: str) -> str:
    folded = " ".join(text.split())
    return folded if len(folded) <= MOST_WORD else f"{folded[: MOST_WORD - 1]}…"


def _orders(uri: str, rows: Rows, finding: Finding, told: types.Diagnostic) -> Iterator[types.CodeAction]:
    word = " ".join(rows.source[finding.start : finding.end].split())
    if finding.kind not in NOT_ABOUT_WORDS and 0 < len(word) <= MOST_WORD:
        yield _order(f"Add “{word}” to your dictionary", ADD_TO_USER, told, word, uri)
        yield _order(f"Add “{word}” to the dictionary of this workspace", ADD_TO_WORKSPACE, told, word, uri)
    start = rows.place(finding.start)
    yield _order("Ignore this here", IGNORE_HERE, told, uri, {"line": start[0], "character": start[1]}, finding.kind)
    yield _order(f"Turn off findings of the kind “{finding.kind}”", TURN_OFF, told, finding.kind, uri)


def _order(title: str, command: str, told: types.Diagnostic, *arguments: Any) -> types.CodeAction:
    return types.CodeAction(
        title=title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[told],
        command=types.Command(title=title, command=command, arguments=list(arguments)),
    )
