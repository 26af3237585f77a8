"""What the command line says: reports on one stream, notes and errors on standard error, in one order."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TextIO

from commonhold.doors.positions import Lines
from commonhold.doors.report import Look, block, headline, visible
from commonhold.doors.terminal import look_of
from commonhold.errors import AskedWronglyError, CommonholdError
from commonhold.finding import Finding


class UsageError(AskedWronglyError):
    """{what}"""


def complain(error: CommonholdError, colour: str = "auto") -> None:
    """Write an error and its advice to standard error."""
    look = look_of(sys.stderr, colour)
    sys.stdout.flush()
    print(f"{look.paint('error:', 'mark')} {visible(str(error))}", file=sys.stderr)
    print(f"{look.paint('help:', 'help')} {visible(error.advise())}", file=sys.stderr)


@dataclass(frozen=True, slots=True)
class Voice:
    """Reports go to ``out`` in a ``look``; a ``quiet`` voice says one line a finding and no notes."""

    out: TextIO
    look: Look
    quiet: bool = False

    def write(self, text: str) -> None:
        """Write text as it is, now."""
        self.out.write(text)
        self.out.flush()

    def tell(self, lines: Iterable[str]) -> None:
        """Write lines, now."""
        self.out.writelines(f"{line}\n" for line in lines)
        self.out.flush()

    def note(self, sentence: str) -> None:
        """Write a note to standard error, unless quiet or empty."""
        if sentence and not self.quiet:
            self.out.flush()
            print(f"note: {visible(sentence)}", file=sys.stderr)

    def report(self, path: str, source: str, findings: Sequence[Finding]) -> None:
        """Write the findings of one text, each followed by an empty line, or one line each when quiet."""
        lines = Lines(source if findings else "")
        if self.quiet:
            self.tell(headline(path, lines, finding, self.look) for finding in findings)
        else:
            self.tell(line for finding in findings for line in (*block(path, lines, finding, self.look), ""))


def say_unexpected(error: Exception, debug: bool) -> int:
    """Say an error of the option parser in our words, or one that nobody foresaw, and return the exit code."""
    said = getattr(error, "format_message", None)
    if callable(said):  # typer's own errors; where their class lives differs between its versions
        usage = UsageError(what=" ".join(str(said()).replace("Value error, ", "").split()))
        complain(usage)
        return usage.exit_code
    unexpected = CommonholdError(what=f"{type(error).__name__}: {error}")
    if debug:
        traceback.print_exception(error)
    complain(unexpected)
    if not debug:
        print("      COMMONHOLD_DEBUG=1 or --debug shows where it came from.", file=sys.stderr)
    return unexpected.exit_code
