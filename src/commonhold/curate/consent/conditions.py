"""What signals ask for in return, and which of it every release of Commonhold gives anyway.

A table and its reading, not legal advice. A condition that is not in it is not met: nobody promises what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable

MET: dict[str, str] = {
    "cc-cr": "the notice names the works, their licences and, where known, their authors",
    "cc-cr-op": "weights, recipe and manifest go out under a free licence, and the works are credited",
    "notice": "the notice of a bundle carries the notices of the works",
    "rsl:payment=attribution": "the notice names the works, their licences and, where known, their authors",
    "rsl:payment=contribution": "the model, and all that is needed to rebuild it, is given back to everyone",
}
"""Conditions that a release meets, and how."""

UNMET: dict[str, str] = {
    "cc-cr-dc": "a contribution to whom the signal is from cannot be shown by a bundle",
    "cc-cr-ec": "a contribution to the ecosystem the work is from cannot be shown by a bundle",
    "rsl:geo": "a release goes to every country",
    "rsl:payment=crawl": "no release pays for being gathered",
    "rsl:payment=purchase": "no release is bought",
    "rsl:payment=subscription": "no release is subscribed to",
    "rsl:payment=training": "no release pays for training",
    "rsl:payment=use": "no release pays for its use, which nobody can count",
    "rsl:server": "a licence would have to be fetched from a server; a build opens no connections for consent",
    "rsl:user": "a release goes to everyone, whatever they use it for",
}
"""Conditions that are known and not met, and why."""


def unmet(conditions: Iterable[str]) -> tuple[str, ...]:
    """Return those conditions that a release does not meet.

    >>> unmet(["cc-cr-op", "rsl:payment=training"])
    ('rsl:payment=training',)
    """
    return tuple(condition for condition in conditions if condition not in MET)
