"""The checker: one model, ready to read texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from commonhold.check.grounds import grounds
from commonhold.check.ignoring import unignored
from commonhold.check.message import KINDS, sentence
from commonhold.check.placing import by_place, moved, placed
from commonhold.check.rendering import replacement
from commonhold.check.sentences import sentences
from commonhold.curate.prose import passages
from commonhold.finding import Finding
from commonhold.model import Model
from commonhold.train.alternatives import NEAR_LEVEL
from commonhold.train.candidates import Candidates, Kind, candidates, choices
from commonhold.train.density import settled
from commonhold.train.features import features, hopeful
from commonhold.train.pack import unpacked
from commonhold.train.reading import Reader, Reading
from commonhold.train.speller import Speller
from commonhold.train.tokens import is_word

DEFAULT_SENSITIVITY = 2.0
"""False alarms to expect per 1,000 words of a text without errors."""

MOST_SUGGESTIONS = 5
TOKENS_AT_ONCE = 4000
"""Texts are read in batches of about this size: large enough for numpy, small enough for memory."""

RANKED_AT_ONCE = 16_000
"""Tokens of a batch whose candidates are looked at together: a text without line ends may have millions."""

SHORT = 20_000
"""Code points of a text that is read whole where many are read together."""

_SECOND_BEST = 0.02  # a suggestion less probable than this helps nobody


Hear = Callable[[int], object]
"""Hears that so many characters more are done."""


def _nobody(characters: int) -> None:
    pass


class Checker:
    """Checks texts with one model; remembers the words it has looked up."""

    def __init__(self, model: Model, sensitivity: float | None = None) -> None:
        parts = unpacked(model)
        self.language = model.language
        self.sensitivity = DEFAULT_SENSITIVITY if sensitivity is None else sensitivity
        self.threshold = threshold(parts.thresholds, self.sensitivity)
        self._parts = parts
        self._evidence = parts.evidence()
        self._reader = Reader(parts.lexicon, parts.classes)
        self._speller = Speller(parts.lexicon)

    def check(self, text: str) -> list[Finding]:
        """Return the findings in plain prose, by place; inline code stands between backticks."""
        return self.check_parts([text])[0]

    def check_source(self, source: str, kind: str, hear: Hear = _nobody) -> list[Finding]:
        """Return the findings in a file of a kind of ``prose.passages``; offsets are those of the file.

        Places that a comment in the file asks to leave alone have none.
        ``hear`` is told how many characters of prose are done, batch by batch.
        """
        read = list(passages(source, kind))
        found = self.check_parts([passage.text for passage in read], hear)
        both = zip(found, read, strict=True)
        everywhere = (one for findings, passage in both for one in placed(findings, passage, source, kind))
        return unignored(sorted(everywhere, key=by_place), source, kind, read)

    def check_parts(self, texts: Sequence[str], hear: Hear = _nobody) -> list[list[Finding]]:
        """Return the findings in each part of one text: a rare word repeated in it is less suspicious."""
        rare: Counter[str] = Counter()
        cut: list[tuple[int, int, str]] = []
        for number, text in enumerate(texts):
            for start, words, forms in sentences(text):
                cut.append((number, start, words))
                rare.update(self.rare_words(forms))
        out: list[list[Finding]] = [[] for _ in texts]
        found = self.check_some([words for _, _, words in cut], rare, hear)
        for (number, start, _), findings in zip(cut, found, strict=True):
            out[number] += [moved(finding, start) for finding in findings] if start else findings
        return out

    def check_each(self, texts: Sequence[str]) -> list[list[Finding]]:
        """Return the findings in each of several texts that have nothing to do with one another."""
        short = iter(self.check_some([text for text in texts if len(text) <= SHORT], None))
        return [next(short) if len(text) <= SHORT else self.check(text) for text in texts]

    def rare_words(self, forms: Sequence[str]) -> Counter[str]:
        """Return the words among some tokens that are rare in the language, with how often each is there."""
        return self._reader.rare_words(forms)

    def check_some(
        self, texts: Sequence[str], rare: Mapping[str, int] | None, hear: Hear = _nobody
    ) -> list[list[Finding]]:
        """Return the findings in some sentences of a text that has these rare words in all.

        What is found in one does not depend on what others are asked about with it. Without ``rare`` each is a text.
        ``hear`` is told how many characters are done, batch by batch.
        """
        out: list[list[Finding]] = []
        start = size = 0
        for number, text in enumerate(texts, 1):
            size += len(text) // 5 + 1
            if size >= TOKENS_AT_ONCE or number == len(texts):
                out += self._batch(texts[start:number], rare)
                hear(sum(map(len, texts[start:number])))
                start, size = number, 0
        return out

    def _batch(self, texts: Sequence[str], rare: Mapping[str, int] | None) -> list[list[Finding]]:
        out: list[list[Finding]] = [[] for _ in texts]
        reading = self._reader.read(texts, rare)
        if not len(reading):
            return out
        chosen, chance = self._ranked(reading)
        for at, index, sure in _best(chosen, chance, self.threshold):
            text = int(reading.text[at])
            out[text].append(self._finding(reading, chosen, chance, index, texts[text], sure))
        return out

    def _ranked(self, reading: Reading) -> tuple[Candidates, NDArray[np.float32]]:
        """Return the candidates worth ranking and their probabilities; features are made for a part at a time."""
        found = candidates(reading, self._parts.lexicon, self._parts.alternatives, self._speller)
        cuts = np.searchsorted(found.at, np.arange(0, len(reading) + RANKED_AT_ONCE, RANKED_AT_ONCE)).tolist()
        kept, chance = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
        for start, end in pairwise(cuts):
            part = found.select(np.arange(start, end))
            rows = features(reading, part, self._evidence)
            worthy = hopeful(part, rows)
            kept.append(start + np.flatnonzero(worthy))
            chance.append(self._parts.ranker.probability(rows[worthy]))
        chosen = found.select(np.concatenate(kept))
        text = reading.text[chosen.at]
        words = np.bincount(reading.text, weights=reading.wordy, minlength=1).astype(np.int64)
        return chosen, settled(np.concatenate(chance), choices(chosen), text, words, self._parts.density)

    def _finding(
        self, reading: Reading, chosen: Candidates, chance: NDArray[np.float32], index: int, text: str, sure: float
    ) -> Finding:
        """Return the finding of a choice of which ``index`` is the best candidate, ``sure`` the sum of all."""
        at, removed = int(chosen.at[index]), int(chosen.removed[index])
        first, last = np.searchsorted(chosen.at, [at, at + 1]).tolist()
        rivals = [
            row
            for row in (np.argsort(-chance[first:last], kind="stable") + first).tolist()
            if chosen.removed[row] == removed and chosen.kind[row] != Kind.UNKNOWN
        ]
        likely = [row for row in rivals if chance[row] > _SECOND_BEST]
        shown = [self._replacement(reading, chosen, row) for row in likely or rivals[:MOST_SUGGESTIONS]]
        start, end = shown[0][:2] if shown else (int(reading.start[at]), int(reading.end[at]))
        same_place = [other for left, right, other in shown if (left, right) == (start, end)]
        suggestions = list(dict.fromkeys(same_place)) if same_place and same_place[0] else same_place[:1]
        best = suggestions[0] if suggestions else ""
        name = KINDS[Kind(int(chosen.kind[rivals[0]]))] if rivals else "spelling"
        if name == "word" and self._is_rare(int(reading.ids[at])):
            name = "spelling"
        if name in ("missing", "extra") and not is_word(best.strip() or reading.forms[at]):
            name = "punctuation"
        why = (
            ()
            if name in ("doubled", "extra", "case") or not best
            else grounds(reading, at, removed, best, self._evidence)
        )
        message = sentence(name, text[start:end], best)
        return Finding(start, end, name, message, tuple(suggestions[:MOST_SUGGESTIONS]), round(sure, 3), why)

    def _is_rare(self, number: int) -> bool:
        """Tell whether a word is unknown, or known so little that it may be a slip of somebody else."""
        return number < 0 or self._parts.lexicon.level[number] < NEAR_LEVEL

    def _replacement(self, reading: Reading, chosen: Candidates, row: int) -> tuple[int, int, str]:
        ids = (int(chosen.first[row]), int(chosen.second[row]))
        kind = Kind(int(chosen.kind[row]))
        return replacement(reading, int(chosen.at[row]), int(chosen.removed[row]), ids, kind, self._parts.lexicon)


def threshold(known: Mapping[float, float], sensitivity: float) -> float:
    """Return the probability at which to expect ``sensitivity`` false alarms per 1,000 words, between known points."""
    points = sorted(known.items())
    alarms = [math.log(max(point[0], 1e-6)) for point in points]
    return float(np.interp(math.log(max(sensitivity, 1e-6)), alarms, [point[1] for point in points]))


def _best(chosen: Candidates, chance: NDArray[np.float32], least: float) -> Iterator[tuple[int, int, float]]:
    """Yield (first token, best candidate, probability of all its choice) of choices that do not overlap, by place.

    At most one candidate of a choice is right, so their probabilities add up to that of something being wrong.
    """
    if not len(chosen):
        return
    choice = choices(chosen)
    _, which = np.unique(choice, return_inverse=True)
    sure = np.minimum(np.bincount(which, weights=chance), 1.0)[which]
    taken: set[int] = set()
    picked = []
    for index in np.lexsort((-chance, -sure)).tolist():
        if sure[index] < least:
            break
        at = int(chosen.at[index])
        twice = chosen.kind[index] == Kind.DOUBLED  # shown with the word before, so that may not be changed as well
        span = range(at - int(twice), at + max(int(chosen.removed[index]), 1))
        if taken.isdisjoint(span):
            taken.update(span)
            picked.append((at, index, float(sure[index])))
    yield from sorted(picked)
