"""The first difference between two bundles that should be the same bytes, and what it means. Pure but for the arrays.

Looks in the order in which a build makes things, so that what is told is the cause and not its consequences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest

import numpy as np

from commonhold.canonical import Json, parse
from commonhold.model import Arrays
from commonhold.release.info import read_info
from commonhold.release.inspection import ARRAYS, MANIFEST, Found
from commonhold.release.notice import on_one_line

_CAUSES = {
    "recipe.toml": "Not the same recipe.",
    "inputs.json": "Something else was given beside the recipe: wishes, captures, opt-outs or texts to hold out.",
    MANIFEST: "Other works, or other facts about them: a source gave something else, or another version judged it.",
    "model.json": "The same works, but another version of the code or of a library counted or fitted.",
    ARRAYS: "The same works, but another version of the code or of a library (numpy, LightGBM) counted or fitted.",
    "obligations.json": "The same works, but another version of the table of terms.",
    "NOTICE": "The same works, but another version wrote the notice.",
    "LICENSE.txt": "The same works, but another version wrote the notice of the licence.",
    "bundle.json": "Everything in it is the same, but another version wrote it down.",
}
"""What a difference means, by the file it is first seen in: in the order in which files are made."""


def differences(one: Found, other: Found, arrays: tuple[Arrays, Arrays]) -> Iterator[str]:
    """Yield sentences about the first file that differs: which, what it means, and where; nothing if all are equal.

    ``one`` is what was claimed, ``other`` what was made again; signatures are not compared. ``arrays`` are those of
    both, looked into only when everything before them is the same.
    """
    names = [name for name in _CAUSES if name in one.files or name in other.files]
    for name in names:
        if one.files.get(name) == other.files.get(name):
            continue
        if name == MANIFEST and one.lines == other.lines:
            continue  # another version of Zstandard packs the same lines otherwise
        yield f"{name} differs. {_CAUSES[name]}"
        if name not in one.files or name not in other.files:
            yield f"It is only in the {'bundle' if name in one.files else 'rebuilt one'}."
        elif name == MANIFEST:
            yield from _of_works(one.lines, other.lines)
        elif name == ARRAYS:
            yield from _of_arrays(*arrays)
        elif name.endswith(".json"):
            yield from _of_records(one.papers[name], other.papers[name])
        else:
            yield from _of_lines(one.papers[name].splitlines(), other.papers[name].splitlines())
        made = [read_info(found.papers["bundle.json"]).commonhold for found in (one, other)]
        if made[0] != made[1]:
            yield f"The bundle was made by commonhold {made[0]}, the other by {made[1]}: rebuild with that version."
        return


def _of_works(one: Sequence[bytes], other: Sequence[bytes]) -> Iterator[str]:
    """Tell of a line of the manifest that the other lacks, of a work if there is one: sources only sum them up."""
    for where, lines in (("in the bundle", _lacking(one, other)), ("rebuilt", _lacking(other, one))):
        works = [line for line in lines if b'"kind":"work"' in line]
        yield f"{len(lines):,} lines are only {where}, {len(works):,} of works."
        if lines:
            yield f"Only {where}: {_shown((works or lines)[0])}"


def _lacking(one: Sequence[bytes], other: Sequence[bytes]) -> list[bytes]:
    there = set(other)
    return [line for line in one if line not in there]


def _of_lines(one: Sequence[bytes], other: Sequence[bytes]) -> Iterator[str]:
    for number, (mine, theirs) in enumerate(zip_longest(one, other), 1):
        if mine != theirs:
            yield f"Line {number} of the bundle: {_shown(mine)}"
            yield f"Line {number} rebuilt: {_shown(theirs)}"
            return


def _of_records(one: bytes, other: bytes) -> Iterator[str]:
    mine, theirs = parse(one.rstrip(b"\n")), parse(other.rstrip(b"\n"))
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in sorted({*mine, *theirs}):
            if mine.get(name) != theirs.get(name):
                yield f"The field {name}: {_json(mine.get(name))} in the bundle, {_json(theirs.get(name))} rebuilt."
                return


def _of_arrays(one: Arrays, other: Arrays) -> Iterator[str]:
    def told(name: str, what: Callable[[np.ndarray], object]) -> str:
        return f"The array {name}: {what(one[name])} in the bundle, {what(other[name])} rebuilt."

    for name in sorted({*one, *other}):
        if name not in one or name not in other:
            yield f"The array {name} is only in the {'bundle' if name in one else 'rebuilt one'}."
            return
        if one[name].shape != other[name].shape or one[name].dtype != other[name].dtype:
            yield told(name, lambda array: f"{array.dtype} of shape {array.shape}")
            return
        if (unequal := np.flatnonzero(one[name].view(np.uint8).ravel() != other[name].view(np.uint8).ravel())).size:
            place = int(unequal[0]) // one[name].itemsize
            yield told(name, lambda array, place=place: f"{array.ravel()[place]} at {place:,}")  # type: ignore[misc]
            yield f"{unequal.size:,} of its {one[name].nbytes:,} bytes differ."
            return


def _shown(line: bytes | None) -> str:
    return "nothing" if line is None else on_one_line(line.decode("utf-8", "replace"))[:300]


def _json(value: Json | Mapping[str, Json]) -> str:
    return on_one_line(str(value))[:200]
