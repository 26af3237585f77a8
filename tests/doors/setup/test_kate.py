"""Kate's servers: ours for languages that have none."""

from __future__ import annotations

import pytest

from commonhold.doors.setup.change import BrokenSettingsError
from commonhold.doors.setup.jsonc import loads
from commonhold.doors.setup.kate import KATE, LANGUAGES, with_servers
from commonhold.doors.setup.machine import Machine


def test_languages_that_have_another_server_keep_it() -> None:
    mine = '{"servers": {"markdown": {"command": ["marksman"]}, "python": {"command": ["pylsp"]}}}'
    written, others = with_servers(mine, ("/opt/commonhold", "lsp"))
    servers = loads(written)["servers"]
    assert others == ["markdown"]
    assert servers["markdown"] == {"command": ["marksman"]}
    assert servers["python"] == {"command": ["pylsp"]}
    assert {name for name, server in servers.items() if server["command"][0] == "/opt/commonhold"} == {*LANGUAGES} - {
        "markdown"
    }


def test_ours_follows_when_commonhold_moves() -> None:
    first, _ = with_servers("", ("/old/commonhold", "lsp"))
    moved, others = with_servers(first, ("/new/commonhold", "lsp"))
    assert (others, moved) == ([], first.replace("/old/", "/new/"))


def test_a_broken_file_and_servers_that_are_none_are_told(machine: Machine) -> None:
    path = machine.dot_config / "kate/lspclient/settings.json"
    path.parent.mkdir(parents=True)
    for text, what in (("{", "it is not JSON"), ('{"servers": []}', "servers is not a JSON object")):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(BrokenSettingsError, match=what):
            KATE.draw(machine)
