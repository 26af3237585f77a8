"""The steps of a build that work on one source at a time, each in a process of its own.

They read and write step folders of the workbench and hand nothing but paths and small facts to one another.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from commonhold.canonical import Json
from commonhold.claim import Claim
from commonhold.consent import Answer, strictest
from commonhold.curate.consent import OPTED_OUT, Wishes, is_signal
from commonhold.curate.curated import prose_of, runs_met
from commonhold.curate.duplicates import MINIMA, Sketch, sketch
from commonhold.curate.encoding import decode
from commonhold.curate.gates import Gates
from commonhold.curate.holdout import HeldOut
from commonhold.curate.language import USUAL, Languages
from commonhold.curate.papers import Licence, PapersIndex, Statement
from commonhold.curate.prose import kind_of
from commonhold.curate.spelling import Spelling
from commonhold.doors.workbench import read_arrays, read_records, write_arrays, write_records
from commonhold.gather import open_source
from commonhold.gather.gathered import Gathered, is_under
from commonhold.optouts import OptOuts
from commonhold.recipe import Policy, Source
from commonhold.train import classes as classes_
from commonhold.train import counts as counts_
from commonhold.train import lexicon as lexicon_
from commonhold.train.classes import Classes
from commonhold.train.corrections import corrections, may_mend, mends, one_way
from commonhold.train.counts import ORDERS
from commonhold.train.lexicon import Lexicon
from commonhold.train.slight import in_passing, slight
from commonhold.verdict import State
from commonhold.work import SALT, Correction, Revised, Work, content_id

_NOT_PROSE = re.compile(
    r"(?:^|/)(?:node_modules|vendor|licen[sc]es|third[_-]party|locales?|i18n|l10n|translations?|fixtures?|snapshots?)/"
    r"|(?:^|/)(?:licen[sc]e|copying|notice|authors|contributors|maintainers|changelog|wordlist)[^/]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a source's works are read with; plain values, because it travels between processes."""

    source: Source
    language: str
    policy: Policy
    mirror: Path | None
    cache: Path
    offline: bool
    beside: Path
    hold_out: tuple[Path, ...]
    held_out_runs: tuple[str, ...]
    present: str
    captures: Mapping[str, str]
    opt_outs: bytes


@dataclass(frozen=True, slots=True)
class Told:
    """What a step tells the person who waits for it."""

    source: str
    works: int
    words: int
    notes: tuple[str, ...] = ()


_detectors: dict[tuple[tuple[Path, ...], tuple[str, ...]], tuple[HeldOut | None, Languages]] = {}


def read_source(wish: Wish, folder: Path) -> Told:
    """Gather and curate one source: ``works.jsonl.zst``, ``claims.jsonl.zst``, ``corrections.jsonl.zst``, sketches."""

    source = wish.source
    gathered = open_source(source, mirror=wish.mirror, cache=wish.cache, offline=wish.offline, beside=wish.beside)
    gates = _gates(wish, gathered)

    def wanted(path: str) -> bool:
        return kind_of(path) is not None and not _NOT_PROSE.search(_below(path, source.paths))

    records: list[dict[str, Json]] = []
    claims: list[Claim] = []
    sketches, unwanted = [], []
    for work in gathered.works(wanted, SALT, wish.policy.names):
        record, found, passages = _curated(work, gates)
        records.append(record)
        claims += found
        if record["state"] == "kept":
            sketches.append(sketch(passages))
        elif record["reason"] == OPTED_OUT:  # its copies are not wanted either
            unwanted.append(sketch(prose_of(work)))
    write_records(folder / "works.jsonl.zst", records)
    write_records(folder / "claims.jsonl.zst", (asdict(claim) for claim in claims))
    write_arrays(folder / "sketches.safetensors", {"sketches": _stacked(sketches), "opted_out": _stacked(unwanted)})
    closed = {str(record["path"]) for record in records if record["reason"] == OPTED_OUT}
    revised = gathered.revised(wanted, mends, _slight, SALT) if source.corrections else iter(())
    mined, refused, met = _mined((change for change in revised if change.path not in closed), gates)
    write_records(folder / "corrections.jsonl.zst", (asdict(correction) for correction in mined))
    skipped = Counter(skip.reason for skip in gathered.skipped)
    facts: dict[str, Json] = {
        "skipped": dict(sorted(skipped.items())),
        "revised_refused": dict(sorted(refused.items())),
        "notes": list(gathered.notes),
        "held_out_runs": sorted(met | runs_met(claims)),
        "observations": [asdict(one) for one in gates.wishes.observations()],
    }
    write_records(folder / "facts.jsonl.zst", [facts])
    kept = [record for record in records if record["state"] == "kept"]
    return Told(source.name, len(records), sum(int(str(record["words"])) for record in kept), tuple(gathered.notes))


def _gates(wish: Wish, gathered: Gathered) -> Gates:
    """Set up the gates of a source from the papers and signals it shows, at its pin and at present."""
    source = wish.source
    pinned, present = gathered.shown(is_signal, wish.present)
    papers = {path: getattr(decode(data), "text", "") for path, data in gathered.papers().items()}
    statement = Statement(source.license, (source.license_from,)) if source.license else None
    spelling = Spelling.of(source.without, dict(source.respell)) if source.without or source.respell else None
    captures = {path: text.encode("utf-8", "surrogateescape") for path, text in wish.captures.items()}
    wishes = Wishes.of(
        source,
        pinned,
        present,
        captures,
        OptOuts.read(wish.opt_outs),
        wish.policy,
        lines_by=lambda path, people: gathered.lines_by(path, people, SALT),
        directories=gathered.directories(),
    )
    index = PapersIndex.of(papers)
    return Gates(index, statement, wishes, wish.policy, wish.language, *_loaded_detectors(wish), spelling)


