"""The command ``identify``: the Software Heritage identifiers of files, folders and git repositories.

How objects are named is told in ``gather``; here is what a person asks, and how the answer looks.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.errors import AskedWronglyError, CommonholdError

if TYPE_CHECKING:
    from commonhold.gather.naming import Named
    from commonhold.qualified import Swhid

STDIN = "-"
_IN_MEMORY_BYTES = 64 << 20


class NoRepositoryHereError(AskedWronglyError):
    """{path} is no git repository, so it has no snapshot."""

    advice = "Leave --snapshot out, or name the folder of a repository."


class BadOriginError(AskedWronglyError):
    """The origin cannot be used: {what}."""

    advice = "Give the address where the object was found, as in --origin https://example.org/garden."


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the answer: an identifier and the path of what it names."""

    id: Swhid
    path: str


def identify(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="The paths of files, folders and git repositories; - is standard input."),
    ],
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="List everything in folders, and below HEAD in bare repositories.")
    ] = False,
    snapshot: Annotated[
        bool, typer.Option("--snapshot", help="Identify all branches and tags of a git repository as well.")
    ] = False,
    origin: Annotated[
        str, typer.Option(metavar="URL", help="Say in each identifier where it was found.", show_default=False)
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Answer with one JSON object.")] = False,
) -> None:
    """Print the SWHID of files, folders, and the commits and snapshots of git repositories.

    A folder is named as git would: without .git, empty folders, and what links lead to. Of a work tree the commit is
    told as well; of a bare repository, or of the folder .git, the commit alone. Exit code 3: some could not be read.
    """
    from commonhold.doors import exits
    from commonhold.doors.places import TwiceStdinError
    from commonhold.doors.voice import complain

    if paths.count(STDIN) > 1:
        raise TwiceStdinError
    if origin:
        _see_that_it_is_an_origin(origin)
    lines: list[Line] = []
    code = exits.CLEAN
    for path in paths:
        try:
            found = list(_lines(path, recursive, snapshot, origin))
        except CommonholdError as error:
            complain(error)
            code = max(code, error.exit_code)
            continue
        if as_json:
            lines += found
        else:
            _print(found)
    if as_json:
        _print_json(lines)
    raise typer.Exit(code)


def _see_that_it_is_an_origin(origin: str) -> None:
    if not origin.isprintable() or " " in origin or ":" not in origin:
        raise BadOriginError(what=f"{origin!r} is no address")


def _lines(path: str, recursive: bool, snapshot: bool, origin: str) -> Iterator[Line]:
    """Yield what is asked about one path, the whole last."""
    from commonhold.gather import naming, refs
    from commonhold.qualified import Swhid

    place = Path(path)
    repository = refs.git_folder(place) if path != STDIN else None
    if snapshot and repository is None:
        raise NoRepositoryHereError(path=path)
    if path == STDIN:
        yield Line(Swhid(_stdin_id(), origin), path)
        return
    if place.is_symlink() or not place.is_dir():
        yield Line(Swhid(naming.file_id(place), origin), path)
        return
    if repository != place:
        below: list[Named] = []
        whole = naming.folder_id(place, below.append) if recursive else naming.folder_id(place)
        yield from (Line(_placed(named, origin, "", whole), _joined(path, named.path)) for named in below)
        yield Line(Swhid(whole, origin), path)
    if repository:
        yield from _of_repository(path, repository, recursive and repository == place, snapshot, origin)


def _of_repository(path: str, repository: Path, recursive: bool, snapshot: bool, origin: str) -> Iterator[Line]:
    """Yield the commit that a repository stands at, what is below it if asked, and the snapshot of all refs."""
    from commonhold.errors import UnidentifiedError
    from commonhold.gather import refs
    from commonhold.gather.objects import Objects
    from commonhold.qualified import Swhid

    visit = ""
    if snapshot:
        visit = Objects(refs.objects_folder(repository)).snapshot(refs.refs(repository))
    commit = refs.head(repository)
    if commit and recursive:
        objects = Objects(refs.objects_folder(repository))
        anchor, visited = f"swh:1:rev:{commit}", visit if origin else ""
        for named in objects.below(objects.tree_of(commit)):
            yield Line(_placed(named, origin, visited, anchor), _shown(named.path))
    if commit:
        yield Line(Swhid(f"swh:1:rev:{commit}", origin, visit if origin else ""), path)
    elif not snapshot and repository == Path(path):
        raise UnidentifiedError(path=path, what="the repository has no commit yet")
    if snapshot:
        yield Line(Swhid(visit, origin), path)


def _placed(named: Named, origin: str, visit: str, anchor: str) -> Swhid:
    from commonhold.qualified import Swhid

    return Swhid(named.id, origin, visit, anchor, b"/" + named.path) if origin else Swhid(named.id)


def _stdin_id() -> str:
    """Return the identifier of standard input, which may be larger than the memory."""
    from tempfile import SpooledTemporaryFile

    from commonhold.gather.naming import stream_id

    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as kept:
        while piece := sys.stdin.buffer.read(1 << 20):
            kept.write(piece)
        size_bytes = kept.tell()
        kept.seek(0)
        return stream_id(kept, size_bytes)  # type: ignore[arg-type]


def _shown(path: bytes) -> str:
    return path.decode("utf-8", "surrogateescape")


def _joined(folder: str, path: bytes) -> str:
    return _shown(path) if folder == "." else f"{folder.rstrip('/')}/{_shown(path)}"


def _print(lines: Sequence[Line]) -> None:
    from commonhold.doors.report import visible

    for line in lines:
        print(f"{line.id}\t{visible(line.path)}")


def _print_json(lines: Sequence[Line]) -> None:
    import json

    from commonhold import __version__
    from commonhold.swhid import parts

    objects = [
        {"swhid": str(line.id), "core": line.id.core, "kind": parts(line.id.core)[0], "path": line.path}
        for line in lines
    ]
    print(json.dumps({"version": __version__, "objects": objects}, ensure_ascii=False, indent=2))
