"""The commands ``commonhold manifest …``: is a work in a model, and a proof that it is.

What stands in a manifest is looked up in ``release``; here is what a person asks and hears.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonhold.errors import AskedWronglyError

if TYPE_CHECKING:
    from commonhold.manifest import Entry, Manifest
    from commonhold.release.bundle import Bundle
    from commonhold.release.membership import Membership

_SHOWN = 10
_RELATIONS = {"id": "", "files": "", "origin": "from ", "author": "by "}
HOW_TO_OPT_OUT = "To have it left out of the next release: `commonhold opt-out --help`."


class UnclearQuestionError(AskedWronglyError):
    """{what} is no file here, no SWHID, no address of a source and no e-mail address."""

    advice = "Give one of these; a folder stands for all files in it."


class NotInManifestError(AskedWronglyError):
    """{swhid} is in no manifest of the languages {languages}."""

    advice = "A changed byte is another work; `commonhold manifest find` looks by address and author as well."


class NoSuchIdError(AskedWronglyError):
    """{what}."""

    advice = "Works are named as in swh:1:cnt:…, commits as in swh:1:rev:…; `commonhold identify FILE` names a file."


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: ``kind`` is id, files, origin or author; ``terms`` are what manifests say of it."""

    kind: str
    terms: frozenset[str]


manifest_app = typer.Typer(name="manifest", rich_markup_mode=None, invoke_without_command=True)

_MODEL = typer.Option("--model", metavar="BUNDLE", help="Look in this bundle.", show_default=False)
_LANGUAGE = typer.Option(
    "--language", metavar="CODE", help="Look in the installed model of this language; in all by default."
)
_JSON = typer.Option("--json", help="Answer with one JSON object.")


@manifest_app.callback()
def manifests(context: typer.Context) -> None:
    """Look into the lists of works that models were made from."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@manifest_app.command("find")
def find(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="A file or folder, a SWHID, an address, or an e-mail address.")
    ],
    model: Annotated[Path | None, _MODEL] = None,
    language: Annotated[str | None, _LANGUAGE] = None,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Tell whether a work is in a model: by its file, its SWHID, where it was published, or who wrote it.

    An e-mail address is hashed as manifests have it and sent nowhere. Exit code 0: nothing is there; 1: something is.
    """
    from commonhold.doors import exits

    question = asked(what)
    found = [(bundle, *_searched(bundle, question)) for bundle in _bundles(model, language)]
    if as_json:
        answers = [_record(bundle, manifest, there) for bundle, manifest, there in found]
        print(json.dumps({"what": what, "by": question.kind, "models": answers}, ensure_ascii=False, indent=2))
    else:
        _tell(what, question, found)
    raise typer.Exit(exits.FOUND if any(there for _, _, there in found) else exits.CLEAN)


@manifest_app.command("prove")
def prove(
    work: Annotated[str, typer.Argument(metavar="SWHID", help="The identifier of a work, or of a commit.")],
    model: Annotated[Path | None, _MODEL] = None,
    language: Annotated[str | None, _LANGUAGE] = None,
) -> None:
    """Print a proof, as JSON, that a work is in a manifest; `examples/check_proof.py` checks it without this program.

    Where several models have it, the proof is about the first; --language chooses. Exit code 2: it is in none.
    """
    from commonhold.release.membership import proof

    wanted = _id_of(work)
    looked_in = []
    for bundle in _bundles(model, language):
        looked_in.append(bundle.info.language)
        shown = proof(bundle.manifest().to_lines(), wanted)
        if shown:
            record = asdict(shown) | {"language": bundle.info.language, "bundle_sha256": _sha256(bundle)}
            # As ASCII: the line must reach its reader to the byte.
            print(json.dumps(record, indent=2))
            return
    raise NotInManifestError(swhid=wanted, languages=", ".join(looked_in))


def asked(what: str) -> Question:
    """Return what somebody looks for; UnclearQuestionError if that cannot be told.

    >>> asked("https://example.org/garden")
    Question(kind='origin', terms=frozenset({'https://example.org/garden'}))
    """
    from commonhold.gather import naming
    from commonhold.gather.history import author_hash
    from commonhold.swhid import CONTENT
    from commonhold.work import SALT

    if what.startswith("swh:"):
        return Question("id", frozenset((_id_of(what),)))
    place = Path(what)
    if place.is_dir() and not place.is_symlink():
        below: list[naming.Named] = []
        naming.folder_id(place, below.append)
        return Question("files", frozenset(named.id for named in below if f":{CONTENT}:" in named.id))
    if place.is_symlink() or place.exists():
        return Question("files", frozenset((naming.file_id(place),)))
    scheme, colon, rest = what.partition(":")
    if colon and rest and scheme.isalpha() and " " not in what:
        return Question("origin", frozenset((what,)))
    name, at, domain = what.strip().rpartition("@")
    if at and name and domain:
        return Question("author", frozenset((author_hash(SALT, what.strip().lower()), what)))
    raise UnclearQuestionError(what=repr(what))


