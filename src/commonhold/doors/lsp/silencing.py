"""Where to put the comment that has one finding left alone, in the comment syntax of the text. Pure.

Every place that might do is tried on the text itself: a comment is offered only where it silences this finding and
leaves the prose around as it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from commonhold.check.ignoring import unignored
from commonhold.check.readers import is_code, passages
from commonhold.curate.prose import Passage
from commonhold.finding import Finding

Insertion = tuple[int, str]
"""Where in the source something is put in, and what."""

_NAME = "commonhold-ignore"
_HASH = frozenset({"python", "ruby", "bash"})


def silence(source: str, kind: str, finding: Finding) -> Insertion | None:
    """Return the comment to put in so that a finding is left alone; None where no comment can say it.

    >>> silence("This is teh end.\\n", "markdown", Finding(8, 11, "spelling", "", (), 0.9))
    (16, ' <!-- commonhold-ignore spelling -->')
    """
    read = list(passages(source, kind))
    around = next((one for one in read if _extent(one)[0] <= finding.start and finding.end <= _extent(one)[1]), None)
    if around is None:
        return None
    before = [one.text for one in read]
    for at, comment in _candidates(source, kind, finding, around):
        if _does(source[:at] + comment + source[at:], kind, _after(finding, at, len(comment)), before):
            return at, comment
    return None


def _after(finding: Finding, at: int, size: int) -> Finding:
    shift = size if at <= finding.start else 0
    return replace(finding, start=finding.start + shift, end=finding.end + shift)


def _does(source: str, kind: str, finding: Finding, before: list[str]) -> bool:
    """Tell whether a finding is left alone in a source whose prose is as before."""
    read = list(passages(source, kind))
    if unignored([finding], source, kind, read):
        return False
    kept = [one.text for one in read if _NAME not in one.text]
    return kept == before or (len(read) == len(before) and len(kept) == len(before) - 1)


def _candidates(source: str, kind: str, finding: Finding, around: Passage) -> Iterator[Insertion]:
    said = f"{_NAME} {finding.kind}"
    start, end = _extent(around)
    line_start, line_end = _line(source, start)[0], _line(source, end)[1]
    indent = source[line_start : len(source) - len(source[line_start:].lstrip(" \t"))]
    newline = "\r\n" if source.startswith("\r\n", line_end) else "\n"
    if kind in ("markdown", "html", "xml"):
        if kind == "markdown" and around.kind != "cell":
            yield line_end, f" <!-- {said} -->"
        yield end, f" <!-- {said} -->"
        yield line_start, f"{indent}<!-- {said} -->{newline}"
    elif is_code(kind):
        lead = source[line_start:start]
        sign = "#" if kind in _HASH else "//"
        if lead.strip() in ("#", "//", "///", "//!", "*", "--"):
            yield line_start, f"{lead}{said}{newline}"
        yield line_start, f"{indent}{sign} {said}{newline}"
        above = _line(source, max(line_start - 1, 0))[0]  # a comment may open a line above its text
        yield above, f"{indent}{sign} {said}{newline}"
    elif kind == "rst":
        yield line_start, f"{indent}.. {said}{newline}{newline}"
    else:
        sign = {"asciidoc": "//", "latex": "%"}.get(kind, "#")
        yield line_start, f"{'' if kind == 'asciidoc' else indent}{sign} {said}{newline}"
        yield line_start, f"{sign} {said}{newline}{newline}"


def _extent(passage: Passage) -> tuple[int, int]:
    return passage.runs[0][1], passage.runs[-1][1] + passage.runs[-1][2]


def _line(source: str, at: int) -> tuple[int, int]:
    """Return where the line of a place begins, and where it ends without its line end."""
    start = max(source.rfind("\n", 0, at), source.rfind("\r", 0, at)) + 1
    ends = [end for end in (source.find("\n", at), source.find("\r", at)) if end >= 0]
    return start, min(ends, default=len(source))
