"""Asking a person about each finding, one key an answer. Returns what was chosen; changes no text.

Knows nothing of terminals: keys come from one function, text goes to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from commonhold.doors.edits import Edit, collides, is_changeable
from commonhold.doors.positions import Lines
from commonhold.doors.report import Look, block, visible
from commonhold.errors import CommonholdError
from commonhold.finding import NOT_ABOUT_WORDS, Finding

if TYPE_CHECKING:
    from commonhold.vocabulary import Vocabulary

LISTS = {"w": "user", "p": "project"}
"""The key for each list that a word can be put into."""

HELP = """\
  y    make the first suggested change
  1-9  make the change with that number
  n    leave this one as it is
  i    leave this one and all later ones with the same words
  w    put the word into your own word list, so that it is never asked about again
  p    put it into the word list of the project
  a    make the first suggested change here and for every later finding of this kind
  q    stop here; the changes chosen so far are made
  ?    show this help
  Ctrl-C stops at once; the file asked about stays as it is"""


@dataclass(slots=True)
class Habits:
    """What the person has decided for the rest of the run: kinds always changed, words always left, whether to stop.

    ``learned`` are the words put into a list, which other forms of them follow.
    """

    accepted_kinds: set[str] = field(default_factory=set)
    ignored: set[tuple[str, str]] = field(default_factory=set)
    learned: Vocabulary | None = None
    stopped: bool = False

    def learn(self, word: str) -> None:
        """Leave a word alone from now on, in other forms as well."""
        from commonhold.vocabulary import vocabulary

        self.learned = vocabulary([*(self.learned.right.written if self.learned else ()), word])

    def has_learned(self, source: str, start: int, end: int) -> bool:
        """Tell whether the words at a place are to be left alone since a word was learned."""
        return self.learned is not None and self.learned.covers(source, start, end)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where the asking happens: ``key`` waits for one key (empty: there are no more), ``say`` shows text as it is.

    ``learn`` puts a word into the list of the user or of the project, for the text being asked about, and tells where
    it stands now; where there is none, words are not asked about.
    """

    key: Callable[[], str]
    say: Callable[[str], None]
    look: Look
    learn: Callable[[str, str], str] | None = None


def ask(path: str, source: str, findings: Sequence[Finding], habits: Habits, desk: Desk) -> list[Edit]:
    """Return the edits a person chose for one text; ``habits`` are obeyed and brought up to date.

    Findings that cannot be applied, or have no suggestion, are shown without a question, and those that collide with a
    chosen edit are passed over. Stopping keeps what was chosen.
    """
    lines = Lines(source)
    edits: list[Edit] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, finding.end)):
        if habits.stopped:
            break
        words = (finding.kind, source[finding.start : finding.end])
        if words in habits.ignored or (edits and collides(finding, edits[-1])):
            continue
        if finding.kind not in NOT_ABOUT_WORDS and habits.has_learned(source, finding.start, finding.end):
            continue
        if not is_changeable(finding):
            _show(path, lines, finding, desk)
            reason = "it crosses markup" if finding.suggestions else "there is no suggestion"
            desk.say(f"    to be changed by hand: {reason}\n\n")
        elif finding.kind in habits.accepted_kinds:
            edits.append(_edit(finding, 0))
        else:
            _show(path, lines, finding, desk)
            choice = _answer(finding, words, habits, desk)
            if choice is not None:
                edits.append(_edit(finding, choice))
    return edits


def _edit(finding: Finding, choice: int) -> Edit:
    return Edit(finding.start, finding.end, finding.suggestions[choice])


def _show(path: str, lines: Lines, finding: Finding, desk: Desk) -> None:
    numbered = is_changeable(finding) and len(finding.suggestions) > 1
    desk.say("\n".join(block(path, lines, finding, desk.look, numbered=numbered)) + "\n")


def _answer(finding: Finding, words: tuple[str, str], habits: Habits, desk: Desk) -> int | None:
    """Ask until a key makes sense; return the number of the chosen suggestion, from 0, or None to leave the words."""
    digits = "123456789"[: len(finding.suggestions)]
    lists = LISTS if desk.learn and finding.kind not in NOT_ABOUT_WORDS else {}
    keys = "/".join(["y", "n", *([f"1-{digits[-1]}"] if len(digits) > 1 else []), "i", *lists, "a", "q", "?"])
    while True:
        desk.say(f"  {desk.look.paint('Change it?', 'place')} [{keys}] ")
        key = desk.key()
        if key == "y" or (key and key in digits):
            choice = 0 if key == "y" else int(key) - 1
        elif key == "a":
            habits.accepted_kinds.add(finding.kind)
            choice = 0
        elif key in ("n", "i", "q", ""):
            habits.stopped = key in ("q", "")
            if key == "i":
                habits.ignored.add(words)
            desk.say(f"{key}\n\n")
            return None
        elif key in lists:
            if _learned(words[1], lists[key], habits, desk):
                return None
            continue
        else:
            desk.say(f"{visible(key)}\n{HELP}\n")
            continue
        desk.say(f"{key}\n\n")
        return choice


def _learned(word: str, whose: str, habits: Habits, desk: Desk) -> bool:
    """Put a word into a list and say where, or why not."""
    assert desk.learn
    try:
        told = desk.learn(word, whose)
    except CommonholdError as error:
        desk.say(f"\n    {visible(str(error))} {visible(error.advise())}\n")
        return False
    habits.learn(word)
    desk.say(f"\n    {visible(told)}\n\n")
    return True
