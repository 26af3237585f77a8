"""The error model: which edits people make when they mend their own texts, and how often.

Learned from corrections alone: pairs of words, endings exchanged, words dropped, doubled and put in.
Tells an error from a change of taste by nearness of form, by commonness of both words and by agreement of sources;
not by a list of any language's words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from commonhold.train.tokens import folded, is_written, tokens
from commonhold.work import Correction

Words = tuple[str, ...]
Change = tuple[Words, Words]

COMMON_RANK = 250
"""The most frequent words count as function words: people drop, double and confuse them."""

MOST_OF_A_SOURCE = 3
"""A project that renames one thing a hundred times shall not teach that it is an error."""


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """Counts over corrections.

    ``pairs``: folded (before, after), each zero to two words, to times seen; ``sources``: in how many sources;
    ``endings``: (ending before, ending after) of words that share their beginning.
    """

    pairs: Mapping[Change, int]
    sources: Mapping[Change, int]
    endings: Mapping[tuple[str, str], int]


def near(before: str, after: str) -> bool:
    """Tell whether one word may be a slip for another by its letters.

    >>> near("recieve", "receive"), near("use", "utilize"), near("depend", "depending")
    (True, False, True)
    """
    most = 1 if min(len(before), len(after)) <= 4 else 2 if min(len(before), len(after)) <= 8 else 3
    return OSA.distance(before, after, score_cutoff=most) <= most or ending(before, after) is not None


def ending(before: str, after: str) -> tuple[str, str] | None:
    """Return the endings in which two words with a common beginning of three or more letters differ.

    >>> ending("depend", "depending"), ending("study", "studies"), ending("cat", "dog")
    (('', 'ing'), ('y', 'ies'), None)
    """
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    old, new = before[same:], after[same:]
    return (old, new) if same >= 3 and max(len(old), len(new)) <= 3 and before != after else None


def changes(correction: Correction) -> list[Change]:
    """Return the folded words before and after of each edit."""
    return [(_words(correction.before[start:end]), _words(replacement)) for start, end, replacement in correction.edits]


def _words(text: str) -> Words:
    return tuple(folded(token.form) for token in tokens(text) if is_written(token.form))


def of_source(corrections: Iterable[Correction]) -> Counter[Change]:
    """Return how often the corrections of one source make each change, at most ``MOST_OF_A_SOURCE`` times."""
    times = Counter(change for correction in corrections for change in changes(correction) if change[0] != change[1])
    return Counter({change: min(many, MOST_OF_A_SOURCE) for change, many in times.items()})


def learn(
    corrections: Iterable[Correction], ranks: Mapping[str, int], variants: Collection[tuple[str, str]] = ()
) -> ErrorModel:
    """Return the error model of corrections; ``ranks`` gives a word's id by frequency (absent: unknown).

    ``variants`` are (word, word) that differ in dialect alone: to change one into the other mends nothing.
    """
    by_source: dict[str, list[Correction]] = {}
    for correction in corrections:
        by_source.setdefault(correction.source, []).append(correction)
    pairs: Counter[Change] = Counter()
    sources: Counter[Change] = Counter()
    told: set[Change] = set()
    for found in by_source.values():
        own = of_source(found)
        pairs.update(own)
        sources.update(own.keys())
        told.update(of_source(correction for correction in found if correction.told))
    kept = {
        change: times
        for change, times in pairs.items()
        if (change in told or sources[change] > 1 or _is_of_letters(change))
        and is_error(change, sources[change], ranks)
        and not is_variant(change, variants)
    }
    endings: Counter[tuple[str, str]] = Counter()
    for (before, after), times in kept.items():
        if len(before) == len(after) == 1:
            exchanged = ending(before[0], after[0])
            if exchanged and before[0] in ranks and after[0] in ranks:
                endings[exchanged] += times
    return ErrorModel(kept, {change: sources[change] for change in kept}, endings)


def _is_of_letters(change: Change) -> bool:
    """Tell whether one word became one of nearly the same letters."""
    before, after = change
    return len(before) == len(after) == 1 and near(before[0], after[0])


def is_variant(change: Change, variants: Collection[tuple[str, str]]) -> bool:
    """Tell whether a change exchanges nothing but forms of two dialects, word by word.

    >>> known = {("colour", "color"), ("color", "colour")}
    >>> is_variant((("colour",), ("color",)), known), is_variant((("colour",), ("colors",)), known)
    (True, False)
    """
    before, after = change
    exchanged = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
    return len(before) == len(after) and bool(exchanged) and all(pair in variants for pair in exchanged)


def is_error(change: Change, sources: int, ranks: Mapping[str, int]) -> bool:
    """Tell whether a change mends an error rather than tastes differently.

    Near forms, words split or joined, and changes of common words do; other changes only if two sources made them.
    """
    before, after = change
    if "".join(before) == "".join(after):
        return True
    if len(before) == len(after) == 1:
        unknown = len(ranks)
        if after[0] not in ranks:
            return False
        return (
            near(before[0], after[0])
            or max(ranks.get(before[0], unknown), ranks[after[0]]) < COMMON_RANK
            or sources >= 3
        )
    if len(before) + len(after) == 1:
        return ranks.get((before + after)[0], COMMON_RANK) < COMMON_RANK or sources >= 3
    return sources >= 2
