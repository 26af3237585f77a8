"""Helix's ``languages.toml``: ours added, all else as it was, and nothing written that says anything else."""

from __future__ import annotations

import tomllib

import pytest

from commonhold.doors.setup.change import BrokenSettingsError
from commonhold.doors.setup.helix import HELIX, LANGUAGES, with_server
from commonhold.doors.setup.machine import Machine

COMMAND = ("/opt/our tools/commonhold", "lsp")
MINE = """\
# mine
[language-server.rust-analyzer]
config = { check = "clippy" }

[[language]]
name = "rust"
language-servers = ["rust-analyzer"]

[[language]] # prose
name = "markdown"
soft-wrap.enable = true
language-servers = [
  "marksman", # links
  { name = "ltex", only-features = ["diagnostics"] },
]

[[language]]
name = "git-commit"
rulers = [50, 72]

[editor]
theme = "dark"
"""


def test_without_a_file_there_is_one_with_ours_beside_what_helix_has() -> None:
    settings = tomllib.loads(with_server("", COMMAND))
    assert settings["language-server"] == {"commonhold": {"command": COMMAND[0], "args": ["lsp"]}}
    assert {each["name"]: each["language-servers"] for each in settings["language"]} == {
        name: [*others, "commonhold"] for name, others in LANGUAGES.items()
    }


def test_every_line_that_is_there_stays() -> None:
    written = with_server(MINE, COMMAND)
    assert [line for line in MINE.splitlines() if line not in written.splitlines()] == ["language-servers = ["]
    found = {each["name"]: each for each in tomllib.loads(written)["language"]}
    assert found["markdown"]["language-servers"][:2] == ["commonhold", "marksman"]
    assert found["git-commit"] == {"name": "git-commit", "language-servers": ["commonhold"], "rulers": [50, 72]}
    assert found["rust"]["language-servers"] == ["rust-analyzer"]
    assert with_server(written, COMMAND) == written


def test_ours_written_by_hand_with_features_of_its_own_is_enough() -> None:
    text = with_server("", COMMAND).replace(
        '"marksman", "commonhold"', '{ name = "commonhold", except-features = ["hover"] }'
    )
    assert with_server(text, COMMAND) == text


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[[language]\n", "it is not TOML"),
        ("language = [{ name = 'markdown' }]\n", "its languages are written in a way"),
        ("language = 3\n", "language is no list"),
        ("[language-server.commonhold]\ncommand = 'other'\n", "a server named commonhold that starts something else"),
        ("[[language]]\nname = 'markdown'\nlanguage-servers = 3\n", "its languages are written in a way"),
    ],
)
def test_what_is_broken_or_strange_is_told(text: str, what: str) -> None:
    with pytest.raises(ValueError, match=what):
        with_server(text, COMMAND)


def test_line_ends_stay_and_what_is_no_text_is_left(machine: Machine) -> None:
    path = machine.dot_config / "helix" / "languages.toml"
    path.parent.mkdir()
    path.write_bytes(b"# mine\r\n")
    (change,) = HELIX.draw(machine).needed
    assert change.after.startswith(b"# mine\r\n\r\n[[language]]\r\n")
    path.write_bytes(b"\xff")
    with pytest.raises(BrokenSettingsError, match="it is not UTF-8"):
        HELIX.draw(machine)
