"""Settings that nobody understands are refused in one sentence; the cases are in ``settings.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from commonhold.doors.settings import settings_for
from commonhold.doors.settings_reader import SettingsError

CASES = tomllib.loads(Path(__file__).with_name("settings.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    (tmp_path / ".commonhold").mkdir()
    return tmp_path.resolve() / ".commonhold" / "config.toml"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_odd_settings_are_refused_with_their_file(config: Path, case: dict[str, str]) -> None:
    config.write_text(case["text"])
    with pytest.raises(SettingsError) as caught:
        settings_for(config.parents[1] / "a.md")
    assert str(caught.value) == f"The settings in {config} cannot be used: {case['said']}."


def test_settings_that_are_no_text_are_refused(config: Path) -> None:
    config.write_bytes(b"language = '\xff'")
    with pytest.raises(SettingsError, match=r"it is not UTF-8 \(byte 0xFF\)"):
        settings_for(config.parents[1])
    with config.open("wb") as file:
        file.truncate(2**20 + 1)
    with pytest.raises(SettingsError, match="it is far too large"):
        settings_for(config.parents[1])


def test_a_link_does_not_lead_out_of_the_project(config: Path) -> None:
    (config.parent / "words").symlink_to("/etc")
    config.write_text('word_lists = [".commonhold/words/passwd"]')
    with pytest.raises(SettingsError, match="outside of the project"):
        settings_for(config.parents[1])


def test_a_mark_at_the_beginning_and_an_empty_file_are_fine(config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbfsensitivity = 3\n")
    assert settings_for(config.parents[1]).sensitivity == 3
    config.write_bytes(b"")
    assert settings_for(config.parents[1]).sensitivity is None
