"""Everything below a commit or tree of a git repository, named without reading any content.

A git object's id is the hash in its SWHID, so naming it is a matter of spelling. Only the object store is opened. Needs
pygit2, and says so where it is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from commonhold import swhid
from commonhold.errors import AskedWronglyError, UnidentifiedError
from commonhold.gather.naming import Named
from commonhold.gather.refs import Target

_KINDS = {1: swhid.REVISION, 2: swhid.DIRECTORY, 3: swhid.CONTENT, 4: swhid.RELEASE}  # git's types, as libgit2 counts
_ENTRY = re.compile(rb"([0-7]{5,6}) ([^\0]+)\0(.{20})", re.DOTALL)
_MODES = {b"%o" % mode: mode for mode in (swhid.FILE, swhid.EXECUTABLE, swhid.LINK, swhid.FOLDER, swhid.SUBMODULE)}
_MAX_DEPTH = 200


class NoGitError(AskedWronglyError):
    """The objects of a git repository are read with pygit2, which this installation lacks."""

    advice = "Install it with `pip install 'commonhold[build]'`, or name files and folders of a checkout."


class Objects:
    """The objects of one repository."""

    def __init__(self, folder: Path) -> None:
        try:
            import pygit2
        except ModuleNotFoundError:
            raise NoGitError from None
        self._folder = folder
        self._failed = (KeyError, ValueError, pygit2.GitError)
        self._store = pygit2.Odb(str(folder))

    def id(self, hexadecimal: str) -> str | None:
        """Return the identifier of an object; None if it is not there."""
        try:
            kind, _ = self._store.read(hexadecimal)
        except self._failed:
            return None
        return f"swh:1:{_KINDS[kind]}:{hexadecimal}"

    def snapshot(self, branches: Mapping[bytes, Target]) -> str:
        """Return the identifier of the snapshot of these refs; those whose object is not there are dangling."""
        return swhid.snapshot(
            {name: target if isinstance(target, bytes) else self.id(target) for name, target in branches.items()}
        )

    def tree_of(self, commit: str) -> str:
        """Return the id of the tree of a commit."""
        kind, data = self._read(commit)
        if kind != 1:
            raise UnidentifiedError(path=self._folder, what=f"{commit} is no commit")
        return data[5:45].decode("ascii")

    def below(self, tree: str, path: bytes = b"", depth: int = 0) -> Iterator[Named]:
        """Yield everything below a tree, folders before what is in them; UnidentifiedError if a tree is not there."""
        kind, data = self._read(tree)
        if kind != 2 or depth > _MAX_DEPTH:
            raise UnidentifiedError(path=self._folder, what=f"the folder {path!r} cannot be read from its objects")
        for written, name, id_ in _ENTRY.findall(data):
            mode = _MODES.get(written) or int(written, 8)
            if mode == swhid.FOLDER:
                yield Named(path + name, mode, "swh:1:dir:" + id_.hex())
                yield from self.below(id_.hex(), path + name + b"/", depth + 1)
            else:
                kind_of = "swh:1:rev:" if mode == swhid.SUBMODULE else "swh:1:cnt:"
                yield Named(path + name, mode, kind_of + id_.hex())

    def _read(self, id_: str) -> tuple[int, bytes]:
        try:
            found: tuple[int, bytes] = self._store.read(id_)
        except self._failed:
            raise UnidentifiedError(path=self._folder, what=f"the object {id_} is not there, or damaged") from None
        return found
