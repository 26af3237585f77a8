"""Curate: what may be learnt from which work, said in claims and verdicts beside it.

Pure: texts, papers and loaded detectors are handed in; nothing is opened. A work is never changed. ``curate_work``
takes one work through the gates, ``elect`` settles duplicates over all of a build, ``close`` counts what became of
everything gathered.
"""

from commonhold.curate.curated import Curated, curate_work
from commonhold.curate.duplicates import Election, Holder, elect, holders_of, sketch
from commonhold.curate.encoding import Decoded, Undecodable, decode
from commonhold.curate.holdout import HeldOut
from commonhold.curate.lane import LANES, Admission, gate
from commonhold.curate.language import Languages
from commonhold.curate.licence import (
    Detection,
    Licence,
    PapersIndex,
    Problem,
    Statement,
    identify,
    is_paper,
    licence_of,
)
from commonhold.curate.secrets import RedactedText, find, redact
from commonhold.curate.table import Amount, Line, close, plain, total

__all__ = [
    "LANES",
    "Admission",
    "Amount",
    "Curated",
    "Decoded",
    "Detection",
    "Election",
    "HeldOut",
    "Holder",
    "Languages",
    "Licence",
    "Line",
    "PapersIndex",
    "Problem",
    "RedactedText",
    "Statement",
    "Undecodable",
    "close",
    "curate_work",
    "decode",
    "elect",
    "find",
    "gate",
    "holders_of",
    "identify",
    "is_paper",
    "licence_of",
    "plain",
    "redact",
    "sketch",
    "total",
]
