"""LaTeX: paragraphs, headings, entries, footnotes and captions, cells of tables.

Mathematics, references, names of files and what unknown commands print read as code. Of a preamble only the title is
read. Not known: what macros of the author's own mean, changed categories of signs, and ``\\if``, of which both branches
are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from unicodedata import normalize

from commonhold.check.readers import latex_commands as known
from commonhold.curate.prose.passage import Edit, Passage, compose, keep_code, prepare

_TOKEN = re.compile(
    r"\\(?P<name>[A-Za-z@]+\*?|[^A-Za-z@])"
    r"|(?P<comment>%[^\n]*(?:\n[ \t\x0c]*(?!\n))?)"
    r"|(?P<blank>\n[ \t\x0b\x0c]*\n\s*)"
    r"|(?P<space>\n[ \t\x0b\x0c]*|[\t\x0b\x0c]+|~)"
    r"|(?P<maths>\$\$?)"
    r"|(?P<brace>[{}])"
    r"|(?P<quote>``|''|`)"
    r"|(?P<dash>--?-?)"
    r"|(?P<cell>&)"
)
_BRACE = re.compile(
    r"\\begin\{(?P<hidden>verbatim|Verbatim|lstlisting|minted|comment|alltt)\*?\}|\\verb\*?(?P<sign>[^\sA-Za-z*{])"
    r"|\\.|%[^\n]*|[{}]",
    re.DOTALL,
)
_SPACING = re.compile(r"[ \t\x0c]*(?:\n[ \t\x0c]*)?(?=[\[{])")
_OPTION = re.compile(r"\[[^\[\]{}]*(?:\{[^{}]*\}[^\[\]{}]*)*\]")
_ENVIRONMENT = re.compile(r"[ \t]*\{([A-Za-z@]{1,40}\*?)\}")
_ACCENTED = re.compile(r"[ \t]*(?:\{(\\?[A-Za-z]?)\}|(\\[ij](?![A-Za-z])[ ]?|[A-Za-z]))")
_HIDDEN = "\x0b"  # as a sign that is not read, a carriage return stands in no word
_DASHES = {"-": "-", "--": "–", "---": "—"}
_QUOTES = {"``": "“", "''": "”", "`": "‘"}
_MOST_ARGUMENTS = 6
_DEEPEST = 8
_LONGEST_VERB = 500
_LONGEST_MATHS = 5000


def passages(source: str) -> Iterator[Passage]:
    """Yield the passages of a LaTeX source in the order they stand in it, footnotes behind the text they belong to.

    >>> [one.text for one in passages("We \\\\emph{see} in \\\\ref{a}\\\\footnote{Not here.} that $x$ is.")]
    ['Not here.', 'We see in `ref a` that `x` is.']
    """
    text = prepare(source.replace("\r\n", f"{_HIDDEN}\n"))
    reader = _Reader(text)
    begin = text.find("\\begin{document}")
    if begin >= 0:
        reader.preamble(begin)
        begin += len("\\begin{document}")
    end = text.find("\\end{document}", max(begin, 0))
    reader.read(max(begin, 0), end if end >= 0 else len(text))
    return iter(reader.found)


def _pairs(text: str) -> dict[int, int]:
    """Return where each opened brace is closed."""
    opened: list[int] = []
    pairs: dict[int, int] = {}
    missing: set[str] = set()
    position = 0
    while (match := _BRACE.search(text, position)) is not None:
        position = match.end()
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            pairs[opened.pop()] = match.start()
        elif (name := match["hidden"]) and name not in missing:
            close = text.find(f"\\end{{{name}", position)
            position = close if close >= 0 else position
            missing |= {name} if close < 0 else set()
        elif match["sign"]:
            position = max(text.find(match["sign"], position, position + _LONGEST_VERB), position)
    return pairs


@dataclass(slots=True)
class _Block:
    """Prose that is being read: what kind it is, where it begins, and what to change in it."""

    kind: str
    start: int
    edits: list[Edit] = field(default_factory=list)


class _Reader:
    """A walk over the commands of one text."""

    __slots__ = ("block", "depth", "found", "kinds", "missing", "pairs", "tables", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.pairs = _pairs(text)
        self.found: list[Passage] = []
        self.block = _Block("paragraph", 0)
        self.kinds: list[str] = []  # of the open environments that say what their text is
        self.tables = 0
        self.depth = 0
        self.missing: set[str] = set()  # what was looked for and does not come any more

    def preamble(self, end: int) -> None:
        """Read the title, if there is one in front of the text itself."""
        for match in re.finditer(r"\\(?:sub)?title\b\*?", self.text[:end]):
            last = self._arguments(match.end(), 1)[-1:]
            for start, close in last:
                self._within("heading", start, close)

    def read(self, begin: int, end: int) -> None:
        """Read a part of the text that stands for itself."""
        outer, self.block = self.block, _Block(self.block.kind if self.depth else self._kind(), begin)
        position = begin
        while (match := _TOKEN.search(self.text, position, end)) is not None:
            position = max(self._token(match, end), match.end())
        self._flush(end)
        self.block = outer

    def _kind(self) -> str:
        return self.kinds[-1] if self.kinds else "paragraph"

    def _flush(self, end: int, after: int | None = None) -> None:
        """End the block in front of ``end``; the next one begins at ``after``."""
        block = self.block
        raw = self.text[block.start : end]
        if raw.strip():
            edits = sorted((start - block.start, stop - block.start, new) for start, stop, new in block.edits)
            passage = compose(block.kind, raw, [(0, block.start)], _bounded(edits, len(raw)))
            if passage is not None:
                self.found.append(passage)
        kind = "cell" if self.tables else self._kind()
        self.block = _Block(kind, end if after is None else after)

    def _edit(self, start: int, end: int, instead: str = "") -> int:
        self.block.edits.append((start, end, instead))
        return end

    def _token(self, match: re.Match[str], end: int) -> int:
        start, stop = match.span()
        match match.lastgroup:
            case "name":
                return self._command(match["name"], start, stop, end)
            case "blank":
                self._flush(start, stop)
            case "maths":
                return self._code_until(match[0], start, stop)
            case "cell" if self.tables:
                self._flush(start, stop)
            case "space":
                self._edit(start, stop, "" if match[0].strip("\x0b") == "" else " ")
            case "quote":
                self._edit(start, stop, _QUOTES[match[0]])
            case "dash":
                if len(match[0]) > 1:
                    self._edit(start, stop, _DASHES[match[0]])
            case "cell":
                pass
            case _:
                self._edit(start, stop)
        return stop

    def _command(self, name: str, start: int, stop: int, end: int) -> int:
        """Read a command that begins with a backslash; return where its arguments end."""
        bare = name.rstrip("*")
        if name in known.SPACES or name == "\\":
            return self._spaced(name, start, stop)
        if name in "([":
            return self._code_until("\\)" if name == "(" else "\\]", start, stop)
        if bare in ("begin", "end"):
            return self._environment(bare, start, stop, end)
        if name in known.ACCENTS and (accented := self._accent(name, start, stop)):
            return accented
        if name in known.SIGNS:
            return self._sign(name, start, stop)
        if bare in ("verb", "lstinline", "mintinline") and self.text[stop : stop + 1] not in ("{", "["):
            return self._verb(start, stop, end)
        if bare in known.HEADINGS or bare in known.ASIDES:
            return self._aside(bare, start, stop)
        if bare == "item":
            self._flush(start, stop)
            self.block.kind = "entry"
            option = _OPTION.match(self.text, stop)
            return self._hide_option(option) if option else stop
        return self._called(bare, start, stop)

    def _hide_option(self, option: re.Match[str]) -> int:
        """Leave out the signs around the label of an entry."""
        self._edit(option.start(), option.start() + 1)
        self._edit(option.end() - 1, option.end())
        return option.start() + 1

    def _spaced(self, name: str, start: int, stop: int) -> int:
        if name == "\\":
            if self.tables:
                self._flush(start, stop)
                return stop
            option = _OPTION.match(self.text, stop)
            return self._edit(start, option.end() if option else stop, " ")
        return self._edit(start, stop, "" if name in "!:>" else " ")

    def _called(self, name: str, start: int, stop: int) -> int:
        """Read a command by what is known of it."""
        text = self.text
        if name in known.NOTHING:
            spans = self._arguments(stop, _MOST_ARGUMENTS)
            last = spans[-1][1] + 1 if spans else stop
            if name in known.BREAKS:
                self._flush(start, last)
                return last
            return self._edit(start, last if spans else _behind_space(text, stop))
        if name in known.PLAIN:
            spans = self._arguments(stop, known.ARGUMENTS.get(name, 1))
            return self._edit(start, spans[-1][0] if spans else _behind_space(text, stop))
        spans = self._arguments(stop, _MOST_ARGUMENTS if name in known.CODE else 1)
        if spans and name not in known.CODE and " " in text[slice(*spans[-1])].strip():
            return self._edit(start, spans[-1][0])
        last = spans[-1][1] + 1 if spans else stop
        told = " ".join([name, *(text[slice(*span)] for span in spans)])
        if name in ("texttt", "url", "path", "code", "file") and spans:
            keep_code(self.block.edits, text, start, *spans[-1], last)
            return last
        return self._edit(start, last, f"`{' '.join(told.split())[:60].replace('`', chr(39))}`")

    def _arguments(self, at: int, most: int) -> list[tuple[int, int]]:
        """Return the insides of up to so many arguments in braces; options in brackets are passed over."""
        text = self.text
        found: list[tuple[int, int]] = []
        while len(found) < most:
            if space := _SPACING.match(text, at):
                at = space.end()
            if text.startswith("[", at) and (option := _OPTION.match(text, at)):
                at = option.end()
            elif text.startswith("{", at) and at in self.pairs:
                found.append((at + 1, self.pairs[at]))
                at = self.pairs[at] + 1
            else:
                break
        return found

    def _aside(self, name: str, start: int, stop: int) -> int:
        """Read the argument of a command as a text of its own."""
        spans = self._arguments(stop, known.ARGUMENTS.get(name, 1))
        if not spans or self.depth >= _DEEPEST:
            return self._edit(start, stop)
        is_heading = name in known.HEADINGS
        if is_heading:
            self._flush(start, spans[-1][1] + 1)
        self._within("heading" if is_heading else "paragraph", *spans[-1])
        if not is_heading:
            self._edit(start, spans[-1][1] + 1)
        return spans[-1][1] + 1

    def _within(self, kind: str, start: int, end: int) -> None:
        outer, tables = self.block, self.tables
        self.block, self.tables = _Block(kind, start), 0
        self.depth += 1
        self.read(start, end)
        self.depth -= 1
        self.block, self.tables = outer, tables

    def _environment(self, what: str, start: int, stop: int, end: int) -> int:
        match = _ENVIRONMENT.match(self.text, stop)
        if match is None:
            return self._edit(start, stop)
        name, behind = match[1].rstrip("*"), match.end()
        if what == "begin" and name in known.MATHS | known.HIDDEN:
            closing = f"\\end{{{match[1]}}}"
            close = self._find(closing, behind)
            if close >= 0:
                last = close + len(closing)
                if name in known.MATHS:
                    return self._edit(start, last, "`maths`")
                self._flush(start, last)
                return last
        if what == "begin":
            spans = self._arguments(behind, _MOST_ARGUMENTS) if name in known.TABLES or name == "minipage" else []
            option = _OPTION.match(self.text, behind)
            behind = spans[-1][1] + 1 if spans else option.end() if option else behind
        self._flush(start, behind)
        self._count(name, 1 if what == "begin" else -1)
        self.block.kind = "cell" if self.tables else self._kind()
        return behind

    def _count(self, name: str, step: int) -> None:
        if name in known.TABLES:
            self.tables = max(self.tables + step, 0)
        elif name in known.QUOTES and step > 0:
            self.kinds.append("quote")
        elif name in known.QUOTES and self.kinds:
            self.kinds.pop()

    def _find(self, what: str, start: int) -> int:
        """Return where something comes next, -1 where it does not; what is not there is looked for once."""
        if what in self.missing:
            return -1
        found = self.text.find(what, start)
        if found < 0:
            self.missing.add(what)
        return found

    def _code_until(self, closing: str, start: int, stop: int) -> int:
        """Read mathematics: one piece of code, up to where it ends, which is in its paragraph."""
        text = self.text
        close = stop
        while True:
            close = text.find(closing, close, stop + _LONGEST_MATHS)
            if close < 0:
                return self._edit(start, stop)
            if text[close - 1] != "\\" or text[close - 2] == "\\" or closing[0] == "\\":
                break
            close += 1
        last = close + len(closing)
        if "\n\n" in text[stop:close] or not text[stop:close].strip():
            return self._edit(start, stop)
        return self._edit(start, last, f"`{' '.join(text[stop:close].split())[:60].replace('`', chr(39))}`")

    def _verb(self, start: int, stop: int, end: int) -> int:
        sign = self.text[stop : stop + 1]
        close = self.text.find(sign, stop + 1, min(end, stop + _LONGEST_VERB)) if sign.strip() else -1
        if close < 0:
            return self._edit(start, stop)
        inner = " ".join(self.text[stop + 1 : close].split()).replace("`", "'")
        return self._edit(start, close + 1, f"`{inner}`" if inner else "")

    def _sign(self, name: str, start: int, stop: int) -> int:
        if name.isalpha() and self.text.startswith("{}", stop):
            stop += 2
        elif name.isalpha() and name not in ("ldots", "dots", "LaTeX", "TeX"):
            stop = _behind_space(self.text, stop)
        return self._edit(start, stop, known.SIGNS[name])

    def _accent(self, name: str, start: int, stop: int) -> int:
        match = _ACCENTED.match(self.text, stop)
        if match is None or (name.isalpha() and match[2] and match.start(2) == stop):
            return 0
        letter = (match[1] or match[2] or "").strip().removeprefix("\\")
        return self._edit(start, match.end(), normalize("NFC", letter + known.ACCENTS[name]) if letter else "")


def _behind_space(text: str, at: int) -> int:
    """Return where the space ends that a command made of letters swallows, or one empty pair of braces."""
    if text.startswith("{}", at):
        return at + 2
    while text.startswith(" ", at):
        at += 1
    return at


def _bounded(edits: list[Edit], size: int) -> list[Edit]:
    """Return edits cut to a block of that size."""
    return [(start, min(end, size), new) for start, end, new in edits if start < size]
