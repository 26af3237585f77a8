"""The steps of a build that work on one source at a time, each in a process of its own.

They read and write step folders of the workbench and hand nothing but paths and small facts to one another.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from commonhold.canonical import Json
from commonhold.curate.gates import Gates
from commonhold.curate.holdout import HeldOut
from commonhold.curate.language import USUAL, Languages
from commonhold.curate.papers import Licence, PapersIndex, Statement
from commonhold.curate.spelling import Spelling
from commonhold.doors.workbench import read_arrays, read_records, write_arrays, write_records
from commonhold.gather.gathered import is_under
from commonhold.recipe import Source
from commonhold.train import alternatives as alternatives_
from commonhold.train import counts as counts_
from commonhold.train import lexicon as lexicon_
from commonhold.train.alternatives import Alternatives
from commonhold.train.assembly import less
from commonhold.train.corrections import corrections, mends, one_way
from commonhold.train.counts import ORDERS, Counts
from commonhold.train.errors import Change, of_source
from commonhold.train.evidence import Evidence
from commonhold.train.fitting import Bench, Examples, corrected, joined, untouched
from commonhold.train.lexicon import Lexicon
from commonhold.train.speller import Speller
from commonhold.verdict import State
from commonhold.work import Correction, Revised, Work, content_id

SALT = "commonhold/1"
"""Goes before an author's e-mail address when it is hashed. Public, so that authors can look themselves up."""

UNTOUCHED_PASSAGES = 400
"""Passages a source gives the ranker as examples of text that is right, or its share of ``ALL_PASSAGES``."""

ALL_PASSAGES = 12_000
"""Passages the ranker is to have altogether: where there are few sources, each gives more."""

