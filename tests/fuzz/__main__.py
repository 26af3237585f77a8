"""Reads, checks and edits texts strung together by chance for as long as you like: ``python -m tests.fuzz``.

Run it at the root of the repository; it uses the English model that ships. Every round has a number, and one that
breaks a law is told with the command that repeats it. Exit code 0: all laws held; 1: one did not.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from collections.abc import Iterator

from commonhold.check import Checker, Draft
from commonhold.check.laws import lawful, mended
from commonhold.curate import hostile
from commonhold.curate.prose import passages
from commonhold.doors.opening import MODELS
from commonhold.release.bundle import open_bundle

KINDS = ("markdown", "rst", "asciidoc", "text", "html", "xml")
SECONDS = 5.0  # of processor time; the largest round takes a tenth


def rounds(seed: int, many: int | None, seconds: float) -> Iterator[int]:
    """Yield the numbers of the rounds, until so many are done or so much time is over."""
    started, number = time.monotonic(), seed
    while number - seed < many if many is not None else time.monotonic() - started < seconds:
        yield number
        number += 1


def play(checker: Checker, number: int) -> None:
    """Read, check, mend and edit one text; AssertionError where a law is broken."""
    chance = random.Random(number)
    kind, source = chance.choice(KINDS), hostile.source(chance)
    started = time.process_time()
    for passage in passages(source, kind):
        for text_start, source_start, length in passage.runs:
            here, there = passage.text[text_start:][:length], source[source_start:][:length]
            assert here == there, f"{here!r} stands in the source, not {there!r}"
    found = checker.check_source(source, kind)
    lawful(source, found)
    after = mended(source, found)
    lawful(after, checker.check_source(after, kind))
    draft = Draft(checker, kind, source)
    for _ in range(3):
        if chance.random() < 0.7:
            draft.findings()
        start = chance.randrange(len(draft.source) + 1)
        draft.edit(start, min(start + chance.choice((0, 1, 5, 50)), len(draft.source)), hostile.source(chance, 5))
    assert draft.findings() == checker.check_source(draft.source, kind), f"edited: {draft.source!r}"
    assert time.process_time() - started < SECONDS, "that took too long"


def main() -> int:
    """Play rounds, and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long to go on (10)")
    parser.add_argument("--rounds", type=int, help="how many rounds to play, instead of a time")
    parser.add_argument("--seed", type=int, default=0, help="the number of the first round (0)")
    asked = parser.parse_args()
    checker = Checker(open_bundle(MODELS / "en").model, 1000.0)
    done = 0
    for number in rounds(asked.seed, asked.rounds, 60 * asked.minutes):
        try:
            play(checker, number)
        except Exception:
            traceback.print_exc()
            print(f"round {number} broke a law: python -m tests.fuzz --seed {number} --rounds 1", file=sys.stderr)
            return 1
        done += 1
    print(f"{done} rounds, all lawful")
    return 0


if __name__ == "__main__":
    sys.exit(main())
