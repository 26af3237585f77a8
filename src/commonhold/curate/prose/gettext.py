"""Translations as gettext keeps them (PO): what a reader is shown, which is the translation and not what it is of.

Translations read as reStructuredText, as Sphinx writes them; in other programs' strings that finds next to nothing.
Not known: the marks of keyboard shortcuts (``_File``, ``&File``), and markup other than reStructuredText.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from commonhold.curate.prose import rst_inline
from commonhold.curate.prose.passage import Edit, Line, Passage, compose, prepare

_LINE = re.compile(
    r"^[ \t]*+(?:"
    r"#,(?P<flags>[^\n]*+)"
    r'|(?P<name>msgctxt|msgid(?:_plural)?|msgstr(?:\[\d{1,3}\])?)?[ \t]*+"(?P<text>(?:[^"\\\n]++|\\[^\n])*+)"[ \t]*+$'
    r")",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\([nrt\"\\])")
_ESCAPED = {"n": "\n", "r": "\x0c", "t": "\t", '"': '"', "\\": "\\"}
_HIDDEN = "\x0b"  # reads as nothing, for `rst_inline` as well
_PARAGRAPH = re.compile(rf"(?:{_HIDDEN}\n[ \t\x0c]*+){{2,}}")
_PLACEHOLDER = re.compile(r"%(?:\(\w{1,60}\))?[-+#0]?\d{0,4}(?:\.\d{1,4})?(?:hh?|ll?|z)?[diouxXeEfFgGcrs](?!\w)|%\d")


@dataclass(slots=True)
class _Entry:
    """One message as far as it has been read."""

    flags: set[str] = field(default_factory=set)
    is_header: bool = True  # until something that is translated
    name: str = ""
    forms: list[list[Line]] = field(default_factory=list)

    def passages(self) -> Iterator[Passage]:
        if self.is_header or "fuzzy" in self.flags:
            return
        has_placeholders = any(flag.endswith("-format") and not flag.startswith("no-") for flag in self.flags)
        for pieces in self.forms:
            yield from _read(pieces, has_placeholders=has_placeholders)


def passages(source: str) -> Iterator[Passage]:
    """Yield the translations of a PO file, one passage a paragraph; neither the header nor what is marked fuzzy.

    >>> [p.text for p in passages('msgid "Hi *all*"\\nmsgstr ""\\n"Salut à "\\n"*tous*"')]
    ['Salut à tous']
    """
    entry = _Entry()
    for match in _LINE.finditer(prepare(source)):
        flags, name, text = match.group("flags", "name", "text")
        is_next = flags is not None or name in {"msgctxt", "msgid"}
        if is_next and entry.name.startswith("msgstr"):
            yield from entry.passages()
            entry = _Entry()
        if flags is not None:
            entry.flags.update(flag.strip() for flag in flags.split(","))
            continue
        if name is not None:
            entry.name = name
            if name.startswith("msgstr"):
                entry.forms.append([])
        if text and entry.name.startswith("msgstr"):
            entry.forms[-1].append((match.start("text"), text))
        elif text and entry.name == "msgid":
            entry.is_header = False
    yield from entry.passages()


def _read(pieces: list[Line], *, has_placeholders: bool) -> Iterator[Passage]:
    """Yield the paragraphs of one translation, written as ``pieces`` between quotes."""
    joints, size = [], 0
    for source_start, text in pieces:
        joints.append((size, source_start))
        size += len(text)
    raw = _ESCAPE.sub(lambda match: _HIDDEN + _ESCAPED[match[1]], "".join(text for _, text in pieces))
    begin = 0
    for start, end in (*(match.span() for match in _PARAGRAPH.finditer(raw)), (size, size)):
        if start > begin:
            passage = _paragraph(raw[begin:start], _within(joints, begin, start), has_placeholders=has_placeholders)
            if passage is not None:
                yield passage
        begin = end


def _within(joints: list[tuple[int, int]], begin: int, end: int) -> list[tuple[int, int]]:
    """Return the joints of ``raw[begin:end]``."""
    first = next(joint for joint in reversed(joints) if joint[0] <= begin)
    inner = [(at - begin, source_start) for at, source_start in joints if begin < at < end]
    return [(0, first[1] + begin - first[0]), *inner]


def _paragraph(raw: str, joints: list[tuple[int, int]], *, has_placeholders: bool) -> Passage | None:
    edits: list[Edit] = [*rst_inline.edits(raw), *((at, at, "") for at, _ in joints[1:])]
    if has_placeholders:
        for match in _PLACEHOLDER.finditer(raw):
            edits += [(match.start(), match.start(), "`"), (match.end(), match.end(), "`")]
    if raw.endswith("::"):  # code follows, in a message of its own
        edits.append((len(raw) - 1, len(raw), ""))
    edits.sort(key=lambda edit: edit[:2])
    return compose("paragraph", raw, joints, edits)
