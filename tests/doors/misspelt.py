"""A checker of one honest rule, a letter three times in a row, and the command line with it: for tests about words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from commonhold.doors.cli import main
from commonhold.doors.opening import Opened
from commonhold.errors import NoModelError
from commonhold.finding import Finding

WORD = re.compile(r"[\w']*?(\w)\1\1[\w']*")


class TripledLetters:
    """Finds words with a letter three times in a row, in one language."""

    def check_each(self, texts: Sequence[str]) -> list[list[Finding]]:
        return [self.check_source(text, "text") for text in texts]

    def check_source(self, source: str, kind: str, hear: Callable[[int], object] = int) -> list[Finding]:
        hear(len(source))
        return [
            Finding(
                one.start(),
                one.end(),
                "spelling",
                f"‘{one[0]}’ is no word",
                (one[0].replace(one[1] * 3, one[1]),),
                0.95,
            )
            for one in WORD.finditer(source)
        ]


def open_tripled(language: str | None, model: Path | None, sensitivity: float | None) -> Opened:
    if language not in (None, "en", "de"):
        raise NoModelError(language=language, available="de, en")
    return Opened(TripledLetters(), language or "en", f"tripled letters at {sensitivity}")


if __name__ == "__main__":
    main(opener=open_tripled)
