"""Draws how the loss of networks fell while they were learnt, as a picture for the docs.

`python bench/losses.py --out docs/losses.svg "AdamW=work/network/<step>/network.safetensors" ...`: a line each.
The losses of all steps are in the workbench of a build, in the folder of the step that learns the network.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from commonhold.train.network import BATCH

WIDTH, HEIGHT = 640, 360
LEFT, TOP, RIGHT, BOTTOM = 56, 20, 20, 48
STEPS_A_POINT = 25
DASHES = ("none", "6 4", "2 3")

Line = tuple[str, NDArray[np.float64], NDArray[np.float64]]
"""What a line is called, millions of tokens read, and the mean loss of the steps up to there."""


def line_of(name: str, losses: NDArray[np.float32]) -> Line:
    """Return a line of means, because a single batch may be easy or hard."""
    points = max(len(losses) // STEPS_A_POINT, 1)
    means = np.array([part.mean() for part in np.array_split(losses.astype(np.float64), points)])
    return name, np.linspace(0, len(losses) * BATCH / 1e6, points + 1)[1:], means


def drawn(lines: Sequence[Line]) -> str:
    """Return the picture (SVG): nats over millions of tokens; lines differ by dashes, not by colour alone."""
    most = max(float(at[-1]) for _, at, _ in lines)
    low = math.floor(min(float(loss.min()) for *_, loss in lines))
    high = max(math.ceil(max(float(loss[min(2, len(loss) - 1)]) for *_, loss in lines)), low + 1)

    def x(tokens: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * tokens / most, 1)

    def y(loss: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (high - min(loss, high)) / (high - low), 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="13" role="img" aria-label="Loss by tokens read">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for loss in range(low, high + 1):
        out.append(f'<path d="M{LEFT} {y(loss)}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(loss) + 4}" text-anchor="end">{loss}</text>')
    for tokens in range(0, int(most) + 1, 5):
        out.append(f'<text x="{x(tokens)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tokens}</text>')
    out.append(f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 10}" text-anchor="end">million tokens read</text>')
    out.append(f'<text x="{WIDTH - 270}" y="{TOP + 20}">loss of a step, nats</text>')
    for number, (name, at, losses) in enumerate(lines):
        path = " ".join(f"{x(tokens)},{y(loss)}" for tokens, loss in zip(at, losses, strict=True))
        dashes = f'stroke="#1a5" stroke-width="2" stroke-dasharray="{DASHES[number % len(DASHES)]}"'
        key = TOP + 40 + 20 * number
        out.append(f'<polyline points="{path}" fill="none" {dashes}/>')
        out.append(f'<path d="M{WIDTH - 270} {key}h36" {dashes}/>')
        out.append(f'<text x="{WIDTH - 226}" y="{key + 4}">{escape(name)}: {losses[-1]:.2f} at last</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main() -> None:
    """Draw what the command line names."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("lines", nargs="+", metavar="NAME=FILE")
    asked.add_argument("--out", type=Path, required=True)
    told = asked.parse_args()
    pairs = [line.partition("=") for line in told.lines]
    lines = [line_of(name, load_file(file)["losses"]) for name, _, file in pairs]
    told.out.write_text(drawn(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
