"""Check: a model and a text to findings.

Pure: what it needs is handed in. Knows nothing of files, editors, protocols or UTF-16; offsets are code points of the
text it was given.
"""

from commonhold.check.checker import DEFAULT_SENSITIVITY, Checker
from commonhold.check.draft import Draft

__all__ = ["DEFAULT_SENSITIVITY", "Checker", "Draft"]
