"""Reading a repository's objects: every work, its id, and everything that is not a work."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from commonhold.errors import SourceError
from commonhold.gather import Gathered, gathered, open_source
from commonhold.recipe import Source
from commonhold.work import content_id

from .conftest import ADDRESS, Repository


def everything(path: str) -> bool:
    return True


def opened(repository: Repository, cache: Path, pin: str = "", **more: object) -> Gathered:
    return open_source(repository.source(pin, **more), mirror=repository.mirror, cache=cache, offline=True)


def reasons(source: Gathered) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in source.skipped}


def test_the_id_of_a_work_is_what_git_calls_the_blob_and_what_its_bytes_hash_to(repository, cache):
    for path, data in {"a.md": b"Hello\n", "b/c.md": b"\r\n\r\n", "empty.md": b"", "raw.md": b"\xff\xfe\x00"}.items():
        repository.write(path, data)
    repository.commit()
    for work in opened(repository, cache).works(everything, "salt"):
        assert work.id == "swh:1:cnt:" + repository.git("hash-object", "--no-filters", work.origin.path)
        assert work.id == content_id(work.data)


def test_works_come_sorted_by_path_and_twice_the_same(repository, cache):
    for path in ("b.md", "a/z.md", "a.md", "a-b.md", "A.md", "ä.md"):
        repository.write(path, path)
    repository.commit()
    source = opened(repository, cache)
    works = list(source.works(everything, "salt"))
    assert [work.origin.path for work in works] == ["A.md", "a-b.md", "a.md", "a/z.md", "b.md", "ä.md"]
    assert list(source.works(everything, "salt")) == works


def test_an_origin_names_the_repository_the_revision_and_the_path(repository, cache):
    repository.write("doc/a.md", "Hello")
    pin = repository.commit()
    (work,) = opened(repository, cache).works(everything, "")
    assert (work.origin.url, work.origin.revision, work.origin.path) == (ADDRESS, f"swh:1:rev:{pin}", "doc/a.md")
    assert work.source == "name"


def test_only_the_pinned_revision_is_read(repository, cache):
    repository.write("a.md", "old")
    pin = repository.commit()
    repository.write("a.md", "new")
    repository.write("b.md", "later")
    repository.commit()
    assert [work.data for work in opened(repository, cache, pin).works(everything, "")] == [b"old"]


def test_paths_exclude_and_wanted_all_have_a_say(repository, cache, markdown):
    for path in ("doc/a.md", "doc/old/b.md", "doc/c.py", "documents/d.md", "README.md"):
        repository.write(path, path)
    repository.commit()
    source = opened(repository, cache, paths=("doc/", "README.md"), exclude=("doc/old/",))
    assert [work.origin.path for work in source.works(markdown, "")] == ["README.md", "doc/a.md"]
    assert not source.skipped


def test_paths_with_newlines_and_without_utf8_stay_what_they_are(repository, cache):
    names = [b"two\nlines.md", b"latin-\xe9.md", b'tab\t"quote".md', "日本.md".encode()]
    for number, name in enumerate(names):
        (repository.tree / os.fsdecode(name)).write_text(f"text {number}")
    repository.commit()
    works = list(opened(repository, cache).works(everything, ""))
    assert sorted(os.fsencode(work.origin.path) for work in works) == sorted(names)
    assert all(work.authors for work in works), "the history has the same names"


def test_symlinks_and_submodules_are_skipped_with_their_reason(repository, cache):
    repository.write("a.md", "text")
    (repository.tree / "link.md").symlink_to("/etc/passwd")
    (repository.tree / "inside.md").symlink_to("a.md")
    pin = repository.commit()
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{pin},vendored.md")
    repository.git("-c", "user.name=A", "-c", "user.email=a@b", "commit", "--quiet", "-m", "Add a submodule")
    source = opened(repository, cache)
    assert [work.origin.path for work in source.works(everything, "")] == ["a.md"]
    assert reasons(source) == {"link.md": "symlink", "inside.md": "symlink", "vendored.md": "submodule"}


def test_files_above_the_limit_and_lfs_pointers_are_skipped(repository, cache, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_WORK_BYTES", 200)
    repository.write("fits.md", "x" * 200)
    repository.write("large.md", "x" * 201)
    repository.write("far.md", f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 9\n")
    repository.commit()
    source = opened(repository, cache)
    assert [work.origin.path for work in source.works(everything, "")] == ["fits.md"]
    assert reasons(source) == {"large.md": "too-large", "far.md": "lfs-pointer"}


def test_a_blob_missing_from_a_partial_mirror_is_skipped_and_nothing_is_fetched(repository, cache):
    repository.write("a.md", "text")
    repository.commit()
    repository.bare.parent.mkdir(parents=True)
    repository.git("config", "uploadpack.allowFilter", "true")
    address = f"file://{repository.tree}"
    repository.git("clone", "--quiet", "--bare", "--filter=blob:none", address, str(repository.bare))
    source = opened(repository, cache)
    assert list(source.works(everything, "")) == []
    assert reasons(source) == {"a.md": "missing-object"}


def test_a_blob_that_does_not_match_its_id_is_skipped(repository, cache):
    repository.write("a.md", "text")
    repository.write("b.md", "other")
    pin = repository.commit()
    a, b = (repository.git("rev-parse", f"HEAD:{path}") for path in ("a.md", "b.md"))
    objects = repository.tree / ".git" / "objects"
    right, wrong = (objects / id_[:2] / id_[2:] for id_ in (a, b))
    right.chmod(0o644)
    right.write_bytes(wrong.read_bytes())
    repository.bare.parent.mkdir(parents=True)
    (repository.tree / ".git").rename(repository.bare)
    source = open_source(Source("name", ADDRESS, pin), mirror=repository.mirror, cache=cache)
    assert [work.origin.path for work in source.works(everything, "")] == ["b.md"]
    assert reasons(source) == {"a.md": "corrupt-object"}


def test_papers_are_found_in_the_whole_tree_whatever_the_paths(repository, cache, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_PAPER_BYTES", 100)
    papers = ["COPYING", "LICENSES/MIT.txt", "REUSE.toml", "a/LICENCE.rst", "doc/x.md.license", "statement.txt"]
    for path in [*papers, "doc/x.md", "src/copying-files.md"]:
        repository.write(path, path)
    repository.write("LICENSE", "x" * 101)
    repository.commit()
    source = opened(repository, cache, paths=("doc/",), license="MIT", license_from="statement.txt")
    assert source.papers() == {path: path.encode() for path in papers}
    assert reasons(source) == {"LICENSE": "paper-too-large"}


def test_a_hostile_configuration_of_the_repository_is_never_obeyed(repository, cache, tmp_path):
    repository.write("a.md", "text")
    repository.commit()
    pin = repository.source().pin
    told = tmp_path / "told"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {told}\n")
    script.chmod(0o755)
    (repository.bare / "config").write_text(
        f"[core]\n\trepositoryformatversion = 1\n\tbare = true\n\tpager = {script}\n\tfsmonitor = {script}\n"
        f"\thooksPath = {tmp_path}\n[extensions]\n\tunheardOf = true\n[log]\n\tshowSignature = true\n"
        f"[gpg]\n\tprogram = {script}\n[alias]\n\tlog = !{script}\n"
    )
    source = open_source(Source("name", ADDRESS, pin), mirror=repository.mirror, cache=cache)
    (work,) = source.works(everything, "")
    assert work.authors
    assert not told.exists()


@pytest.mark.parametrize(
    ("pin", "what"),
    [("0" * 40, "does not hold the commit"), ("f" * 64, "SHA-256 repository")],
)
def test_a_pin_that_is_not_there_is_refused_with_what_to_do(repository, cache, pin, what):
    repository.write("a.md", "text")
    repository.commit()
    with pytest.raises(SourceError, match=what):
        opened(repository, cache, pin)


def test_a_tree_or_a_tag_is_no_pin(repository, cache):
    repository.write("a.md", "text")
    repository.commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    with pytest.raises(SourceError, match="is no commit; pin the commit"):
        opened(repository, cache, tree)


def test_a_sha256_repository_is_refused_by_name(repository, cache):
    repository.bare.parent.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", "--bare", "--object-format=sha256", str(repository.bare)], check=True)
    with pytest.raises(SourceError, match="SHA-256 repository, whose ids are not Software Heritage ids"):
        open_source(Source("name", ADDRESS, "1" * 40), mirror=repository.mirror, cache=cache)


@pytest.mark.parametrize("made", ["empty", "nothing"])
def test_an_empty_or_missing_repository_is_refused(repository, cache, made):
    repository.bare.mkdir(parents=True)
    if made == "empty":
        repository.git("init", "--quiet", "--bare", str(repository.bare))
    with pytest.raises(SourceError, match=r"does not hold the commit|is no bare git repository"):
        open_source(Source("name", ADDRESS, "1" * 40), mirror=repository.mirror, cache=cache)


def test_missing_trees_are_an_error_not_an_empty_source(repository, cache):
    repository.write("deep/er/a.md", "text")
    repository.commit()
    repository.bare.parent.mkdir(parents=True)
    repository.git("config", "uploadpack.allowFilter", "true")
    address = f"file://{repository.tree}"
    repository.git("clone", "--quiet", "--bare", "--filter=tree:0", address, str(repository.bare))
    with pytest.raises(SourceError, match="cannot be read from its objects"):
        list(opened(repository, cache).works(everything, ""))


def test_objects_borrowed_from_another_repository_are_found(repository, cache):
    repository.write("a.md", "text")
    repository.commit()
    repository.bare.parent.mkdir(parents=True)
    repository.git("clone", "--quiet", "--bare", "--shared", str(repository.tree), str(repository.bare))
    (work,) = opened(repository, cache).works(everything, "")
    assert work.data == b"text" and work.authors
