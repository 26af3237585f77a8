"""Consent: what a source's own signals, its captured site and the opt-out registry say of training, work by work.

The page is ``docs/consent.md``. One module a family; ``resolver`` asks them all.
"""

from __future__ import annotations

from commonhold.curate.consent.families import is_signal
from commonhold.curate.consent.resolver import COPY, OPTED_OUT, Wishes, refusal

__all__ = ["COPY", "OPTED_OUT", "Wishes", "is_signal", "refusal"]
