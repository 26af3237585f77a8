"""Slight changes: slips mended in passing, by commits that do not say so.

Most people who correct a word say no more than "update the page". Of such commits only changes are taken that look
like a slip put right: in a line that else stays as it is, one word becomes one of nearly the same letters, or a small
word or mark comes or goes. What a source changes so again and again is a renaming. What cannot be told from a change
of meaning is in it all the same: "uses" and "users", a comma of taste.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

from commonhold.train.errors import Change, changes, near
from commonhold.train.tokens import MARKS, folded, is_word, is_written, tokens
from commonhold.work import Correction

Part = TypeVar("Part", str, bytes)

MOST_LINES = 60
"""A file of which more lines in a row are in question was rewritten."""

MOST_CHANGED_LINES = 8

SMALL = 5
"""Letters of a word that may come, go or turn into another small one."""

MOST_TIMES = 2
"""A change that a source makes more often without saying why is a renaming."""


def slight(before: bytes, after: bytes) -> bool:
    r"""Tell whether a file changed in few lines, and in one of them as if a slip was mended.

    >>> slight(b"all\nis wel\n", b"all\nis well\n"), slight(b"all\nis wel\n", b"all\nare things\n")
    (True, False)
    """
    old, new = _between(before.split(b"\n"), after.split(b"\n"))
    if max(len(old), len(new)) > MOST_LINES:
        return False
    kept = set(old) & set(new)
    gone, come = [line for line in old if line not in kept], [line for line in new if line not in kept]
    if not 1 <= len(gone) == len(come) <= MOST_CHANGED_LINES:
        return False
    return any(_is_mended(a, b) for a, b in zip(gone, come, strict=True))


def _between(old: Sequence[Part], new: Sequence[Part]) -> tuple[Sequence[Part], Sequence[Part]]:
    """Return what is left of two sequences without their common beginning and end."""
    shorter = min(len(old), len(new))
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - first) if old[-1 - at] != new[-1 - at]), shorter - first)
    return old[first : len(old) - last], new[first : len(new) - last]


def _is_mended(before: bytes, after: bytes) -> bool:
    try:
        old, new = before.decode("utf-8"), after.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return is_slip(*_between([token.form for token in tokens(old)], [token.form for token in tokens(new)]))


def is_slip(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether tokens as written may have become others because they were wrong.

    >>> is_slip(["teh"], ["the"]), is_slip([], ["of"]), is_slip(["Osaka"], ["Kyoto"]), is_slip(["URl"], ["URL"])
    (True, True, False, False)
    """
    forms = [*before, *after]
    if not 1 <= len(forms) <= 3 or not all(is_written(form) for form in forms):
        return False
    if any(form[1:] != form[1:].lower() for form in forms):
        return False
    old, new = [folded(form) for form in before], [folded(form) for form in after]
    if old == new:
        return False
    if "".join(old) == "".join(new):
        return True
    if len(old) == len(new) == 1 and is_word(forms[0]) and is_word(forms[1]) and near(old[0], new[0]):
        return True
    return len(forms) <= 2 and len(old) <= 1 and all(form in MARKS or len(form) <= SMALL for form in forms)


def in_passing(found: Iterable[Correction]) -> list[Correction]:
    """Return the corrections of a source without those that nobody said to be any and that do not look like it."""
    everything = list(found)
    plain = [correction for correction in everything if not correction.told and _is_slight(correction)]
    times: Counter[Change] = Counter(change for correction in plain for change in changes(correction))
    rare = {id(one) for one in plain if all(times[change] <= MOST_TIMES for change in changes(one))}
    return [correction for correction in everything if correction.told or id(correction) in rare]


def _is_slight(correction: Correction) -> bool:
    if len(correction.edits) != 1:
        return False
    start, end, replacement = correction.edits[0]
    sides = (correction.before[start:end], replacement)
    old, new = ([token.form for token in tokens(side) if is_written(token.form)] for side in sides)
    return is_slip(old, new)
