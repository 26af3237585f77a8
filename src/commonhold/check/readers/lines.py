"""Prose that stands between signs, line by line: what is left of the lines reads as a text of its own.

Comments, docstrings and messages are read so: another module says which part of which line counts, an ordinary reader
of markup reads these parts as if they were a file, and here its passages are put back to where they stand.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from commonhold.curate import prose
from commonhold.curate.prose import Passage
from commonhold.curate.prose.passage import Line

Run = tuple[int, int, int]


def read_lines(lines: Sequence[Line], source: str, kind: str) -> Iterator[Passage]:
    """Yield the passages of some lines of a source, read together as a text of that kind.

    Each is (where it starts in the source, its text); a text may say other signs than the source, of the same number,
    where the markup of comments has its own way of saying what ``kind`` says.

    >>> [one.text for one in read_lines([(2, "A *good*"), (13, "day.")], "# A *good*\\n# day.", "markdown")]
    ['A good day.']
    """
    text = "\n".join([line for _, line in lines])
    starts = [0, *accumulate(len(line) + 1 for _, line in lines)]
    for passage in prose.passages(text, kind):
        runs = [piece for run in passage.runs for piece in _put_back(run, passage.text, lines, starts, source)]
        yield Passage(passage.kind, passage.text, _closed(runs, passage, lines, starts))


def _put_back(run: Run, text: str, lines: Sequence[Line], starts: Sequence[int], source: str) -> Iterator[Run]:
    """Yield the parts of a run that stand identically in the source. A run has no line break in it."""
    text_start, inner_start, length = run
    at = _place(inner_start, lines, starts)
    if source.startswith(text[text_start : text_start + length], at):
        yield text_start, at, length
        return
    begin = 0
    for number in range(length + 1):
        if number == length or text[text_start + number] != source[at + number]:
            if number > begin:
                yield text_start + begin, at + begin, number - begin
            begin = number + 1


def _closed(runs: list[Run], passage: Passage, lines: Sequence[Line], starts: Sequence[int]) -> tuple[Run, ...]:
    """Return runs with places where the passage begins and ends, if it does so in signs of its own."""
    first, last = passage.runs[0], passage.runs[-1]
    if not runs or runs[0][0] > 0:
        runs.insert(0, (0, _place(first[1], lines, starts), 0))
    if runs[-1][0] + runs[-1][2] < len(passage.text):
        runs.append((len(passage.text), _place(last[1] + last[2], lines, starts), 0))
    return tuple(runs)


def _place(inner: int, lines: Sequence[Line], starts: Sequence[int]) -> int:
    """Return where in the source a place of the inner text is."""
    number = min(bisect_right(starts, inner) - 1, len(lines) - 1)
    return lines[number][0] + inner - starts[number]
