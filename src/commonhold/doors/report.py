"""Findings as people read them in a terminal: where, what, the line with a mark under the words, and what helps.

Knows nothing of files and terminals but a width in columns and whether colours are wanted. Text that is shown never
reaches the terminal raw: control characters and direction overrides become visible signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonhold.doors.positions import Lines
from commonhold.finding import Finding

PIPED_WIDTH = 100
"""Columns a report takes where no terminal says how wide it is."""

MIN_WIDTH = 40
LONGEST_STUMP = 12
"""A long line is cut at a space, if that costs no more than so many letters of a word."""

TAB = "    "
STYLES = {"place": "1", "mark": "1;31", "help": "32", "dim": "2", "error": "1;31"}

_HIDDEN = dict.fromkeys((*range(128, 160), *range(8234, 8239), *range(8294, 8298), 8232, 8233), 65533)
_SIGNS = {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421, 0xFEFF: 0xFFFD}
_VISIBLE: dict[int, int | str] = {**_HIDDEN, **_SIGNS, ord("\t"): TAB}


@dataclass(frozen=True, slots=True)
class Look:
    """How a report looks: ``width`` in terminal columns and whether it has colours."""

    width: int = PIPED_WIDTH
    colour: bool = False

    def paint(self, text: str, style: str) -> str:
        """Return ``text`` in one of STYLES, or as it is without colours."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text


def visible(text: str) -> str:
    """Return text that is safe to show: tabs as four spaces, other control characters as signs.

    >>> visible("a\\tb\\x1b[31m")
    'a    b␛[31m'
    """
    return text.translate(_VISIBLE)


def columns(text: str) -> int:
    """Return how many terminal columns visible text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def place(path: str, lines: Lines, offset: int) -> str:
    """Return ``path:line:column`` of a code point."""
    position = lines.position(offset)
    return f"{visible(path)}:{position.line}:{position.column}"


def headline(path: str, lines: Lines, finding: Finding, look: Look) -> str:
    """Return the one line that says where and what."""
    where = look.paint(place(path, lines, finding.start), "place")
    return f"{where}: {visible(finding.message)} {look.paint(f'[{finding.kind}]', 'dim')}"


def block(path: str, lines: Lines, finding: Finding, look: Look, numbered: bool = False) -> Iterator[str]:
    """Yield the lines of one finding: headline, source line, mark, help (suggestions ``numbered`` or not), evidence."""
    yield headline(path, lines, finding, look)
    number = str(lines.position(finding.start).line)
    shown, before, marked = window(lines, finding, look.width - len(number) - 6)
    rule = look.paint("|", "dim")
    yield f"  {look.paint(number, 'dim')} {rule} {shown}".rstrip()
    yield f"  {' ' * len(number)} {rule} {' ' * before}{look.paint('^' * marked, 'mark')}"
    margin = " " * (len(number) + 3)
    help_line = advice(finding, numbered)
    if help_line:
        yield f"{margin}{look.paint('help:', 'help')} {help_line}"
    for fact in finding.evidence:
        yield f"{margin}{look.paint(f'why:  {visible(fact)}', 'dim')}"


def window(lines: Lines, finding: Finding, width: int) -> tuple[str, int, int]:
    """Return what of the finding's line fits ``width`` columns, the columns before its span, and those under it.

    A long line is cut on both sides of the span, shown as ``…``. A span that goes on in later lines, or is itself too
    long, is marked as far as it is shown; a gap is marked by one column.
    """
    width = max(width, MIN_WIDTH)
    number = lines.position(finding.start).line
    start, stop = lines.span(number)
    line, begin, end = lines.line(number), min(finding.start, stop) - start, min(finding.end, stop) - start
    # A code point takes a column, so as many code points as columns are enough on each side (but for combining ones).
    left = visible(line[max(0, begin - width) : begin])
    span = visible(line[begin : min(end, begin + width)])
    right = visible(line[end : end + width])
    if columns(left) + columns(span) + columns(right) > width:
        span = _first(span, width - 2)
        room = width - columns(span)
        left = _last(left, max(room // 2, room - columns(right)))
        right = _first(right, room - columns(left))
    return left + span + right, columns(left), max(columns(span), 1)


def _first(text: str, room: int) -> str:
    """Return ``text``, or its beginning and an ellipsis, in at most ``room`` columns."""
    if columns(text) <= room:
        return text
    kept = text[:room]
    while columns(kept) > room - 1:
        kept = kept[:-1]
    space = kept.rfind(" ", len(kept) - LONGEST_STUMP)
    return (kept[:space] if space > 0 else kept) + "…"


def _last(text: str, room: int) -> str:
    """Return ``text``, or an ellipsis and its end, in at most ``room`` columns."""
    if columns(text) <= room:
        return text
    kept = text[-room:]
    while columns(kept) > room - 1:
        kept = kept[1:]
    space = kept.find(" ", 0, LONGEST_STUMP)
    return "…" + (kept[space + 1 :] if 0 <= space < len(kept) - 1 else kept)


def advice(finding: Finding, numbered: bool = False) -> str:
    """Return what to do about a finding in words; empty where nothing is suggested.

    >>> advice(Finding(0, 3, "spelling", "", ("the", "ten"), 0.9))
    'did you mean “the” or “ten”?'
    """
    quoted = [quoted_words(suggestion) for suggestion in finding.suggestions]
    if numbered:
        quoted = [f"{number} {words}" for number, words in enumerate(quoted, start=1)]
    listed = " or ".join(part for part in (", ".join(quoted[:-1]), *quoted[-1:]) if part)
    if not quoted:
        return ""
    if quoted == ["nothing"]:
        return "leave it out"
    return f"add {listed}" if finding.start == finding.end else f"did you mean {listed}?"


def quoted_words(words: str) -> str:
    """Return words in quotation marks as they are shown; no words at all are called nothing."""
    return f"“{visible(words)}”" if words else "nothing"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1204, "word")
    '1,204 words'
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
