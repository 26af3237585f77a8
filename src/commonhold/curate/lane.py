"""Lanes: which licences may stand together under one outbound licence.

Read from the term table under a policy, not legal advice: a licence that is not in the table, or whose row does not
name the outbound licence, stays out of that lane, with the reason. Knows nothing of works or papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from commonhold.curate.expression import Name, Tree, names, parse
from commonhold.curate.terms import ROWS, UNCONSTRAINED, Terms, terms_of
from commonhold.curate.terms.public_domain import PUBLIC_DOMAIN
from commonhold.errors import AskedWronglyError
from commonhold.recipe import Policy
from commonhold.verdict import State

__all__ = ["ALL_OUTBOUND", "LANES", "PUBLIC_DOMAIN", "Admission", "family", "gate", "is_restricted", "may_go_out_under"]

_RESTRICTED = frozenset({"non-commercial", "no-derivatives", "use-restricted"})
_COPYLEFT = frozenset({"copyleft", "share-alike"})
_MARKS = frozenset({PUBLIC_DOMAIN, "CC-PDM-1.0"})
"""Statements about a work, under which nothing can be given away."""


def _lanes() -> frozenset[str]:
    """Return the licences of the table that are free and whose own works may go out under them."""
    free = {row.id for row in ROWS if row.family not in _RESTRICTED and _names_itself(row)}
    return frozenset(free - _MARKS)


def _names_itself(row: Terms) -> bool:
    return row.outbound == UNCONSTRAINED or row.id in row.outbound


LANES = _lanes()
"""Every outbound licence that there is a lane for."""

_NAMED = frozenset(name for row in ROWS if isinstance(row.outbound, frozenset) for name in row.outbound)

ALL_OUTBOUND = LANES | _NAMED
"""The lanes, and the licences without one that rows name as outbound, such as those without commerce."""

_WITHOUT_NOTICE = frozenset(row.id for row in ROWS if row.notice_carry == "none")


@dataclass(frozen=True, slots=True)
class Admission:
    """Whether a licence may stand in a lane: ``state``, the ``reason`` code, and the expression that was ``elected``.

    Of alternatives (OR) the first admissible one is elected; works are then used under that one.
    """

    state: State
    reason: str
    elected: str = ""


@lru_cache(maxsize=4096)
def gate(expression: str, outbound: str, policy: Policy | None = None) -> Admission:
    """Decide whether works under ``expression`` (SPDX) may go into a model released under ``outbound``.

    Of ``policy`` the answers to copyleft and silence count; without one the defaults hold.
    Raises ``AskedWronglyError`` for an outbound licence without a lane.

    >>> gate("MIT OR GPL-2.0-only", "CC-BY-SA-4.0")
    Admission(state=<State.KEPT: 'kept'>, reason='ok', elected='MIT')
    >>> gate("CC-BY-NC-4.0", "CC-BY-SA-4.0").reason
    'non-commercial'
    >>> gate("GPL-2.0-only", "MIT", Policy("MIT", copyleft="stays")).reason
    'ok'
    """
    if outbound not in LANES:
        near = get_close_matches(outbound, sorted(LANES), n=3, cutoff=0.4)
        raise AskedWronglyError(
            what=f"there is no lane for {outbound}" + "; is one of these meant: " * bool(near) + ", ".join(near)
        )
    return _asked(expression, outbound, policy or Policy(outbound))


def may_go_out_under(elected: str, policy: Policy) -> dict[str, str]:
    """Return for every outbound licence of ``ALL_OUTBOUND`` the reason code of works under ``elected``.

    >>> sorted(name for name, reason in may_go_out_under("GPL-3.0-only", Policy("MIT")).items() if reason == "ok")
    ['AGPL-3.0-only', 'GPL-3.0-only']
    """
    return {outbound: _asked(elected, outbound, policy).reason for outbound in ALL_OUTBOUND}


def family(licence: str) -> str:
    """Return the family of one SPDX identifier, ``unknown-licence`` where it is not in the table.

    >>> family("CC-BY-SA-3.0"), family("GPL-2.0-only"), family("WTFPL")
    ('share-alike', 'copyleft', 'unknown-licence')
    """
    if row := terms_of(licence):
        return row.family
    return "unclear-licence" if licence.startswith("LicenseRef-") else "unknown-licence"


def is_restricted(expression: str) -> bool:
    """Tell whether some licence in an expression forbids commerce, derivatives or a field of use."""
    return any(family(name) in _RESTRICTED for name in names(expression))


def _asked(expression: str, outbound: str, policy: Policy) -> Admission:
    if not expression or expression in {"NONE", "NOASSERTION"}:
        return Admission(State.REFUSED, "no-licence")
    tree = parse(expression)
    if tree is None:
        return Admission(State.REFUSED, "unclear-licence")
    return _weigh(tree, outbound, policy)


def _weigh(tree: Tree, outbound: str, policy: Policy) -> Admission:
    if isinstance(tree, Name):
        reason = _reason(tree, outbound, policy)
        return Admission(State.KEPT, "ok", str(tree)) if reason == "ok" else Admission(State.REFUSED, reason)
    arms = [_weigh(arm, outbound, policy) for arm in tree.arms]
    refused = [arm for arm in arms if arm.state is State.REFUSED]
    if tree.operator == "OR":
        return next((arm for arm in arms if arm.state is State.KEPT), arms[0])
    if refused:
        return refused[0]
    return Admission(State.KEPT, "ok", " AND ".join(arm.elected for arm in arms))


def _reason(name: Name, outbound: str, policy: Policy) -> str:
    row = terms_of(name.licence)
    if row is None:
        return family(name.licence)
    if row.trains == "deny":
        return "use-restricted"
    if row.family in _RESTRICTED and not (outbound in row.outbound and outbound not in LANES):
        return row.family
    if policy.silent == "refuse" and row.trains != "allow":
        return "silent-licence"
    return "ok" if outbound in _outbound(row, policy) else "other-lane"


def _outbound(row: Terms, policy: Policy) -> frozenset[str]:
    """Return what works under a licence may go out under; copyleft that stays with texts asks for notices alone."""
    if isinstance(row.outbound, frozenset) and not (row.family in _COPYLEFT and policy.copyleft == "stays"):
        return row.outbound
    return ALL_OUTBOUND if row.notice_carry == "none" else ALL_OUTBOUND - _WITHOUT_NOTICE
