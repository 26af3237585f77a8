"""Exports: a bundle's papers in the formats that others read. Pure functions from a `Subject` to text, no clock.

Nothing but the standard library is needed to write them; ``docs/exports.md`` tells what each says and how that is
checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from commonhold.release.exports import card, croissant, cyclonedx, openness, spdx, statement, summary, works
from commonhold.release.exports.subject import Subject

Writer: TypeAlias = Callable[[Subject, bool], Iterator[str]]
"""Yields a file in pieces; the flag says whether single works are to be named where the format can."""


def _works_if_wanted(subject: Subject, wanted: bool) -> Iterator[str]:
    return works.lines(subject) if wanted else iter(())


EXPORTS: Mapping[str, Mapping[str, Writer]] = {
    "spdx": {"spdx.json": spdx.pieces},
    "cyclonedx": {"cyclonedx.json": cyclonedx.pieces},
    "croissant": {"croissant.json": croissant.pieces, works.WORKS: _works_if_wanted},
    "card": {"README.md": card.pieces},
    "summary": {"training-content.md": summary.pieces},
    "openness": {"openness.yml": openness.pieces},
    "statement": {"statement.json": statement.pieces},
}
"""Formats, and the files of each; the first file is what is shown where there is room for one."""
