"""The closing table of a build: per source, what was gathered and what became of it, in works, words and bytes.

Every row is one work with one verdict, so kept + held + refused is what was gathered, by construction. Knows nothing
of terminals: the door draws what this counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from commonhold.verdict import State, Verdict

Row = tuple[str, Verdict, int, int]
"""(source, verdict, words, size in bytes) of one work."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Some works: how many, their words of prose and their bytes."""

    works: int = 0
    words: int = 0
    size_bytes: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.works + other.works, self.words + other.words, self.size_bytes + other.size_bytes)


@dataclass(frozen=True, slots=True)
class Line:
    """One source: what was kept and held, and what was refused by reason code."""

    source: str
    kept: Amount = Amount()
    held: Amount = Amount()
    refused: dict[str, Amount] = field(default_factory=dict)

    @property
    def gathered(self) -> Amount:
        """Everything that came from the source."""
        return sum(self.refused.values(), self.kept + self.held)


def close(rows: Iterable[Row]) -> tuple[Line, ...]:
    """Return one line a source, in the order of their names.

    >>> from commonhold.work import WorkId
    >>> close([("a", Verdict(WorkId("x"), State.REFUSED, "no-licence"), 3, 20)])[0].gathered
    Amount(works=1, words=3, size_bytes=20)
    """
    counted: dict[str, dict[tuple[State, str], Amount]] = {}
    for source, verdict, words, size_bytes in rows:
        reasons = counted.setdefault(source, {})
        key = (verdict.state, verdict.reason if verdict.state is State.REFUSED else "")
        reasons[key] = reasons.get(key, Amount()) + Amount(1, words, size_bytes)
    return tuple(_line(source, counted[source]) for source in sorted(counted))


def total(lines: Iterable[Line]) -> Line:
    """Return the sum of some lines, named ``total``."""
    kept, held, refused = Amount(), Amount(), dict[str, Amount]()
    for line in lines:
        kept, held = kept + line.kept, held + line.held
        for reason, amount in line.refused.items():
            refused[reason] = refused.get(reason, Amount()) + amount
    return Line("total", kept, held, dict(sorted(refused.items())))


def plain(lines: tuple[Line, ...]) -> tuple[str, ...]:
    """Return the table as text: a head, one line a source, the total, then refusals by reason.

    Columns are works, words and bytes gathered, works and words kept, held and refused, and works refused by reason.
    """
    summed = total(lines)
    cells = [_HEAD, *(_cells(line) for line in (*lines, summed))]
    widths = [max(len(row[column]) for row in cells) for column in range(len(_HEAD))]
    table = [
        "  ".join(
            cell.ljust(width) if column in (0, len(_HEAD) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
    reasons = sorted(summed.refused.items(), key=lambda pair: (-pair[1].words, pair[0]))
    return (
        *table,
        *(f"refused: {reason}, {amount.works:,} works, {amount.words:,} words" for reason, amount in reasons),
    )


_HEAD = ("source", "works", "words", "bytes", "kept", "words", "held", "words", "refused", "words", "refused for")


def _line(source: str, counted: dict[tuple[State, str], Amount]) -> Line:
    refused = {reason: amount for (state, reason), amount in sorted(counted.items()) if state is State.REFUSED}
    return Line(source, counted.get((State.KEPT, ""), Amount()), counted.get((State.HELD, ""), Amount()), refused)


def _cells(line: Line) -> tuple[str, ...]:
    gathered = line.gathered
    amounts = (line.kept, line.held, sum(line.refused.values(), Amount()))
    numbers = [gathered.works, gathered.words, gathered.size_bytes]
    numbers += [number for amount in amounts for number in (amount.works, amount.words)]
    often = sorted(line.refused.items(), key=lambda pair: (-pair[1].works, pair[0]))
    reasons = ", ".join(f"{reason} {amount.works:,}" for reason, amount in often)
    return (line.source, *(f"{number:,}" for number in numbers), reasons)
