"""Refs read from a repository's files are those that git itself lists."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from swh.model import model
from tests.gather.conftest import Repository

from commonhold.errors import UnidentifiedError
from commonhold.gather.naming import folder_id
from commonhold.gather.objects import Objects
from commonhold.gather.refs import git_folder, head, objects_folder, refs

TYPES = {
    "blob": model.SnapshotTargetType.CONTENT,
    "tree": model.SnapshotTargetType.DIRECTORY,
    "commit": model.SnapshotTargetType.REVISION,
    "tag": model.SnapshotTargetType.RELEASE,
}


@pytest.fixture
def branched(repository: Repository) -> Repository:
    """Branches and tags of all kinds, some packed; an alias; a change after packing."""
    repository.write("a/b", "b")
    repository.commit()
    repository.git("branch", "side/deep")
    repository.git("tag", "light")
    repository.git("tag", "of-a-tree", "HEAD^{tree}")
    repository.git("tag", "of-a-file", "HEAD:a/b")
    repository.git("-c", "user.name=A", "-c", "user.email=a@b", "tag", "--annotate", "--message", "One", "v1")
    repository.git("pack-refs", "--all")
    repository.write("a/c", "c")
    repository.commit()
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/heads/side/deep")
    repository.git("symbolic-ref", "refs/heads/lost", "refs/heads/nowhere")
    return repository


def told_by_git(repository: Repository) -> dict[bytes, tuple[str, str, str]]:
    """Name to symbolic target, type and id."""
    form = "%(refname)%00%(symref)%00%(objecttype)%00%(objectname)"
    lines = repository.git("for-each-ref", "--format", form).splitlines()
    return {name.encode(): (symref, kind, id_) for name, symref, kind, id_ in (line.split("\0") for line in lines)}


def test_all_refs_are_those_that_git_lists(branched: Repository) -> None:
    expected: dict[bytes, str | bytes] = {
        name: symref.encode() or id_ for name, (symref, _, id_) in told_by_git(branched).items()
    }
    assert refs(branched.tree / ".git") == expected | {b"HEAD": b"refs/heads/main"}
    assert len(expected) == 7


def test_the_snapshot_is_that_of_swh_model(branched: Repository) -> None:
    branches = {
        name: model.SnapshotBranch(target=symref.encode(), target_type=model.SnapshotTargetType.ALIAS)
        if symref
        else model.SnapshotBranch(target=bytes.fromhex(id_), target_type=TYPES[kind])
        for name, (symref, kind, id_) in told_by_git(branched).items()
    }
    branches[b"HEAD"] = model.SnapshotBranch(target=b"refs/heads/main", target_type=model.SnapshotTargetType.ALIAS)
    folder = branched.tree / ".git"
    assert Objects(objects_folder(folder)).snapshot(refs(folder)) == str(model.Snapshot(branches=branches).swhid())


def test_a_ref_whose_object_is_not_there_is_dangling(branched: Repository) -> None:
    folder = branched.tree / ".git"
    (folder / "refs" / "heads" / "gone").write_text("4" * 40 + "\n")
    found = refs(folder)
    assert found[b"refs/heads/gone"] == "4" * 40
    expected = Objects(objects_folder(folder)).snapshot(found)
    (folder / "refs" / "heads" / "gone").write_text("5" * 40 + "\n")
    assert Objects(objects_folder(folder)).snapshot(refs(folder)) == expected  # a branch to nothing, whatever its id


def test_head_is_the_commit_on_a_branch_detached_and_in_further_work_trees(branched: Repository) -> None:
    commit = branched.git("rev-parse", "HEAD")
    assert head(branched.tree / ".git") == commit
    branched.git("checkout", "--quiet", "--detach", "HEAD~1")
    assert head(branched.tree / ".git") == branched.git("rev-parse", "HEAD") != commit
    branched.git("worktree", "add", "--quiet", str(branched.mirror), "main")
    folder = git_folder(branched.mirror)
    assert folder is not None
    assert head(folder) == commit
    assert objects_folder(folder).samefile(branched.tree / ".git" / "objects")


def test_a_bare_repository_and_a_work_tree_are_told_from_a_folder(branched: Repository) -> None:
    branched.source()
    assert git_folder(branched.bare) == branched.bare
    assert git_folder(branched.tree) == branched.tree / ".git"
    assert git_folder(branched.tree / "a") is None


def test_a_repository_without_a_commit_has_no_head_and_an_empty_snapshot(repository: Repository) -> None:
    folder = repository.tree / ".git"
    assert (head(folder), refs(folder)) == (None, {})
    assert Objects(objects_folder(folder)).snapshot({}) == "swh:1:snp:1a8893e6a86f444e8be8e7bda6cb34fb1735a00e"


def test_everything_below_a_commit_is_what_git_lists(branched: Repository) -> None:
    branched.write("part/run", "x")
    (branched.tree / "part" / "run").chmod(0o755)
    (branched.tree / "link").symlink_to("a")
    branched.git("add", "--all")
    branched.git("update-index", "--add", "--cacheinfo", f"160000,{'4' * 40},module")
    commit = branched.git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "x")
    commit = branched.git("rev-parse", "HEAD")
    objects = Objects(branched.tree / ".git" / "objects")
    kinds = {"blob": "cnt", "tree": "dir", "commit": "rev"}
    expected = []
    for line in branched.git("ls-tree", "-r", "-t", "-z", commit).split("\0")[:-1]:
        facts, path = line.split("\t")
        mode, kind, id_ = facts.split(" ")
        expected.append((os.fsencode(path), int(mode, 8), f"swh:1:{kinds[kind]}:{id_}"))
    found = [(each.path, each.mode, each.id) for each in objects.below(objects.tree_of(commit))]
    assert found == expected
    assert {mode for _, mode, _ in found} == {0o40000, 0o100644, 0o100755, 0o120000, 0o160000}


def test_a_commit_or_tree_that_is_not_there_is_said(branched: Repository) -> None:
    objects = Objects(branched.tree / ".git" / "objects")
    with pytest.raises(UnidentifiedError, match=f"{'4' * 40} is not there"):
        objects.tree_of("4" * 40)
    with pytest.raises(UnidentifiedError, match="is no commit"):
        objects.tree_of(branched.git("rev-parse", "HEAD:a"))
    with pytest.raises(UnidentifiedError, match="cannot be read"):
        list(objects.below(branched.git("rev-parse", "HEAD")))


@pytest.mark.parametrize(
    ("written", "reason"),
    [("5" * 64, "SHA-256"), ("ref: refs/heads/.invalid", "reftable")],
)
def test_repositories_of_another_form_are_refused(repository: Repository, written: str, reason: str) -> None:
    (repository.tree / ".git" / "HEAD").write_text(written + "\n")
    with pytest.raises(UnidentifiedError, match=reason):
        head(repository.tree / ".git")


def test_links_pipes_and_circles_in_a_strangers_repository_lead_nowhere(branched: Repository, tmp_path: Path) -> None:
    folder = branched.tree / ".git"
    (tmp_path / "outside").write_text("6" * 40)
    (folder / "refs" / "heads" / "out").symlink_to(tmp_path / "outside")
    (folder / "refs" / "heads" / "up").symlink_to(folder)
    os.mkfifo(folder / "refs" / "heads" / "pipe")
    (folder / "refs" / "heads" / "one").write_text("ref: refs/heads/two")
    (folder / "refs" / "heads" / "two").write_text("ref: refs/heads/one")
    (folder / "HEAD").write_text("ref: refs/heads/one")
    names = {name for name in refs(folder) if name.startswith(b"refs/heads/")}
    assert names == {b"refs/heads/main", b"refs/heads/side/deep", b"refs/heads/one", b"refs/heads/two"}
    assert head(folder) is None


@given(st.binary(max_size=60))
def test_whatever_stands_in_head_is_an_answer_or_a_sentence(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "HEAD").write_bytes(data)
        try:
            found = head(folder)
        except UnidentifiedError:
            return
        assert found is None or len(found) == 40


def test_a_broken_repository_in_a_folder_is_a_folder_without_it(tmp_path: Path) -> None:
    (tmp_path / "part" / ".git").mkdir(parents=True)
    (tmp_path / "part" / "a").write_bytes(b"a")
    expected = folder_id(tmp_path)
    (tmp_path / "part" / ".git").rmdir()
    assert folder_id(tmp_path) == expected
