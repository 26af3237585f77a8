"""Folders that appear whole, and files opened without following links."""

import hashlib
import os
import sys

import pytest

from commonhold.release.folder import beside, entered, replace, write_file


def made(folder, content):
    folder.mkdir()
    (folder / "file").write_text(content)
    return folder


def test_a_file_is_measured_while_it_is_written(tmp_path):
    pieces = [b"one ", memoryview(b"two")]
    assert write_file(tmp_path / "f", pieces) == (7, hashlib.sha256(b"one two").hexdigest())
    assert (tmp_path / "f").read_bytes() == b"one two"


def test_a_file_that_is_there_is_not_written_over(tmp_path):
    (tmp_path / "f").write_text("mine")
    with pytest.raises(FileExistsError):
        write_file(tmp_path / "f", [b"other"])
    assert (tmp_path / "f").read_text() == "mine"


def test_names_beside_a_folder_are_hidden_and_never_the_same(tmp_path):
    names = {beside(tmp_path / "en", "new").name for _ in range(100)}
    assert len(names) == 100
    assert all(name.startswith(".en.new-") for name in names)


def test_a_folder_takes_a_name_that_is_free(tmp_path):
    replace(made(tmp_path / "a", "new"), tmp_path / "b")
    assert (tmp_path / "b" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_a_folder_takes_the_name_of_another_which_is_removed(tmp_path):
    made(tmp_path / "b", "old")
    replace(made(tmp_path / "a", "new"), tmp_path / "b")
    assert (tmp_path / "b" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_where_names_cannot_be_exchanged_the_older_folder_steps_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())  # the library of a system without renameat2
    made(tmp_path / "b", "old")
    replace(made(tmp_path / "a", "new"), tmp_path / "b")
    assert (tmp_path / "b" / "file").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


@pytest.mark.parametrize("holding", [True, False], ids=["holding the folder", "by path, as on Windows"])
def test_only_plain_files_are_opened(tmp_path, monkeypatch, holding):
    if not holding:
        monkeypatch.setattr(os, "supports_dir_fd", set())
    made(tmp_path / "b", "content")
    (tmp_path / "b" / "link").symlink_to(tmp_path / "b" / "file")
    (tmp_path / "b" / "folder").mkdir()
    os.mkfifo(tmp_path / "b" / "pipe")
    with entered(tmp_path / "b") as opener:
        with opener("file") as file:
            assert file.read() == b"content"
        for name, what in {
            "link": "is a symbolic link",
            "folder": "is not a plain file",
            "pipe": "is not a plain file",
            "nothing": "is missing",
        }.items():
            with pytest.raises(ValueError, match=f"{name} {what}"):
                opener(name)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder cannot be held there")
def test_a_folder_that_was_entered_stays_the_same_when_its_name_is_given_to_another(tmp_path):
    made(tmp_path / "b", "old")
    made(tmp_path / "a", "new")
    with entered(tmp_path / "b") as opener:
        (tmp_path / "b").rename(tmp_path / "c")
        (tmp_path / "a").rename(tmp_path / "b")
        with opener("file") as file:
            assert file.read() == b"old"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    made(tmp_path / "b", "content")
    (tmp_path / "b" / "file").chmod(0)
    with entered(tmp_path / "b") as opener, pytest.raises(ValueError, match="file cannot be opened"):
        opener("file")
