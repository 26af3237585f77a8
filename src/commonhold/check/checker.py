"""The checker: one model, ready to read texts."""

from __future__ import annotations

import copy
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from commonhold.check.dialect import Habits, Use, Variants, beside, habits, uses
from commonhold.check.ignoring import unignored
from commonhold.check.placing import by_place, moved, placed
from commonhold.check.readers import passages
from commonhold.check.sentences import sentences
from commonhold.check.writer import Writer
from commonhold.errors import NoModelError
from commonhold.finding import Finding
from commonhold.model import Model
from commonhold.train import second
from commonhold.train.alternatives import NEAR_LEVEL, slips
from commonhold.train.candidates import Candidates, Kind, candidates, choices
from commonhold.train.company import homes, together
from commonhold.train.context import Context
from commonhold.train.dial import believed
from commonhold.train.dialects import same_but_for_dialect
from commonhold.train.features import promising
from commonhold.train.letters import plain_search
from commonhold.train.native import Native
from commonhold.train.pack import unpacked
from commonhold.train.reading import Flags, Reader, Reading
from commonhold.train.speller import Speller

DEFAULT_SENSITIVITY = 2.0
"""False alarms to expect per 1,000 words of a text without errors."""

TOKENS_AT_ONCE = 4000
"""Texts are read in batches of about this size: large enough for numpy, small enough for memory."""

SHORT = 20_000
"""Code points of a text that is read whole where many are read together."""


Hear = Callable[[int], object]
"""Hears that so many characters more are done."""


def _nobody(characters: int) -> None:
    pass


