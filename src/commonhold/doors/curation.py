"""Reading all sources of a recipe and settling what may be learnt from: duplicates, caps, the closing table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from commonhold.canonical import Json
from commonhold.consent import Answer, Observation, strictest
from commonhold.curate.consent import COPY, OPTED_OUT
from commonhold.curate.consent.copies import copies, sketch_of
from commonhold.curate.duplicates import Election, Holder, elect, holders_of
from commonhold.curate.table import Line, Row, close
from commonhold.doors.inputs import opt_outs_of, with_runs
from commonhold.doors.site import Progress, Site, run, step
from commonhold.doors.steps import Told, Wish, read_source
from commonhold.doors.workbench import file_digest, key, read_arrays, read_records, sweep
from commonhold.errors import SourceError
from commonhold.manifest import MAX_AUTHORS, Entry, Licence, SourceConsent
from commonhold.recipe import Recipe
from commonhold.release.inputs import Inputs
from commonhold.verdict import State, Verdict
from commonhold.work import WorkId


class UnreadSourcesError(SourceError):
    """Nothing was released, because of {count} of the sources: {source}."""


@dataclass(frozen=True, slots=True)
class Curation:
    """What reading the sources gave: the step folder of each, and the verdicts after copies, duplicates and caps.

    ``inputs`` is what was given beside the recipe, with the held-out runs that were met.
    """

    folders: Mapping[str, Path]
    dropped: Mapping[str, frozenset[str]]
    lines: tuple[Line, ...]
    entries: tuple[Entry, ...]
    consents: tuple[SourceConsent, ...]
    inputs: Inputs


def curate(recipe: Recipe, folders: Mapping[str, Path], inputs: Inputs, progress: Progress) -> Curation:
    """Settle copies of what was opted out, duplicates and caps over all sources that were read."""
    progress.begin("settling duplicates", 1)
    rows: list[Row] = []
    holders: list[Holder] = []
    kept: list[dict[str, Any]] = []
    unwanted: list[WorkId] = []
    sketches, unwanted_sketches = [], []
    for source in recipe.sources:
        arrays = read_arrays(folders[source.name] / "sketches.safetensors")
        sketches.append(arrays["sketches"])
        unwanted_sketches.append(arrays["opted_out"])
        for record in read_records(folders[source.name] / "works.jsonl.zst"):
            work: dict[str, Any] = {**record, "source": source.name}
            work.pop("passages", None)
            if work["state"] == "kept":
                kept.append(work)
                holders.append(Holder(work["id"], work["first_seen"], work["url"], work["path"]))
            else:
                rows.append(_row(work, State(work["state"]), work["reason"]))
            if work["reason"] == OPTED_OUT:
                unwanted.append(work["id"])
    table = np.concatenate(sketches).astype(np.uint32)
    follows = _copies([holder.id for holder in holders], table, unwanted, np.concatenate(unwanted_sketches), inputs)
    elections = _elections(holders, table, follows)
    groups = holders_of(elections)
    over = _over_share(recipe, kept, [election is None for election in elections], follows)
    dropped: dict[str, set[str]] = {source.name: set() for source in recipe.sources}
    entries = []
    for number, (work, election) in enumerate(zip(kept, elections, strict=True)):
        state, reason = _fate(election, number in follows, number in over)
        rows.append(_row(work, state, reason))
        if state is State.KEPT:
            entries.append(_entry(work, [kept[other] for other in groups.get(number, ())]))
        else:
            dropped[work["source"]].add(work["path"])
    progress.advance(None)
    frozen = {name: frozenset(paths) for name, paths in dropped.items()}
    consents = tuple(_consent(name, folder, inputs) for name, folder in folders.items())
    return Curation(folders, frozen, close(rows), tuple(entries), consents, with_runs(inputs, folders.values()))


def _copies(
    ids: Sequence[WorkId],
    sketches: NDArray[np.uint32],
    unwanted: Sequence[WorkId],
    unwanted_sketches: NDArray[np.uint32],
    inputs: Inputs,
) -> Set[int]:
    """Return the places of works that are copies of what was opted out, here or in the registry."""
    entries = opt_outs_of(inputs).entries
    every = np.concatenate([sketches, unwanted_sketches.astype(np.uint32)])
    works = [work for entry in entries for work in entry.works]
    fingerprints = [sketch_of(one) for entry in entries for one in entry.sketches]
    return copies([*ids, *unwanted], every, range(len(ids), len(every)), works, fingerprints).keys()


def _fate(election: Election | None, follows: bool, over: bool) -> tuple[State, str]:
    if follows:
        return State.REFUSED, COPY
    if election is not None:
        return State.REFUSED, "duplicate" if election.similarity == 1 else "near-duplicate"
    return (State.HELD, "over-share") if over else (State.KEPT, "ok")


def _elections(holders: Sequence[Holder], sketches: NDArray[np.uint32], follows: Set[int]) -> list[Election | None]:
    """Elect among the works that are no copies of what was opted out; places are those of all holders."""
    places = [number for number in range(len(holders)) if number not in follows]
    elected: list[Election | None] = [None] * len(holders)
    found = elect([holders[place] for place in places], sketches[places]) if places else ()
    for place, election in zip(places, found, strict=True):
        if election:
            elected[place] = replace(election, kept_at=places[election.kept_at])
    return elected


def _consent(name: str, folder: Path, inputs: Inputs) -> SourceConsent:
    facts: Any = next(read_records(folder / "facts.jsonl.zst"))
    observations = tuple(
        Observation(**{**one, "answer": Answer(one["answer"]), "conditions": tuple(one["conditions"])})
        for one in facts["observations"]
    )
    return SourceConsent(name, inputs.present.get(name, ""), observations)


def _row(work: Mapping[str, Any], state: State, reason: str) -> Row:
    return work["source"], Verdict(WorkId(work["id"]), state, reason), work["words"], work["size_bytes"]


def _over_share(
    recipe: Recipe, kept: Sequence[Mapping[str, Any]], elected: Sequence[bool], follows: Set[int]
) -> set[int]:
    """Return which works go beyond their source's cap, taking works in the order of their ids, which is no order."""
    caps = {source.name: source.max_words for source in recipe.sources if source.max_words}
    used = dict.fromkeys(caps, 0)
    over = set()
    for number in sorted(range(len(kept)), key=lambda number: kept[number]["id"]):
        name = kept[number]["source"]
        if elected[number] and number not in follows and name in caps:
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
        consent=strictest(Answer(holder["consent"]) for holder in (work, *copies)),
    )


