"""Test sets from what people changed and left alone: ``python bench/mine.py --mirror DIR --out DIR bench/sets/*.toml``.

For each file of sets and each of its halves, two files of JSON Lines: sentences before and after a person's own fix
(``LANGUAGE_typos_HALF.jsonl``), and sentences of paragraphs that nobody touched for a year or more
(``LANGUAGE_clean_HALF.jsonl``). The same sets file gives the same lines. Knows no language: which subjects of commits
speak of mending stands in the sets file. Origins that are not in the mirror are left out, and said so.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from commonhold.curate.encoding import decode
from commonhold.curate.language import Languages
from commonhold.curate.prose import kind_of, passages
from commonhold.errors import SourceError
from commonhold.gather import open_source
from commonhold.recipe import Source
from commonhold.train.corrections import corrections, one_way
from commonhold.train.errors import Change, changes, is_error, near
from commonhold.train.tokens import folded, is_word, starts, tokens
from commonhold.work import Correction

HALVES = ("dev", "test")
PAIRS_OF_A_COMMIT = 4
PAIRS_OF_AN_ORIGIN = 250
CLEAN_OF_A_HALF = 1000
CLEAN_WORDS = (6, 60)
SURE = 0.9

# A tool that checks spelling finds what such a tool finds; to measure one by it would be no measure.
_TOOL = re.compile(
    r"codespell|misspell|[ah]unspell|aspell|cspell|languagetool|grammarly|antidote|typos-cli|\bvale\b|\bbot\b"
    r"|pospell|spell-?check|^revert|^merge",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[\"'“‘«„(¿¡]*[A-ZÀ-ÖØ-Þ¿¡].*[.!?…][\"'”’»“)]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where sentences come from: a repository at ``commit``, how it was a year ``before``, and which half it is in."""

    origin: str
    commit: str
    before: str
    half: str
    paths: tuple[str, ...] = ()

    def source(self, commit: str) -> Source:
        """This repository at a commit, as gathering wants to be told of it."""
        return Source(self.origin.removeprefix("https://github.com/"), self.origin, commit, self.paths)


@dataclass(frozen=True, slots=True)
class Sets:
    """One sets file: the language, the ``subjects`` (a pattern) of commits that mend, and where to look."""

    language: str
    subjects: re.Pattern[str]
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, what it should be, and where it is from."""

    text: str
    refs: tuple[str, ...]
    origin: str
    commit: str
    path: str


def read_sets(path: Path) -> Sets:
    """Read a sets file; KeyError and TypeError where it lacks a key or has one too many."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    origins = tuple(Origin(**{**table, "paths": tuple(table.get("paths", ()))}) for table in told["origin"])
    return Sets(told["language"], re.compile(told["subjects"], re.IGNORECASE), origins)


def _is_prose(path: str) -> bool:
    return kind_of(path) is not None


def _read(path: str, data: bytes) -> list[str]:
    text, kind = getattr(decode(data), "text", None), kind_of(path)
    return [passage.text for passage in passages(text, kind)] if text and kind else []


class _Ear:
    """Hears whether a text is in a language; loaded once."""

    def __init__(self, language: str) -> None:
        self._language, self._languages = language, Languages.of(("de", "en", "es", "fr", "it", "pt", "nl"))

    def hears(self, text: str) -> bool:
        heard = self._languages.language_of(text)
        return heard is not None and heard[0] == self._language and heard[1] >= SURE


def sentences(passage: str) -> Iterator[str]:
    """Yield the sentences of a passage."""
    found = tokens(passage)
    bounds = [*starts([token.form for token in found]), len(found)]
    for first, last in pairwise(bounds):
        if last > first:
            yield passage[found[first].start : found[last - 1].end]


def unchanged(origin: Origin, gathered: Mapping[str, list[str]], earlier: set[str], ear: _Ear) -> Iterator[Line]:
    """Yield the whole sentences of paragraphs that stood a year earlier as well."""
    low, high = CLEAN_WORDS
    for path, found in gathered.items():
        for passage in found:
            for sentence in sentences(passage) if passage in earlier else ():
                if low <= sentence.count(" ") + 1 <= high and _WHOLE.fullmatch(sentence) and ear.hears(sentence):
                    yield Line(sentence, (sentence,), origin.origin, origin.commit, path)


def works(origin: Origin, commit: str, mirror: Path) -> dict[str, list[str]]:
    """Return the passages of every prose file of an origin at a commit."""
    gathered = open_source(origin.source(commit), mirror=mirror, cache=mirror / ".cache", offline=True)
    return {work.origin.path: _read(work.origin.path, work.data) for work in gathered.works(_is_prose, "")}