class Checker:
    """Checks texts with one model; remembers the words it has looked up.

    ``native``, where a door has it, does the innermost loops; findings are the same without.
    """

    def __init__(
        self,
        model: Model,
        sensitivity: float | None = None,
        language: str | None = None,
        native: Native | None = None,
    ) -> None:
        """``language`` may name one of the model's dialects; NoModelError where it knows no such dialect."""
        parts = unpacked(model)
        self.language = model.language
        self.dialects = parts.dialects.names
        self._chosen = self._chosen_by(language)
        self._variants = Variants.of(parts.dialects, parts.lexicon)
        self.sensitivity = DEFAULT_SENSITIVITY if sensitivity is None else sensitivity
        self.threshold = threshold(parts.thresholds, self.sensitivity)
        self._parts = parts
        self._evidence = parts.evidence(native)
        self._reader = Reader(parts.lexicon, parts.classes)
        known_slips = slips(parts.alternatives, parts.lexicon)
        self._speller = Speller(parts.lexicon, native.search if native else plain_search, known_slips)
        self._sums = native.sums(parts.ranker) if native else None
        self._context = Context(parts.again.network) if parts.again else None
        self._again_sums = native.sums(parts.again.ranker) if native and parts.again else None
        self._writer = Writer(parts.lexicon, self._evidence, self._variants)

    def at(self, sensitivity: float | None, language: str | None = None) -> Checker:
        """Return this checker with another sensitivity (None: the usual one) and dialect; they share everything else.

        NoModelError where the model knows no such dialect.
        """
        other = copy.copy(self)
        other._chosen = self._chosen_by(language)
        other.sensitivity = DEFAULT_SENSITIVITY if sensitivity is None else sensitivity
        other.threshold = threshold(self._parts.thresholds, other.sensitivity)
        return other

    def _chosen_by(self, language: str | None) -> int:
        """Return the bit of a dialect, 0 for the language as a whole."""
        if language not in (None, self.language, *self.dialects):
            raise NoModelError(language=language, available=", ".join([self.language, *self.dialects]))
        return 1 << self.dialects.index(language) if language in self.dialects else 0

    def check(self, text: str) -> list[Finding]:
        """Return the findings in plain prose, by place; inline code stands between backticks."""
        return self.check_parts([text])[0]

    def check_source(self, source: str, kind: str, hear: Hear = _nobody) -> list[Finding]:
        """Return the findings in a file of a kind of ``prose.passages``; offsets are those of the file.

        Places that a comment in the file asks to leave alone have none.
        ``hear`` is told how many characters of prose are done, batch by batch.
        """
        read = list(passages(source, kind))
        quotes = [passage.kind == "quote" for passage in read]
        found = self.check_parts([passage.text for passage in read], hear, quotes)
        both = zip(found, read, strict=True)
        everywhere = (one for findings, passage in both for one in placed(findings, passage, source, kind))
        return unignored(sorted(everywhere, key=by_place), source, kind, read)

    def check_parts(
        self, texts: Sequence[str], hear: Hear = _nobody, quotes: Sequence[bool] = ()
    ) -> list[list[Finding]]:
        """Return the findings in each part of one text: a rare word repeated in it is less suspicious.

        ``quotes`` tells which parts are somebody else's words; they say nothing of the writer's dialect.
        """
        rare: Counter[str] = Counter()
        cut: list[tuple[int, int, str]] = []
        for number, text in enumerate(texts):
            for start, words, forms in sentences(text):
                cut.append((number, start, words))
                rare.update(self.rare_words(forms))
        habits = self.habits([self.uses(text) for text in texts], quotes)
        out: list[list[Finding]] = [[] for _ in texts]
        found = self.check_some([words for _, _, words in cut], rare, hear, habits.bits)
        for (number, start, _), findings in zip(cut, found, strict=True):
            out[number] += [moved(finding, start) for finding in findings] if start else findings
        return [beside(findings, habits.strangers(number, self.threshold)) for number, findings in enumerate(out)]

    def check_each(self, texts: Sequence[str]) -> list[list[Finding]]:
        """Return the findings in each of several texts that have nothing to do with one another."""
        if self._chosen:
            return [self.check(text) for text in texts]
        short = iter(self.check_some([text for text in texts if len(text) <= SHORT], None))
        return [next(short) if len(text) <= SHORT else self.check(text) for text in texts]

    def uses(self, text: str) -> list[Use]:
        """Return the words in a text that are not at home in every dialect."""
        return uses(text, self._variants)

    def habits(self, by_passage: Sequence[Sequence[Use]], quotes: Sequence[bool] = ()) -> Habits:
        """Return in which dialects a text is written, by the uses in each of its passages."""
        own = [() if quotes and quotes[number] else found for number, found in enumerate(by_passage)]
        return habits(own, self._chosen, self._variants)

    def rare_words(self, forms: Sequence[str]) -> Counter[str]:
        """Return the words among some tokens that are rare in the language, with how often each is there."""
        return self._reader.rare_words(forms)

    def check_some(
        self, texts: Sequence[str], rare: Mapping[str, int] | None, hear: Hear = _nobody, bits: int = 0
    ) -> list[list[Finding]]:
        """Return the findings in some sentences of a text that has these rare words in all.

        What is found in one does not depend on what others are asked about with it. Without ``rare`` each is a text.
        ``hear`` is told how many characters are done, batch by batch; suggestions are written as in the dialects of
        ``bits``.
        """
        out: list[list[Finding]] = []
        start = size = 0
        for number, text in enumerate(texts, 1):
            size += len(text) // 5 + 1
            if size >= TOKENS_AT_ONCE or number == len(texts):
                out += self._batch(texts[start:number], rare, bits)
                hear(sum(map(len, texts[start:number])))
                start, size = number, 0
        return out

    def _batch(self, texts: Sequence[str], rare: Mapping[str, int] | None, bits: int) -> list[list[Finding]]:
        out: list[list[Finding]] = [[] for _ in texts]
        reading = self._reader.read(texts, rare)
        if not len(reading):
            return out
        chosen, chance = self._ranked(reading)
        level = self._parts.lexicon.level[np.maximum(reading.ids, 0)]
        frequent = (reading.ids >= 0) & (level >= NEAR_LEVEL)
        picked = list(_best(reading.first, frequent, chosen, chance, self.threshold))
        owners = [int(reading.text[at]) for at, _, _ in picked]
        best = [(index, sure) for _, index, sure in picked]
        written = self._writer.findings(reading, chosen, chance, best, [texts[text] for text in owners], bits)
        for text, finding in zip(owners, written, strict=True):
            out[text].append(finding)
        return out

    def _ranked(self, reading: Reading) -> tuple[Candidates, NDArray[np.float32]]:
        """Return the candidates worth ranking and their probabilities."""
        found = candidates(reading, self._parts.lexicon, self._parts.alternatives, self._speller)
        found = found.select(~same_but_for_dialect(found, reading, self._parts.dialects))
        chosen, rows = promising(reading, found, self._evidence)
        chance = self._parts.ranker.probability(rows, self._sums)
        if self._context is None or self._parts.again is None:
            return chosen, chance
        sentences, words = homes(reading, chosen.at)
        looked = np.flatnonzero(second.looked_at(chance, sentences))
        if len(looked):
            some, first = chosen.select(looked), chance[looked]
            part, places = self._parts.again, choices(some)
            asked = np.flatnonzero(second.asked(first, places))
            scores = np.full((2, len(some)), np.nan, np.float32)
            scores[:, asked] = self._context.scores(reading, some.select(asked))
            again = second.rows(rows[looked], first, places, sentences[looked], *scores)
            judged = np.flatnonzero(first > second.WORTH)
            first[judged] = second.judged(part.ranker, again[judged], self._again_sums)
            moved = together(first, places, sentences[looked], words[looked], part.density)
            chance[looked] = believed(moved, places, part.scale)
        return chosen, chance


