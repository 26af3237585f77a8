"""Creative Commons licences: one row for each version and each set of elements, made from what the versions share.

National ports have other words; they are read as the unported text of their version, by ``table``.
"""

from __future__ import annotations

from commonhold.curate.terms.outbound import CC_BY, CC_BY_NC, CC_BY_SA, GFDL, PERMISSIVE, WRITTEN
from commonhold.curate.terms.row import Confidence, Family, Inherit, Reading, Terms

VERSIONS = ("1.0", "2.0", "2.5", "3.0", "4.0")
ELEMENTS = ("BY", "BY-SA", "BY-ND", "BY-NC", "BY-NC-SA", "BY-NC-ND")

_GPL_3_PAGE = "https://wiki.creativecommons.org/wiki/ShareAlike_compatibility:_GPLv3"
_KEEP = "keep intact all copyright notices for the Work"
_MEDIA = "The above rights may be exercised in all media and formats whether now known or hereafter devised"
_COMMERCE = (
    "in any manner that is primarily intended for or directed toward commercial advantage or private monetary "
    "compensation"
)
_SHARED_ALIKE = Inherit("yes", "yes", "yes", "silent", "silent", "silent")
_NOT_FOR_COMMERCE = "a licence that lets others sell would not pass the restriction on; only those without commerce do"
_WEIGHED = "weighed against licences whose text is there; or-later ones admit texts that nobody has read"
_CREDIT = (
    "credit must stay; which licence an adaptation gets is not said, and the FSF held version 2.0 apart from the GPL"
)
_NO_PURPOSE = "the text names no purposes, and training is not mentioned"


def _family(elements: str) -> Family:
    for part, family in _BY_ELEMENT:
        if part in elements.split("-"):
            return family
    return "attribution"


_BY_ELEMENT: tuple[tuple[str, Family], ...] = (
    ("NC", "non-commercial"),
    ("ND", "no-derivatives"),
    ("SA", "share-alike"),
)


def _outbound(elements: str, version: str) -> frozenset[str]:
    """Return what may be put on an adaptation: share-alike its own and later versions, without commerce likewise."""
    if "ND" in elements:
        return frozenset()
    own = {f"CC-{elements}-{version}"}
    if "SA" in elements:
        later = () if version == "1.0" else VERSIONS[VERSIONS.index(version) + 1 :]
        gpl = {"GPL-3.0-only"} if (elements, version) == ("BY-SA", "4.0") else set()
        return frozenset(own | {f"CC-{elements}-{each}" for each in later} | gpl)
    if "NC" in elements:
        return frozenset(own | CC_BY_NC)
    if version == "4.0":
        return WRITTEN - GFDL
    return frozenset(own | PERMISSIVE | CC_BY | CC_BY_SA | CC_BY_NC)


def _row(elements: str, version: str) -> Terms:
    told = _readings_4(elements) if version == "4.0" else _readings_older(elements, version)
    return Terms(
        id=f"CC-{elements}-{version}",
        family=_family(elements),
        trains="silent",
        notice_carry="licence+copyright",
        outbound=_outbound(elements, version),
        readings=told,
        inherit=_SHARED_ALIKE if "SA" in elements else Inherit(),
    )


def _url(elements: str, version: str) -> str:
    path = "nd-nc" if (elements, version) == ("BY-NC-ND", "1.0") else ""
    parts = f"by-{path}" if path else elements.lower()
    return f"https://creativecommons.org/licenses/{parts}/{version}/legalcode"


def _readings_4(elements: str) -> tuple[Reading, ...]:
    url = _url(elements, "4.0")

    def read(field: str, quote: str, section: str, confidence: Confidence = "text", note: str = "") -> Reading:
        return Reading(field, quote, section, url, confidence, note)

    told = [
        read(
            "trains",
            "in all media and formats whether now known or hereafter created",
            "2(a)(4)",
            "unknown",
            _NO_PURPOSE,
        ),
        read(
            "notice_carry",
            "retain the following if it is supplied by the Licensor with the Licensed Material",
            "3(a)(1)(A)",
        ),
    ]
    if "NC" in elements:
        told.append(
            read(
                "outbound",
                "reproduce and Share the Licensed Material, in whole or in part, for NonCommercial purposes only",
                "2(a)(1)",
            )
        )
    if "ND" in elements:
        told.append(read("outbound", "produce and reproduce, but not Share, Adapted Material", "2(a)(1)(B)"))
    elif "SA" in elements:
        told.append(
            read(
                "outbound",
                "must be a Creative Commons license with the same License Elements, this version or later",
                "3(b)(1)",
            )
        )
        if elements == "BY-SA":
            told.append(_ONE_WAY)
    else:
        told.append(
            read(
                "outbound",
                "must not prevent recipients of the Adapted Material from complying with this Public License",
                "3(a)(4)",
                "community-reading",
                _NOT_FOR_COMMERCE if "NC" in elements else _WEIGHED,
            )
        )
        if elements == "BY":
            told.append(_EVERY_GPL)
    return tuple(told)


_EVERY_GPL = Reading(
    "outbound",
    "It is compatible with all versions of the GNU GPL",
    "Creative Commons Attribution 4.0",
    "https://www.gnu.org/licenses/license-list.html#ccby",
    "steward-faq",
    "said by the stewards of the GPL; followed here for the versions that are written",
)
_ONE_WAY = Reading(
    "outbound",
    "this compatibility determination only allows movement one way, from BY-SA 4.0 to GPLv3",
    "How one-compatibility operates",
    _GPL_3_PAGE,
    "steward-faq",
    "version 3 of the GPL and no later one, as the list of compatible licences names it alone",
)


def _readings_older(elements: str, version: str) -> tuple[Reading, ...]:
    url = _url(elements, version)
    adaptations = "Adaptations" if version == "3.0" else "Derivative Works"
    told = [
        Reading("trains", _MEDIA, "3", url, "unknown", _NO_PURPOSE),
        Reading("notice_carry", _KEEP, "4", url),
    ]
    if "NC" in elements:
        told.append(Reading("outbound", _COMMERCE, "4", url))
    if "ND" in elements:
        quote = f"but otherwise you have no rights to make {adaptations}" if version != "1.0" else ""
        note = "" if quote else "the rights that are granted do not include making derivative works"
        told.append(Reading("outbound", quote, "3", url, "text" if quote else "community-reading", note))
    elif "SA" in elements:
        told.append(Reading("outbound", _alike(version), "4(b)", url))
    else:
        grant = (
            "to Distribute and Publicly Perform Adaptations"
            if version == "3.0"
            else "to create and reproduce Derivative Works"
        )
        note = _NOT_FOR_COMMERCE if "NC" in elements else _CREDIT
        told.append(Reading("outbound", grant, "3", url, "community-reading", note))
    return tuple(told)


def _alike(version: str) -> str:
    if version == "1.0":
        return "a Derivative Work only under the terms of this License"
    return "a later version of this License with the same License Elements as this License"


ROWS: tuple[Terms, ...] = tuple(_row(elements, version) for elements in ELEMENTS for version in VERSIONS)
"""Their rows."""
