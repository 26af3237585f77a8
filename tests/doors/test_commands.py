from __future__ import annotations

import typer

from commonhold.doors.cli import app
from commonhold.doors.commands import page
from commonhold.doors.exits import EXIT_CODES


def test_the_page_names_every_option_of_every_command() -> None:
    program = typer.main.get_command(app)
    commands = getattr(program, "commands", {})
    assert "check" in commands
    for name, command in commands.items():
        section = page().split(f"## commonhold {name}\n")[1].split("\n## ")[0]
        for parameter in command.params:
            assert parameter.help, f"{name} {parameter.name} has no help"
            for option in parameter.opts if parameter.param_type_name == "option" else ():
                assert option in section


def test_the_page_tells_every_exit_code() -> None:
    table = page().split("## Exit codes\n")[1]
    assert [int(row.split("|")[1]) for row in table.splitlines() if row.startswith(("| 0", "| 1", "| 2"))][:3] == [
        0,
        1,
        2,
    ]
    assert all(f"| {code} | {meaning} |" in table for code, meaning in EXIT_CODES.items())


def test_the_page_is_markdown_with_whole_table_rows() -> None:
    for row in page().splitlines():
        if row.startswith("|"):
            assert row.replace("\\|", "").count("|") == 3