def threshold(known: Mapping[float, float], sensitivity: float) -> float:
    """Return the probability at which to expect ``sensitivity`` false alarms per 1,000 words, between known points."""
    points = sorted(known.items())
    alarms = [math.log(max(point[0], 1e-6)) for point in points]
    return float(np.interp(math.log(max(sensitivity, 1e-6)), alarms, [point[1] for point in points]))


def _best(
    first: Flags, frequent: Flags, chosen: Candidates, chance: NDArray[np.float32], least: float
) -> Iterator[tuple[int, int, float]]:
    """Yield (first token, best candidate, probability of all its choice) of choices that do not overlap, by place.

    At most one candidate of a choice is right, so their probabilities add up to that of something being wrong. The best
    is the one that is shown: a word that may be anything stands behind all that say what was meant. A ``frequent``
    token beside one that is surer to be changed is left: it seems wrong because of that one, and what is still wrong
    after the change will be found then. ``first`` tells which tokens begin sentences.
    """
    if not len(chosen):
        return
    _, which = np.unique(choices(chosen), return_inverse=True)
    sure = np.minimum(np.bincount(which, weights=chance), 1.0)[which]
    order = np.lexsort((-chance, chosen.kind == Kind.UNKNOWN, -sure))
    best = np.sort(np.unique(which[order], return_index=True)[1])  # of each choice its first
    apart = (chosen.kind == Kind.CASE) | (chosen.kind == Kind.DOUBLED)
    yields = frequent[chosen.at] & ~apart
    taken: set[int] = set()
    near: set[int] = set()
    picked = []
    for index in order[best].tolist():
        if sure[index] < least:
            break
        at = int(chosen.at[index])
        twice = chosen.kind[index] == Kind.DOUBLED  # shown with the word before, so that may not be changed as well
        span = range(at - int(twice), at + max(int(chosen.removed[index]), 1))
        if taken.isdisjoint(span) and (not yields[index] or near.isdisjoint(span)):
            taken.update(span)
            picked.append((at, index, float(sure[index])))
            if not apart[index]:
                near.update(_neighbours(first, span))
    yield from sorted(picked)


def _neighbours(first: Flags, span: range) -> Iterator[int]:
    """Yield the tokens before and behind some, as far as they are in the same sentence."""
    if not first[span.start]:
        yield span.start - 1
    if span.stop < len(first) and not first[span.stop]:
        yield span.stop
