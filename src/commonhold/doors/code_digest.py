"""Which code decides what a step of a build gives: a hash of it, so that other code never meets its leftovers.

A step that reads sources does not depend on how candidates are ranked; so its hash is that of the modules it imports,
and of all that these import, with the tables beside them.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from commonhold import __version__

_PACKAGE = "commonhold"


@cache
def digest_of(module: str) -> str:
    """Return the hash of a module and all modules of this package that it imports, by their source.

    Imports inside functions count; what is imported by a name made at run time does not.
    """
    total = hashlib.sha256(__version__.encode())
    root = Path(str(files(_PACKAGE)))
    found = _closure(module, root)
    tables = {table for path in found for table in path.parent.rglob("*.toml") if path.parent != root}
    for path in sorted(found | tables):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _closure(module: str, root: Path) -> frozenset[Path]:
    """Return the files of a module and of all it imports, and theirs."""
    found: set[Path] = set()
    waiting = list(_files_of(module, root))
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [file for name in _imports(path) for file in _files_of(name, root)]
    return frozenset(found)


def _imports(path: Path) -> Iterator[str]:
    """Yield the names of this package that a file imports, those of modules and of what is in them."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == _PACKAGE:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] == _PACKAGE)


def _files_of(name: str, root: Path) -> Iterator[Path]:
    """Yield the file of a module or package, none for what is no module; what is above it is run as well."""
    parts = name.split(".")[1:]
    for many in range(1, len(parts) + 1):
        place = root.joinpath(*parts[:many])
        for path in (place.with_suffix(".py"), place / "__init__.py"):
            if path.is_file():
                yield path
