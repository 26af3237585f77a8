"""The term table: what each licence asks of a model made from works under it, with the words that say so.

Data, hand-made and dated; a reading, not legal advice. ``terms_of`` finds a row, ``VERSION`` and ``digest`` name the
state of the table.
"""

from commonhold.curate.terms.row import UNCONSTRAINED, Reading, Terms
from commonhold.curate.terms.table import ROWS, VERSION, digest, terms_of

__all__ = ["ROWS", "UNCONSTRAINED", "VERSION", "Reading", "Terms", "digest", "terms_of"]
