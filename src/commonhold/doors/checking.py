"""Checking files: read, check, report or fix, one text after the other, and count what happened.

Reading, reporting and writing have modules of their own; this one decides their order and what becomes of errors.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from commonhold.doors.asking import Desk, Habits, ask
from commonhold.doors.edits import Edit, left_findings, sure_edits
from commonhold.doors.fixing import told_edits, write_edits
from commonhold.doors.json_report import Unread, document, file_record
from commonhold.doors.places import expand
from commonhold.doors.progress import Meter
from commonhold.doors.reading import STDIN, Text, UnreachableTextError, count_words, read_text
from commonhold.doors.sarif_report import sarif_log, sarif_record
from commonhold.doors.surroundings import Surroundings
from commonhold.doors.tally import Tally
from commonhold.doors.terminal import is_interactive, keyboard, look_of
from commonhold.doors.voice import Voice, complain
from commonhold.errors import AskedWronglyError, CommonholdError, UnreadableTextError
from commonhold.finding import Finding

Choose = Callable[[Text, Sequence[Finding]], list[Edit]]
"""Choose the edits to make among the findings of a text; they must not collide."""


class NobodyToAskError(AskedWronglyError):
    """`--fix` asks about each change, and there is no terminal to ask on."""

    advice = "Use --fix=sure to make only the changes that need no question."


class StdinIsTextError(AskedWronglyError):
    """`--fix` asks with keys, but standard input is a text to check."""

    advice = "Use --fix=sure, which writes the changed text to standard output, or give a file."


@dataclass(frozen=True, slots=True)
class Wishes:
    """How texts are to be checked: ``kind`` of markup of all (None: by name); ``fix`` is empty, ``ask`` or ``sure``.

    ``form`` of the report is ``text``, ``json`` or ``sarif``.
    """

    kind: str | None = None
    form: str = "text"
    fix: str = ""
    quiet: bool = False
    colour: str = "auto"

    @property
    def for_programs(self) -> bool:
        """Tell whether the report is one object, written at the end."""
        return self.form != "text"


def check_files(paths: Sequence[str], wishes: Wishes, around: Surroundings) -> int:
    """Check files, folders and standard input as wished, and return the exit code."""
    if wishes.fix == "ask" and STDIN in paths:
        raise StdinIsTextError
    if wishes.fix == "ask" and not is_interactive():
        raise NobodyToAskError
    started = time.monotonic()
    names, left_out = expand(paths, lambda path: around.settings(path).excludes(path))
    out = sys.stderr if wishes.fix and STDIN in names else sys.stdout
    voice = Voice(out, look_of(out, wishes.colour), wishes.quiet or wishes.for_programs)
    opened = around.prepare(names)
    run = _Run(wishes, around, voice)
    for folder in left_out.unopened:
        run.miss(folder, UnreachableTextError(path=folder, what="you have no permission to open this folder"))
    with Meter(_total_bytes(names), shown=wishes.fix != "ask" and not wishes.quiet) as meter:
        if wishes.fix == "ask":
            with keyboard() as key:
                run.ask_about(names, meter, key)
        else:
            for name in names:
                run.check(name, meter, _sure if wishes.fix else None)
    voice.note(left_out.sentence())
    if wishes.for_programs:
        report = sarif_log if wishes.form == "sarif" else document
        _write_json(report(opened.language, opened.model, run.tally.records, run.tally.unread))
    else:
        run.close(time.monotonic() - started)
    return run.tally.exit_code()


def _sure(_: Text, findings: Sequence[Finding]) -> list[Edit]:
    return sure_edits(findings)


def _total_bytes(names: Sequence[str]) -> int:
    return sum(Path(name).stat().st_size for name in names if Path(name).is_file())


def _write_json(record: dict[str, Any]) -> None:
    # What UTF-8 cannot hold (a byte of a file name that is not UTF-8) is written as JSON escapes it.
    data = json.dumps(record, ensure_ascii=False, indent=2).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


@dataclass(slots=True)
class _Run:
    """One run over texts: what is wished, what surrounds them, who speaks, and what was counted."""

    wishes: Wishes
    around: Surroundings
    voice: Voice
    tally: Tally = field(default_factory=Tally)
    stopped: bool = False

    def check(self, name: str, meter: Meter, choose: Choose | None) -> None:
        """Read and check one text, then report it, or make the edits chosen and report what is left."""
        try:
            text = read_text(name, self.wishes.kind)
        except UnreadableTextError as error:
            with meter.aside():
                self.miss(name, error)
            return
        left_bytes = len(text.data)

        def hear(characters: int) -> None:
            nonlocal left_bytes
            meter.advance(min(characters, left_bytes))
            left_bytes -= min(characters, left_bytes)

        checker = self.around.opened(name).checker
        found = checker.check_source(text.source, text.kind, hear) if text.source else []
        findings = self.around.kept(name, text.source, found)
        meter.advance(left_bytes)
        with meter.aside():
            self.warn(name)
            if text.guessed:
                self.voice.note(f"{name} was read as plain text; --type names another kind")
            source, left = text.source, findings
            if choose:
                source, left = self.fix(text, findings, choose)
                left = self.around.kept(name, source, left)  # once more: answers may have taught words
            self.count(text, source, left)
            if self.wishes.fix != "ask" and not self.wishes.for_programs:
                self.voice.report(name, source, left)

    def fix(self, text: Text, findings: Sequence[Finding], choose: Choose) -> tuple[str, list[Finding]]:
        """Make the edits chosen and say so; return the source now and the findings left in it."""
        edits = choose(text, findings)
        try:
            source = write_edits(text, edits)
        except CommonholdError as error:
            complain(error, self.wishes.colour)
            self.tally.unwritten.append(error)
            return text.source, list(findings)
        self.tally.changes += len(edits)
        self.tally.changed_files += bool(edits)
        self.voice.tell(told_edits(text, edits, self.voice.look))
        return source, left_findings(findings, edits)

    def ask_about(self, names: Sequence[str], meter: Meter, key: Callable[[], str]) -> None:
        """Check one text after the other, asking about each finding, until all are done or the person stops."""
        habits = Habits()

        def choose(text: Text, findings: Sequence[Finding]) -> list[Edit]:
            learn = partial(self.around.learn, text.path) if self.around.used else None
            desk = Desk(key, self.voice.write, self.voice.look, learn)
            return ask(text.path, text.source, findings, habits, desk)

        for name in names:
            self.check(name, meter, choose)
            self.stopped = habits.stopped
            if self.stopped:
                break

    def count(self, text: Text, source: str, left: Sequence[Finding]) -> None:
        """Add one text, its source now and the findings left in it to what was counted."""
        words = count_words(source, text.kind)
        self.tally.files += 1
        self.tally.words += words
        self.tally.findings += len(left)
        if self.wishes.for_programs:
            record = sarif_record if self.wishes.form == "sarif" else file_record
            self.tally.records.append(record(text.path, source, left, words))

    def miss(self, name: str, error: UnreadableTextError) -> None:
        """Say why a text was not read, and remember it."""
        complain(error, self.wishes.colour)
        self.tally.unread.append(Unread(name, error))

    def warn(self, name: str) -> None:
        """Say which word lists around a text could not be read; the text is checked without them."""
        for error, is_ours in self.around.troubles(name):
            if is_ours:
                complain(error, self.wishes.colour)
                self.tally.unlisted.append(error)
            else:
                self.voice.note(f"{str(error)[:1].lower()}{str(error)[1:-1]}")

    def close(self, seconds: float) -> None:
        """Say the closing line; the time only to a person, so that a report kept in a file is the same every time."""
        if not self.wishes.quiet:
            self.voice.tell([self.tally.sentence(seconds if self.voice.out.isatty() else None, self.stopped)])
