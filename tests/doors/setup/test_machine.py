"""What is known of this machine, and how Commonhold is started from elsewhere."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from commonhold.doors.setup.machine import HomelessError, this_machine


def test_folders_are_those_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    machine = this_machine(9000)
    assert (machine.home, machine.url) == (tmp_path, "http://127.0.0.1:9000")
    if sys.platform == "linux":
        assert machine.dot_config == machine.config == tmp_path / ".config"
        monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
        assert this_machine(9000).own == tmp_path / "elsewhere/commonhold"


def test_a_folder_of_settings_that_the_user_named_elsewhere_may_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    assert this_machine(8081).within == (tmp_path / "home", tmp_path / "settings")


def test_the_command_starts_this_very_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    command = this_machine(8081).command
    assert Path(command[0]).is_absolute()
    done = subprocess.run([*command, "--version"], capture_output=True, text=True)
    assert done.stdout.startswith("commonhold ")
    monkeypatch.setenv("PATH", "/nowhere")
    assert Path(this_machine(8081).command[0]).parent == Path(sys.executable).parent


def test_a_commonhold_on_the_path_is_named_as_it_is_there_if_it_is_this_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = this_machine(8081).command
    if len(command) > 1:
        pytest.skip("there is no program commonhold in this installation")
    monkeypatch.setenv("PATH", str(tmp_path))
    link = tmp_path / "commonhold"
    link.symlink_to(command[0])
    assert this_machine(8081).command == (str(link),)
    link.unlink()
    link.write_text("#!/bin/sh\n", encoding="utf-8")
    link.chmod(0o755)
    assert this_machine(8081).command != (str(link),)


def test_without_a_home_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", staticmethod(lambda: (_ for _ in ()).throw(RuntimeError)))
    with pytest.raises(HomelessError):
        this_machine(8081)
