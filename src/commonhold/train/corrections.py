"""Corrections: what people changed in their own texts when they said they were fixing mistakes.

A commit gives a file before and after; both are read as passages, aligned, and every sentence in which only a few
words changed becomes a correction. Whether a change mends an error or is a matter of taste is decided later, from
counts (``errors``); here only what cannot be a slip of the pen is left out: changed code, numbers, names of things,
moved text, rewriting. Knows no language but the subjects people give such commits.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from commonhold.train.tokens import Token, is_written, starts, tokens
from commonhold.work import Correction, Revised

SUBJECT = re.compile(
    r"typo|\bspell|mis-?spel|gramm[ae]|proof-?read|wording|copy-?edit|punctuation|orthogra|ortogr"
    r"|coquille|faute|erreur|relecture|\brelue?s?\b|\baccents?\b|corrig|tippfehler|schreibfehler|rechtschreib|korrektur"
    r"|errata|correcci[oó]n|corrij|correg|gram[aá]tic|\btildes?\b|\bacent[ou]|\bnits?\b",
    re.IGNORECASE,
)
"""Subjects of commits in which people mend their language: words of that trade in each language, and no other."""

NOT_SUBJECT = re.compile(r"revert|translat|\bi18n|\bl10n|british|american|word ?list|codespell|\bbot\b", re.IGNORECASE)

MOST_EDITS = 3
MOST_EDIT_TOKENS = 2
MOST_SENTENCE_TOKENS = 80
MOST_PASSAGES = 3000
_ALIKE = 0.5


def mends(subject: str) -> bool:
    """Tell whether a commit of this subject is likely to hold corrections.

    >>> mends("Fix typos in README"), mends("Add feature"), mends("Revert \\"fix typo\\"")
    (True, False, False)
    """
    return SUBJECT.search(subject) is not None and NOT_SUBJECT.search(subject) is None


def may_mend(subject: str) -> bool:
    """Tell whether a commit of this subject may hold corrections though it does not say so.

    >>> may_mend("Update index.md"), may_mend("Revert \"fix typo\"")
    (True, False)
    """
    return NOT_SUBJECT.search(subject) is None


def corrections(revised: Revised, before: Sequence[str], after: Sequence[str]) -> Iterator[Correction]:
    """Yield the corrections between the passages of a revised file, each sentence once."""
    for old, new in _pairs(before, after):
        for sentence, mended, edits in sentence_edits(old, new):
            yield Correction(revised.source, revised.revision, revised.path, sentence, mended, edits, revised.told)


def one_way(found: Iterable[Correction]) -> list[Correction]:
    """Return each (before, after) once, in order, without those that somebody changed back."""
    unique: dict[tuple[str, str], Correction] = {}
    for correction in found:
        unique.setdefault((correction.before, correction.after), correction)
    return [correction for (before, after), correction in unique.items() if (after, before) not in unique]


def copied(found: Iterable[Correction]) -> set[tuple[str, str, str]]:
    """Return (source, before, after) of corrections that another source has, told of or met before this one.

    A repository whose history is a copy of another's must not vouch for it.
    """
    first: dict[tuple[str, str], str] = {}
    copies: set[tuple[str, str, str]] = set()
    for correction in sorted(found, key=lambda one: not one.told):
        source = first.setdefault((correction.before, correction.after), correction.source)
        if source != correction.source:
            copies.add((correction.source, correction.before, correction.after))
    return copies


def _pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield passages that were changed but not replaced."""
    if max(len(before), len(after)) > MOST_PASSAGES:
        return
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    old, new = before[first : len(before) - last], after[first : len(after) - last]
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "replace":
            yield from _alike(old[a:b], new[c:d])


