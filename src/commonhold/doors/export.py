"""The command ``export``: a bundle's papers in the formats of others, to standard output or into whole files.

What the formats say is the business of ``release.exports``. It needs no extra, reads one bundle and opens no
connection; the day, the publisher and the address are those the asker gives, never the machine's.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commonhold.errors import AskedWronglyError, DiskError, NoModelError, RecipeError

if TYPE_CHECKING:
    from commonhold.doors.progress import Meter
    from commonhold.release.bundle import Bundle
    from commonhold.release.exports import Writer
    from commonhold.release.exports.subject import Publication, Subject


class As(StrEnum):
    """The formats, and all of them at once."""

    SPDX = "spdx"
    CYCLONEDX = "cyclonedx"
    CROISSANT = "croissant"
    CARD = "card"
    SUMMARY = "summary"
    OPENNESS = "openness"
    STATEMENT = "statement"
    ALL = "all"


class NoFormatError(AskedWronglyError):
    """No format was chosen."""

    advice = "Choose one with --as: {formats}."


class NoFolderError(AskedWronglyError):
    """All formats at once are several files."""

    advice = "Give a folder for them with --out DIR, or choose one format."


class InBundleError(AskedWronglyError):
    """{path} is a bundle, and a bundle holds nothing but the files it lists."""

    advice = "Give another folder with --out."


class NotAFolderError(AskedWronglyError):
    """{path} is a file, but {what} is several files."""

    advice = "Give a folder with --out, or leave the works out with --no-works."


class NoDayError(AskedWronglyError):
    """The --date {given} is not a day."""

    advice = "Write it as 2026-11-30."


class TwoModelsError(AskedWronglyError):
    """A bundle and --language cannot be given together."""

    advice = "Leave one of them out."


def export(
    bundle: Annotated[
        Path | None,
        typer.Argument(
            metavar="BUNDLE", help="The bundle to tell of; an installed one by default.", show_default=False
        ),
    ] = None,
    form: Annotated[
        As | None,
        typer.Option(
            "--as", metavar="FORMAT", help=f"The format: {', '.join(list(As)[:-1])}, or all.", show_default=False
        ),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help="Tell of the installed model of this language; en by default.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE|DIR",
            help="Where to write; several files go into a folder. Standard output by default.",
            show_default=False,
        ),
    ] = None,
    works: Annotated[
        bool, typer.Option("--works/--no-works", help="Name every work where the format can, or only the sources.")
    ] = True,
    provider: Annotated[str, typer.Option(metavar="NAME", help="Who gives the bundle out.", show_default=False)] = "",
    url: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where the bundle is given out.", show_default=False)
    ] = "",
    day: Annotated[
        str,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", help="The day it is given out; no clock is read.", show_default=False
        ),
    ] = "",
) -> None:
    """Tell of a bundle in a format that others read: its works, sources, licences, hashes and what people said.

    The same bundle and options give the same bytes. Exit code 2: asked wrongly; 4: a file could not be written;
    10: the bundle cannot be used; 11: there is no model for that language.
    """
    from commonhold.release.exports import EXPORTS
    from commonhold.release.exports.subject import Publication

    files = _files(form, works, EXPORTS)
    if form is As.ALL and out is None:
        raise NoFolderError
    subject = _subject(_opened(bundle, language), Publication(provider, url, _day(day)))
    if out is not None:
        for path in _write(_places(files, out, str(form)), subject, works):
            print(path, file=sys.stderr)
        return
    name = next(iter(files))
    if hasattr(signal, "SIGPIPE"):  # `export … | head` ends at once and without a word
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for piece in files[name](subject, works):
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()
    for other in list(files)[1:]:
        print(f"note: {name} refers to {other}; --out DIR writes both", file=sys.stderr)


def _files(form: As | None, works: bool, exports: Mapping[str, Mapping[str, Writer]]) -> Mapping[str, Writer]:
    """Return the files to write by their names; one that would be empty is left out."""
    from commonhold.release.exports.works import WORKS

    if form is None:
        raise NoFormatError(formats=", ".join(As))
    chosen = list(exports) if form is As.ALL else [form.value]
    files = {name: writer for one in chosen for name, writer in exports[one].items()}
    return files if works else {name: writer for name, writer in files.items() if name != WORKS}


def _day(given: str) -> str:
    from datetime import date

    try:
        return date.fromisoformat(given).isoformat() if given else ""
    except ValueError:
        raise NoDayError(given=given) from None


def _opened(path: Path | None, language: str | None) -> Bundle:
    from commonhold.doors.opening import DEFAULT_LANGUAGE, MODELS, languages_in
    from commonhold.release.bundle import open_bundle

    if path is not None:
        if language is not None:
            raise TwoModelsError
        return open_bundle(path)
    wanted = language or DEFAULT_LANGUAGE
    if wanted not in languages_in():
        raise NoModelError(language=wanted, available=", ".join(languages_in()) or "none")
    return open_bundle(MODELS / wanted)


def _subject(bundle: Bundle, publication: Publication) -> Subject:
    from commonhold.canonical import parse
    from commonhold.consent import Consent, strictest
    from commonhold.errors import BundleError
    from commonhold.recipe import parse_recipe
    from commonhold.release.exports.subject import Subject

    listed = {paper.name for paper in bundle.info.files}
    try:
        recipe = parse_recipe(bundle.read("recipe.toml").decode("utf-8", "surrogateescape"), "recipe.toml")
    except RecipeError:  # of another version; the exports name it by its hash
        recipe = None
    obligations = parse(bundle.read("obligations.json")) if "obligations.json" in listed else {}
    if not isinstance(obligations, dict):
        raise BundleError(path=bundle.path, what="obligations.json is not a JSON object")
    manifest = bundle.manifest()
    consents = {
        heard.source: Consent(strictest(one.answer for one in heard.observations), heard.observations)
        for heard in manifest.consents
        if heard.observations
    }
    return Subject(bundle.info, bundle.meta, manifest, recipe, obligations, consents, publication)


def _places(files: Mapping[str, Writer], out: Path, what: str) -> dict[Path, Writer]:
    """Return where each file goes: one file under the name given, or into the folder given."""
    alone = len(files) == 1 and not out.is_dir() and what != As.ALL
    folder = out.parent if alone else out
    if (folder / "bundle.json").exists():
        raise InBundleError(path=folder)
    if alone:
        return dict.fromkeys([out], *files.values())
    if out.exists() and not out.is_dir():
        raise NotAFolderError(path=out, what=what)
    return {out / name: writer for name, writer in files.items()}


def _write(places: Mapping[Path, Writer], subject: Subject, works: bool) -> Iterable[Path]:
    """Write all files beside their places, then give all their names: none is ever half there."""
    from commonhold.doors.progress import Meter
    from commonhold.release.folder import beside, write_file

    new = {path: beside(path, "new") for path in places}
    try:
        with Meter(None, doing="writing") as meter:
            for path, writer in places.items():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_file(new[path], _counted(writer(subject, works), meter))
        for path in places:
            new[path].replace(path)
    except OSError as error:
        raise DiskError(path=path, what=error.strerror or error) from error
    finally:
        for left in new.values():
            with suppress(OSError):  # the folder may be none, and then there is nothing in it
                left.unlink(missing_ok=True)
    return list(places)


def _counted(pieces: Iterable[str], meter: Meter) -> Iterator[bytes]:
    for piece in pieces:
        data = piece.encode()
        meter.advance(len(data))
        yield data