def _stacked(sketches: Sequence[Sketch]) -> Sketch:
    return np.stack(sketches) if sketches else np.zeros((0, MINIMA), dtype=np.uint32)


def _below(path: str, named: Sequence[str]) -> str:
    """Return the part of a path that the recipe does not name: ``translation/es/`` is prose where a steward says so."""
    places = [place.removesuffix("/") for place in named if is_under(path, place)]
    return path.removeprefix(max(places, key=len, default=""))


def _curated(work: Work, gates: Gates) -> tuple[dict[str, Json], tuple[Claim, ...], list[str]]:
    """Take a work through the gates and return its record, its claims and its passages."""
    curated, licence, admission = gates.curated(work)
    record: dict[str, Json] = {
        "id": work.id,
        "path": work.origin.path,
        "url": work.origin.url,
        "revision": work.origin.revision,
        "first_seen": work.first_seen,
        "authors": work.authors,
        "size_bytes": work.size_bytes,
        "state": curated.verdict.state.value,
        "reason": curated.verdict.reason,
        "words": curated.words,
        "encoding": curated.encoding,
    }
    passages = [str(passage) for passage in curated.passages]
    if curated.verdict.state is State.KEPT:
        assert admission is not None and isinstance(licence, Licence)
        record["words"] = sum(passage.count(" ") + 1 for passage in passages)
        record["licence"] = [licence.expression, admission.elected, licence.evidence_path]
        record["consent"] = strictest(Answer(one.value) for one in curated.claims if one.kind == "consent").value
        record["training_id"] = content_id("\n".join(passages).encode())
        record["passages"] = passages
    return record, curated.claims, passages


def _loaded_detectors(wish: Wish) -> tuple[HeldOut | None, Languages]:
    """Return what is held out and the detector of languages, loaded once a process."""
    if (chosen := (wish.hold_out, wish.held_out_runs)) not in _detectors:
        texts: list[str] = []
        for path in wish.hold_out:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                texts += [row["text"], *row.get("refs", [])]
        languages = Languages.of((*USUAL, wish.language))
        held_out = HeldOut.of_runs(wish.held_out_runs) if wish.held_out_runs else HeldOut.of(texts) if texts else None
        _detectors[chosen] = held_out, languages
    return _detectors[chosen]


def _mined(revised: Iterator[Revised], gates: Gates) -> tuple[list[Correction], Counter[str], set[str]]:
    """Return the corrections in files that pass the gates, how many files did not, by reason, and held-out runs met."""
    found: list[Correction] = []
    refused: Counter[str] = Counter()
    met: set[str] = set()
    for change in revised:
        sides = gates.revised(change)
        met |= sides.met
        if sides.reason == "ok":
            found += corrections(change, sides.before, sides.after)
        else:
            refused[sides.reason] += 1
    return in_passing(one_way(found)), refused, met


def _slight(subject: str, before: bytes, after: bytes) -> bool:
    return may_mend(subject) and slight(before, after)


def count_source(read: Path, dropped: frozenset[str], folder: Path) -> Told:
    """Count the works of a source that stay; ``dropped`` are the paths of those that do not."""
    kept = [
        record for record in read_records(read / "works.jsonl.zst")
        if record["state"] == "kept" and record["path"] not in dropped
    ]  # fmt: skip
    streams: list[counts_.Stream] = []
    counted = counts_.count((texts_of(record) for record in kept), streams)
    write_arrays(folder / "counts.safetensors", counted.arrays())
    np.save(folder / "stream.npy", np.concatenate([np.zeros(0, np.int32), *streams]))
    return Told(read.name, len(kept), counted.tokens)


def group_source(counted: Path, merged: Path, folder: Path) -> Told:
    """Count the classes of words in a source, in the order in which its words stand."""
    shelf = open_words(merged)
    own = counts_.from_arrays(read_arrays(counted / "counts.safetensors"))
    stream = np.load(counted / "stream.npy", "r")
    for order, (hashes, numbers) in classes_.count(sorted(own.forms), stream, *shelf).items():
        np.save(folder / f"hashes{order}.npy", hashes)
        np.save(folder / f"numbers{order}.npy", numbers)
    return Told(counted.name, 0, own.tokens)


def open_grams(folder: Path) -> dict[int, tuple[counts_.Hashes, counts_.Numbers]]:
    """Return n-grams by order, memory-mapped."""
    return {
        order: (np.load(folder / f"hashes{order}.npy", "r"), np.load(folder / f"numbers{order}.npy", "r"))
        for order in ORDERS
    }


def open_words(merged: Path) -> tuple[Lexicon, Classes]:
    """Return the words of all sources and the classes drawn of them."""
    lexicon = lexicon_.from_arrays(read_arrays(merged / "words.safetensors"))
    return lexicon, classes_.from_arrays(read_arrays(merged / "classes.safetensors"))


def texts_of(record: Mapping[str, Json]) -> list[str]:
    """Return the passages of a work kept, as they are learnt from."""
    passages = record["passages"]
    assert isinstance(passages, list)
    return passages


def read_corrections(folder: Path) -> list[Correction]:
    """Return the corrections mined from a source."""
    return [
        Correction(**{**record, "edits": tuple(tuple(edit) for edit in record["edits"])})  # type: ignore
        for record in read_records(folder / "corrections.jsonl.zst")
    ]