def _alike(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield pairs of passages that share most of their words, in order."""
    bags = [Counter(passage.split()) for passage in new]
    at = 0
    for passage in old:
        words = Counter(passage.split())
        for index in range(at, min(at + 20, len(new))):
            shared = sum((words & bags[index]).values())
            if 2 * shared >= _ALIKE * 2 * max(sum(words.values()), sum(bags[index].values())):
                yield passage, new[index]
                at = index + 1
                break


Edits = tuple[tuple[int, int, str], ...]


def sentence_edits(old: str, new: str) -> Iterator[tuple[str, str, Edits]]:
    """Yield (sentence, mended sentence, edits) for sentences of ``old`` in which ``new`` changed a few words.

    >>> next(sentence_edits("All is well. This are a test of it.", "All is well. This is a test of it."))
    ('This are a test of it.', 'This is a test of it.', ((5, 8, 'is'),))
    """
    a, b = tokens(old), tokens(new)
    if abs(len(a) - len(b)) > MOST_EDITS * MOST_EDIT_TOKENS or max(len(a), len(b)) > 1000:
        return
    forms = [token.form for token in a]
    changes = _changes(forms, [token.form for token in b])
    bounds = [*starts(forms), len(forms)]
    for first, last in pairwise(bounds):
        # What was put in between two sentences belongs to neither for certain; at the very end there is but one.
        inside = [change for change in changes if change[0] < last and change[1] > first]
        inside += [change for change in changes if change[0] == last == len(forms)]
        if any(change[0] < first or change[1] > last for change in inside):
            continue
        if not 1 <= len(inside) <= MOST_EDITS or not 4 <= last - first <= MOST_SENTENCE_TOKENS:
            continue
        if sum(max(change[1] - change[0], change[3] - change[2]) for change in inside) > 0.4 * (last - first):
            continue
        if all(_is_wordy(a, b, change) for change in inside):
            start, end = a[first].start, a[last - 1].end
            edits = tuple(_edit(old, new, a, b, change, start) for change in inside)
            yield old[start:end], apply(old[start:end], edits), edits


_Change = tuple[int, int, int, int]


def _changes(old: list[str], new: list[str]) -> list[_Change]:
    """Return changed token ranges; a replaced run of equally many tokens is taken token by token."""
    changes: list[_Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        if b - a == d - c:
            changes.extend((a + k, a + k + 1, c + k, c + k + 1) for k in range(b - a))
        else:
            changes.append((a, b, c, d))
    return changes


def _is_wordy(a: list[Token], b: list[Token], change: _Change) -> bool:
    """Tell whether a change concerns few tokens, all of them words or the marks between them."""
    i, j, k, m = change
    if j - i > MOST_EDIT_TOKENS or m - k > MOST_EDIT_TOKENS:
        return False
    return all(is_written(token.form) for token in (*a[i:j], *b[k:m]))


def _edit(old: str, new: str, a: list[Token], b: list[Token], change: _Change, base: int) -> tuple[int, int, str]:
    """Return a change of tokens as a change of characters, relative to ``base``; a gap is replaced by a gap."""
    i, j, k, m = change
    if j > i and m > k:
        return a[i].start - base, a[j - 1].end - base, new[b[k].start : b[m - 1].end]
    if j > i and (i == 0 or k == 0 or a[i].start == base):
        return a[i].start - base, (a[j].start if j < len(a) else a[j - 1].end) - base, ""
    if j == len(a) or m == len(b):
        return a[i - 1].end - base, (a[j - 1].end if j > i else a[i - 1].end) - base, new[b[k - 1].end : b[m - 1].end]
    if k == 0 or i == 0 or a[i].start == base:
        return a[i].start - base, a[i].start - base, new[b[k].start : b[m].start]
    return a[i - 1].end - base, a[j].start - base, new[b[k - 1].end : b[m].start]


def apply(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return the text with edits (start, end, replacement), in ascending order, carried out.

    >>> apply("a cat sat", [(0, 1, "the"), (5, 9, "")])
    'the cat'
    """
    out, at = [], 0
    for start, end, replacement in edits:
        out += [text[at:start], replacement]
        at = end
    return "".join([*out, text[at:]])
