"""Slips: errors drawn from the error model and put into right text, for the ranker to learn from.

People's own corrections show which errors are made and how often; there are too few of them to show how each looks
in every surrounding. So right sentences are spoilt by the same changes, backwards and as often as people mend them.
Only slips are drawn that leave known words: of misspelt words people's own corrections show enough, and drawn ones
make the ranker worse at them (``docs/log.md``). Knows no language; what it draws is the same for a seed.
"""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from commonhold.train.errors import ErrorModel
from commonhold.train.tokens import MARKS, STOPS, Token, folded, is_word, tokens
from commonhold.work import Correction

LEAST_MET = 50
"""A wrong word must itself be met so often, unless it is a word misspelt."""

Edit = tuple[int, int, str]
Wheel = tuple[Sequence[str], Sequence[int]]
"""Names with running totals of their times, to draw from."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody writes: a slip is tried at one word in ``every``, each kind as often as ``shares`` say beside the
    others, and ``small`` (0 to 1) of the capitals in front of a passage and of words of one letter are forgotten.
    """

    every: int
    shares: Mapping[str, int]
    small: float = 0.0


FLUENT = Manner(25, {"pair": 40, "ending": 15, "missing": 13, "extra": 10, "doubled": 2, "case": 20})
HASTY = Manner(
    7, {"pair": 30, "ending": 25, "missing": 13, "extra": 10, "doubled": 1, "case": 6, "misspelt": 35}, small=0.3
)
"""Error upon error, as in a first draft or in a language that is new to the writer."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What people do wrong: for a right word the wrong ones (``pairs``) and its misspellings (``misspelt``), for a
    right ending the wrong ones (``endings``), words put in (``added``), and how often, 0 to 1, a word is dropped
    (``dropped``) or written wrongly (``haste``), beside twice the mean of all. ``known``: how often each word is met.
    """

    pairs: Mapping[str, Wheel]
    misspelt: Mapping[str, Wheel]
    endings: Mapping[str, Wheel]
    dropped: Mapping[str, float]
    added: Wheel
    haste: Mapping[str, float]
    known: Mapping[str, int]


def habits(errors: ErrorModel, known: Mapping[str, int]) -> Habits:
    """Return the habits in an error model; ``known`` are all words with their counts."""
    pairs: dict[str, dict[str, int]] = defaultdict(dict)
    misspelt: dict[str, dict[str, int]] = defaultdict(dict)
    dropped: dict[str, int] = {}
    added: dict[str, int] = {}
    for (before, after), times in errors.pairs.items():
        if len(after) == 1 and before and after != before:
            if all(known.get(word, 0) >= LEAST_MET for word in before):
                pairs[after[0]][" ".join(before)] = times
            elif len(before) == 1 and is_word(before[0]) and is_word(after[0]):
                misspelt[after[0]][before[0]] = times
        elif not before and len(after) == 1:
            dropped[after[0]] = times
        elif not after and len(before) == 1:
            added[before[0]] = times
    endings: dict[str, dict[str, int]] = defaultdict(dict)
    for (old, new), times in errors.endings.items():
        endings[new][old] = times
    return Habits(
        {word: _wheel(wrong) for word, wrong in pairs.items()},
        {word: _wheel(wrong) for word, wrong in misspelt.items()},
        {ending: _wheel(wrong) for ending, wrong in endings.items()},
        _rates(dropped, known),
        _wheel(added),
        _rates({word: sum(wrong.values()) for word, wrong in pairs.items()}, known),
        known,
    )


def _rates(times: Mapping[str, int], known: Mapping[str, int]) -> dict[str, float]:
    met = {word: max(known.get(word, 0), 1) for word in times}
    mean = sum(times.values()) / max(sum(met.values()), 1)
    return {word: min(times[word] / met[word] / (2 * mean), 1.0) for word in times}


def _wheel(times: Mapping[str, int]) -> Wheel:
    names = sorted(times)
    return names, list(accumulate(times[name] for name in names))


def _drawn(wheel: Wheel, choose: Random) -> str:
    names, totals = wheel
    return names[bisect(totals, choose.randrange(totals[-1]))] if names else ""


def spoilt(passage: str, habit: Habits, choose: Random, manner: Manner = FLUENT) -> Correction | None:
    """Return a passage with slips as the correction that would put it right, or None where none was drawn."""
    found = tokens(passage)
    edits: list[Edit] = []
    free = 0
    wheel = list(manner.shares), list(accumulate(manner.shares.values()))
    for at, token in enumerate(found):
        if at < free or not (is_word(token.form) or token.form in MARKS):
            continue
        forgets = manner.small and (at == 0 or len(token.form) == 1) and choose.random() < manner.small
        if forgets or choose.randrange(manner.every) == 0:
            edit = _slip("case" if forgets else _drawn(wheel, choose), found, at, habit, choose)
            if edit is not None:
                edits.append(edit)
                free = at + 3
    return _correction(passage, edits) if edits else None


def _slip(kind: str, found: Sequence[Token], at: int, habit: Habits, choose: Random) -> Edit | None:
    """Return what to put in place of some characters of the right passage."""
    token = found[at]
    word = folded(token.form)
    if kind == "case":
        begins = at == 0 or found[at - 1].form in STOPS
        closes = found[-1].form in STOPS
        small = token.form.lower()
        return (token.start, token.end, small) if small != token.form and (closes or not begins) else None
    if kind in ("pair", "ending", "misspelt"):
        wrong = _wrong(kind, token.form, word, habit, choose) if is_word(token.form) else ""
        return (token.start, token.end, wrong) if wrong and wrong != token.form else None
    if at == 0 or found[at - 1].end > token.start:
        return None
    if kind == "missing":
        often = choose.random() < habit.dropped.get(word, 0.0)
        return (found[at - 1].end, token.end, "") if often and token.form == word else None
    if not is_word(token.form) or found[at - 1].end == token.start:
        return None
    if kind == "doubled":
        return (token.start, token.start, f"{token.form} ")
    extra = _drawn(habit.added, choose)
    return (found[at - 1].end, found[at - 1].end, extra if extra in MARKS else f" {extra}") if extra else None


def _wrong(kind: str, form: str, word: str, habit: Habits, choose: Random) -> str:
    """Return a word in the casing of ``form`` as people write it wrongly, empty where they do not."""
    if form not in (word, word[:1].upper() + word[1:]):
        return ""
    wrong = ""
    if kind == "pair" and choose.random() < habit.haste.get(word, 0.0):
        wrong = _drawn(habit.pairs[word], choose)
    if kind == "misspelt" and word in habit.misspelt:
        wrong = _drawn(habit.misspelt[word], choose)
    if kind == "ending":
        cuts = [cut for cut in range(min(4, len(word) - 3)) if word[len(word) - cut :] in habit.endings]
        if cuts:
            cut = choose.choice(cuts)
            wrong = word[: len(word) - cut] + _drawn(habit.endings[word[len(word) - cut :]], choose)
            wrong = wrong if habit.known.get(wrong, 0) >= LEAST_MET else ""
    return wrong[:1].upper() + wrong[1:] if form != word else wrong


def _correction(passage: str, edits: Sequence[Edit]) -> Correction:
    """Return the correction that undoes edits (ascending, apart) of a passage."""
    out, back = [], []
    at = shift = 0
    for start, end, wrong in edits:
        out += [passage[at:start], wrong]
        back.append((start + shift, start + shift + len(wrong), passage[start:end]))
        shift += len(wrong) - (end - start)
        at = end
    return Correction("", "", "", "".join([*out, passage[at:]]), passage, tuple(back))
