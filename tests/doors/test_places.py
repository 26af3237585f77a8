from __future__ import annotations

import os
from pathlib import Path

import pytest

from commonhold.doors.places import TwiceStdinError, expand


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("b.md", "a.txt", ".hidden.md", "photo.png", "deep/c.md", "deep/.git/d.md", "alpha/e.rst"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_gives_its_texts_sorted_and_says_what_it_left_out(folder: Path) -> None:
    names, left_out = expand(["."])
    assert names == ["./a.txt", "./b.md", "./alpha/e.rst", "./deep/c.md"]
    assert left_out.sentence() == "left out of folders: 2 hidden and 1 of other types; name a file to have it checked"


def test_files_are_kept_in_the_order_given_and_read_once(folder: Path) -> None:
    assert expand(["deep", "b.md", "./b.md", "a.txt", "-"])[0] == ["deep/c.md", "b.md", "a.txt", "-"]


def test_a_named_file_is_never_left_out(folder: Path) -> None:
    names, left_out = expand([".hidden.md", "photo.png", "missing.md"])
    assert names == [".hidden.md", "photo.png", "missing.md"]
    assert left_out.sentence() == ""


def test_a_link_to_a_folder_is_not_followed(folder: Path) -> None:
    (folder / "deep/up").symlink_to(folder)
    assert expand(["deep"])[0] == ["deep/c.md"]


def test_a_link_to_a_file_already_read_is_not_read_again(folder: Path) -> None:
    (folder / "z.md").symlink_to("b.md")
    assert expand(["b.md", "z.md"])[0] == ["b.md"]


def test_standard_input_can_be_given_once() -> None:
    with pytest.raises(TwiceStdinError):
        expand(["-", "a.md", "-"])


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may open every folder")
def test_a_folder_that_cannot_be_opened_is_named(folder: Path) -> None:
    (folder / "deep").chmod(0)
    try:
        assert expand(["."])[1].unopened == ["./deep"]
    finally:
        (folder / "deep").chmod(0o700)
