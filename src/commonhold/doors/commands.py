"""The page of all commands, written from the commands themselves: ``python -m commonhold.doors.commands``.

Prints Markdown. It is the same for every version of typer, so it reads the parameters and not the help text.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer

from commonhold.doors.cli import app
from commonhold.doors.exits import EXIT_CODES

HEAD = """\
# Commands

This page is printed by `python -m commonhold.doors.commands`.
To change it, change the help texts in `src/commonhold/doors/cli.py`.
How the commands behave is told in [doors.md](doors.md).
"""


def page() -> str:
    """Return the page: every command with its arguments and options, and the exit codes."""
    program = typer.main.get_command(app)
    commands: dict[str, Any] = getattr(program, "commands", {})
    parts = [HEAD, *_section("commonhold", program)]
    for name in sorted(commands):
        parts += _section(f"commonhold {name}", commands[name])
        within: dict[str, Any] = getattr(commands[name], "commands", {})
        for part in sorted(within):
            parts += _section(f"commonhold {name} {part}", within[part])
    return "\n".join([*parts, *_exit_codes()])


def _section(title: str, command: Any) -> Iterator[str]:
    """Yield one command: its name, what it does, its arguments and options."""
    yield f"## {title}\n"
    yield "\n".join(_sentences(command.help or "")) + "\n"
    arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    if arguments:
        yield from _table(("Argument", "Meaning"), ((f"`{_shown(each)}`", each.help or "") for each in arguments))
    if options:
        yield from _table(("Option", "Meaning"), ((f"`{_shown(each)}`", _meaning(each)) for each in options))


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a help text, a line each, paragraphs apart."""
    for number, paragraph in enumerate(text.strip().split("\n\n")):
        if number:
            yield ""
        yield " ".join(paragraph.split()).replace(". ", ".\n")


def _shown(parameter: Any) -> str:
    """Return an option as it is written, such as ``-q, --quiet`` or ``--type KIND``."""
    if parameter.param_type_name == "argument":
        return f"[{parameter.metavar or parameter.name.upper()}]{'...' if parameter.nargs == -1 else ''}"
    value = "" if getattr(parameter, "is_flag", False) else parameter.metavar or parameter.name.upper()
    separator = "" if value.startswith("[=") or not value else " "
    return ", ".join(parameter.opts) + separator + value


def _meaning(option: Any) -> str:
    default = option.default
    known = option.show_default and default not in (None, False, ())
    return f"{option.help or ''}{f' Default: {default}.' if known else ''}"


def _table(head: tuple[str, str], rows: Iterator[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "| --- | --- |"
    for left, right in rows:
        # A bar inside code would end the cell.
        yield f"| {left.replace('|', chr(92) + '|')} | {right.replace('|', chr(92) + '|')} |"
    yield ""


def _exit_codes() -> Iterator[str]:
    yield "## Exit codes\n"
    yield from _table(("Code", "Meaning"), ((str(code), meaning) for code, meaning in sorted(EXIT_CODES.items())))


if __name__ == "__main__":
    sys.stdout.write(page())
