"""A kind turned off in a file of settings: every other line as it was, or nothing changed at all."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from commonhold.doors.settings_reader import SettingsError
from commonhold.doors.settings_writer import UnwritableSettingsError, turn_off


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'kinds_off = ["split"]\n'),
        ("language = 'en' # mine\n", "kinds_off = [\"split\"]\nlanguage = 'en' # mine\n"),
        ('kinds_off = ["case"]\nsensitivity = 1\n', 'kinds_off = ["case", "split"]\nsensitivity = 1\n'),
        ("kinds_off = []\n", 'kinds_off = ["split"]\n'),
        ('kinds_off = [\n  "case",\n]\n', 'kinds_off = [\n  "case", "split"]\n'),
        ('# kinds_off = ["x"]\r\n', 'kinds_off = ["split"]\r\n# kinds_off = ["x"]\r\n'),
    ],
)
def test_a_kind_is_added_and_nothing_else_changed(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / ".commonhold" / "config.toml"
    path.parent.mkdir()
    path.write_bytes(before.encode())
    assert turn_off(path, "split") is True
    assert path.read_bytes().decode() == after
    assert turn_off(path, "split") is False
    assert path.read_bytes().decode() == after


def test_a_file_that_is_not_there_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "work" / ".commonhold" / "config.toml"
    assert turn_off(path, "case")
    assert tomllib.loads(path.read_text(encoding="utf-8")) == {"kinds_off": ["case"]}


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbfsensitivity = 1\n")
    assert turn_off(path, "case")
    assert path.read_bytes() == b'\xef\xbb\xbfkinds_off = ["case"]\nsensitivity = 1\n'


@pytest.mark.parametrize(
    ("before", "error", "said"),
    [
        ('kinds_off = ["case" # why\n]\n', UnwritableSettingsError, "left as they were"),
        ('"kinds_off" = ["case"]\n', UnwritableSettingsError, "left as they were"),
        ("sensitivty = 1\n", SettingsError, "did you mean"),
        ("no toml", SettingsError, "it is not TOML"),
    ],
)
def test_what_is_not_understood_is_left_alone(tmp_path: Path, before: str, error: type[Exception], said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before, encoding="utf-8")
    with pytest.raises(error, match=said):
        turn_off(path, "split")
    assert path.read_text(encoding="utf-8") == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / ".commonhold").write_text("a file", encoding="utf-8")
    with pytest.raises(UnwritableSettingsError):
        turn_off(tmp_path / ".commonhold" / "config.toml", "split")
    assert [path.name for path in tmp_path.iterdir()] == [".commonhold"]
