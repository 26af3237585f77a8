"""Files and folders on disk are named as git names what it would record of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from swh.model.from_disk import Directory, accept_all_paths, ignore_empty_directories
from tests.gather.conftest import Repository

from commonhold.errors import UnidentifiedError
from commonhold.gather.naming import Named, file_id, folder_id


def tree_by_git(repository: Repository) -> str:
    """The identifier of the folder, from the tree that git makes of it."""
    repository.git("add", "--all")
    return f"swh:1:dir:{repository.git('write-tree')}"


def by_swh_model(folder: Path, path_filter: Any = ignore_empty_directories) -> str:
    whole = Directory.from_disk(path=os.fsencode(folder), path_filter=path_filter, max_content_length=None)
    return str(whole.swhid())


def filled(repository: Repository) -> Repository:
    for path, data in {
        "b/c.txt": b"c\r\n",
        "b.txt": b"",
        "b-a": b"\0\xff",
        "ä/ö/ü": b"1",
        "run": b"#!/bin/sh\n",
    }.items():
        repository.write(path, data)
    (repository.tree / "run").chmod(0o755)
    (repository.tree / "all-read").write_bytes(b"x")
    (repository.tree / "all-read").chmod(0o645)  # others may run it, the owner may not
    (repository.tree / "away").symlink_to("/etc/passwd")
    (repository.tree / "folder-link").symlink_to("b")
    return repository


def test_a_folder_has_the_identifier_of_the_tree_that_git_makes_of_it(repository: Repository) -> None:
    assert folder_id(filled(repository).tree) == tree_by_git(repository)


def test_empty_folders_and_pipes_count_for_nothing_as_in_git(repository: Repository) -> None:
    expected = folder_id(filled(repository).tree)
    (repository.tree / "empty" / "within").mkdir(parents=True)
    os.mkfifo(repository.tree / "pipe")
    assert folder_id(repository.tree) == expected == tree_by_git(repository)


def test_swh_model_names_it_so_once_it_leaves_out_what_git_leaves_out(tmp_path: Path) -> None:
    (tmp_path / "a" / "empty").mkdir(parents=True)
    (tmp_path / "a" / "b").write_bytes(b"b")
    assert folder_id(tmp_path) == by_swh_model(tmp_path) != by_swh_model(tmp_path, accept_all_paths)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.lists(st.sampled_from(["a", "a-", "a.", "b", "ß", "~"]), min_size=1, max_size=3).map("/".join),
        st.tuples(st.binary(max_size=4), st.booleans()),
        max_size=6,
    )
)
def test_any_folder_is_named_as_swh_model_names_it(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, tuple[bytes, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("folder")
    for path, (data, may_run) in files.items():
        place = folder / path
        if not place.exists() and not any((folder / above).is_file() for above in Path(path).parents):
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
            place.chmod(0o755 if may_run else 0o644)
    assert folder_id(folder) == by_swh_model(folder)


def test_a_repository_in_a_folder_is_named_by_its_commit_as_in_git(repository: Repository) -> None:
    inner = Repository(repository.mirror, repository.tree / "part")
    inner.tree.mkdir()
    inner.git("init", "--quiet")
    inner.write("a", "a")
    commit = inner.commit()
    heard: list[Named] = []
    found = folder_id(repository.tree, heard.append)
    assert heard == [Named(b"part", 0o160000, f"swh:1:rev:{commit}")]
    assert found == tree_by_git(repository)


def test_all_below_is_told_files_before_their_folders(repository: Repository) -> None:
    heard: list[Named] = []
    whole = folder_id(filled(repository).tree, heard.append)
    repository.commit()
    listed = repository.git("ls-tree", "-r", "-t", "-z", "HEAD").split("\0")[:-1]
    expected = {}
    for line in listed:
        facts, path = line.split("\t")
        mode, _, id_ = facts.split(" ")
        expected[os.fsencode(path)] = (int(mode, 8), id_)
    assert {each.path: (each.mode, each.id[-40:]) for each in heard} == expected
    paths = [each.path for each in heard]
    assert paths.index(b"b/c.txt") < paths.index(b"b")
    assert whole == f"swh:1:dir:{repository.git('rev-parse', 'HEAD^{tree}')}"


def test_a_link_is_named_by_what_it_says_and_never_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"hidden")
    (tmp_path / "link").symlink_to("secret")
    assert file_id(tmp_path / "link") == "swh:1:cnt:" + "536aca34dbae6b2b8af26bebdcba83543c9546f0"
    assert file_id(tmp_path / "link") != file_id(tmp_path / "secret")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pipes with names")
def test_a_pipe_that_is_named_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnidentifiedError, match="neither a file nor a folder"):
        file_id(tmp_path / "pipe")


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnidentifiedError, match="No such file"):
        file_id(tmp_path / "nothing")


def test_a_file_without_end_is_refused(tmp_path: Path) -> None:
    # /proc says that its files have no bytes, and then gives some.
    if not Path("/proc/self/status").is_file():
        pytest.skip("there is no /proc")
    with pytest.raises(UnidentifiedError, match="changes while it is read"):
        file_id(Path("/proc/self/status"))


def test_folders_nested_beyond_reason_are_refused(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(203):
        deep /= "a"
    deep.mkdir(parents=True)
    with pytest.raises(UnidentifiedError, match="deeper than 200"):
        folder_id(tmp_path)


def test_a_folder_that_is_half_readable_has_no_identifier(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "locked").mkdir(0o000)
    with pytest.raises(UnidentifiedError, match="Permission denied"):
        folder_id(tmp_path)
