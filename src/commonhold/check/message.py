"""What a writer is told: one sentence saying what looks wrong and the counts behind it."""

from __future__ import annotations

from commonhold.train.candidates import Kind

KINDS = {
    Kind.SPELLING: "spelling",
    Kind.PAIR: "word",
    Kind.ENDING: "agreement",
    Kind.NEAR: "word",
    Kind.DELETE: "extra",
    Kind.DOUBLED: "doubled",
    Kind.INSERT: "missing",
    Kind.JOIN: "split",
    Kind.SPLIT: "split",
    Kind.CASE: "case",
    Kind.UNKNOWN: "spelling",
}
"""The kind of a finding for each kind of candidate."""

PUNCTUATION = "punctuation"
"""The kind of a finding where what is missing or too many is a mark."""

DIALECT = "dialect"
"""The one kind that comes from no candidate."""

EVERY_KIND = frozenset({*KINDS.values(), PUNCTUATION, DIALECT})
"""All kinds of findings."""


def sentence(kind: str, old: str, new: str) -> str:
    """Return what to tell the writer.

    >>> sentence("spelling", "teh", "the"), sentence("doubled", "the the", "the")
    ('‘teh’ is probably misspelt: ‘the’?', '‘the’ is written twice.')
    """
    old, new = old.strip(), new.strip()
    if kind == "spelling" and not new:
        return f"‘{old}’ is probably misspelt; there is no word near it."
    if kind == PUNCTUATION:
        return f"‘{new}’ is probably missing here." if new else f"‘{old}’ is probably not needed here."
    if kind == "case":
        return f"‘{old}’ is usually written ‘{new}’ here."
    if kind == "spelling":
        return f"‘{old}’ is probably misspelt: ‘{new}’?"
    if kind == "doubled":
        return f"‘{new}’ is written twice."
    if kind == "extra":
        return f"‘{old}’ is probably one word too many."
    if kind == "missing":
        return f"A word is probably missing here: ‘{new}’?"
    if kind == "agreement":
        return f"‘{old}’ does not seem to agree with the words around it: ‘{new}’?"
    if kind == DIALECT:
        return f"‘{old}’ is another dialect’s way of writing ‘{new}’."
    if kind == "split":
        return f"‘{old}’ is usually written ‘{new}’."
    return f"‘{old}’ is unusual here: ‘{new}’?"
