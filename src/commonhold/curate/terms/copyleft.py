"""Copyleft licences of other houses: Mozilla, the European Union, open databases, fonts."""

from __future__ import annotations

from commonhold.curate.terms.outbound import AGPL_3, GPL_2, GPL_3, LGPL_3
from commonhold.curate.terms.row import Inherit, Reading, Release, ReleaseTo, Terms, WorksShown

_BASED_ON = Inherit("yes", "yes", "yes", "silent", "silent", "silent")
_IF_A_FORM = "holds for a model if a model is a form of these works, which no text says"
_MOZILLA_1, _MOZILLA_2 = "https://www.mozilla.org/MPL/1.1/", "https://www.mozilla.org/MPL/2.0/"
_EUPL = "https://interoperable-europe.ec.europa.eu/collection/eupl/eupl-text-eupl-12"
_EUPL_11 = "https://spdx.org/licenses/EUPL-1.1.html"
_ODBL = "https://opendatacommons.org/licenses/odbl/1-0/"
_OFL = "https://openfontlicense.org/open-font-license-official-text/"


def _row(
    name: str,
    outbound: frozenset[str] | set[str],
    readings: tuple[Reading, ...],
    release: Release = "on-distribution",
    to: ReleaseTo = "recipients",
    works: WorksShown = "works",
) -> Terms:
    return Terms(
        id=name,
        family="copyleft",
        trains="silent",
        notice_carry="licence+copyright",
        outbound=frozenset({name} | outbound),
        readings=readings,
        weights_release=release,
        release_to=to,
        data_disclosure=works,
        code_disclosure="none",
        inherit=_BASED_ON,
    )


def _unsure(field: str, quote: str, section: str, url: str) -> Reading:
    return Reading(field, quote, section, url, "unknown", _IF_A_FORM)


_MPL_2 = (
    Reading(
        "outbound",
        "All distribution of Covered Software in Source Code Form, including any Modifications that You create or to "
        "which You contribute, must be under the terms of this License.",
        "3.1",
        _MOZILLA_2,
    ),
    Reading(
        "notice_carry",
        "You may not remove or alter the substance of any license notices",
        "3.4",
        _MOZILLA_2,
    ),
    _unsure(
        "weights_release",
        "such Covered Software must also be made available in Source Code Form",
        "3.2(a)",
        _MOZILLA_2,
    ),
)
_SECONDARY = Reading(
    "outbound",
    "this License permits You to additionally distribute such Covered Software under the terms of such Secondary "
    "License(s)",
    "3.3",
    _MOZILLA_2,
    note="where it is joined with such works; they are GPL 2.0, LGPL 2.1, AGPL 3.0 and all later versions",
)
_EUPL_NOTICE = "keep intact all copyright, patent or trademarks notices and all notices that refer to the Licence"

ROWS: tuple[Terms, ...] = (
    _row(
        "MPL-1.1",
        {"MPL-2.0-no-copyleft-exception"},
        (
            Reading(
                "outbound",
                "You may also choose to use such Covered Code under the terms of any subsequent version of the License",
                "6.2",
                _MOZILLA_1,
                note="version 2.0 keeps such code apart from its Secondary Licenses",
            ),
            Reading(
                "notice_carry",
                "You must duplicate the notice in Exhibit A in each file of the Source Code.",
                "3.5",
                _MOZILLA_1,
            ),
        ),
    ),
    _row(
        "MPL-2.0",
        GPL_2 | GPL_3 | AGPL_3 | LGPL_3 | {"LGPL-2.1-only", "LGPL-2.1-or-later"},
        (*_MPL_2, _SECONDARY),
    ),
    _row("MPL-2.0-no-copyleft-exception", set(), _MPL_2),
    _row(
        "EUPL-1.1",
        {"EUPL-1.2", "GPL-2.0-only"},
        (
            Reading("outbound", "under the terms of this Licence or of a later version of this Licence", "5", _EUPL_11),
            Reading("outbound", "GNU General Public License (GNU GPL) v. 2", "Appendix", _EUPL_11),
            Reading("notice_carry", _EUPL_NOTICE, "5", _EUPL_11),
        ),
        "on-network-use",
        "network-users",
    ),
    _row(
        "EUPL-1.2",
        {
            *("GPL-2.0-only", "GPL-3.0-only", "AGPL-3.0-only", "LGPL-2.1-only", "LGPL-3.0-only"),
            *("MPL-2.0", "CC-BY-SA-3.0"),
        },
        (
            Reading("outbound", "under the terms of this Licence or of a later version of this Licence", "5", _EUPL),
            Reading("outbound", "GNU General Public License (GPL) v. 2, v. 3", "Appendix", _EUPL),
            Reading("outbound", "Creative Commons Attribution-ShareAlike v. 3.0 Unported", "Appendix", _EUPL),
            Reading("notice_carry", _EUPL_NOTICE, "5", _EUPL),
            _unsure("weights_release", "providing access to its essential functionalities", "1, Distribution", _EUPL),
        ),
        "on-network-use",
        "network-users",
    ),
    _row(
        "ODbL-1.0",
        set(),
        (
            Reading(
                "outbound",
                "Any Derivative Database that You Publicly Use must be only under the terms of",
                "4.4(a)",
                _ODBL,
                "community-reading",
                "counts are read as a derivative database; as a produced work they could go out under any licence",
            ),
            _unsure(
                "weights_release",
                "You must also offer to recipients of the Derivative Database or Produced Work a copy in a machine "
                "readable form",
                "4.6",
                _ODBL,
            ),
            Reading("notice_carry", "Keep intact any copyright or Database Right notices", "4.2(c)", _ODBL),
        ),
        "on-network-use",
        "network-users",
    ),
    _row(
        "OFL-1.1",
        set(),
        (
            Reading(
                "outbound",
                "must be distributed entirely under this license, and must not be distributed under any other license",
                "5",
                _OFL,
            ),
            Reading(
                "notice_carry",
                "provided that each copy contains the above copyright notice and this license",
                "2",
                _OFL,
            ),
        ),
        "none",
        "nobody",
        "none",
    ),
)
"""Their rows."""