def read_sources(recipe: Recipe, site: Site, inputs: Inputs, progress: Progress) -> dict[str, Path]:
    """Gather and read all sources, each into a folder of its own; `UnreadSourcesError` if some could not be had."""
    sweep(site.work)
    folders = {}
    jobs: dict[str, Callable[[], Told]] = {}
    opt_outs = opt_outs_of(inputs).to_bytes()
    for source in recipe.sources:
        present, captures = inputs.present.get(source.name, ""), inputs.captures.get(source.name, {})
        wish = Wish(
            source,
            recipe.language,
            recipe.policy,
            site.mirror,
            site.cache,
            site.offline,
            site.beside,
            site.hold_out,
            inputs.held_out_runs,
            present,
            captures,
            opt_outs,
        )
        facts: dict[str, Any] = asdict(source)
        facts.pop("max_words")
        facts.pop("dialect")
        local = _folder_digest(site.beside, source.origin) if source.kind == "folder" else ""
        held_out: list[Json] = [*inputs.held_out_files, *inputs.held_out_runs]
        wishes: list[Json] = [present, dict(captures), list(inputs.opt_outs)]
        name = key(read_source, facts, recipe.language, asdict(recipe.policy), held_out, wishes, local)
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
    return key(_folder_digest, [[path.relative_to(root).as_posix(), file_digest(path)] for path in paths])
