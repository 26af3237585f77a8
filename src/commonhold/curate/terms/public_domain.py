"""Works that nobody holds rights in, or whose holders gave them up: nothing is asked, not even a notice."""

from __future__ import annotations

from commonhold.curate.terms.row import UNCONSTRAINED, Inherit, Reading, Terms

PUBLIC_DOMAIN = "LicenseRef-PublicDomain"
"""How works that nobody holds rights in are written; SPDX has no identifier for them."""

_NOTHING = Inherit("no", "no", "no", "no", "no", "no")


def _free(name: str, url: str, section: str, quote: str, note: str = "") -> Terms:
    told: tuple[Reading, ...]
    if quote:
        told = tuple(Reading(field, quote, section, url, note=note) for field in ("trains", "outbound", "notice_carry"))
    else:
        told = (Reading("trains", "", section, url, "community-reading", note),)
    return Terms(name, "public-domain", "allow", "none", UNCONSTRAINED, told, inherit=_NOTHING, output_scope="none")


ROWS: tuple[Terms, ...] = (
    _free(
        "CC0-1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/legalcode",
        "2 and 3",
        "for any purpose whatsoever, including without limitation commercial, advertising or promotional purposes",
    ),
    _free(
        "Unlicense",
        "https://unlicense.org/",
        "second paragraph",
        "for any purpose, commercial or non-commercial, and by any means",
    ),
    _free(
        "CC-PDDC",
        "https://spdx.org/licenses/CC-PDDC.html",
        "last paragraph",
        "may be freely reproduced, distributed, transmitted, used, modified, built upon, or otherwise exploited by "
        "anyone for any purpose, commercial or non-commercial",
    ),
    _free(
        "CC-PDM-1.0",
        "https://creativecommons.org/publicdomain/mark/1.0/",
        "No Copyright",
        "You can copy, modify, distribute and perform the work, even for commercial purposes, all without asking "
        "permission.",
        "a mark states what is known of a work; it grants nothing",
    ),
    _free(
        PUBLIC_DOMAIN,
        "",
        "",
        "",
        "a statement that no rights are held; how long rights last differs from country to country",
    ),
)
"""Their rows."""
