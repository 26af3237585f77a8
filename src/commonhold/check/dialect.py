"""In which dialect a text is written, and the words in it that are of another one.

A text is taken for one of a dialect when the writer says so, or when it clearly is: then its other words are told to
be mixed in. Quoted words, code and names are neither counted nor told. Knows no language: which word is at home where
comes with the model.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonhold.check.grounds import times
from commonhold.check.message import DIALECT, sentence
from commonhold.check.quotes import quoted
from commonhold.check.rendering import matched
from commonhold.finding import Finding
from commonhold.train.dialects import Dialects
from commonhold.train.lexicon import MOSTLY, Lexicon
from commonhold.train.tokens import folded, is_word, starts, tokens

FEWEST_WORDS, FEWEST_USES = 3, 6
"""Different words of a dialect, and uses in all, from which a text may be taken for one of that dialect."""

MOST_OF_A_WORD = 3
"""Uses of one word that count: a text on ``color`` profiles has not thereby chosen."""

MOST_OTHERS = 0.15
"""Share of uses of other dialects up to which a text still clearly is of one."""

MIXED = 0.5
"""Probability told where a text mixes dialects. Chosen, not measured: nobody has counted who would change it."""

CHOSEN = 0.8
"""Probability told where the writer has named hers. Chosen too, and short of sure: some pairs are so by mistake."""

MOST_SHOWN = 3

_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Variants:
    """The words of a lexicon that are not at home in every dialect, by folded form with their ids."""

    lexicon: Lexicon
    names: tuple[str, ...]
    ids: dict[str, int]
    partner: dict[int, int]
    home: dict[int, int]

    @classmethod
    def of(cls, dialects: Dialects, lexicon: Lexicon) -> Variants:
        """Return the variants a model knows."""
        rows = zip(dialects.word.tolist(), dialects.partner.tolist(), dialects.home.tolist(), strict=True)
        everywhere = (1 << len(dialects.names)) - 1
        partner, home = {}, {}
        for word, mate, bits in rows:
            partner[word] = mate
            if bits not in (0, everywhere):
                home[word] = bits
        return cls(lexicon, dialects.names, {lexicon.word(number): number for number in home}, partner, home)


@dataclass(frozen=True, slots=True)
class Use:
    """A variant in a text: its place in code points, its form as written, its word id."""

    start: int
    end: int
    form: str
    word: int


def uses(text: str, variants: Variants) -> list[Use]:
    """Return the variants in a text that are the writer's own plain words: not quoted, no code, no names."""
    if variants.ids.keys().isdisjoint(map(folded, _LETTERS.findall(text))):
        return []
    found = tokens(text)
    first = set(starts([token.form for token in found]))
    spans = quoted(text)
    out = []
    for number, token in enumerate(found):
        word = variants.ids.get(folded(token.form)) if is_word(token.form) else None
        if word is None or any(start <= token.start and token.end <= end for start, end in spans):
            continue
        if token.form[0].isupper() and number not in first and variants.lexicon.capital[word] <= MOSTLY:
            continue  # a name, or a heading that is written as if all of it were one
        out.append(Use(token.start, token.end, token.form, word))
    return out


@dataclass(frozen=True, slots=True)
class Habits:
    """The uses in each passage of a text, and the dialects it is written in as ``bits`` (0: not clear)."""

    variants: Variants
    by_passage: Sequence[Sequence[Use]]
    bits: int
    chosen: int

    def strangers(self, passage: int, least: float) -> list[Finding]:
        """Return a finding for each word of a passage that is not at home in its text's dialects.

        What was asked for is told whatever the dial; what is mixed only from the probability ``least``.
        """
        probability = CHOSEN if self.chosen else MIXED
        if not self.bits or (probability < least and not self.chosen) or not self.by_passage[passage]:
            return []
        name = _named(self.bits, self.variants)
        why = f"{name} was chosen" if self.chosen else f"otherwise this text is written as in {name}: {self._shown()}"
        out = []
        for use in self.by_passage[passage]:
            better = preferred(use.word, self.bits, self.variants)
            if better != use.word:
                form = matched(self.variants.lexicon.written(better), use.form)
                message = sentence(DIALECT, use.form, form)
                out.append(Finding(use.start, use.end, DIALECT, message, (form,), probability, (why,)))
        return out

    def _shown(self) -> str:
        found = (use for uses in self.by_passage for use in uses)
        own = Counter(use.form.lower() for use in found if self.variants.home[use.word] & self.bits)
        return ", ".join(f"‘{form}’ {times(count)}" for form, count in own.most_common(MOST_SHOWN))


def habits(by_passage: Sequence[Sequence[Use]], chosen: int, variants: Variants) -> Habits:
    """Return the habits of a text by the uses in its passages; ``chosen`` are the dialects asked for, if any."""
    bits = chosen or habit((use for found in by_passage for use in found), variants)
    return Habits(variants, by_passage, bits, chosen)


def habit(found: Iterable[Use], variants: Variants) -> int:
    """Return the dialects a text is clearly written in, as bits; 0 where it is not clear."""
    weighed = {word: min(count, MOST_OF_A_WORD) for word, count in Counter(use.word for use in found).items()}
    total = sum(weighed.values())
    best, bits = 0, 0
    for number in range(len(variants.names)):
        own = [count for word, count in weighed.items() if variants.home[word] >> number & 1]
        if len(own) >= FEWEST_WORDS and sum(own) >= max(FEWEST_USES, (1 - MOST_OTHERS) * total, best):
            bits = (bits if sum(own) == best else 0) | 1 << number
            best = sum(own)
    return bits


def _named(bits: int, variants: Variants) -> str:
    return " or ".join(name for number, name in enumerate(variants.names) if bits >> number & 1)


def beside(found: Sequence[Finding], mixed: Sequence[Finding]) -> list[Finding]:
    """Return findings with those of dialect that touch none of them, by place."""
    free = [one for one in mixed if all(one.end <= other.start or other.end <= one.start for other in found)]
    return sorted([*found, *free], key=lambda finding: (finding.start, finding.end))


def preferred(word: int, bits: int, variants: Variants) -> int:
    """Return a word as it is written in the dialects of ``bits``; any other word, and without bits any, as it is."""
    mate = variants.partner.get(word, -1)
    if mate < 0 or not bits or variants.home.get(word, bits) & bits:
        return word
    return mate if variants.home.get(mate, bits) & bits else word
