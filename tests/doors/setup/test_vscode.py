"""The settings of VS Code and its kin: comments, order and marks stay."""

from __future__ import annotations

import pytest

from commonhold.doors.setup.change import BrokenSettingsError
from commonhold.doors.setup.jsonc import loads
from commonhold.doors.setup.machine import Machine
from commonhold.doors.setup.vscode import VSCODE, wanted, with_settings

MINE = """\
{
  // how it looks
  "workbench.colorTheme": "Dark", // at night
  "ltex.languageToolHttpServerUri": "https://example.org/",
}
"""


def test_settings_are_set_and_all_else_stays(machine: Machine) -> None:
    written = with_settings(MINE, wanted(machine))
    assert loads(written) == {"workbench.colorTheme": "Dark"} | wanted(machine)
    assert written.endswith(MINE[2:].replace("https://example.org/", "http://127.0.0.1:8081/"))
    assert with_settings(written, wanted(machine)) == written


def test_every_kin_that_is_there_is_set_up(machine: Machine) -> None:
    for name in ("Code", "VSCodium"):
        (machine.config / name).mkdir()
    path = machine.config / "VSCodium/User/settings.json"
    path.parent.mkdir()
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    changes = VSCODE.draw(machine).needed
    assert [change.path for change in changes] == [machine.config / "Code/User/settings.json", path]
    assert [change.before for change in changes] == [None, b'\xef\xbb\xbf{"a": 1}']
    assert changes[1].after.startswith(b'\xef\xbb\xbf{"commonholdServer.path": "/opt/our tools/commonhold", ')


@pytest.mark.parametrize("text", [b"{", b"[]", b"\xff"])
def test_broken_settings_are_told(machine: Machine, text: bytes) -> None:
    path = machine.config / "Code/User/settings.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(text)
    with pytest.raises(BrokenSettingsError, match="was left as it was: it is not"):
        VSCODE.draw(machine)
