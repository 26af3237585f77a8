"""``commonhold consent``: what a source says about training, signal by signal, and what follows under the policy."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commonhold.doors import exits

if TYPE_CHECKING:
    from commonhold.consent import Observation
    from commonhold.doors.local import Opened
    from commonhold.errors import SourceError
    from commonhold.optouts import OptOuts


def consent(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A recipe, a git repository or a folder.")],
    registry: Annotated[
        list[Path] | None,
        typer.Option("--registry", metavar="FILE", help="A registry of opt-outs; may be given more than once."),
    ] = None,
    mirror: Annotated[
        Path | None, typer.Option("--mirror", metavar="FOLDER", help="Bare repositories for a recipe's sources.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON value for programs.")] = False,
) -> None:
    """Show what a source says about training on it, since when, and what follows. Nothing is fetched.

    Exit code 0: nothing keeps its works out; 1: something keeps some or all of them out; 2: there is no such source,
    or a registry cannot be read; 3: a source is not on this disk, the others were dealt with.
    """
    from commonhold.doors.building import default_work
    from commonhold.doors.local import open_place
    from commonhold.doors.registry import read_opt_outs
    from commonhold.doors.voice import complain

    beside = source.parent / "opt-outs.jsonl"
    opt_outs = read_opt_outs(registry or ([beside] if source.suffix == ".toml" and beside.is_file() else []))
    records = []
    unread: list[SourceError] = []
    for opened in open_place(source, default_work() / "cache", mirror, unread):
        record = _record(opened, opt_outs)
        records.append(record)
        if not as_json:
            _print(record)
    if as_json:
        print(json.dumps({"sources": records}, ensure_ascii=False, indent=2))
    for error in unread:
        complain(error)
    if unread:
        raise typer.Exit(exits.UNREAD)
    raise typer.Exit(exits.FOUND if any(record["refused"] for record in records) else exits.CLEAN)


def _record(opened: Opened, opt_outs: OptOuts) -> dict[str, Any]:
    """Return what is known of one source as JSON values."""
    from commonhold.consent import Consent
    from commonhold.curate.consent import Wishes, is_signal, refusal

    source = opened.source
    pinned, present = opened.gathered.shown(is_signal)
    directories = opened.gathered.directories()
    asked = opened.captures, opt_outs, opened.policy
    wishes = Wishes.of(source, pinned, present, *asked, directories=directories)
    whole = wishes.of_source()
    signals = []
    for one in wishes.observations():
        signals.append({**_told(one), "refused": refusal(Consent(one.answer, (one,)), opened.policy) or None})
    reasons = {signal["refused"] for signal in signals} - {None, "no-consent"}
    return {
        "source": source.name,
        "origin": source.origin,
        "revision": pinned.revision,
        "present": present.revision if present else None,
        "present_time": (present or pinned).time or None,
        "answer": whole.answer.value,
        "refused": refusal(whole, opened.policy) or (sorted(reasons)[0] if reasons else None),
        "whole": bool(refusal(whole, opened.policy)),
        "signals": signals,
    }


def _told(one: Observation) -> dict[str, Any]:
    return {
        "family": one.family,
        "locator": one.locator,
        "scope": one.scope,
        "answer": one.answer.value,
        "seen": one.seen or None,
        "detail": one.detail,
        "conditions": list(one.conditions),
        "sha256": one.sha256,
    }


def _print(record: dict[str, Any]) -> None:
    from commonhold.doors.report import visible

    print(f"{visible(record['source'])} ({visible(record['revision'] or record['origin'])})")
    for one in record["signals"]:
        where = f"{one['family']} {one['locator']}".strip()
        of = f" of {one['scope']}" if one["scope"] else " of everything"
        since = f", {one['seen']}" if one["seen"] else ""
        print(visible(f"  {one['answer']}{of}: {one['detail']} [{where}{since}]"))
    print(f"  {_sentence(record)}")


def _sentence(record: dict[str, Any]) -> str:
    if record["whole"]:
        return f"All works stay out: {record['refused']}."
    if record["refused"]:
        return f"Some works stay out: {record['refused']}."
    if record["answer"] == "unknown":
        return "Nothing is said of training that keeps works out; their licences decide."
    return f"Works may join: {record['answer']}."
