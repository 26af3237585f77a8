"""What a sentence beside works takes away, where no licence text of its own is at hand; W3C's licence for documents.

These stand for words found by ``mentions``: the words themselves are in the claim about the work, so there is nothing
to quote here.
"""

from __future__ import annotations

from commonhold.curate.terms.row import Family, Reading, Terms, Trains

_W3C = "https://www.w3.org/Consortium/Legal/2002/copyright-documents-20021231"


def _found(name: str, family: Family, trains: Trains, field: str, note: str) -> Terms:
    told = (Reading(field, "", "", "", "community-reading", note),)
    return Terms(name, family, trains, "licence+copyright", frozenset(), told)


ROWS: tuple[Terms, ...] = (
    _found(
        "LicenseRef-NonCommercial",
        "non-commercial",
        "silent",
        "outbound",
        "commerce is forbidden; no free licence can pass that on",
    ),
    _found(
        "LicenseRef-NoDerivatives",
        "no-derivatives",
        "silent",
        "outbound",
        "what is made from the works may not be handed on",
    ),
    _found("LicenseRef-NoTraining", "use-restricted", "deny", "trains", "training is forbidden in words"),
    _found(
        "LicenseRef-FieldOfUse",
        "use-restricted",
        "condition",
        "trains",
        "some uses are forbidden, and a model cannot see to it that nobody makes them",
    ),
    Terms(
        "LicenseRef-W3C-Document",
        "no-derivatives",
        "silent",
        "licence+copyright",
        frozenset(),
        (
            Reading(
                "outbound",
                "No right to create modifications or derivatives of W3C documents is granted pursuant to this license",
                "License",
                _W3C,
            ),
        ),
    ),
)
"""Their rows."""
