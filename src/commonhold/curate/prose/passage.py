"""A passage: prose as a reader sees it, and where each of its characters stands in the source.

Readers of markup say what to change (*edits*); `compose` applies the edits and remembers the untouched slices.
It does not know any markup, any language, or what a sentence is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

Edit = tuple[int, int, str]
"""``raw[start:end]`` is read as the third part: nothing, one space, or what stands there instead."""

Line = tuple[int, str]
"""A stripped line of a block, without its line break: where it starts in the source, and its text."""

# Spaces and invisible marks that only some readers know. `prepare` turns them into characters of the same length.
_BREAK = "\r"
_BLANK = "\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_HIDDEN = "\x0b\xad\u200b\u2060\ufeff"
_EXOTIC = re.compile(f"[{_BREAK}{_BLANK}{_HIDDEN}]")
_EXOTIC_ASCII = re.compile("[\r\x0b\x0c\x1c-\x1f]")

# A word outside code: what makes a passage worth reading.
_WORD = re.compile(r"(?:`[^`]*`|[^\w`]|[\d_])*+[^\W\d_]")
_SINGLE_SPACED = re.compile("[^ ]++(?: [^ ]++)*+ ?")
_FOLDED_IN_CODE = re.compile(r" ?[\n\t\x0b\x0c]++ *+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, heading, list entry, table cell or quoted paragraph: a single line of prose.

    ``text`` holds no line break, and outside code no doubled space; every backtick in it opens or closes code.
    ``runs`` are (text_start, source_start, length) in code points: slices of ``text`` that stand identically in the
    source, ascending in both, adjacent ones joined. Where ``text`` begins or ends with something that stands
    differently in the source, a run of length 0 marks the place.
    """

    kind: str
    text: str
    runs: tuple[tuple[int, int, int], ...]

    def source_span(self, start: int, end: int) -> tuple[int, int, bool]:
        """Return (source_start, source_end, exact) of ``text[start:end]``, for 0 <= start <= end <= len(text).

        Exact spans may be replaced: they hold the same characters and no markup. Others cover the words and
        whatever stands between them. An empty span is exact where a run touches it.

        >>> Passage("paragraph", "a b", ((0, 2, 1), (1, 5, 2))).source_span(2, 3)
        (6, 7, True)
        """
        if start == end:
            return self._source_gap(start)
        runs = self.runs
        text_start, source_start, length = runs[bisect_right(runs, start, key=_text_start) - 1]
        first = source_start + min(start - text_start, length)
        if end <= text_start + length:
            return first, first + end - start, True
        after = bisect_left(runs, end, key=_text_start)
        text_start, source_start, length = runs[after - 1]
        if end <= text_start + length:
            return first, source_start + end - text_start, False
        return first, (runs[after][1] if after < len(runs) else source_start + length), False

    def _source_gap(self, at: int) -> tuple[int, int, bool]:
        runs = self.runs
        after = bisect_left(runs, at, key=_text_start)
        starts_here = after < len(runs) and runs[after][0] == at
        if after:
            text_start, source_start, length = runs[after - 1]
            if at < text_start + length or (at == text_start + length and not (starts_here and self._leans_right(at))):
                return source_start + at - text_start, source_start + at - text_start, True
        if starts_here:
            return runs[after][1], runs[after][1], True
        return source_start + length, (runs[after][1] if after < len(runs) else source_start + length), False

    def _leans_right(self, at: int) -> bool:
        """Whether a gap between two runs belongs to the right one: outside of markup that ends in front of it."""
        return self.text[at : at + 1] in {" ", ".", ",", ";", ":", "!", "?", ")"} and self.text[at - 1 : at] != " "


def _text_start(run: tuple[int, int, int]) -> int:
    return run[0]


def prepare(source: str) -> str:
    """Return ``source`` with the same length, one kind of line break, and rare spaces and invisible marks unified.

    Line breaks become ``\\n``, other rare spaces ``\\f`` (read as a space), invisible marks ``\\v`` (read as nothing).
    """
    exotic = _EXOTIC_ASCII if source.isascii() else _EXOTIC
    if exotic.search(source) is None:
        return source
    if "\r" in source:
        source = source.replace("\r\n", " \n").replace("\r", "\n")
    return exotic.sub(_unify, source)


def _unify(match: re.Match[str]) -> str:
    return "\x0b" if match[0] in _HIDDEN else "\x0c"