_PASSAGE_WORDS = (8, 150)
_BATCH = 400
_NOT_PROSE = re.compile(
    r"(?:^|/)(?:node_modules|vendor|third[_-]party|locales?|i18n|l10n|translations?|fixtures?|snapshots?)/"
    r"|(?:^|/)(?:licen[sc]e|copying|notice|authors|contributors|maintainers|changelog|wordlist)[^/]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a source's works are read with; plain values, because it travels between processes."""

    source: Source
    language: str
    outbound: str
    names: bool
    mirror: Path | None
    cache: Path
    offline: bool
    beside: Path
    hold_out: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a step tells the person who waits for it."""

    source: str
    works: int
    words: int
    notes: tuple[str, ...] = ()


_detectors: dict[tuple[Path, ...], tuple[HeldOut | None, Languages]] = {}


def read_source(wish: Wish, folder: Path) -> Told:
    """Gather and curate one source: ``works.jsonl.zst``, ``claims.jsonl.zst``, ``corrections.jsonl.zst``, sketches."""
    from commonhold.curate.duplicates import sketch
    from commonhold.curate.encoding import decode
    from commonhold.curate.prose import kind_of
    from commonhold.gather import open_source

    source = wish.source
    gathered = open_source(source, mirror=wish.mirror, cache=wish.cache, offline=wish.offline, beside=wish.beside)
    papers = {path: getattr(decode(data), "text", "") for path, data in gathered.papers().items()}
    statement = Statement(source.license, (source.license_from,)) if source.license else None
    spelling = Spelling.of(source.without, dict(source.respell)) if source.without or source.respell else None
    gates = Gates(PapersIndex.of(papers), statement, wish.outbound, wish.language, *_loaded_detectors(wish), spelling)

    def wanted(path: str) -> bool:
        return kind_of(path) is not None and not _NOT_PROSE.search(_below(path, source.paths))

    records: list[Json] = []
    claims: list[Json] = []
    sketches = []
    for work in gathered.works(wanted, SALT, wish.names):
        record, found, passages = _curated(work, gates)
        records.append(record)
        claims += found
        if record["state"] == "kept":
            sketches.append(sketch(passages))
    write_records(folder / "works.jsonl.zst", records)
    write_records(folder / "claims.jsonl.zst", claims)
    write_arrays(
        folder / "sketches.safetensors",
        {"sketches": np.stack(sketches) if sketches else np.zeros((0, 128), dtype=np.uint32)},
    )
    revised = gathered.revised(wanted, mends) if source.corrections else iter(())
    mined, refused = _mined(revised, gates)
    write_records(folder / "corrections.jsonl.zst", (asdict(correction) for correction in mined))
    skipped = Counter(skip.reason for skip in gathered.skipped)
    facts: dict[str, Json] = {
        "skipped": dict(sorted(skipped.items())),
        "revised_refused": dict(sorted(refused.items())),
        "notes": list(gathered.notes),
    }
    write_records(folder / "facts.jsonl.zst", [facts])
    kept = [record for record in records if isinstance(record, dict) and record["state"] == "kept"]
    return Told(source.name, len(records), sum(int(str(record["words"])) for record in kept), tuple(gathered.notes))


def _below(path: str, named: Sequence[str]) -> str:
    """Return the part of a path that the recipe does not name: ``translation/es/`` is prose where a steward says so."""
    places = [place.removesuffix("/") for place in named if is_under(path, place)]
    return path.removeprefix(max(places, key=len, default=""))


def _curated(work: Work, gates: Gates) -> tuple[dict[str, Json], list[Json], list[str]]:
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
        record["training_id"] = content_id("\n".join(passages).encode())
        record["passages"] = passages
    return record, [asdict(claim) for claim in curated.claims], passages


def _loaded_detectors(wish: Wish) -> tuple[HeldOut | None, Languages]:
    """Return what is held out and the detector of languages, loaded once a process."""
    if wish.hold_out not in _detectors:
        texts: list[str] = []
        for path in wish.hold_out:
            for line in path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                texts += [row["text"], *row.get("refs", [])]
        languages = Languages.of((*USUAL, wish.language))
        _detectors[wish.hold_out] = HeldOut.of(texts) if texts else None, languages
    return _detectors[wish.hold_out]


def _mined(revised: Iterator[Revised], gates: Gates) -> tuple[list[Correction], Counter[str]]:
    """Return the corrections in files that pass the gates, and how many files did not, by reason."""
    found: list[Correction] = []
    refused: Counter[str] = Counter()
    for change in revised:
        sides = gates.revised(change)
        if isinstance(sides, str):
            refused[sides] += 1
        else:
            found += corrections(change, *sides)
    return one_way(found), refused


def count_source(read: Path, dropped: frozenset[str], folder: Path) -> Told:
    """Count the works of a source that stay; ``dropped`` are the paths of those that do not."""
    kept = [
        record for record in read_records(read / "works.jsonl.zst")
        if record["state"] == "kept" and record["path"] not in dropped
    ]  # fmt: skip
    counted = counts_.count(_texts(record) for record in kept)
    write_arrays(folder / "counts.safetensors", counted.arrays())
    return Told(read.name, len(kept), counted.tokens)


def _texts(record: Mapping[str, Json]) -> list[str]:
    passages = record["passages"]
    assert isinstance(passages, list)
    return passages


def read_corrections(folder: Path) -> list[Correction]:
    """Return the corrections mined from a source."""
    return [
        Correction(**{**record, "edits": tuple(tuple(edit) for edit in record["edits"])})  # type: ignore
        for record in read_records(folder / "corrections.jsonl.zst")
    ]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What all sources' examples are made from: counts of all works, memory-mapped, and what was learnt from them."""

    grams: Mapping[int, tuple[counts_.Hashes, counts_.Numbers]]
    lexicon: Lexicon
    counted: counts_.Numbers
    sources: counts_.Numbers
    alternatives: Alternatives
    pairs: Mapping[Change, int]
    least: Mapping[int, int]
    top: int
    stop: int
    speller: Speller


_shelves: dict[Path, Shelf] = {}


def open_shelf(folder: Path) -> Shelf:
    """Open what the merging step wrote, once a process."""
    if folder not in _shelves:
        words = read_arrays(folder / "words.safetensors")
        lexicon = lexicon_.from_arrays(words)
        facts = next(read_records(folder / "facts.jsonl.zst"))
        grams = {
            order: (np.load(folder / f"hashes{order}.npy", "r"), np.load(folder / f"numbers{order}.npy", "r"))
            for order in ORDERS
        }
        pairs: dict[Change, int] = {
            (tuple(row["before"]), tuple(row["after"])): row["times"]  # type: ignore
            for row in read_records(folder / "pairs.jsonl.zst")
        }
        _shelves[folder] = Shelf(
            grams,
            lexicon,
            words["word_counts"].astype(np.int64),
            words["word_source_counts"].astype(np.int64),
            alternatives_.from_arrays(read_arrays(folder / "alternatives.safetensors")),
            pairs,
            {int(order): least for order, least in facts["least"].items()},  # type: ignore
            facts["top"],  # type: ignore
            facts["stop"],  # type: ignore
            Speller(lexicon),
        )
    return _shelves[folder]


def exemplify_source(read: Path, counted: Path, merged: Path, dropped: frozenset[str], most: int, folder: Path) -> Told:
    """Make a source's examples for the ranker, with everything of its own taken out of the evidence.

    ``most`` is how many passages it gives as text that is right.
    """
    shelf = open_shelf(merged)
    own = counts_.from_arrays(read_arrays(counted / "counts.safetensors"))
    found = read_corrections(read)
    bench = _bench(shelf, own, found)
    parts = [corrected(found[start : start + _BATCH], bench) for start in range(0, len(found), _BATCH)]
    passages = _picked(read, dropped, most)
    clean = [untouched(passages[start : start + _BATCH], bench) for start in range(0, len(passages), _BATCH)]
    arrays: dict[str, Any] = {}
    for name, examples in (("corrected", joined(parts)), ("untouched", joined(clean))):
        arrays |= {
            f"{name}_rows": examples.rows,
            f"{name}_labels": examples.labels,
            f"{name}_places": examples.places,
            f"{name}_words": np.array([examples.words]),
        }
    write_arrays(folder / "examples.safetensors", arrays)
    return Told(read.name, len(found), int(arrays["untouched_words"][0]))


def _bench(shelf: Shelf, own: Counts, found: list[Correction]) -> Bench:
    mine = {change: times for change, times in of_source(found).items() if change in shelf.pairs}
    lexicon = lexicon_.without(shelf.lexicon, shelf.counted, shelf.sources, own)
    look_ups: dict[int, Callable[[Any], Any]] = {
        order: partial(less, shelf.grams[order], own.grams[order], shelf.least[order]) for order in ORDERS
    }
    return Bench(
        lexicon,
        alternatives_.without(shelf.alternatives, lexicon, shelf.pairs, mine),
        Evidence(lexicon, look_ups, shelf.top, shelf.stop),
        frozenset(shelf.pairs),
        shelf.speller,
    )


def _picked(read: Path, dropped: frozenset[str], most: int) -> list[str]:
    """Return passages taken as right, from as many works as there are, always the same."""
    choose = random.Random(1)  # noqa: S311 - a fixed seed is the point
    pools: list[list[str]] = []
    for record in read_records(read / "works.jsonl.zst"):
        if record["state"] == "kept" and record["path"] not in dropped:
            low, high = _PASSAGE_WORDS
            fit = [text for text in _texts(record) if low <= text.count(" ") + 1 <= high]
            if fit:
                pools.append(fit)
    if not pools:
        return []
    each = -(-most // len(pools))  # of a few long works more than one passage each
    picked = [text for fit in pools for text in choose.sample(fit, min(each, len(fit)))]
    return choose.sample(picked, min(most, len(picked)))


def read_examples(folder: Path, name: str) -> Examples:
    """Return the examples of a source: ``corrected`` or ``untouched`` sentences."""
    arrays: Mapping[str, Any] = read_arrays(folder / "examples.safetensors")
    rows, labels, places, words = (arrays[f"{name}_{column}"] for column in ("rows", "labels", "places", "words"))
    return Examples(rows, labels, places, int(words[0]))
