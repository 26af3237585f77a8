"""What a source says about single files by the REUSE specification: sidecars, REUSE.toml and .reuse/dep5.

Follows version 3.3: globs with ``*`` and ``**``, the last matching annotation of a file, and the precedences
``closest``, ``aggregate`` and ``override``. Knows nothing of licence texts.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from posixpath import dirname

from commonhold.curate.copyright import Stanza, read_copyright

_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+\-() \t]+?)[ \t]*(?:\*/|-->|$)")
_COMMENT = re.compile(r"^[\s#/*;%!<>.\-\"'{|]*(?:rem\b|dnl\b)?\s*$", re.IGNORECASE)
HEAD_BYTES = 4096
"""How much of a file is searched for its own licence line."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """``expression`` for the paths under ``folder`` that match one of ``globs``, with REUSE's ``precedence``."""

    folder: str
    globs: tuple[re.Pattern[str], ...]
    expression: str
    precedence: str
    paper: str


@dataclass(frozen=True, slots=True)
class Reuse:
    """All annotations of a source: sidecars by the path they speak of, REUSE.toml outermost first, dep5 stanzas."""

    sidecars: Mapping[str, tuple[str, str]]
    annotations: tuple[tuple[Annotation, ...], ...]
    stanzas: tuple[Stanza, ...]


def is_reuse(path: str) -> bool:
    """Tell whether a path is one of REUSE's papers."""
    return path.endswith(".license") or path.rpartition("/")[2] == "REUSE.toml" or path == ".reuse/dep5"


def read_reuse(papers: Mapping[str, str]) -> Reuse:
    """Return what the REUSE papers among ``papers`` (path to text) say; broken ones say nothing."""
    sidecars = {}
    files = []
    stanzas: tuple[Stanza, ...] = ()
    for path in sorted(papers, key=lambda path: (path.count("/"), path)):
        if path.endswith(".license"):
            tags = [match[1].strip() for line in papers[path].splitlines() if (match := _TAG.search(line))]
            if tags:
                sidecars[path.removesuffix(".license")] = (joined(tags), path)
        elif path.rpartition("/")[2] == "REUSE.toml":
            files.append(_read_toml(path, papers[path]))
        elif path == ".reuse/dep5":
            stanzas = read_copyright(papers[path])
    return Reuse(sidecars, tuple(files), stanzas)


def own_line(head: bytes) -> str:
    """Return the expression a file gives itself in comments at its top, empty if none.

    Lines inside fenced code are somebody else's example.

    >>> own_line(b"<!-- SPDX-License-Identifier: CC0-1.0 -->")
    'CC0-1.0'
    """
    if b"SPDX-License-Identifier" not in head[:HEAD_BYTES]:
        return ""
    found, fenced = [], False
    for line in head[:HEAD_BYTES].decode("utf-8", "replace").splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        match = None if fenced else _TAG.search(line)
        if match and _COMMENT.match(line[: match.start()]):
            found.append(match[1].strip())
    return joined(found)


def annotated(path: str, own: str, reuse: Reuse) -> tuple[str, str]:
    """Return the expression REUSE gives a path and the paper it is in; ``own`` is the file's own line.

    Empty strings where nothing is said.
    """
    own, paper = reuse.sidecars.get(path, (own, path if own else ""))
    matches = [found for annotations in reuse.annotations if (found := _last(path, annotations))]
    override = next((found for found in matches if found.precedence == "override"), None)
    if override:
        return override.expression, override.paper
    gathered = [(own, paper)] if own else []
    gathered += [(found.expression, found.paper) for found in matches if found.precedence == "aggregate"]
    closest = [found for found in matches if found.precedence == "closest"]
    if not own and closest:
        gathered.append((closest[-1].expression, closest[-1].paper))
    stanza = next((found for found in reversed(reuse.stanzas) if found.speaks_of(path)), None)
    if stanza and stanza.expression:
        gathered.append((stanza.expression, ".reuse/dep5"))
    if not gathered:
        return "", ""
    return joined([expression for expression, _ in gathered]), gathered[0][1]


def joined(expressions: list[str]) -> str:
    """Join expressions that all hold.

    >>> joined(["MIT", "MIT", "A OR B"])
    'MIT AND (A OR B)'
    """
    once = list(dict.fromkeys(expressions))
    return once[0] if len(once) == 1 else " AND ".join(f"({part})" if " OR " in part else part for part in once)


def _last(path: str, annotations: tuple[Annotation, ...]) -> Annotation | None:
    for found in reversed(annotations):
        inside = path.removeprefix(found.folder) if path.startswith(found.folder) else None
        if inside is not None and any(glob.fullmatch(inside) for glob in found.globs):
            return found
    return None


def _read_toml(path: str, text: str) -> tuple[Annotation, ...]:
    try:
        entries = tomllib.loads(text).get("annotations", [])
    except tomllib.TOMLDecodeError:
        return ()
    folder = dirname(path)
    found = []
    for entry in entries if isinstance(entries, list) else []:
        licences = _strings(entry.get("SPDX-License-Identifier"))
        globs = tuple(_glob(glob) for glob in _strings(entry.get("path")))
        if licences and globs:
            precedence = str(entry.get("precedence", "closest"))
            found.append(Annotation(f"{folder}/" if folder else "", globs, joined(licences), precedence, path))
    return tuple(found)


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [part for part in value if isinstance(part, str)] if isinstance(value, list) else []


def _glob(glob: str) -> re.Pattern[str]:
    parts = re.findall(r"\\.|\*+|[^\\*]+|\\", glob)
    return re.compile(
        "".join(
            "[^/]*" if part == "*" else ".*" if part[0] == "*" else re.escape(part[1:] if part[0] == "\\" else part)
            for part in parts
        ),
        re.DOTALL,
    )
