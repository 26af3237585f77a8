"""What a build was given beside its recipe: ``inputs.json`` of a bundle, so that a rebuild needs nothing else.

The recipe pins what is learnt from; wishes are read at the newest revision there was, from captures and from a
registry of opt-outs, and evaluation texts are held out: none of that is pinned by the recipe, all of it is here.
Pure; knows nothing of what the values mean to the rooms that use them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from commonhold.canonical import (
    Json,
    Unknown,
    canonical,
    canonical_object,
    list_of,
    object_of,
    text_of,
    unknown_fields,
    with_unknown,
)

INPUTS = "inputs.json"
VERSION = 1
_FIELDS = ("version", "present", "captures", "opt_outs", "held_out")
_REVISION = re.compile(r"(?:swh:1:rev:[0-9a-f]{40})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was given; ValueError when a field cannot be.

    ``present``: by source, the newest revision whose signals were read. ``captures``: by source and path, what its
    site answered. ``opt_outs``: the lines of the registry, parsed. ``held_out_files``: SHA-256 of the evaluation
    texts; ``held_out_runs``: those of their runs of words that were met in the sources.
    """

    present: Mapping[str, str] = field(default_factory=dict)
    captures: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    opt_outs: tuple[Json, ...] = ()
    held_out_files: tuple[str, ...] = ()
    held_out_runs: tuple[str, ...] = ()
    unknown: Unknown = ()

    def __post_init__(self) -> None:
        for name, revision in self.present.items():
            if not _REVISION.fullmatch(revision):
                raise ValueError(f"the present revision of {name!r} cannot be {revision!r}")
        for sha256 in self.held_out_files:
            if not _SHA256.fullmatch(sha256):
                raise ValueError(f"{sha256!r} is no SHA-256")

    def to_bytes(self) -> bytes:
        """Return the content of ``inputs.json``; the same inputs give the same bytes."""
        record: dict[str, Json] = {
            "version": VERSION,
            "present": dict(self.present),
            "captures": {name: dict(files) for name, files in self.captures.items()},
            "opt_outs": self.opt_outs,
            "held_out": {"files": sorted(self.held_out_files), "runs": sorted(self.held_out_runs)},
        }
        return canonical(with_unknown(record, self.unknown)) + b"\n"


def read_inputs(content: bytes) -> Inputs:
    """Read what :meth:`Inputs.to_bytes` wrote; ValueError says what is wrong."""
    record = canonical_object(content)
    if record.get("version") != VERSION:
        raise ValueError(f"version {record.get('version')!r} is not the one this program reads ({VERSION})")
    captures = object_of(record.get("captures"), "captures")
    held_out = object_of(record.get("held_out"), "held_out")
    return Inputs(
        present=_texts(record.get("present"), "present"),
        captures={name: _texts(files, f"captures of {name}") for name, files in captures.items()},
        opt_outs=tuple(list_of(record, "opt_outs")),
        held_out_files=_lines(held_out, "files"),
        held_out_runs=_lines(held_out, "runs"),
        unknown=unknown_fields(record, _FIELDS),
    )


def _texts(value: Json, what: str) -> dict[str, str]:
    record = object_of(value, what)
    return {name: text_of(record, name) for name in record}


def _lines(record: Mapping[str, Json], name: str) -> tuple[str, ...]:
    values = list_of(record, name)
    return tuple(_texts({f"{name} {number}": value for number, value in enumerate(values, 1)}, name).values())
