"""A plain folder: read sorted, by content, and never beyond its edge."""

from __future__ import annotations

import os

import pytest

from commonhold.consent import Seen
from commonhold.errors import SourceError
from commonhold.gather import gathered, open_source
from commonhold.recipe import Source
from commonhold.work import content_id


def always(_: str) -> bool:
    return True


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "recipes" / "texts"
    made.mkdir(parents=True)
    return made


def opened(folder, **more):
    return open_source(
        Source("t", "folder:texts", **more), mirror=None, cache=folder / "unused", beside=folder.parent, offline=True
    )


def test_works_are_sorted_by_path_with_the_id_of_their_content_and_no_authors(folder):
    for path in ("b.md", "a/z.md", "a.md", "ä.md"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(path)
    works = list(opened(folder).works(always, "salt"))
    assert [work.origin.path for work in works] == ["a.md", "a/z.md", "b.md", "ä.md"]
    assert all(work.id == content_id(work.data) and work.authors == () and work.first_seen == 0 for work in works)
    assert {(work.origin.url, work.origin.revision) for work in works} == {("folder:texts", "")}


def test_no_link_is_followed_neither_to_files_nor_to_folders(folder, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "away").mkdir()
    (tmp_path / "away" / "also.md").write_text("secret")
    (folder / "a.md").write_text("text")
    (folder / "out.md").symlink_to(tmp_path / "secret.md")
    (folder / "in.md").symlink_to("a.md")
    (folder / "away").symlink_to(tmp_path / "away")
    (folder / "loop").symlink_to(".")
    source = opened(folder)
    assert [work.origin.path for work in source.works(always, "")] == ["a.md"]
    assert {(s.path, s.reason) for s in source.skipped} == {
        (path, "symlink") for path in ("out.md", "in.md", "away", "loop")
    }


def test_pipes_and_large_files_are_skipped_with_their_reason(folder, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_WORK_BYTES", 10)
    os.mkfifo(folder / "pipe.md")
    (folder / "large.md").write_text("x" * 11)
    (folder / "fits.md").write_text("x" * 10)
    source = opened(folder)
    assert [work.origin.path for work in source.works(always, "")] == ["fits.md"]
    assert {(s.path, s.reason) for s in source.skipped} == {("pipe.md", "not-a-file"), ("large.md", "too-large")}


def test_a_repositorys_own_files_are_no_works(folder):
    (folder / ".git").mkdir()
    (folder / ".git" / "description.md").write_text("x")
    assert list(opened(folder).works(always, "")) == []


def test_names_without_utf8_stay_what_they_are(folder):
    (folder / os.fsdecode(b"latin-\xe9.md")).write_text("text")
    (work,) = opened(folder).works(always, "")
    assert os.fsencode(work.origin.path) == b"latin-\xe9.md"


def test_papers_are_found_outside_the_paths(folder):
    (folder / "LICENSE").write_text("free")
    (folder / "a.md").write_text("text")
    assert opened(folder, paths=("a.md",)).papers() == {"LICENSE": b"free"}


def test_a_folder_has_no_revisions(folder):
    (folder / "a.md").write_text("text")
    assert list(opened(folder).revised(always, always)) == []


def test_a_folder_shows_papers_and_signals_as_they_are_now_and_follows_no_link(folder, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("secret")
    (folder / "site").mkdir()
    for path in ("LICENSE", "site/robots.txt", "a.md"):
        (folder / path).write_text(path)
    (folder / "robots.txt").symlink_to(tmp_path / "secret")
    source = opened(folder)
    shown = source.shown(lambda path: path.endswith("robots.txt"), "swh:1:rev:" + "0" * 40)
    assert shown == (Seen("", "", {"LICENSE": b"LICENSE", "site/robots.txt": b"site/robots.txt"}), None)
    monkeypatch.setattr(gathered, "MAX_SHOWN_FILES", 2)
    assert list(source.shown(always)[0].files) == ["LICENSE", "a.md"]
    assert {(s.path, s.reason) for s in source.skipped} == {
        ("robots.txt", "symlink"), ("site/robots.txt", "too-many"), ("robots.txt", "too-many"),
    }  # fmt: skip


def test_a_folder_has_no_people_no_lines_and_no_ids_of_folders(folder):
    (folder / "a.md").write_text("text")
    source = opened(folder)
    (work,) = source.works(always, "salt")
    assert (work.people, source.lines_by("a.md", frozenset({"x"}), "salt"), list(source.directories())) == ((), 0, [])


def test_a_folder_that_is_not_there_is_refused(folder):
    folder.rmdir()
    with pytest.raises(SourceError, match=r"there is no folder .* relative to the recipe"):
        opened(folder)


def test_a_link_out_of_the_recipes_folder_is_refused(folder, tmp_path):
    folder.rmdir()
    (tmp_path / "private").mkdir()
    folder.symlink_to(tmp_path / "private")
    with pytest.raises(SourceError, match="leads outside the recipe's folder"):
        opened(folder)
