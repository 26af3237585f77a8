"""Who stands behind a text: authors and co-authors, by any of their addresses, never by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from commonhold.gather import Gathered, open_source
from commonhold.gather.history import author_hash
from commonhold.gather.people import addressed
from commonhold.work import Work

from .conftest import Repository

ADA, BOB = "Ada <ada@example.org>", "Bob <bob@example.org>"


def opened(repository: Repository, cache: Path, pin: str = "") -> Gathered:
    return open_source(repository.source(pin), mirror=repository.mirror, cache=cache, offline=True)


def always(_: str) -> bool:
    return True


def hashes(*names: str) -> tuple[str, ...]:
    return tuple(sorted(author_hash("salt", name if "@" in name else f"{name}@example.org") for name in names))


def works(source: Gathered, *, names: bool = False) -> dict[str, Work]:
    return {work.origin.path: work for work in source.works(always, "salt", names)}


def test_people_are_all_who_committed_to_a_path_and_those_they_name_as_co_authors(repository, cache):
    repository.write("a.md", "one")
    repository.commit("Add\n\nCo-authored-by: Cy <Cy@Example.org>\nCo-authored-by: Di <di@example.org>", by=ADA)
    repository.write("a.md", "two")
    repository.commit("Change\n\nText.\n\nco-authored-by: Ed <ed@example.org>", by=BOB)
    repository.write("b.md", "two")
    repository.commit("Add", by=BOB)
    found = works(opened(repository, cache))
    assert found["a.md"].people == hashes("ada", "bob", "cy", "di", "ed")
    assert found["b.md"].people == hashes("bob")


def test_people_are_hashes_where_authors_are_names_and_co_authors_are_no_authors(repository, cache):
    repository.write("a.md", "one")
    repository.commit("Add\n\nCo-authored-by: Cy <cy@example.org>", by=ADA)
    work = works(opened(repository, cache), names=True)["a.md"]
    assert (work.authors, work.people) == ((("Ada", 1),), hashes("ada", "cy"))


def test_by_a_mailmap_the_address_of_then_and_the_one_of_now_both_count(repository, cache):
    repository.write("a.md", "one")
    repository.commit("Add\n\nCo-authored-by: Cy <cy@old.example>", by="Ada <ada@old.example>")
    repository.write(".mailmap", "Ada <ada@example.org> <ada@old.example>\nCy <Cy@Example.org> <cy@old.example>\n")
    repository.commit("Map", by=BOB)
    work = works(opened(repository, cache))["a.md"]
    assert work.people == hashes("ada", "ada@old.example", "cy", "cy@old.example")
    assert work.authors == ((author_hash("salt", "ada@example.org"), 1),)


def test_the_mailmap_is_that_of_the_pin_and_no_link_stands_for_one(repository, cache, tmp_path):
    repository.write("a.md", "one")
    repository.commit("Add\n\nCo-authored-by: Cy <cy@old.example>", by=ADA)
    repository.write("map", "Cy <cy@example.org> <cy@old.example>\n")
    (repository.tree / ".mailmap").symlink_to("map")
    pin = repository.commit("Map")
    assert works(opened(repository, cache, pin))["a.md"].people == hashes("ada", "cy@old.example")


def test_a_move_takes_the_people_along_and_the_mover_is_none_of_them(repository, cache):
    repository.write("old.md", "text")
    repository.commit("Add\n\nCo-authored-by: Cy <cy@example.org>", by=ADA)
    (repository.tree / "old.md").rename(repository.tree / "new.md")
    repository.commit("Move", by=BOB)
    assert works(opened(repository, cache))["new.md"].people == hashes("ada", "cy")


def test_nobody_is_named_for_what_a_shallow_history_does_not_show(repository, cache):
    repository.write("a.md", "one")
    repository.commit("Add\n\nCo-authored-by: Cy <cy@example.org>", by=ADA)
    repository.write("b.md", "two")
    repository.commit("Add", by=BOB)
    repository.bare.parent.mkdir(parents=True)
    address = f"file://{repository.tree}"
    repository.git("clone", "--quiet", "--bare", "--depth", "1", address, str(repository.bare))
    assert {path: work.people for path, work in works(opened(repository, cache)).items()} == {"a.md": (), "b.md": ()}


def test_a_revised_file_names_the_people_of_its_commit(repository, cache):
    repository.write("a.md", "teh")
    repository.commit("Add", by=ADA)
    repository.write("a.md", "the")
    repository.write(".mailmap", "Bob <bob@example.org> <bob@old.example>\n")
    repository.commit("Fix typo\n\nCo-authored-by: Cy <cy@example.org>", by="Bob <bob@old.example>")
    (change,) = opened(repository, cache).revised(always, lambda subject: "typo" in subject, salt="salt")
    assert change.people == hashes("bob", "bob@old.example", "cy")


def test_subjects_with_trailers_and_colons_do_not_confuse_the_reader(repository, cache):
    repository.write("a.md", "one")
    repository.commit("Co-authored-by: Nobody <nobody@example.org>", by=ADA)
    repository.write("a.md", "two")
    repository.commit(":0 1\n\nCo-authored-by: :Cy\n  Longname <cy@example.org>", by=BOB)
    repository.write("b.md", "two")
    repository.commit("Add", by=BOB)
    found = works(opened(repository, cache))
    assert (found["a.md"].people, found["b.md"].people) == (hashes("ada", "bob", "cy"), hashes("bob"))


@pytest.mark.parametrize(
    ("trailer", "told"),
    [
        ("Bob Roe <Bob@Example.org>", ("Bob Roe", "bob@example.org")),
        ("Bob < bob@example.org > (home)", ("Bob", "bob@example.org")),
        ("<bob@example.org>", ("", "bob@example.org")),
        ("bob@example.org", ("", "bob@example.org")),
        ("Bob <>", None),
        ("@bob", None),
        ("", None),
    ],
)
def test_an_address_is_read_out_of_a_trailer(trailer, told):
    assert addressed(trailer) == told
