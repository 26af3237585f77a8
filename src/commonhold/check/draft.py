"""A text that is being written: checked part by part, and after a change only where the change can matter.

What is found in a sentence depends on its words, and on how often the rare ones among them stand in the whole text, up
to ``reading.MOST_TIMES``; so a change touches its own sentences and those few that share a rare word with them. The
findings are always those that ``Checker.check_source`` would find in the text as it now is.

Knows no editor: offsets are code points, and whoever asks decides how long to go on. Not for several threads at once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from commonhold.check.checker import TOKENS_AT_ONCE, Checker
from commonhold.check.dialect import Habits, Use, beside
from commonhold.check.ignoring import may_ignore, unignored
from commonhold.check.labels import REACH
from commonhold.check.message import DIALECT
from commonhold.check.placing import by_place, moved, placed
from commonhold.check.readers import is_code
from commonhold.check.readers.whole import stretches_of
from commonhold.check.sentences import sentences
from commonhold.curate.prose import Passage
from commonhold.curate.prose.stretches import Stretch
from commonhold.finding import Finding
from commonhold.train.reading import MOST_TIMES

FIRST_TOKENS = 250
"""Tokens of the first batch of a check; every further one is twice as large, up to ``TOKENS_AT_ONCE``."""

_AROUND = REACH + 3  # code points on both sides of a finding that decide whether it may be fixed


@dataclass(slots=True)
class _Sentence:
    """A sentence of a passage, its rare words, and what was found in it; None where that is not known (any more)."""

    start: int
    text: str
    rare: Counter[str]
    found: list[Finding] | None = None


_Read = tuple[Passage, list[_Sentence]]


@dataclass(slots=True)
class _Part:
    """One stretch of the source with the sentences of its passages.

    ``placed`` are the findings known in it, with the offsets of a source in which the stretch began ``at``.
    """

    stretch: Stretch
    read: list[_Read]
    placed: list[Finding] | None = None
    at: int = 0


_Row = tuple[_Part, Passage, _Sentence]


@dataclass(slots=True)
class _Queue:
    """What is left to check, what is nearest to a place last; of one ``edition`` of the text."""

    edition: int = -1
    rows: list[_Row] = field(default_factory=list)


class Draft:
    """A text of one kind of markup under the hands of a writer, and what one checker finds in it.

    Opening one reads the text and checks nothing. ``check`` checks what is not known yet, ``findings`` asks for all of
    it, ``edit`` and ``update`` change the text and forget what is not known any more.
    """

    def __init__(self, checker: Checker, kind: str, source: str = "") -> None:
        """Raises ValueError for a kind that ``readers.passages`` does not know."""
        self._checker = checker
        self._stretches = stretches_of(source, kind)
        self._edition = 0
        self._parts: list[_Part] = []
        self._rare: Counter[str] = Counter()
        self._uses: dict[str, list[Use]] = {}
        self._bits = 0
        self._take(0, 0, len(self._stretches.now))

    @property
    def source(self) -> str:
        """The text as it now is."""
        return self._stretches.source

    @property
    def waiting(self) -> int:
        """Code points of prose that are not checked yet."""
        return sum(len(one.text) for _, _, one in self._rows() if one.found is None)

    def edit(self, start: int, end: int, replacement: str) -> None:
        """Put ``replacement`` in the place of ``source[start:end]``.

        Raises ValueError where start and end are no places of the source.
        """
        self._take(*self._stretches.edit(start, end, replacement))
        starts = self._stretches.starts
        first = max(bisect_right(starts, max(start - _AROUND, 0)) - 1, 0)
        for part in self._parts[first : bisect_left(starts, start + len(replacement) + _AROUND)]:
            part.placed = None

    def update(self, source: str) -> None:
        """Make ``source`` the text: an edit of what lies between its first and its last difference."""
        if source != self.source:
            self.edit(*difference(self.source, source))

    def check(self, near: int = 0) -> Iterator[list[Finding]]:
        """Check what is not known yet, beginning near a place, and yield the findings of batch after batch.

        Each has its findings in order, with the offsets of the text at that moment. Between two batches the text may
        be edited, and the check be left and begun again near another place: what is known stays known.
        """
        queue, size = _Queue(), FIRST_TOKENS
        self._follow_dialect()
        while batch := self._batch(queue, near, size):
            texts = [sentence.text for _, _, sentence in batch]
            for (part, _, sentence), found in zip(batch, self._found(texts), strict=True):
                sentence.found, part.placed = found, None
            starts = {id(part): start for part, start in zip(self._parts, self._stretches.starts, strict=True)}
            fresh = (one for row in batch for one in self._placed(row, starts[id(row[0])]))
            yield sorted(fresh, key=by_place)
            size = min(2 * size, TOKENS_AT_ONCE)

    def findings(self) -> list[Finding]:
        """Check what is not known yet, and return the findings of the whole text, by place."""
        for _ in self.check():
            pass
        return self.known()

    def known(self, start: int = 0, end: int | None = None) -> list[Finding]:
        """Return what is known so far, of the whole text or of what touches ``source[start:end]``, by place."""
        starts = self._stretches.starts
        habits = self._habits()
        out: list[Finding] = []
        number = 0
        for part, begin in zip(self._parts, starts, strict=True):
            mine = self._of_part(part, begin)
            shift = begin - part.stretch.base
            for passage, said in part.read:
                if habits.bits and (mixed := habits.strangers(number, self._checker.threshold)):
                    known = [moved(one, sentence.start) for sentence in said for one in sentence.found or ()]
                    free = [one for one in beside(known, mixed) if one.kind == DIALECT]
                    mine = sorted(
                        [*mine, *placed(free, passage, self.source, self._stretches.kind, shift)], key=by_place
                    )
                number += 1
            out += mine
        out = self._unignored(out)
        if start or end is not None:
            out = [one for one in out if one.end >= start and (end is None or one.start <= end)]
        return out

    def _unignored(self, found: list[Finding]) -> list[Finding]:
        """Leave out what comments ask to leave alone, and what says nothing in the source of a program."""
        kind = self._stretches.kind
        if not found or not (is_code(kind) or may_ignore(self.source)):
            return found
        return unignored(found, self.source, kind, list(self._passages()))

    def _passages(self) -> Iterator[Passage]:
        """Yield the passages of the text with the offsets of the source."""
        for stretch, start in zip(self._stretches.now, self._stretches.starts, strict=True):
            shift = start - stretch.base
            for one in stretch.passages:
                runs = ((at, place + shift, size) for at, place, size in one.runs)
                yield Passage(one.kind, one.text, tuple(runs)) if shift else one

    def _habits(self) -> Habits:
        """Return in which dialects the text is written; uses are remembered by passage."""
        read = [passage for part in self._parts for passage, _ in part.read]
        known = self._uses
        self._uses = {one.text: known[one.text] if one.text in known else self._checker.uses(one.text) for one in read}
        return self._checker.habits([self._uses[one.text] for one in read], [one.kind == "quote" for one in read])

    def _follow_dialect(self) -> None:
        """Forget all findings where the text has become one of another dialect: suggestions are written in it."""
        bits = self._habits().bits
        if bits != self._bits:
            self._bits = bits
            for part, _, sentence in self._rows():
                sentence.found = part.placed = None

    def _found(self, texts: list[str]) -> list[list[Finding]]:
        return self._checker.check_some(texts, self._rare, bits=self._bits)

    def _rows(self) -> Iterator[_Row]:
        for part in self._parts:
            for passage, said in part.read:
                for sentence in said:
                    yield part, passage, sentence

    def _take(self, first: int, last: int, many: int) -> None:
        """Follow the stretches: put new parts in the place of some, keeping what is known of sentences in both."""
        before = [row for part in self._parts[first:last] for row in part.read]
        fresh = self._stretches.now[first : first + many]
        after = [passage for stretch in fresh for passage in stretch.passages]
        said = zip(after, self._followed(before, after), strict=True)
        self._parts[first:last] = [_Part(stretch, list(islice(said, len(stretch.passages)))) for stretch in fresh]
        self._edition += 1

    def _followed(self, before: list[_Read], after: list[Passage]) -> list[list[_Sentence]]:
        """Return the sentences of passages that come in the place of others, and count their rare words."""
        most = min(len(before), len(after))
        head = next((at for at in range(most) if before[at][0].text != after[at].text), most)
        most -= head
        tail = next((at for at in range(most) if before[-1 - at][0].text != after[-1 - at].text), most)
        ends = len(before) - tail, len(after) - tail
        gone = {sentence.text: sentence for _, said in before[head : ends[0]] for sentence in said}
        come = [self._sentences(passage.text, gone) for passage in after[head : ends[1]]]
        shifts: Counter[str] = Counter()
        for _, said in before[head : ends[0]]:
            for sentence in said:
                shifts.subtract(sentence.rare)
        for said in come:
            for sentence in said:
                shifts.update(sentence.rare)
        out = [*(said for _, said in before[:head]), *come, *(said for _, said in before[ends[0] :])]
        self._forget(self._crossed(shifts), out)
        return out

    def _sentences(self, text: str, known: dict[str, _Sentence]) -> list[_Sentence]:
        out = []
        for start, sentence, forms in sentences(text):
            old = known.get(sentence)
            rare = old.rare if old else self._checker.rare_words(forms)
            out.append(_Sentence(start, sentence, rare, old.found if old else None))
        return out

    def _crossed(self, shifts: Counter[str]) -> set[str]:
        """Count rare words anew, and return those of which there are so many more or less that it matters."""
        crossed = set()
        for word, shift in shifts.items():
            before, after = self._rare[word], self._rare[word] + shift
            if min(before, MOST_TIMES) != min(after, MOST_TIMES):
                crossed.add(word)
            self._rare[word] = after
            if not after:
                del self._rare[word]
        return crossed

    def _forget(self, words: set[str], more: list[list[_Sentence]]) -> None:
        """Forget what was found in sentences that have one of these words, of all parts and some more."""
        if not words:
            return
        for part, _, sentence in self._rows():
            if sentence.found is not None and not words.isdisjoint(sentence.rare):
                sentence.found = part.placed = None
        for said in more:
            for sentence in said:
                if not words.isdisjoint(sentence.rare):
                    sentence.found = None

    def _batch(self, queue: _Queue, near: int, size: int) -> list[_Row]:
        """Take the next sentences from the queue, of so many tokens together; one of an older text is made anew."""
        if queue.edition != self._edition:
            starts = {id(part): start for part, start in zip(self._parts, self._stretches.starts, strict=True)}
            queue.edition = self._edition
            queue.rows = [row for row in self._rows() if row[2].found is None]
            queue.rows.sort(key=lambda row: -abs(starts[id(row[0])] - near))
        batch: list[_Row] = []
        while queue.rows and size > 0:
            row = queue.rows.pop()
            if row[2].found is None:
                batch.append(row)
                size -= len(row[2].text) // 5 + 1
        return batch

    def _of_part(self, part: _Part, start: int) -> list[Finding]:
        if part.placed is None:
            rows = ((part, passage, sentence) for passage, said in part.read for sentence in said if sentence.found)
            part.placed = sorted((one for row in rows for one in self._placed(row, start)), key=by_place)
        elif part.at != start:
            part.placed = [moved(finding, start - part.at) for finding in part.placed]
        part.at = start
        return part.placed

    def _placed(self, row: _Row, start: int) -> Iterator[Finding]:
        """Yield what was found in a sentence, by its place in the source, where its stretch begins at ``start``."""
        part, passage, sentence = row
        found = [moved(finding, sentence.start) for finding in sentence.found or ()]
        return placed(found, passage, self.source, self._stretches.kind, start - part.stretch.base)


def difference(before: str, after: str) -> tuple[int, int, str]:
    """Return (start, end, replacement) of the one edit of ``before`` that makes it ``after``.

    >>> difference("one two three", "one four three")
    (4, 7, 'four')
    """
    most = min(len(before), len(after))
    start = bisect_left(range(1, most + 1), True, key=lambda size: before[:size] != after[:size])
    most -= start
    same = bisect_left(range(1, most + 1), True, key=lambda size: before[-size:] != after[-size:])
    return start, len(before) - same, after[start : len(after) - same]
