"""The term table: every row, found by the name of a licence, and one hash over all.

National ports, exceptions and old spellings are read as the licence they belong to, and say so. A licence that is not
here has no terms: nobody guesses them from its name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import lru_cache

from commonhold.canonical import canonical
from commonhold.curate.terms import copyleft, creative_commons, gnu, machine_learning, permissive, public_domain
from commonhold.curate.terms import restrictions as taken_away
from commonhold.curate.terms.row import Reading, Terms

VERSION = "2026-11-22"
"""The day of the last change to a row."""

ROWS: tuple[Terms, ...] = (
    *public_domain.ROWS,
    *permissive.ROWS,
    *creative_commons.ROWS,
    *gnu.ROWS,
    *copyleft.ROWS,
    *machine_learning.ROWS,
    *taken_away.ROWS,
)
"""All rows, family by family."""

_BY_ID = {row.id: row for row in ROWS}
_PORT = re.compile(r"(CC-BY(?:-NC)?(?:-(?:SA|ND))?)-(\d\.\d)-([A-Z]{2,3})")
_OLD_GNU = re.compile(r"((?:A|L)?GPL|GFDL)-(\d\.\d)(\+?)(?:-with-[A-Za-z]+-exception)?")
_UNVERSIONED = (
    (re.compile(r"(?:LicenseRef-)?CC-BY-NC.*"), "LicenseRef-NonCommercial"),
    (re.compile(r"(?:LicenseRef-)?CC-BY-ND.*"), "LicenseRef-NoDerivatives"),
)
_EXCEPTION = "an exception only adds permission; read as the licence it is added to"
_OF_A_NAME = "no version that the table knows; what its name says is read"
_OF_A_PORT = "a national text in other words, read as the unported one of its version"


@lru_cache(maxsize=4096)
def terms_of(licence: str) -> Terms | None:
    """Return the row of one licence (no AND, no OR), or None where the table does not know it.

    >>> terms_of("CC-BY-SA-3.0").family, terms_of("GPL-3.0-or-later WITH Classpath-exception-2.0").family
    ('share-alike', 'copyleft')
    >>> terms_of("WTFPL") is None
    True
    """
    if row := _BY_ID.get(licence):
        return row
    name, with_, _ = licence.partition(" WITH ")
    if with_:
        return _read_as(terms_of(name), licence, _EXCEPTION)
    if port := _PORT.fullmatch(licence):
        return _read_as(_BY_ID.get(f"{port[1]}-{port[2]}"), licence, _OF_A_PORT)
    if old := _OLD_GNU.fullmatch(licence):
        current = f"{old[1]}-{old[2]}-{'or-later' if old[3] else 'only'}"
        return _read_as(_BY_ID.get(current), licence, f"the old spelling of {current}")
    for pattern, stand_in in _UNVERSIONED:
        if pattern.fullmatch(licence):
            return _read_as(_BY_ID[stand_in], licence, _OF_A_NAME)
    return None


def digest() -> str:
    """Return ``sha256:`` and the hash of the canonical JSON of version and rows: which readings a result rests on."""
    told = canonical({"version": VERSION, "rows": [row.record() for row in sorted(ROWS, key=lambda row: row.id)]})
    return "sha256:" + hashlib.sha256(told).hexdigest()


def _read_as(row: Terms | None, name: str, note: str) -> Terms | None:
    if row is None:
        return None
    readings = row.readings
    if note == _OF_A_PORT:  # its own text says it in other words
        readings = tuple(replace(reading, confidence="community-reading") for reading in readings)
    told = Reading("outbound", "", "", "", "community-reading", note)
    return replace(row, id=name, readings=(*readings, told))
