"""Getting a repository onto this disk: once, whole, and only when that is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.errors import DiskError, SourceError
from commonhold.gather import newest, open_source, refresh
from commonhold.gather.child import git_failed
from commonhold.gather.clone import cached, mirrored
from commonhold.recipe import Source


def always(_: str) -> bool:
    return True


@pytest.fixture
def distant(repository):
    repository.write("a.md", "one")
    repository.commit()
    return Source("far", f"file://{repository.tree}", repository.git("rev-parse", "HEAD"))


def test_a_repository_is_cloned_once_and_then_found_offline(distant, cache, repository):
    with pytest.raises(SourceError, match="--offline forbids cloning; run once without --offline"):
        open_source(distant, mirror=None, cache=cache, offline=True)
    open_source(distant, mirror=None, cache=cache)
    repository.tree.rename(repository.tree.with_name("gone"))
    (work,) = open_source(distant, mirror=None, cache=cache, offline=True).works(always, "")
    assert work.data == b"one" and work.authors


def test_a_later_pin_is_fetched_into_the_clone_that_is_there(distant, cache, repository):
    open_source(distant, mirror=None, cache=cache)
    repository.write("a.md", "two")
    later = Source("far", distant.origin, repository.commit())
    with pytest.raises(SourceError, match="its clone is older than the commit"):
        open_source(later, mirror=None, cache=cache, offline=True)
    (work,) = open_source(later, mirror=None, cache=cache).works(always, "")
    assert work.data == b"two"


def test_a_commit_that_no_branch_leads_to_any_more_is_asked_for_by_its_name(distant, cache, repository):
    open_source(distant, mirror=None, cache=cache)
    repository.write("a.md", "two")
    lost = Source("far", distant.origin, repository.commit())
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
    (work,) = open_source(lost, mirror=None, cache=cache).works(always, "")
    assert work.data == b"two"


def test_a_commit_that_is_nowhere_is_refused(distant, cache):
    with pytest.raises(SourceError, match=r"does not hold the commit 1{40}; pin the commit"):
        open_source(Source("far", distant.origin, "1" * 40), mirror=None, cache=cache)


def test_a_failed_clone_says_why_and_leaves_nothing(cache, tmp_path):
    with pytest.raises(SourceError, match=r"git clone failed \(fatal: .*does not"):
        open_source(Source("far", f"file://{tmp_path}/nowhere", "1" * 40), mirror=None, cache=cache)
    assert list((cache / "git").iterdir()) == []


@pytest.mark.parametrize("origin", ["ssh://host/a/b", "git://host/a/b", "http://host/a/b", "ext::sh -c true"])
def test_no_protocol_but_https_is_ever_spoken(origin, cache):
    with pytest.raises(SourceError, match="not allowed"):
        open_source(Source("far", origin, "1" * 40), mirror=None, cache=cache)


def test_a_mirror_that_lacks_the_commit_is_told_apart_from_the_network(repository, cache):
    repository.write("a.md", "one")
    repository.commit()
    with pytest.raises(SourceError, match=r"the mirror .* does not hold the commit"):
        open_source(repository.source("1" * 40), mirror=repository.mirror, cache=cache)


def test_a_full_disk_while_cloning_is_an_error_of_the_disk():
    said = b"error: unable to write file\nfatal: write error: No space left on device\n"
    assert isinstance(git_failed("far", "clone", said), DiskError)
    assert isinstance(git_failed("far", "clone", b"fatal: nothing\n"), SourceError)


def test_a_cache_that_cannot_be_written_is_an_error_of_the_disk(distant, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskError):
        open_source(distant, mirror=None, cache=tmp_path / "file")


def test_two_origins_never_share_a_clone():
    alike = ["https://h/a+b", "https://h/a/b", "https://h/a//b", "https://h/A/b"]
    assert len({cached(origin, Path()) for origin in alike}) == len(alike)


def test_a_mirror_is_looked_up_whatever_the_spelling_of_the_address(tmp_path):
    place = tmp_path / "o+n" / "repo"
    place.mkdir(parents=True)
    for origin in ("https://github.com/o/n", "https://github.com/o/n/", "https://github.com/o/n.git"):
        assert mirrored(origin, tmp_path) == place
    assert mirrored("https://gitlab.com/o/n", tmp_path) is None
    assert mirrored("https://github.com/o/other", tmp_path) is None


def test_refreshing_a_clone_brings_what_is_new_and_the_pin_stays_what_is_read(distant, cache, repository):
    open_source(distant, mirror=None, cache=cache)
    repository.write("a.md", "two")
    later = repository.commit()
    assert newest(distant, mirror=None, cache=cache, offline=True) == f"swh:1:rev:{distant.pin}"
    refresh(distant, mirror=None, cache=cache)
    assert newest(distant, mirror=None, cache=cache, offline=True) == f"swh:1:rev:{later}"
    source = open_source(distant, mirror=None, cache=cache, offline=True)
    assert [work.data for work in source.works(always, "")] == [b"one"]
    _, present = source.shown(always)
    assert present is not None and present.files == {"a.md": b"two"}


def test_a_refreshed_clone_follows_the_default_branch_wherever_it_went(distant, cache, repository):
    open_source(distant, mirror=None, cache=cache)
    repository.git("branch", "--quiet", "-m", "main", "main/v2")  # which "main" itself would be in the way of
    repository.write("a.md", "two")
    later = repository.commit()
    refresh(distant, mirror=None, cache=cache)
    assert newest(distant, mirror=None, cache=cache, offline=True) == f"swh:1:rev:{later}"


def test_a_branch_that_was_rewound_is_rewound_in_the_clone_and_the_pin_is_still_read(distant, cache, repository):
    repository.write("a.md", "two")
    pinned = Source("far", distant.origin, repository.commit())
    open_source(pinned, mirror=None, cache=cache)
    repository.git("reset", "--quiet", "--hard", distant.pin)
    repository.write("a.md", "other")
    other = repository.commit()
    refresh(pinned, mirror=None, cache=cache)
    assert newest(pinned, mirror=None, cache=cache, offline=True) == f"swh:1:rev:{other}"
    source = open_source(pinned, mirror=None, cache=cache, offline=True)
    assert [work.data for work in source.works(always, "")] == [b"two"]
    source.shown(always)
    assert source.notes == [f"its newest revision {other} does not descend from the pin"]


def test_the_newest_revision_of_what_is_not_here_is_known_after_cloning_or_refused_offline(distant, cache):
    refresh(distant, mirror=None, cache=cache)
    assert not cache.exists(), "there is nothing to refresh"
    with pytest.raises(SourceError, match="--offline forbids cloning"):
        newest(distant, mirror=None, cache=cache, offline=True)
    assert newest(distant, mirror=None, cache=cache) == f"swh:1:rev:{distant.pin}"


def test_a_mirror_is_never_refreshed(repository, cache):
    repository.write("a.md", "one")
    repository.commit()
    source = repository.source()
    before = {path: path.stat().st_mtime_ns for path in repository.bare.rglob("*")}
    refresh(source, mirror=repository.mirror, cache=cache)
    assert {path: path.stat().st_mtime_ns for path in repository.bare.rglob("*")} == before
    assert not cache.exists()


def test_a_refresh_without_a_network_says_why_and_leaves_the_clone_as_it_was(distant, cache, repository):
    open_source(distant, mirror=None, cache=cache)
    repository.tree.rename(repository.tree.with_name("gone"))
    with pytest.raises(SourceError, match=r"git ls-remote failed \(fatal: "):
        refresh(distant, mirror=None, cache=cache)
    assert newest(distant, mirror=None, cache=cache, offline=True) == f"swh:1:rev:{distant.pin}"