def _id_of(text: str) -> str:
    from commonhold.qualified import parsed
    from commonhold.swhid import CONTENT, REVISION, hash_of

    try:
        core = parsed(text).core
        hash_of(core, CONTENT, REVISION)
    except ValueError as error:
        raise NoSuchIdError(what=error) from None
    return core


def _bundles(model: Path | None, language: str | None) -> Iterator[Bundle]:
    from commonhold.doors.opening import MODELS, languages_in
    from commonhold.errors import NoModelError
    from commonhold.release.bundle import open_bundle

    if model is not None:
        bundle = open_bundle(model)
        if language not in (None, bundle.info.language):
            raise NoModelError(language=language, available=bundle.info.language)
        yield bundle
        return
    names = languages_in()
    if language is not None and language not in names:
        raise NoModelError(language=language, available=", ".join(names) or "none")
    if not names:
        raise NoModelError(language="of the work", available="none")
    for name in names if language is None else [language]:
        yield open_bundle(MODELS / name)


def _searched(bundle: Bundle, question: Question) -> tuple[Manifest, Membership]:
    from commonhold.release import membership

    manifest = bundle.manifest()
    if question.kind == "origin":
        (address,) = question.terms
        return manifest, membership.from_address(manifest, address)
    if question.kind == "author":
        one, other = (membership.by_author(manifest, term) for term in sorted(question.terms))
        return manifest, one or other
    if question.kind == "id" and any(":rev:" in term for term in question.terms):
        (revision,) = question.terms
        return manifest, membership.at_revision(manifest, revision)
    return manifest, membership.with_ids(manifest, question.terms)


def _sha256(bundle: Bundle) -> str:
    from commonhold.release.info import info_bytes

    return hashlib.sha256(info_bytes(bundle.info)).hexdigest()


def _record(bundle: Bundle, manifest: Manifest, there: Membership) -> dict[str, Any]:
    return {
        "language": bundle.info.language,
        "bundle_sha256": _sha256(bundle),
        "licence": bundle.info.licence,
        "merkle_root": bundle.info.merkle_root,
        "sources": list(there.whole),
        "works": [_work(manifest, entry) for entry in there.entries],
        "corrections": [asdict(used) for used in there.corrections],
    }


def _work(manifest: Manifest, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "training_id": entry.training_id,
        "words": entry.words,
        "origins": [asdict(origin) for origin in manifest.origins(entry)],
        "licence": asdict(entry.licence),
    }


def _tell(what: str, question: Question, found: Sequence[tuple[Bundle, Manifest, Membership]]) -> None:
    from commonhold.doors.report import counted, visible

    many = len(question.terms) if question.kind == "files" else 1
    ours = f"one of the {many:,} files in {what}" if many > 1 else f"{_RELATIONS[question.kind]}{what}"
    for bundle, manifest, there in found:
        info = bundle.info
        if not there:
            print(f"{info.language}: no. None of its {counted(info.works, 'work')} is {visible(ours)}.")
            continue
        words = sum(entry.words for entry in there.entries)
        fixes = sum(used.count for used in there.corrections)
        sums = f"{counted(len(there.entries), 'work')} with {counted(words, 'word')}"
        more = f", and {counted(fixes, 'correction')}" if fixes else ""
        print(f"{info.language}: yes. {sums}{more}:")
        for entry in there.entries[:_SHOWN]:
            print("\n".join(map(visible, _told(manifest, entry))))
        if len(there.entries) > _SHOWN:
            print(f"  and {len(there.entries) - _SHOWN:,} more; --json lists them all")
    if any(there for _, _, there in found):
        print(HOW_TO_OPT_OUT)
    elif question.kind == "author":
        print("Manifests list the eight busiest authors of a work, by the address that its .mailmap gives them.")
    else:
        print("A copy with a changed byte is another work; ask by address or author as well.")


def _told(manifest: Manifest, entry: Entry) -> Iterator[str]:
    licence = entry.licence
    relied = f", taken as {licence.elected}" if licence.elected != licence.expression else ""
    yield f"  {entry.id} ({entry.words:,} words)"
    for origin in manifest.origins(entry):
        yield f"    in {origin.url}, {origin.path}, at {origin.revision}"
    yield f"    under {licence.expression}{relied}, as {licence.evidence or 'the work itself'} says"
