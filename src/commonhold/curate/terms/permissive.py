"""Licences that ask for notices and nothing else."""

from __future__ import annotations

from commonhold.curate.terms.outbound import GPL_2, LGPL_2, WITH_NOTICE
from commonhold.curate.terms.row import UNCONSTRAINED, Confidence, Notice, Reading, Terms, Trains

_OSI = "https://opensource.org/license/"
_APACHE = "https://www.apache.org/licenses/LICENSE-2.0"
_ETALAB = "https://www.etalab.gouv.fr/wp-content/uploads/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"
_ANY_PURPOSE = "any purpose is allowed; training is one, though the text does not name it"
_NO_PURPOSE = "the text names no purposes, and training is not mentioned"

Quoted = tuple[str, str]
"""Words and their section."""


def _row(
    name: str,
    url: str,
    trains: Trains,
    grant: Quoted,
    carry: Notice = "licence+copyright",
    notice: Quoted | None = None,
    outbound: frozenset[str] | None = None,
    more: tuple[Reading, ...] = (),
) -> Terms:
    allowed = trains == "allow"
    sure: Confidence = "community-reading" if allowed else "unknown"
    told = [Reading("trains", *grant, url, sure, _ANY_PURPOSE if allowed else _NO_PURPOSE)]
    if notice:
        told.append(Reading("notice_carry", *notice, url))
    return Terms(name, "permissive", trains, carry, outbound or UNCONSTRAINED, (*told, *more))


_MIT_GRANT = ("to deal in the Software without restriction", "first paragraph")
_BSD_GRANT = (
    "Redistribution and use in source and binary forms, with or without modification, are permitted",
    "first paragraph",
)
_BSD_NOTICE = ("Redistributions in binary form must reproduce the above copyright notice", "second condition")
_ANY_FEE = "for any purpose with or without fee is hereby granted"

ROWS: tuple[Terms, ...] = (
    _row(
        "MIT",
        f"{_OSI}mit",
        "allow",
        _MIT_GRANT,
        notice=("The above copyright notice and this permission notice", "second paragraph"),
    ),
    _row("MIT-0", f"{_OSI}mit-0", "allow", _MIT_GRANT, "none"),
    _row("BSD-2-Clause", f"{_OSI}bsd-2-clause", "silent", _BSD_GRANT, notice=_BSD_NOTICE),
    _row("BSD-3-Clause", f"{_OSI}bsd-3-clause", "silent", _BSD_GRANT, notice=_BSD_NOTICE),
    _row(
        "ISC",
        f"{_OSI}isc-license-txt",
        "allow",
        (_ANY_FEE, "first paragraph"),
        notice=(
            "provided that the above copyright notice and this permission notice appear in all copies",
            "first paragraph",
        ),
    ),
    _row("0BSD", f"{_OSI}0bsd", "allow", (_ANY_FEE, "first paragraph"), "none"),
    _row(
        "Zlib",
        f"{_OSI}zlib",
        "allow",
        (
            "Permission is granted to anyone to use this software for any purpose, including commercial applications",
            "second paragraph",
        ),
        notice=("This notice may not be removed or altered from any source distribution.", "third condition"),
    ),
    _row(
        "BSL-1.0",
        f"{_OSI}bsl-1-0",
        "silent",
        ("to use, reproduce, display, distribute, execute, and transmit the Software", "first paragraph"),
        notice=(
            "must be included in all copies of the Software, in whole or in part, and all derivative works of the "
            "Software",
            "second paragraph",
        ),
    ),
    _row(
        "PSF-2.0",
        "https://docs.python.org/3/license.html",
        "silent",
        ("prepare derivative works, distribute, and otherwise use Python alone or in any derivative version", "2"),
        notice=("are retained in Python alone or in any derivative version prepared by Licensee", "2"),
    ),
    _row(
        "Apache-2.0",
        _APACHE,
        "silent",
        (
            "copyright license to reproduce, prepare Derivative Works of, publicly display, publicly perform, "
            "sublicense, and distribute the Work and such Derivative Works in Source or Object form",
            "2",
        ),
        "licence+copyright+notice",
        (
            "any Derivative Works that You distribute must include a readable copy of the attribution notices "
            "contained within such NOTICE file",
            "4(d)",
        ),
        WITH_NOTICE - GPL_2 - LGPL_2,
        (
            Reading(
                "outbound",
                "may provide additional or different license terms and conditions for use, reproduction, or "
                "distribution of Your modifications, or for any such Derivative Works as a whole",
                "4",
                _APACHE,
            ),
            Reading(
                "outbound",
                "any patent licenses granted to You under this License for that Work shall terminate",
                "3",
                _APACHE,
                "steward-faq",
                "the end of the patent licence is a restriction that version 2 of the GPL does not allow; its stewards "
                "and Apache's both say so of GPL 2, and that GPL 3 can be joined",
            ),
        ),
    ),
    _row(
        "etalab-2.0",
        _ETALAB,
        "silent",
        (
            "de l’adapter, la modifier, l’extraire et la transformer, pour créer des « Informations dérivées », des "
            "produits ou des services",
            "Réutilisation",
        ),
        notice=("mentionner la paternité de l’« Information »", "Réutilisation"),
        more=(
            Reading(
                "outbound",
                "compatible avec toute licence libre qui exige au moins la mention de paternité",
                "Compatibilité de la présente licence",
                _ETALAB,
            ),
        ),
    ),
)
"""Their rows."""
