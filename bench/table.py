"""Figures side by side, with ratios to a named peer and to the best one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

OURS = "commonhold"
NAMED = "harper"


@dataclass(frozen=True, slots=True)
class Measure:
    """A column: its heading, how a figure is written, and whether less is better."""

    heading: str
    form: str
    less_is_better: bool = False


MEASURES: Mapping[str, Measure] = {
    "correction": Measure("corr F0.5", ".3f"),
    "detection": Measure("det F0.5", ".3f"),
    "false_alarms": Measure("false alarms/1000", ".2f", less_is_better=True),
    "words_per_s": Measure("words/s", ",.0f"),
    "startup_s": Measure("start s", ".2f", less_is_better=True),
    "peak_rss_mb": Measure("memory MB", ".0f", less_is_better=True),
    "p50_ms": Measure("p50 ms", ".1f", less_is_better=True),
    "p95_ms": Measure("p95 ms", ".1f", less_is_better=True),
}

Figures = Mapping[str, float]


def best(figures: Sequence[float], measure: Measure) -> float:
    """The best of some figures."""
    return min(figures) if measure.less_is_better else max(figures)


def ratio_text(ours: float | None, theirs: float | None) -> str:
    """How many times theirs ours is, or a dash where one is unknown or theirs is nothing."""
    return f"{ours / theirs:.2f}x" if ours is not None and theirs else "–"


def lay_out(rows: Mapping[str, Figures]) -> list[list[str]]:
    """Heading, one line for each contestant, and the ratios of ours to the named peer and to the best peer.

    Columns in which nobody has a figure are left out.
    """
    keys = [key for key in MEASURES if any(key in figures for figures in rows.values())]
    lines = [["", *(MEASURES[key].heading for key in keys)]]
    for name, figures in rows.items():
        lines.append([name, *(format(figures[key], MEASURES[key].form) if key in figures else "–" for key in keys)])
    ours, peers = rows.get(OURS, {}), [figures for name, figures in rows.items() if name != OURS]
    if ours and peers:
        named = rows.get(NAMED, {})
        leaders = {key: best([p[key] for p in peers if key in p] or [0.0], MEASURES[key]) for key in keys}
        if named:
            lines.append([f"ours : {NAMED}", *(ratio_text(ours.get(key), named.get(key)) for key in keys)])
        lines.append(["ours : best peer", *(ratio_text(ours.get(key), leaders[key]) for key in keys)])
    return lines


def as_text(lines: Sequence[Sequence[str]]) -> str:
    """Columns aligned for a terminal: names to the left, figures to the right."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )
