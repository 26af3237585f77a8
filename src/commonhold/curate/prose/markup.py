"""XML and HTML: one tolerant walk over the tags, with a table per dialect (`dialects`).

Nothing is validated: stray and missing tags cost at most a passage's kind. Not known: styles, scripts,
entities a document declares, and CDATA, which is left out as it nearly always holds program text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from commonhold.curate.prose import templates
from commonhold.curate.prose.dialects import CNXML, DOCBOOK, HTML, MALLARD, TEI
from commonhold.curate.prose.entities import decode, decode_all
from commonhold.curate.prose.passage import Edit, Passage, code, compose, keep_code, prepare
from commonhold.curate.prose.templates import read_template
from commonhold.curate.prose.walk import FAR

_ATTRIBUTES = r"(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+"
_TAG_PATTERN = rf"<(?:(/?)([A-Za-z_][\w.:-]*+)({_ATTRIBUTES})>)?"
_TAG = re.compile(_TAG_PATTERN)
_TOKEN = re.compile(_TAG_PATTERN + r"|\n[ \n\t\x0c]*+|\t|\x0c|\x0b|&(?:#?\w[\w.:-]*+;)?|``*+|\{[{%]")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*+)([^<>]*+)")
_TARGET = re.compile(r"(?:linkend|target-id|target|document|url|xref)\s*=\s*[\"']([^\"'<>]++)")
_DOCTYPE = re.compile(r"[^\[<>]*+(?:\[[^\]]*+\]\s*+)?>")
_DECLARATION = re.compile(r"![A-Za-z][^<>]*+>")
_HEAD_SIZE = 4000
_LAYOUT = frozenset("\n \t\x0c")
_BLOCKS = frozenset({"paragraph", "heading", "entry", "cell", "quote", "group"})
_LENDING = frozenset({"heading", "entry", "cell", "quote"})  # a paragraph directly in one of these is one
_DEPTH = 64  # how far up a stray end tag looks for its start
_WHOLE = ((0, 0),)


def passages(source: str, *, is_html: bool = False) -> Iterator[Passage]:
    """Yield the passages of an XML document, its dialect chosen by its root element, or of an HTML page.

    >>> [p.text for p in passages("<chapter><para>Call <function>f</function> now.</para></chapter>")]
    ['Call `f` now.']
    """
    text = prepare(source)
    reader = _Reader(text, HTML if is_html else _dialect(text))
    reader.read(0, len(text))
    return iter(reader.found)


def fragment(text: str, start: int, end: int) -> tuple[list[Passage], int, int]:
    """Return the passages of the HTML in ``text[start:end]`` (prepared), where reading stopped, and how far it looked.

    It stops behind ``end`` when an element that is left out, such as ``<pre>``, ends behind it.
    """
    reader = _Reader(text, HTML)
    stop = reader.read(start, end)
    return reader.found, stop, FAR if reader.absent else stop + templates.LIMIT


def _dialect(text: str) -> Mapping[str, str]:
    root = _ROOT.search(text)
    if root is None:
        return DOCBOOK
    name, head = root[1].rpartition(":")[2], text[: root.end() + _HEAD_SIZE]
    if name in {"TEI", "teiCorpus", "TEI.2"}:
        return TEI
    if name == "html" or "http://www.w3.org/1999/xhtml" in root[2]:
        return HTML
    if name == "page" and "projectmallard" in head:
        return MALLARD
    return CNXML if name == "document" and "cnx" in head else DOCBOOK


@lru_cache(maxsize=256)
def _ending_of(name: str) -> re.Pattern[str]:
    return re.compile(rf"</{re.escape(name)}\s*+>", re.IGNORECASE)


class _Reader:
    """A walk over the tags: the open elements, and the block being read."""

    __slots__ = ("absent", "begin", "edits", "found", "kinds", "names", "outside", "roles", "text")

    def __init__(self, text: str, roles: Mapping[str, str]) -> None:
        self.text = text
        self.roles = roles
        self.found: list[Passage] = []
        self.names: list[str] = []  # of the open elements that make blocks
        self.kinds: list[str] = []  # what their text is
        self.outside = "paragraph" if roles is HTML else "group"  # what text outside of all of them is
        self.edits: list[Edit] = []
        self.begin = -1  # where the block being read began, -1 outside of prose
        self.absent: set[str] = set()  # endings that do not come any more

    def read(self, start: int, end: int) -> int:
        """Find the passages in ``text[start:end]``; return where it stopped."""
        text, roles, edits = self.text, self.roles, self.edits
        self._resume(start)
        position = start
        while position < end:
            match = (_TOKEN if self.begin >= 0 else _TAG).search(text, position, end)
            if match is None:
                position = end
                break
            start, position = match.span()
            name = match[2]
            if name is None:
                mark = text[start]
                if mark == "<":
                    position = self._declaration(start, position)
                elif mark in _LAYOUT:
                    while start > self.begin and text[start - 1] == " ":
                        start -= 1  # the last one may stand for a carriage return
                    edits.append((start, position, " "))
                else:
                    position = self._character(start, position)
                continue
            role = roles.get(name) or roles.get(name.rpartition(":")[2]) or roles.get(name.lower())
            if role is None:
                if self.begin >= 0:
                    edits.append((start, position, ""))
            elif role in _BLOCKS:
                if self.begin >= 0:
                    self._flush(start)
                if match[1]:
                    self._leave(name)
                elif text[position - 2] != "/":
                    self._enter(name, role)
                self._resume(position)
            else:
                position = self._special(role, match)
        self._flush(max(position, self.begin))
        return position

    def _enter(self, name: str, role: str) -> None:
        kinds = self.kinds
        if role == "paragraph" and kinds and kinds[-1] in _LENDING:
            role = kinds[-1]
        self.names.append(name)
        kinds.append(role)

    def _leave(self, name: str) -> None:
        """Close the innermost element of this name, and what is open inside it; a stray end tag closes nothing."""
        names = self.names
        if names and names[-1] == name:
            names.pop()
            self.kinds.pop()
        elif name in names[-_DEPTH:]:
            while names.pop() != name:
                self.kinds.pop()
            self.kinds.pop()

    def _resume(self, position: int) -> None:
        """Go on reading behind a block's tag, where text is prose."""
        kinds = self.kinds
        self.begin = -1 if (kinds[-1] if kinds else self.outside) == "group" else position

    def _flush(self, end: int) -> None:
        begin, edits = self.begin, self.edits
        if end > begin >= 0 and not (len(edits) == 1 and edits[0][0] == begin and edits[0][1] == end):
            kind = self.kinds[-1] if self.kinds else "paragraph"
            passage = compose(kind, self.text, _WHOLE, edits, begin, end)
            if passage is not None:
                self.found.append(passage)
        if edits:
            edits.clear()

    def _special(self, role: str, tag: re.Match[str]) -> int:
        """Read an element that is one token, or none; return where to go on."""
        start, end = tag.span()
        reading = self.begin >= 0
        is_empty = self.text[end - 2] == "/"
        if role == "space" or tag[1] or is_empty or role == "reference":
            if reading and role == "reference" and is_empty and (target := _TARGET.search(tag[3])):
                self.edits.append((start, end, code(target[1])))
            elif reading:
                self.edits.append((start, end, " " if role == "space" else ""))
            return end
        ending = self._ending(tag[2], end)
        if ending is None:
            if reading:
                self.edits.append((start, end, ""))
            return end
        if role == "break":
            self._flush(start)
            self.begin = ending.end() if reading else -1
        elif reading and role == "drop":
            self.edits.append((start, ending.end(), ""))
        elif reading:
            self._code(start, end, ending.start(), ending.end())
        return ending.end()

    def _code(self, start: int, inner_start: int, inner_end: int, end: int) -> None:
        inner = self.text[inner_start:inner_end]
        if "<" in inner or "&" in inner:
            self.edits.append((start, end, code(decode_all(_TAG.sub("", inner)))))
        else:
            keep_code(self.edits, self.text, start, inner_start, inner_end, end)

    def _ending(self, name: str, position: int) -> re.Match[str] | None:
        if name in self.absent:
            return None
        ending = _ending_of(name).search(self.text, position)
        if ending is None:
            self.absent.add(name)
        return ending

    def _declaration(self, start: int, end: int) -> int:
        """Leave out a comment, a processing instruction, CDATA or a document type; return where to go on."""
        text = self.text
        for opening, closing in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
            if text.startswith(opening, start) and closing not in self.absent:
                close = text.find(closing, end)
                if close >= 0:
                    if self.begin >= 0:
                        self.edits.append((start, close + len(closing), ""))
                    return close + len(closing)
                self.absent.add(closing)
        declaration = None
        if text.startswith("<!DOCTYPE", start) and "<!DOCTYPE" not in self.absent:
            self.absent.add("<!DOCTYPE")  # there is one; its internal subset may be long
            declaration = _DOCTYPE.match(text, end)
        elif text.startswith("<!", start):
            declaration = _DECLARATION.match(text, end)
        if declaration is None:
            self.absent.add("<!")  # never looked for, but it was looked far ahead
            return end
        if self.begin >= 0:
            self.edits.append((start, declaration.end(), ""))
        return declaration.end()

    def _character(self, start: int, end: int) -> int:
        """Read an entity, a template, an invisible mark, or a backtick, which would mean code; return its end."""
        mark = self.text[start]
        if mark == "`":
            self.edits.append((start, end, "'" * (end - start)))
        elif mark == "\x0b":
            self.edits.append((start, end, ""))
        elif mark == "{":
            return max(end, read_template(self.text, start, self.edits))
        elif end - start > 1:
            decoded = decode(self.text[start:end])
            if decoded is None:
                self.edits.append((start, start, "`"))
                self.edits.append((end, end, "`"))
            else:
                self.edits.append((start, end, decoded))
        return end
