"""Which revision is the newest, and what a source shows there and at its pin."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.consent import Seen
from commonhold.errors import SourceError
from commonhold.gather import Gathered, gathered, newest, open_source
from commonhold.gather.refs import tip
from commonhold.recipe import Source

from .conftest import ADDRESS, Repository


def is_signal(path: str) -> bool:
    return path.rpartition("/")[2] == "robots.txt"


def opened(repository: Repository, cache: Path, pin: str = "", **more: object) -> Gathered:
    return open_source(repository.source(pin, **more), mirror=repository.mirror, cache=cache, offline=True)


def swhid(commit: str) -> str:
    return f"swh:1:rev:{commit}"


def known_newest(repository: Repository, cache: Path, pin: str) -> str:
    return newest(repository.source(pin), mirror=repository.mirror, cache=cache, offline=True)


@pytest.fixture
def moved(repository: Repository) -> tuple[Repository, str, str]:
    """A repository whose signals and licence changed after the pin: (repository, pin, newest)."""
    repository.write("LICENSE", "free")
    repository.write("a/robots.txt", "old")
    repository.write("a.md", "text")
    pin = repository.commit()
    repository.write("LICENSE", "not so free")
    repository.write("b/c/robots.txt", "new")
    (repository.tree / "a" / "robots.txt").unlink()
    return repository, pin, repository.commit()


def test_papers_and_signals_are_shown_at_the_pin_and_at_the_newest_revision_with_their_times(moved, cache):
    repository, pin, last = moved
    pinned, present = opened(repository, cache, pin).shown(is_signal)
    assert pinned == Seen(swhid(pin), "2020-09-14T12:26:40Z", {"LICENSE": b"free", "a/robots.txt": b"old"})
    assert present == Seen(swhid(last), "2020-09-15T12:26:40Z", {"LICENSE": b"not so free", "b/c/robots.txt": b"new"})
    assert known_newest(repository, cache, pin) == swhid(last)


def test_a_pin_that_is_the_newest_is_shown_once(moved, cache):
    repository, _, last = moved
    source = opened(repository, cache, last)
    assert source.shown(is_signal)[1] is None
    assert known_newest(repository, cache, last) == swhid(last)
    assert source.notes == []


def test_a_pin_newer_than_the_default_branch_counts_as_the_newest(moved, cache):
    repository, pin, last = moved
    repository.source()
    repository.git(f"--git-dir={repository.bare}", "update-ref", "refs/heads/main", pin)
    source = opened(repository, cache, last)
    assert source.shown(is_signal)[1] is None
    assert known_newest(repository, cache, last) == swhid(pin)
    assert source.notes == []


def test_a_newest_revision_that_does_not_descend_from_the_pin_is_shown_and_noted(moved, cache):
    repository, pin, last = moved
    repository.git("checkout", "--quiet", "-b", "side", pin)
    repository.write("robots.txt", "aside")
    side = repository.commit()
    repository.git("checkout", "--quiet", "main")
    source = opened(repository, cache, side)
    _, present = source.shown(is_signal)
    assert present is not None and present.revision == swhid(last)
    assert source.notes == [f"its newest revision {last} does not descend from the pin"]


def test_the_newest_revision_may_be_given_and_then_later_ones_have_no_say(moved, cache):
    repository, pin, middle = moved
    repository.write("robots.txt", "later")
    repository.commit()
    _, present = opened(repository, cache, pin).shown(is_signal, swhid(middle))
    assert present is not None
    assert (present.revision, sorted(present.files)) == (swhid(middle), ["LICENSE", "b/c/robots.txt"])


@pytest.mark.parametrize("given", [swhid("0" * 40), swhid("main"), swhid("SHORT"), swhid(""), "main", "tree"])
def test_a_newest_revision_that_is_not_here_is_refused_with_what_to_do(moved, cache, given):
    repository, pin, _ = moved
    given = given.replace("SHORT", pin[:12])
    given = swhid(repository.git("rev-parse", "HEAD^{tree}")) if given == "tree" else given
    with pytest.raises(SourceError, match=r"does not hold .* fetch the repository again"):
        opened(repository, cache, pin).shown(is_signal, given)


@pytest.mark.parametrize("way", ["loose", "packed"])
def test_the_default_branch_need_not_be_main(moved, cache, way):
    repository, pin, last = moved
    repository.git("checkout", "--quiet", "-b", "docs/next", pin)
    repository.write("robots.txt", "docs")
    side = repository.commit()
    repository.source()
    if way == "packed":
        repository.git(f"--git-dir={repository.bare}", "pack-refs", "--all", "--prune")
    else:
        for branch, commit in (("docs/next", side), ("main", last)):
            place = repository.bare / "refs" / "heads" / branch
            place.parent.mkdir(exist_ok=True)
            place.write_text(f"{commit}\n")
        (repository.bare / "packed-refs").unlink(missing_ok=True)
    assert tip(repository.bare) == side
    _, present = opened(repository, cache, pin).shown(is_signal)
    assert present is not None and present.files["robots.txt"] == b"docs"


def test_a_detached_head_is_where_it_stands(moved, cache):
    repository, pin, last = moved
    repository.git("checkout", "--quiet", "--detach", last)
    (repository.tree / ".git" / "refs" / "heads" / "main").write_text(f"{pin}\n")
    repository.bare.parent.mkdir(parents=True)
    (repository.tree / ".git").rename(repository.bare)
    source = Source("name", ADDRESS, pin)
    assert newest(source, mirror=repository.mirror, cache=cache) == swhid(last)
    _, present = open_source(source, mirror=repository.mirror, cache=cache).shown(is_signal)
    assert present is not None and present.revision == swhid(last)


def test_what_the_origin_calls_its_head_goes_before_where_a_work_tree_stands(moved, tmp_path):
    repository, pin, last = moved
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", f"file://{repository.tree}", str(clone))
    repository.git("-C", str(clone), "checkout", "--quiet", "--detach", pin)
    assert tip(clone / ".git") == last


@pytest.mark.parametrize(
    "head", ["ref: refs/heads/nobody", "ref: refs/../../secret", "ref: HEAD", "0" * 64, "", "ref: refs/heads/a\0b"]
)
def test_a_head_that_leads_nowhere_is_noted_and_the_pin_counts_as_newest(moved, cache, head):
    repository, pin, last = moved
    repository.source()
    (repository.bare.parent / "secret").write_text(f"{last}\n")
    (repository.bare / "HEAD").write_text(head)
    source = opened(repository, cache, pin)
    assert source.shown(is_signal)[1] is None
    assert source.notes == ["its default branch is not known here: the pin counts as its newest revision"]
    assert known_newest(repository, cache, pin) == ""


def test_refs_that_lead_in_circles_end(tmp_path):
    (tmp_path / "refs" / "heads").mkdir(parents=True)
    (tmp_path / "HEAD").write_text("ref: refs/heads/a")
    for here, there in (("a", "b"), ("b", "a")):
        (tmp_path / "refs" / "heads" / here).write_text(f"ref: refs/heads/{there}")
    assert tip(tmp_path) == ""


def test_a_branch_is_not_taken_for_another_that_ends_like_it(tmp_path):
    (tmp_path / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / "packed-refs").write_text(f"# pack-refs with: peeled\n{'1' * 40} refs/x refs/heads/main\n")
    assert tip(tmp_path) == ""
    (tmp_path / "packed-refs").write_text(f"{'1' * 40} refs/heads/a/main\n^{'3' * 40}\n{'2' * 40} refs/heads/main\n")
    assert tip(tmp_path) == "2" * 40


def test_a_shallow_repository_shows_what_it_has(moved, cache):
    repository, _, last = moved
    repository.bare.parent.mkdir(parents=True)
    address = f"file://{repository.tree}"
    repository.git("clone", "--quiet", "--bare", "--depth", "1", address, str(repository.bare))
    source = opened(repository, cache, last)
    pinned, present = source.shown(is_signal)
    assert (sorted(pinned.files), present) == (["LICENSE", "b/c/robots.txt"], None)


def test_links_named_like_signals_are_not_followed_and_are_told(repository, cache):
    repository.write("a.md", "text")
    pin = repository.commit()
    (repository.tree / "robots.txt").symlink_to("/etc/passwd")
    (repository.tree / "LICENSE").symlink_to("a.md")
    last = repository.commit()
    source = opened(repository, cache, pin)
    _, present = source.shown(is_signal)
    assert present is not None and present.files == {}
    assert {(s.path, s.reason) for s in source.skipped} == {
        (f"robots.txt@{last}", "symlink"), (f"LICENSE@{last}", "symlink"),
    }  # fmt: skip


def test_huge_signals_are_left_out_and_told(repository, cache, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_PAPER_BYTES", 100)
    repository.write("robots.txt", "x" * 101)
    repository.write("a/robots.txt", "x" * 100)
    repository.commit()
    source = opened(repository, cache)
    assert sorted(source.shown(is_signal)[0].files) == ["a/robots.txt"]
    assert [(s.path, s.reason) for s in source.skipped] == [("robots.txt", "paper-too-large")]


def test_of_very_many_those_nearest_the_root_are_shown_and_the_others_told(repository, cache, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_SHOWN_FILES", 3)
    for path in ("a/b/robots.txt", "a/robots.txt", "b/robots.txt", "robots.txt"):
        repository.write(path, path)
    repository.commit()
    source = opened(repository, cache)
    assert list(source.shown(is_signal)[0].files) == ["a/robots.txt", "b/robots.txt", "robots.txt"]
    assert [(s.path, s.reason) for s in source.skipped] == [("a/b/robots.txt", "too-many")]


def test_signals_are_shown_whatever_the_paths_of_the_source(repository, cache):
    repository.write("doc/a.md", "text")
    repository.write("site/robots.txt", "rules")
    repository.commit()
    assert sorted(opened(repository, cache, paths=("doc/",)).shown(is_signal)[0].files) == ["site/robots.txt"]


def test_a_time_beyond_reason_is_unknown(repository, cache):
    repository.write("a.md", "text")
    repository.commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    stamp = "Ada <ada@example.org> 99999999999999 +0000"
    body = f"tree {tree}\nauthor {stamp}\ncommitter {stamp}\n\ncommitter x> 5 +0000\n"
    (repository.tree / ".git" / "body").write_text(body)
    strange = repository.git("hash-object", "-t", "commit", "--literally", "-w", ".git/body")
    repository.git("update-ref", "refs/heads/main", strange)
    assert opened(repository, cache, strange).shown(is_signal)[0].time == ""


def test_other_kinds_have_no_newest_revision(cache, tmp_path):
    for origin in ("folder:texts", "pypi:name==1", "deb:name"):
        assert newest(Source("name", origin, "1"), mirror=tmp_path, cache=cache, offline=True) == ""