def mended(origin: Origin, sets: Sets, mirror: Path) -> list[Correction]:
    """Return what commits that say so corrected, each once, without what somebody changed back."""
    gathered = open_source(origin.source(origin.commit), mirror=mirror, cache=mirror / ".cache", offline=True)

    def subject(line: str) -> bool:
        return sets.subjects.search(line) is not None and _TOOL.search(line) is None

    found: list[Correction] = []
    for revised in gathered.revised(_is_prose, subject):
        found += corrections(revised, _read(revised.path, revised.before), _read(revised.path, revised.after))
    return one_way(found)


def pairs(origin: Origin, found: Iterable[Correction], ranks: Mapping[str, int], ear: _Ear) -> Iterator[Line]:
    """Yield the corrections whose every edit mends an error by its form, a few of each commit."""
    taken: Counter[str] = Counter()
    for correction in found:
        if taken[correction.revision] >= PAIRS_OF_A_COMMIT or not ear.hears(correction.after):
            continue
        if is_mistake(changes(correction), ranks):
            taken[correction.revision] += 1
            commit = correction.revision.removeprefix("swh:1:rev:")
            yield Line(correction.before, (correction.after,), origin.origin, commit, correction.path)


def is_mistake(edits: Sequence[Change], ranks: Mapping[str, int]) -> bool:
    """Tell whether every edit mends an error by its form: near words, words split, joined, missing or too many.

    A word that only moves, or gives way to quite another one, tells of taste or of a new meaning.
    """
    gone, come = ({edit[side] for edit in edits if not edit[1 - side]} for side in (0, 1))
    alike = all(near(*before, *after) for before, after in edits if len(before) == len(after) == 1)
    return alike and not gone & come and all(is_error(edit, 1, ranks) for edit in edits)


def ranked(gathered: Iterable[str]) -> dict[str, int]:
    """Return the words of texts by falling frequency; words seen once are no words to speak of."""
    times = Counter(folded(token.form) for text in gathered for token in tokens(text) if is_word(token.form))
    often = sorted((word for word in times if times[word] > 1), key=lambda word: (-times[word], word))
    return {word: number for number, word in enumerate(often)}


def mine(sets: Sets, half: str, mirror: Path) -> tuple[list[Line], list[Line]]:
    """Return the pairs and the untouched sentences of one half, a fair share of each origin."""
    ear = _Ear(sets.language)
    chosen: list[Line] = []
    clean: list[list[Line]] = []
    for origin in sets.origins:
        if origin.half != half:
            continue
        try:
            now = works(origin, origin.commit, mirror)
            earlier = {passage for found in works(origin, origin.before, mirror).values() for passage in found}
        except SourceError as problem:
            print(f"{origin.origin} is left out: {problem}", file=sys.stderr)
            continue
        ranks = ranked(passage for found in now.values() for passage in found)
        found = list(pairs(origin, mended(origin, sets, mirror), ranks, ear))
        chosen += _some(found, PAIRS_OF_AN_ORIGIN)
        before = {line.text for line in found}
        unique = {line.text: line for line in unchanged(origin, now, earlier, ear) if line.text not in before}
        clean.append(list(unique.values()))
        print(f"{origin.origin}: {len(found)} pairs, {len(unique)} untouched sentences", file=sys.stderr)
    return chosen, [line for found in clean for line in _some(found, CLEAN_OF_A_HALF // len(clean))]


def _some(lines: list[Line], most: int) -> list[Line]:
    """Return at most so many lines, always the same, in order."""
    chosen = random.Random(1).sample(range(len(lines)), min(most, len(lines)))  # noqa: S311 - a fixed seed is the point
    return [lines[number] for number in sorted(chosen)]


def write(path: Path, lines: Iterable[Line]) -> int:
    """Write lines as the scorer reads them, numbered; return how many."""
    count = 0
    with path.open("w", encoding="utf-8") as target:
        for count, line in enumerate(lines, 1):
            row = {"id": f"{path.stem}/{count}", "text": line.text, "refs": line.refs, "origin": line.origin}
            target.write(json.dumps({**row, "commit": line.commit, "path": line.path}, ensure_ascii=False) + "\n")
    return count


def main() -> int:
    """Mine every sets file; exit code 2 where not one sentence was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mirror", type=Path, required=True, help="folder of bare clones, OWNER+NAME/repo")
    parser.add_argument("--out", type=Path, required=True, help="folder for the sets")
    parser.add_argument("sets", type=Path, nargs="+", help="sets files, such as bench/sets/de.toml")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    total = 0
    for path in asked.sets:
        sets = read_sets(path)
        for half in HALVES:
            typos, clean = mine(sets, half, asked.mirror)
            for name, lines in (("typos", typos), ("clean", clean)):
                if lines:
                    total += write(asked.out / f"{sets.language}_{name}_{half}.jsonl", lines)
    return 0 if total else 2


if __name__ == "__main__":
    sys.exit(main())
