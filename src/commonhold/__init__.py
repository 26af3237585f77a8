"""Commonhold: language tools held in common.

The package is a river of rooms, one verb each: gather, curate, train, release, check; people and programs
enter through the doors. See ``docs/architecture.md``.
"""

__version__ = "0.1.0"