def join(lines: Sequence[Line]) -> tuple[str, list[tuple[int, int]]]:
    """Return the lines of a block as one string, and its joints: where each line starts in it and in the source."""
    if len(lines) == 1:
        return lines[0][1], [(0, lines[0][0])]
    joints, at = [], 0
    for source_start, line in lines:
        joints.append((at, source_start))
        at += len(line) + 1
    return "\n".join([line for _, line in lines]), joints


def keep_code(edits: list[Edit], raw: str, start: int, inner_start: int, inner_end: int, end: int) -> None:
    """Add the edits that read ``raw[start:end]`` as one code token around ``raw[inner_start:inner_end]``."""
    inner = raw[inner_start:inner_end]
    stripped = inner.strip("\n\t\x0b\x0c ")
    if not stripped:
        edits.append((start, end, ""))
        return
    inner_start += inner.index(stripped[0])
    inner_end = inner_start + len(stripped)
    if "`" in stripped:
        edits.append((start, end, code(stripped)))
        return
    if raw[start:inner_start] != "`":
        edits.append((start, inner_start, "`"))
    edits.extend((m.start(), m.end(), " ") for m in _FOLDED_IN_CODE.finditer(raw, inner_start, inner_end))
    if raw[inner_end:end] != "`":
        edits.append((inner_end, end, "`"))


def code(inner: str) -> str:
    """Return ``inner`` as one code token, or nothing when it is blank."""
    folded = " ".join(inner.split()).replace("`", "'")
    return f"`{folded}`" if folded else ""


def compose(
    kind: str,
    raw: str,
    joints: Sequence[tuple[int, int]],
    edits: Sequence[Edit],
    begin: int = 0,
    finish: int | None = None,
) -> Passage | None:
    """Return the passage that ``raw[begin:finish]`` reads as after ``edits``, or None when it has no word outside code.

    ``joints`` are (raw_start, source_start) of the lines in ``raw``; every line break in ``raw`` must lie in an edit.
    Edits are ascending by start; one inside another is left out, one that overlaps another is cut.
    """
    if finish is None:
        finish = len(raw)
    if not edits:
        while begin < finish and raw[begin] == " ":
            begin += 1
        text = raw[begin:finish].rstrip(" ")
        if "  " not in text:
            return Passage(kind, text, ((0, joints[0][1] + begin, len(text)),)) if _WORD.match(text) else None
    parts: list[str] = []
    runs: list[tuple[int, int, int]] = []
    shift, joint, last_joint = joints[0][1], 1, len(joints)
    position, size = begin, 0
    spaced = True  # nothing yet, or the text ends with a space: another one is not wanted
    for start, end, instead in *edits, (finish, finish, ""):
        if start > position:
            at = position
            while spaced and at < start and raw[at] == " ":
                at += 1
            part = raw[at:start]
            if "  " in part:
                for first, last in _folded(raw, at, start, spaced=spaced):
                    parts.append(raw[first:last])
                    runs.append((size, first + shift, last - first))
                    size += last - first
                spaced = raw[start - 1] == " "
            elif part:
                parts.append(part)
                runs.append((size, at + shift, start - at))
                size += start - at
                spaced = part[-1] == " "
        elif start < position and end <= position:
            continue
        if instead and not (spaced and instead == " "):
            if not size:
                runs.append((0, max(start, position) + shift, 0))
            parts.append(instead)
            size += len(instead)
            spaced = instead == " "
        if end > position:
            position = end
            while joint < last_joint and joints[joint][0] <= position:
                shift = joints[joint][1] - joints[joint][0]
                joint += 1
    return _passage(kind, "".join(parts), runs, position + shift)


def _folded(raw: str, start: int, end: int, *, spaced: bool) -> list[tuple[int, int]]:
    """Return the slices of ``raw[start:end]`` that together have no doubled space; none in front where ``spaced``."""
    slices = [m.span() for m in _SINGLE_SPACED.finditer(raw, start, end)]
    if raw[start] == " " and not spaced:
        if not slices:
            return [(start, start + 1)]
        slices[0] = (slices[0][0] - 1, slices[0][1])
    return slices


def _passage(kind: str, text: str, runs: list[tuple[int, int, int]], source_end: int) -> Passage | None:
    if text.endswith(" "):
        text = text.rstrip(" ")
        while runs and runs[-1][0] + runs[-1][2] > len(text):
            text_start, source_start, _ = runs.pop()
            if text_start < len(text):
                runs.append((text_start, source_start, len(text) - text_start))
            source_end = source_start + max(len(text) - text_start, 0)
    if not _WORD.match(text):
        return None
    if runs[-1][0] + runs[-1][2] < len(text):
        runs.append((len(text), source_end, 0))
    return Passage(kind, text, tuple(runs))
