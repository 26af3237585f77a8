"""Lanes: which licences may stand together under one outbound licence.

A table and its reading, not legal advice: a licence that is not in a lane's families stays out of that lane, with the
reason. Knows nothing of works or papers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from commonhold.curate.expression import Name, Tree, names, parse
from commonhold.errors import AskedWronglyError
from commonhold.verdict import State

PUBLIC_DOMAIN = "LicenseRef-PublicDomain"
"""How works that nobody holds rights in are written; SPDX has no identifier for them."""

_FAMILIES: tuple[tuple[str, str], ...] = (
    (r"CC0-1\.0|Unlicense|CC-PDDC|CC-PDM-1\.0|LicenseRef-PublicDomain", "public-domain"),
    (r"MIT|MIT-0|BSD-2-Clause|BSD-3-Clause|ISC|0BSD|Zlib|PSF-2\.0|BSL-1\.0|Apache-2\.0|etalab-2\.0", "permissive"),
    (r"(?:LicenseRef-)?CC-BY-NC.*|LicenseRef-NonCommercial", "non-commercial"),
    (r"(?:LicenseRef-)?CC-BY-ND.*|LicenseRef-NoDerivatives|LicenseRef-W3C-Document", "no-derivatives"),
    (r"LicenseRef-NoTraining|LicenseRef-FieldOfUse", "use-restricted"),
    (r"CC-BY-(?:2\.0|2\.5|3\.0|4\.0)(?:-[A-Z]{2,3})?", "attribution"),
    (r"CC-BY-SA-(?:3\.0|4\.0)(?:-[A-Z]{2,3})?", "share-alike"),
    (r"GPL-3\.0-(?:only|or-later)|GPL-2\.0-or-later|L?GPL-3\.0-.*|LGPL-2\.\d-or-later|MPL-2\.0", "gpl-3"),
    (r"A?GPL-.*|LGPL-.*|GFDL-.*|MPL-.*|EUPL-.*|ODbL-.*|OFL-.*|CC-BY-.*", "other-lane"),
    (r"LicenseRef-.*", "unclear-licence"),
)
_PATTERNS = tuple((re.compile(pattern), family) for pattern, family in _FAMILIES)
_REFUSED = frozenset({"non-commercial", "no-derivatives", "use-restricted", "unclear-licence", "unknown-licence"})

_CC_BY = frozenset({"public-domain", "permissive", "attribution"})
LANES: dict[str, frozenset[str]] = {
    "CC0-1.0": frozenset({"public-domain"}),
    "CC-BY-4.0": _CC_BY,
    "CC-BY-SA-4.0": _CC_BY | {"share-alike"},
    "GPL-3.0-or-later": frozenset({"public-domain", "permissive", "gpl-3"}),
}
"""Outbound licence to the families of licences that may stand under it."""


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a licence may stand in a lane: ``state``, the ``reason`` code, and the expression that was ``elected``.

    Of alternatives (OR) the first admissible one is elected; works are then used under that one.
    """

    state: State
    reason: str
    elected: str = ""


@lru_cache(maxsize=4096)
def gate(expression: str, outbound: str) -> Admission:
    """Decide whether works under ``expression`` (SPDX) may go into a model released under ``outbound``.

    Raises ``AskedWronglyError`` for an outbound licence without a lane.

    >>> gate("MIT OR GPL-2.0-only", "CC-BY-SA-4.0")
    Admission(state=<State.KEPT: 'kept'>, reason='ok', elected='MIT')
    >>> gate("CC-BY-NC-4.0", "CC-BY-SA-4.0").reason
    'non-commercial'
    """
    if outbound not in LANES:
        raise AskedWronglyError(what=f"there is no lane for {outbound}; there are {', '.join(sorted(LANES))}")
    if not expression or expression in {"NONE", "NOASSERTION"}:
        return Admission(State.REFUSED, "no-licence")
    tree = parse(expression)
    if tree is None:
        return Admission(State.REFUSED, "unclear-licence")
    return _weigh(tree, LANES[outbound])


def family(licence: str) -> str:
    """Return the family of one SPDX identifier, ``unknown-licence`` where it is not in the table.

    >>> family("CC-BY-SA-3.0"), family("GPL-2.0-only"), family("WTFPL")
    ('share-alike', 'other-lane', 'unknown-licence')
    """
    return next((found for pattern, found in _PATTERNS if pattern.fullmatch(licence)), "unknown-licence")


def is_restricted(expression: str) -> bool:
    """Tell whether some licence in an expression forbids commerce, derivatives or a field of use."""
    return any(family(name) in {"non-commercial", "no-derivatives", "use-restricted"} for name in names(expression))


def _weigh(tree: Tree, lane: frozenset[str]) -> Admission:
    if isinstance(tree, Name):
        found = family(tree.licence)
        if found in lane:
            return Admission(State.KEPT, "ok", str(tree))
        return Admission(State.REFUSED, found if found in _REFUSED else "other-lane")
    arms = [_weigh(arm, lane) for arm in tree.arms]
    refused = [arm for arm in arms if arm.state is State.REFUSED]
    if tree.operator == "OR":
        return next((arm for arm in arms if arm.state is State.KEPT), arms[0])
    if refused:
        return refused[0]
    return Admission(State.KEPT, "ok", " AND ".join(arm.elected for arm in arms))
