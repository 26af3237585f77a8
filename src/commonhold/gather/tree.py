"""The tree of a commit: its leaves and its folders, read from objects handed in by their ids.

A tree's id *is* the hash of its directory SWHID. Knows modes, names and ids, never contents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pygit2

from commonhold.errors import SourceError

COMMIT, TREE, BLOB = 1, 2, 3
"""git's object types, as libgit2 numbers them."""
LINK, MODULE = b"120000", b"160000"
"""Modes of leaves that are no files: symbolic links and submodules."""
Read = Callable[[str], tuple[int, bytes]]
"""Object id -> (type, content); raises ``KeyError`` where it is not there, ``GitError`` where it is corrupt."""

_FOLDER = b"40000"
_MAX_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf or a folder of a tree: its path (a folder's ends with ``/``), its mode as git writes it, and its id."""

    path: str
    mode: bytes
    id: str

    @property
    def is_folder(self) -> bool:
        """Say whether it is a folder."""
        return self.mode == _FOLDER


def entries(source: str, read: Read, root: str) -> Iterator[Entry]:
    """Yield the leaves and folders below the tree ``root``, each folder before what is in it.

    Raises :class:`SourceError` where a folder cannot be read: half a tree is no tree.
    """
    return _walk(source, read, b"", root, 0)


def find(read: Read, root: str, path: bytes) -> Entry | None:
    """Return the leaf at ``path`` below the tree ``root``, or None where there is none or a tree cannot be read."""
    *folders, name = path.split(b"/")
    tree = root
    try:
        for folder in folders:
            tree = next(id_ for mode, called, id_ in _listed(read(tree)[1]) if called == folder and mode == _FOLDER)
        found = ((mode, id_) for mode, called, id_ in _listed(read(tree)[1]) if called == name and mode != _FOLDER)
        mode, id_ = next(found)
    except (StopIteration, KeyError, pygit2.GitError):
        return None
    return Entry(path.decode("utf-8", "surrogateescape"), mode, id_)


def _walk(source: str, read: Read, folder: bytes, tree: str, depth: int) -> Iterator[Entry]:
    try:
        kind, data = read(tree)
    except (KeyError, pygit2.GitError):
        kind, data = 0, b""
    if kind != TREE or depth > _MAX_DEPTH:
        where = folder.decode("utf-8", "replace") or "its root"
        what = f"the folder {where} cannot be read from its objects; mirror or clone it again, with all trees"
        raise SourceError(source=source, what=what)
    for mode, name, id_ in _listed(data):
        if mode == _FOLDER:
            inner = folder + name + b"/"
            yield Entry(inner.decode("utf-8", "surrogateescape"), mode, id_)
            yield from _walk(source, read, inner, id_, depth + 1)
        else:
            yield Entry((folder + name).decode("utf-8", "surrogateescape"), mode, id_)


def _listed(tree: bytes) -> Iterator[tuple[bytes, bytes, str]]:
    """Yield (mode, name, object id) of git's tree format: mode, space, name, NUL, 20 bytes of id."""
    at = 0
    while at < len(tree):
        space = tree.index(b" ", at)
        end = tree.index(b"\0", space)
        yield tree[at:space], tree[space + 1 : end], tree[end + 1 : end + 21].hex()
        at = end + 21
