"""The commands ``commonhold opt-out …``: edit a registry of opt-outs, and ask which works of a bundle it reaches."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonhold.doors import exits
from commonhold.errors import AskedWronglyError

if TYPE_CHECKING:
    from commonhold.optouts import OptOut

MAX_FINGERPRINTS = 20_000


class OptOutError(AskedWronglyError):
    """That is no opt-out: {what}."""

    advice = "Give one of --origin, --work, --path or --person; see `commonhold opt-out add --help`."


opt_out_app = typer.Typer(name="opt-out", rich_markup_mode=None, invoke_without_command=True)

_REGISTRY = typer.Option("--registry", metavar="FILE", help="The registry to edit; beside a recipe it is found alone.")
_ORIGIN = typer.Option("--origin", metavar="URL", help="A repository, or an account with all its repositories.")
_WORK = typer.Option("--work", metavar="SWHID", help="A content, directory or revision by its SWHID.")
_PATH = typer.Option("--path", metavar="ORIGIN PATH", help="A file or folder of an origin.")
_PERSON = typer.Option("--person", metavar="EMAIL", help="A person by address; only its salted hash is written.")
_DEFAULT = Path("opt-outs.jsonl")


@opt_out_app.callback()
def opt_outs(context: typer.Context) -> None:
    """Keep a registry of who asked that which works stay out."""
    if context.invoked_subcommand is None:
        print(context.get_help())


@opt_out_app.command("add")
def add(
    origin: Annotated[str | None, _ORIGIN] = None,
    work: Annotated[str | None, _WORK] = None,
    path: Annotated[tuple[str, str] | None, _PATH] = None,
    person: Annotated[list[str] | None, _PERSON] = None,
    proof: Annotated[
        str,
        typer.Option(
            "--proof",
            metavar="KIND",
            help="How it was shown: forge-account, signed-commit, ssh-key, maintainer, e-mail, none.",
        ),
    ] = "",
    date: Annotated[str, typer.Option("--date", metavar="DAY", help="The day of the wish; default: today.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="A line for people.")] = "",
    from_: Annotated[
        Path | None,
        typer.Option("--from", metavar="REPO", help="Fingerprint the works of a repository here, to find copies."),
    ] = None,
    registry: Annotated[Path, _REGISTRY] = _DEFAULT,
) -> None:
    """Add an opt-out to a registry; what is there already stays, with what is new about it.

    Exit code 0: the registry has it now; 2: it is no opt-out, or the registry cannot be read; 3: --from cannot be read;
    4: the registry could not be written.
    """
    from commonhold.doors.registry import read_registry, write_registry
    from commonhold.optouts import OptOuts

    before = read_registry(registry) if registry.exists() else OptOuts()
    asked = _entry(origin, work, path, person, proof=proof or "none", date=date)
    old = next((one for one in before.entries if (one.kind, one.subject) == (asked.kind, asked.subject)), None)
    today = datetime.now(UTC).date().isoformat()
    works, sketches = _fingerprints(from_, path) if from_ else ((), ())
    facts = {
        "proof": proof or (old.proof if old else "none"),
        "date": date or (old.date if old else today),
        "note": note,
        "works": works,
        "sketches": sketches,
    }
    entry = _entry(origin, work, path, person, **facts)
    after = before.joined([entry])
    if registry.exists() and after.to_bytes() == before.to_bytes():
        print(f"{registry}: already there: {_shown(entry)}")
        return
    write_registry(registry, after)
    copies = f", with fingerprints of {len(works)} works" if works else ""
    print(f"{registry}: added {_shown(entry)}{copies}")


@opt_out_app.command("remove")
def remove(
    origin: Annotated[str | None, _ORIGIN] = None,
    work: Annotated[str | None, _WORK] = None,
    path: Annotated[tuple[str, str] | None, _PATH] = None,
    person: Annotated[list[str] | None, _PERSON] = None,
    registry: Annotated[Path, _REGISTRY] = _DEFAULT,
) -> None:
    """Take an opt-out back out of a registry.

    Exit code 0: the registry does not have it now; 2: it is no opt-out, or the registry cannot be read; 4: the registry
    could not be written.
    """
    from commonhold.doors.registry import read_registry, write_registry

    before = read_registry(registry)
    entry = _entry(origin, work, path, person)
    after = before.without(entry.kind, entry.subject)
    if len(after.entries) == len(before.entries):
        print(f"{registry}: not there: {_shown(entry)}")
        return
    write_registry(registry, after)
    print(f"{registry}: removed {_shown(entry)}")


@opt_out_app.command("list")
def list_(
    registry: Annotated[Path, _REGISTRY] = _DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value for programs.")] = False,
) -> None:
    """Show the opt-outs of a registry.

    Exit code 0: here they are; 2: the registry cannot be read.
    """
    from commonhold.doors.registry import read_registry
    from commonhold.doors.report import visible

    found = read_registry(registry)
    if as_json:
        print(json.dumps({"opt_outs": [json.loads(one.line()) for one in found.entries]}, ensure_ascii=False, indent=2))
        return
    for one in found.entries:
        told = [one.date, f"proof: {one.proof}", one.note, f"{len(one.works)} fingerprints" if one.works else ""]
        print(visible(f"{_shown(one)} ({', '.join(word for word in told if word)})"))
    if not found.entries:
        print("No opt-outs; `commonhold opt-out add` adds one.")


@opt_out_app.command("check")
def check(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="The folder of a bundle.")],
    registry: Annotated[Path, _REGISTRY] = _DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value for programs.")] = False,
) -> None:
    """Show which works of a bundle a registry reaches: their origins, ids and authors are compared, nothing else.

    Exit code 0: none; 1: some, which a new build with the registry leaves out; 2: the registry cannot be read; 10: the
    bundle cannot be used.
    """
    from commonhold.doors.registry import read_registry
    from commonhold.doors.report import counted, visible
    from commonhold.release.bundle import open_bundle
    from commonhold.release.withdrawals import reached
    from commonhold.train.network import has_weights

    opened = open_bundle(bundle)
    found = reached(opened.manifest(), read_registry(registry))
    has_network = bool(found) and has_weights(opened.arrays)
    if as_json:
        told: list[dict[str, Any]] = [
            {"opt_out": json.loads(one.opt_out.line()), "works": list(one.works)} for one in found
        ]
        print(json.dumps({"reached": told, "in_weights": has_network}, ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(visible(f"{_shown(one.opt_out)}: {counted(len(one.works), 'work')}, {one.works[0]} first"))
        if not found:
            print("The registry reaches no work of this bundle.")
        if has_network:
            print(
                "What was learnt from them stays in the weights of its network until that is learnt anew without them."
            )
    raise typer.Exit(exits.FOUND if found else exits.CLEAN)


def _entry(
    origin: str | None, work: str | None, path: tuple[str, str] | None, person: list[str] | None, **facts: Any
) -> OptOut:
    """Return the one entry that was asked for; OptOutError for none, several, or what cannot be true."""
    from commonhold.optouts import OptOut, normal_origin
    from commonhold.work import SALT

    if sum(map(bool, (origin, work, path, person))) != 1:
        raise OptOutError(what="it must speak of exactly one thing")
    try:
        if origin:
            return OptOut("origin", origin=normal_origin(origin), **facts)
        if work:
            return OptOut("work", id=work.strip(), **facts)
        if path:
            return OptOut("path", origin=normal_origin(path[0]), path=path[1], **facts)
        return OptOut("person", people=tuple(_hashed(SALT, one) for one in person or ()), **facts)
    except ValueError as error:
        raise OptOutError(what=str(error)) from None


def _hashed(salt: str, address: str) -> str:
    from commonhold.gather.history import author_hash

    name, at, host = address.strip().lower().partition("@")
    if not name or not at or not host or " " in address.strip():
        raise ValueError(f"{address!r} is no e-mail address")
    return author_hash(salt, address.strip().lower())


def _fingerprints(place: Path, path: tuple[str, str] | None) -> tuple[tuple[str, ...], tuple[bytes, ...]]:
    """Return the ids and sketches of all prose in a repository or folder; for a path, of what is in it."""
    from commonhold.curate.consent.copies import sketch_bytes
    from commonhold.curate.duplicates import sketch
    from commonhold.curate.encoding import decode
    from commonhold.curate.prose import kind_of, passages
    from commonhold.doors.building import default_work
    from commonhold.doors.local import open_place
    from commonhold.optouts import is_within
    from commonhold.work import SALT

    works: dict[str, None] = {}
    sketches: dict[bytes, None] = {}

    def wanted(name: str) -> bool:
        return kind_of(name) is not None and (path is None or is_within(name, path[1]))

    for opened in open_place(place, default_work() / "cache"):
        for work in opened.gathered.works(wanted, SALT):
            if len(works) == MAX_FINGERPRINTS:
                raise OptOutError(what=f"{place} has more than {MAX_FINGERPRINTS} works; opt out its origin instead")
            works[work.id] = None
            text = getattr(decode(work.data), "text", "")
            kind = kind_of(work.origin.path)
            one = sketch([str(passage.text) for passage in passages(text, kind)]) if kind else None
            if one is not None and int(one[0]) != 0xFFFFFFFF:
                sketches[sketch_bytes(one)] = None
    return tuple(works), tuple(sketches)


def _shown(entry: OptOut) -> str:
    return f"{entry.kind} {entry.subject}"
