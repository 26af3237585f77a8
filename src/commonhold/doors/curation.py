"""Reading all sources of a recipe and settling what may be learnt from: duplicates, caps, the closing table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.canonical import Json
from commonhold.curate.duplicates import Holder, elect, holders_of
from commonhold.curate.table import Line, Row, close
from commonhold.doors.site import Progress, Site, run, step
from commonhold.doors.steps import Told, Wish, read_source
from commonhold.doors.workbench import file_digest, key, read_arrays, read_records, sweep
from commonhold.errors import SourceError
from commonhold.manifest import MAX_AUTHORS, Entry, Licence
from commonhold.recipe import Recipe
from commonhold.verdict import State, Verdict
from commonhold.work import WorkId


class UnreadSourcesError(SourceError):
    """Nothing was released, because of {count} of the sources: {source}."""


@dataclass(frozen=True, slots=True)
class Curation:
    """What reading the sources gave: the step folder of each, and the verdicts after duplicates and caps."""

    folders: Mapping[str, Path]
    dropped: Mapping[str, frozenset[str]]
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]


def curate(recipe: Recipe, folders: Mapping[str, Path], progress: Progress) -> Curation:
    """Settle duplicates and caps over all sources that were read."""
    progress.begin("settling duplicates", 1)
    rows: list[Row] = []
    holders: list[Holder] = []
    kept: list[dict[str, Any]] = []
    sketches = []
    for source in recipe.sources:
        sketches.append(read_arrays(folders[source.name] / "sketches.safetensors")["sketches"])
        for record in read_records(folders[source.name] / "works.jsonl.zst"):
            work: dict[str, Any] = {**record, "source": source.name}
            work.pop("passages", None)
            if work["state"] == "kept":
                kept.append(work)
                holders.append(Holder(work["id"], work["first_seen"], work["url"], work["path"]))
            else:
                rows.append(_row(work, State(work["state"]), work["reason"]))
    elections = elect(holders, np.concatenate(sketches).astype(np.uint32)) if kept else ()
    groups = holders_of(elections)
    over = _over_share(recipe, kept, [election is None for election in elections])
    dropped: dict[str, set[str]] = {source.name: set() for source in recipe.sources}
    entries = []
    for number, (work, election) in enumerate(zip(kept, elections, strict=True)):
        if election is None and number not in over:
            rows.append(_row(work, State.KEPT, "ok"))
            entries.append(_entry(work, [kept[other] for other in groups.get(number, ())]))
            continue
        dropped[work["source"]].add(work["path"])
        reason = "over-share" if election is None else "duplicate" if election.similarity == 1 else "near-duplicate"
        rows.append(_row(work, State.HELD if election is None else State.REFUSED, reason))
    progress.advance(None)
    frozen = {name: frozenset(paths) for name, paths in dropped.items()}
    return Curation(folders, frozen, close(rows), tuple(entries))


def _row(work: Mapping[str, Any], state: State, reason: str) -> Row:
    return work["source"], Verdict(WorkId(work["id"]), state, reason), work["words"], work["size_bytes"]


def _over_share(recipe: Recipe, kept: Sequence[Mapping[str, Any]], stays: Sequence[bool]) -> set[int]:
    """Return which works go beyond their source's cap, taking works in the order of their ids, which is no order."""
    caps = {source.name: source.max_words for source in recipe.sources if source.max_words}
    used = dict.fromkeys(caps, 0)
    over = set()
    for number in sorted(range(len(kept)), key=lambda number: kept[number]["id"]):
        name = kept[number]["source"]
        if stays[number] and name in caps:
            if used[name] + kept[number]["words"] > caps[name]:
                over.add(number)
            else:
                used[name] += kept[number]["words"]
    return over


def _entry(work: Mapping[str, Any], copies: Sequence[Mapping[str, Any]]) -> Entry:
    origins = dict.fromkeys((holder["source"], holder["path"]) for holder in (work, *copies))
    return Entry(
        id=WorkId(work["id"]),
        origins=tuple(origins),
        licence=Licence(*work["licence"]),
        words=work["words"],
        training_id=WorkId(work["training_id"]),
        authors=tuple((author, commits) for author, commits in work["authors"][:MAX_AUTHORS]),
        encoding=work["encoding"],
    )


def read_sources(recipe: Recipe, site: Site, progress: Progress) -> dict[str, Path]:
    """Gather and read all sources, each into a folder of its own; `UnreadSourcesError` if some could not be had."""
    sweep(site.work)
    held_out: list[Json] = [file_digest(path) for path in site.hold_out]
    folders = {}
    jobs: dict[str, Callable[[], Told]] = {}
    for source in recipe.sources:
        wish = Wish(
            source,
            recipe.language,
            recipe.policy.outbound,
            recipe.policy.names,
            site.mirror,
            site.work / "cache",
            site.offline,
            site.beside,
            site.hold_out,
        )
        facts: dict[str, Any] = asdict(source)
        facts.pop("max_words")
        facts.pop("dialect")
        local = _folder_digest(site.beside, source.origin) if source.kind == "folder" else ""
        name = key("read", facts, recipe.language, asdict(recipe.policy), held_out, local)
        folders[source.name] = site.work / "read" / name
        jobs[source.name] = partial(step, folders[source.name], partial(read_source, wish))
    told, failed = run(
        jobs, {name: folder.is_dir() for name, folder in folders.items()}, "reading sources", site, progress
    )
    for name, one in told.items():
        for sentence in one.notes:
            progress.note(f"{name}: {sentence}")
    if failed:
        for error in failed.values():
            progress.note(f"{error} {error.advise()}")
        raise UnreadSourcesError(count=len(failed), source=", ".join(failed), what="")
    return folders


def _folder_digest(beside: Path, origin: str) -> str:
    """Return a hash of a folder's files, which, unlike everything else, is not pinned."""
    root = beside / origin.removeprefix("folder:")
    paths = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return key("folder", [[path.relative_to(root).as_posix(), file_digest(path)] for path in paths])
