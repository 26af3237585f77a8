"""Which folders surround a text, and where the user's own are."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from commonhold.doors.project import folders_above, may_have_lists, project_folder, user_folder


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "repo" / "docs" / "deep").mkdir(parents=True)
    (tmp_path / "repo" / ".git").mkdir()
    (tmp_path / "repo" / "docs" / "deep" / "a.md").write_text("text")
    return tmp_path.resolve()


def test_folders_end_with_the_repository(tree: Path) -> None:
    repo = tree / "repo"
    expected = [repo / "docs" / "deep", repo / "docs", repo]
    assert folders_above(repo / "docs" / "deep" / "a.md") == expected
    assert folders_above(repo / "docs" / "deep") == expected
    assert folders_above(repo / "docs" / "deep" / "not-yet.md") == expected


def test_a_repository_that_is_a_work_tree_has_a_file_named_git(tree: Path) -> None:
    (tree / "repo" / "docs" / ".git").write_text("gitdir: ../elsewhere")
    assert folders_above(tree / "repo" / "docs" / "deep")[-1] == tree / "repo" / "docs"


def test_folders_end_with_the_home(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tree))
    (tree / "notes").mkdir()
    assert folders_above(tree / "notes") == [tree / "notes", tree]


def test_folders_outside_of_both_end_with_the_disk(tree: Path) -> None:
    assert folders_above(tree)[-1] == Path(tree.anchor)


def test_a_linked_text_belongs_to_where_it_really_lies(tree: Path) -> None:
    (tree / "link.md").symlink_to(tree / "repo" / "docs" / "deep" / "a.md")
    assert folders_above(tree / "link.md")[-1] == tree / "repo"


def test_a_project_is_where_its_folder_is_else_the_repository_else_here(tree: Path) -> None:
    place = tree / "repo" / "docs" / "deep" / "a.md"
    assert project_folder(place) == tree / "repo"
    (tree / "repo" / "docs" / ".commonhold").mkdir()
    assert project_folder(place) == tree / "repo" / "docs"
    assert project_folder(tree) == tree


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="other systems have other customs")
def test_the_folder_of_the_user_is_where_the_system_wants_it(
    tree: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert user_folder() == empty_home.resolve() / ".config" / "commonhold"
    monkeypatch.setenv("XDG_CONFIG_HOME", "not/absolute")
    assert user_folder() == empty_home.resolve() / ".config" / "commonhold"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tree))
    assert user_folder() == tree / "commonhold"


def test_where_no_file_is_named_like_a_list_there_is_none(tree: Path) -> None:
    place = tree / "repo" / "docs" / "deep" / "a.md"
    assert not may_have_lists(place)
    (tree / "repo" / ".harper-dictionary.txt").write_text("frobnik\n")
    assert may_have_lists(place)
