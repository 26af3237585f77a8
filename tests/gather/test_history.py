"""Who changed what, since when, and what was changed: read from the log."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from commonhold.errors import SourceError
from commonhold.gather import Gathered, gathered, open_source
from commonhold.gather.history import author_hash, parsed
from commonhold.recipe import Source
from commonhold.work import Work

from .conftest import ADDRESS, Repository

ADA, BOB = "Ada <ada@example.org>", "Bob <bob@example.org>"


def opened(repository: Repository, cache: Path, pin: str = "", **more: object) -> Gathered:
    return open_source(repository.source(pin, **more), mirror=repository.mirror, cache=cache, offline=True)


def always(_: str) -> bool:
    return True


def by_path(source: Gathered, *, names: bool = True) -> dict[str, Work]:
    return {work.origin.path: work for work in source.works(always, "salt", names=names)}


def test_authors_are_counted_by_commit_and_the_busiest_comes_first(repository, cache):
    for number, by in enumerate([ADA, BOB, BOB]):
        repository.write("a.md", f"version {number}")
        repository.commit(by=by)
    repository.write("other.md", "text")
    repository.commit(by=ADA)
    works = by_path(opened(repository, cache))
    assert works["a.md"].authors == (("Bob", 2), ("Ada", 1))
    assert works["other.md"].authors == (("Ada", 1),)


def test_first_seen_is_the_time_of_the_oldest_commit_to_the_path(repository, cache):
    repository.write("a.md", "one")
    repository.commit()
    first = repository.now
    repository.write("a.md", "two")
    repository.commit()
    assert by_path(opened(repository, cache))["a.md"].first_seen == first


def test_authors_are_salted_hashes_of_lower_case_addresses_unless_names_are_asked_for(repository, cache):
    repository.write("a.md", "one")
    repository.commit(by="Ada <Ada@Example.org>")
    source = opened(repository, cache)
    assert by_path(source, names=False)["a.md"].authors == ((author_hash("salt", "ada@example.org"), 1),)
    assert by_path(source, names=True)["a.md"].authors == (("Ada", 1),)
    (other,) = source.works(always, "pepper")
    assert other.authors[0][0] != author_hash("salt", "ada@example.org")


def test_the_mailmap_of_the_pinned_revision_joins_a_persons_addresses(repository, cache):
    repository.write("a.md", "one")
    repository.commit(by="ada <ada@old.example>")
    repository.write("a.md", "two")
    repository.write(".mailmap", "Ada Lovelace <ada@example.org> <ada@old.example>\n")
    repository.commit(by="Ada Lovelace <ada@example.org>")
    source = opened(repository, cache)
    assert by_path(source)["a.md"].authors == (("Ada Lovelace", 2),)
    assert by_path(source, names=False)["a.md"].authors == ((author_hash("salt", "ada@example.org"), 2),)


def test_a_move_keeps_the_authors_and_does_not_credit_the_mover(repository, cache):
    repository.write("old.md", "text")
    repository.commit(by=ADA)
    first = repository.now
    (repository.tree / "new").mkdir()
    (repository.tree / "old.md").rename(repository.tree / "new" / "a.md")
    repository.commit(by=BOB)
    work = by_path(opened(repository, cache))["new/a.md"]
    assert (work.authors, work.first_seen) == ((("Ada", 1),), first)


def test_moving_back_and_forth_counts_nobody_twice(repository, cache):
    repository.write("a.md", "text")
    repository.commit(by=ADA)
    for old, new in [("a.md", "b.md"), ("b.md", "a.md"), ("a.md", "b.md")]:
        (repository.tree / old).rename(repository.tree / new)
        repository.commit(by=BOB)
    assert by_path(opened(repository, cache))["b.md"].authors == (("Ada", 1),)


def test_a_change_of_mode_only_is_no_authorship(repository, cache):
    repository.write("a.md", "text")
    repository.commit(by=ADA)
    (repository.tree / "a.md").chmod(0o755)
    repository.commit(by=BOB)
    assert by_path(opened(repository, cache))["a.md"].authors == (("Ada", 1),)


def test_a_shallow_history_says_so_and_credits_nobody_for_what_it_cannot_see(repository, cache):
    repository.write("a.md", "one")
    repository.write("b.md", "one")
    repository.commit(by=ADA)
    repository.write("b.md", "two")
    repository.commit(by=BOB)
    repository.write("c.md", "three")
    repository.commit(by=BOB)
    repository.bare.parent.mkdir(parents=True)
    address = f"file://{repository.tree}"
    repository.git("clone", "--quiet", "--bare", "--depth", "2", address, str(repository.bare))
    source = opened(repository, cache)
    works = by_path(source)
    assert source.notes == ["shallow: authors and corrections incomplete"]
    assert (works["a.md"].authors, works["a.md"].first_seen) == ((), 0)
    assert (works["b.md"].authors, works["b.md"].first_seen) == ((), 0)
    assert (works["c.md"].authors, works["c.md"].first_seen) == ((("Bob", 1),), repository.now)


def test_a_whole_history_has_no_notes(repository, cache):
    repository.write("a.md", "one")
    repository.commit()
    assert opened(repository, cache).notes == []


def test_revisions_come_oldest_first_then_by_path_with_the_bytes_before_and_after(repository, cache, markdown):
    for path in ("b.md", "a.md", "code.py"):
        repository.write(path, "teh")
    repository.commit("Add")
    for path in ("b.md", "a.md", "code.py"):
        repository.write(path, "the")
    repository.write("added.md", "new")
    first = repository.commit("Fix typos")
    repository.write("a.md", "other")
    repository.commit("Rewrite")
    repository.write("a.md", "others")
    second = repository.commit("fix typo: again")
    source = opened(repository, cache)
    found = list(source.revised(markdown, lambda subject: "typo" in subject))
    assert [(r.revision, r.path, r.before, r.after) for r in found] == [
        (f"swh:1:rev:{first}", "a.md", b"teh", b"the"),
        (f"swh:1:rev:{first}", "b.md", b"teh", b"the"),
        (f"swh:1:rev:{second}", "a.md", b"other", b"others"),
    ]
    assert {r.subject for r in found} == {"Fix typos", "fix typo: again"}
    assert list(source.revised(markdown, lambda subject: "typo" in subject)) == found


def test_of_other_commits_to_few_files_those_come_that_are_slight(repository, cache, markdown):
    paths = [f"{number}.md" for number in range(gathered.MAX_SLIGHT_FILES + 1)]
    for text in ("teh", "the"):
        for path in paths:
            repository.write(path, text)
        repository.commit("Update everything")
    repository.write("0.md", "teh")
    repository.write("1.md", "other")
    repository.commit("Update")
    repository.write("0.md", "the")
    repository.commit("Fix typo")
    asked = []

    def slight(subject, before, after):
        asked.append(subject)
        return len(before) == len(after)

    found = list(opened(repository, cache).revised(markdown, lambda subject: "typo" in subject, slight))
    assert [(r.subject, r.path, r.told) for r in found] == [("Update", "0.md", False), ("Fix typo", "0.md", True)]
    assert asked == ["Update", "Update"]


def test_merges_are_passed_over_and_their_parts_counted_once(repository, cache, markdown):
    repository.write("a.md", "teh one\n")
    repository.write("b.md", "teh two\n")
    repository.commit("Add")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.md", "the one\n")
    repository.commit("typo a", by=BOB)
    repository.git("checkout", "--quiet", "main")
    repository.write("b.md", "the two\n")
    repository.commit("typo b")
    who = ("-c", "user.name=M", "-c", "user.email=m@example.org")
    repository.git(*who, "merge", "--quiet", "--no-ff", "-m", "Merge the typo fix", "side")
    source = opened(repository, cache)
    assert [r.subject for r in source.revised(markdown, lambda subject: "typo" in subject)] == ["typo a", "typo b"]
    assert by_path(source)["a.md"].authors == (("Ada", 1), ("Bob", 1))


def test_a_commit_gives_at_most_its_first_sixty_files(repository, cache, markdown):
    paths = [f"{number:03}.md" for number in range(gathered.MAX_REVISED_FILES + 5)]
    for text in ("teh", "the"):
        for path in paths:
            repository.write(path, text + path)
        repository.commit("typo")
    found = list(opened(repository, cache).revised(markdown, always))
    assert [r.path for r in found] == paths[: gathered.MAX_REVISED_FILES]


def test_versions_above_the_limit_are_skipped_and_named_with_their_commit(repository, cache, markdown, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_REVISED_BYTES", 10)
    repository.write("a.md", "x" * 11)
    repository.commit("Add")
    repository.write("a.md", "x")
    pin = repository.commit("typo")
    source = opened(repository, cache)
    assert list(source.revised(markdown, always)) == []
    assert [(s.path, s.reason) for s in source.skipped] == [(f"a.md@{pin}", "too-large")]


def test_a_subject_may_look_like_anything(repository, cache, markdown):
    subjects = [":100644 100644 a b M", "\x01\x02 typo", "-- --all", "ends with a colon:", "ünï"]
    for number, subject in enumerate(["Add", *subjects]):
        repository.write("a.md", f"{number}")
        repository.commit(subject)
    found = list(opened(repository, cache).revised(markdown, always))
    assert [r.subject for r in found] == subjects


def test_the_parser_does_not_care_where_its_chunks_are_cut(repository, cache):
    stream = b"".join(
        b"%040x\x00%d\x00a@b\x00A\x00s%d\x00a@c\x00B <b@c>\x01:0 1 x\x00" % (n, n, n)
        + (b"\n:1 1 x%d y%d M\x00p\n:%d\x00:0 1 0 z A\x00q\x00" % (n, n, n) if n % 3 else b"")
        for n in range(50)
    )
    whole = list(parsed([stream]))
    assert [len(commit.changes) for commit in whole[:3]] == [0, 2, 2]
    dice = random.Random(0)
    for _ in range(20):
        cuts = sorted(dice.sample(range(len(stream)), 30))
        pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
        assert list(parsed(pieces)) == whole


def test_a_history_with_a_hole_is_an_error(repository, cache, markdown):
    repository.write("a.md", "one")
    first = repository.commit()
    repository.write("a.md", "two")
    pin = repository.commit()
    (repository.tree / ".git" / "objects" / first[:2] / first[2:]).unlink()
    repository.bare.parent.mkdir(parents=True)
    (repository.tree / ".git").rename(repository.bare)
    source = open_source(Source("name", ADDRESS, pin), mirror=repository.mirror, cache=cache)
    with pytest.raises(SourceError, match="git log failed"):
        list(source.works(always, ""))


def test_stopping_early_leaves_nothing_in_the_cache(repository, cache, markdown):
    for number in range(3):
        repository.write("a.md", f"{number}")
        repository.commit()
    revisions = opened(repository, cache).revised(markdown, always)
    next(revisions)
    revisions.close()  # type: ignore[attr-defined]
    assert list(cache.iterdir()) == []
