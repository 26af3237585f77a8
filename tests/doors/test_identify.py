"""``commonhold identify`` as a process: files, folders, standard input, repositories, and what goes wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.doors.conftest import Run
from tests.gather.conftest import Repository

from commonhold.qualified import parsed

EMPTY_TREE = "swh:1:dir:4b825dc642cb6eb9a060e54bf8d69288fbee4904"
HELLO = "swh:1:cnt:3b18e512dba79e4c8300dd08aeb37f8e728b8dad"
ORIGIN = "https://example.org/garden"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "mirror", tmp_path / "tree")
    made.tree.mkdir()
    made.git("init", "--quiet")
    made.write("docs/hello.txt", "hello world\n")
    made.commit()
    return made


def lines(done: subprocess.CompletedProcess[bytes]) -> list[list[str]]:
    assert (done.returncode, done.stderr) == (0, b"")
    return [line.split("\t") for line in done.stdout.decode().splitlines()]


def test_a_file_a_folder_and_standard_input_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "hello.txt").write_bytes(b"hello world\n")
    done = run("identify", "hello.txt", "empty", "-", stdin=b"hello world\n")
    assert lines(done) == [[HELLO, "hello.txt"], [EMPTY_TREE, "empty"], [HELLO, "-"]]


def test_a_work_tree_is_named_by_its_files_and_by_its_commit(run: Run, repository: Repository) -> None:
    tree, commit = repository.git("rev-parse", "HEAD^{tree}"), repository.git("rev-parse", "HEAD")
    assert lines(run("identify", "tree")) == [[f"swh:1:dir:{tree}", "tree"], [f"swh:1:rev:{commit}", "tree"]]
    assert lines(run("identify", "tree/.git")) == [[f"swh:1:rev:{commit}", "tree/.git"]]


def test_with_recursive_everything_below_is_listed(run: Run, repository: Repository) -> None:
    docs = repository.git("rev-parse", "HEAD:docs")
    listed = lines(run("identify", "-r", "tree"))
    assert listed[:2] == [[HELLO, "tree/docs/hello.txt"], [f"swh:1:dir:{docs}", "tree/docs"]]
    assert len(listed) == 4
    below_head = lines(run("identify", "--recursive", "tree/.git"))
    assert below_head[:2] == [[f"swh:1:dir:{docs}", "docs"], [HELLO, "docs/hello.txt"]]


def test_with_an_origin_each_identifier_says_where_it_was_found(run: Run, repository: Repository) -> None:
    listed = lines(run("identify", "-r", "--snapshot", "--origin", ORIGIN, "tree/.git"))
    folder, file, revision, snapshot = (parsed(line[0]) for line in listed)
    assert {each.origin for each in (folder, file, revision, snapshot)} == {ORIGIN}
    assert (file.core, file.anchor, file.path) == (HELLO, revision.core, b"/docs/hello.txt")
    assert file.visit == folder.visit == revision.visit == snapshot.core
    on_disk = [parsed(line[0]) for line in lines(run("identify", "-r", "--origin", ORIGIN, "tree/docs"))]
    assert (on_disk[0].anchor, on_disk[0].path) == (on_disk[1].core, b"/hello.txt")


def test_programs_get_one_json_object(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9;\x1b")
    (tmp_path / name).write_bytes(b"hello world\n")
    done = run("identify", "--json", "--origin", "https://example.org/a;b", name)
    (only,) = json.loads(done.stdout)["objects"]
    assert only == {"swhid": f"{HELLO};origin=https://example.org/a%3Bb", "core": HELLO, "kind": "cnt", "path": name}
    assert b"\x1b" not in run("identify", name).stdout


def test_what_cannot_be_named_is_said_and_the_others_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hello.txt").write_bytes(b"hello world\n")
    done = run("identify", "nothing", "hello.txt")
    assert (done.returncode, done.stdout) == (3, f"{HELLO}\thello.txt\n".encode())
    assert done.stderr.startswith(b"error: nothing cannot be identified: No such file or directory.\nhelp: ")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["-", "-"], b"Standard input (-) was given more than once"),
        (["--snapshot", "."], b". is no git repository, so it has no snapshot"),
        (["--origin", "a b", "-"], b"The origin cannot be used: 'a b' is no address"),
        ([], b"Missing argument"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(run: Run, arguments: list[str], sentence: bytes) -> None:
    done = run("identify", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert sentence in done.stderr


def test_without_pygit2_files_folders_and_commits_are_named_and_the_rest_says_what_it_needs(
    repository: Repository,
) -> None:
    program = """
import sys
sys.modules["pygit2"] = None
from commonhold.doors.cli import main
main()
"""

    def run_without(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", program, "identify", *arguments]
        return subprocess.run(command, capture_output=True, text=True, cwd=repository.tree.parent)

    commit = repository.git("rev-parse", "HEAD")
    assert f"swh:1:rev:{commit}\ttree\n" in run_without("-r", "tree").stdout
    done = run_without("--snapshot", "tree")
    assert done.returncode == 2
    assert "pip install 'commonhold[build]'" in done.stderr


def test_a_repository_without_a_commit_has_a_snapshot_and_no_commit(run: Run, repository: Repository) -> None:
    repository.git("checkout", "--quiet", "--orphan", "new")
    repository.git("update-ref", "-d", "refs/heads/main")
    done = run("identify", "tree/.git")
    assert done.returncode == 3
    assert b"has no commit yet" in done.stderr
    empty = "swh:1:snp:1a8893e6a86f444e8be8e7bda6cb34fb1735a00e"
    assert lines(run("identify", "--snapshot", "tree/.git")) == [[empty, "tree/.git"]]
