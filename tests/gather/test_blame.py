"""Whose lines stand in a text today."""

from __future__ import annotations

from pathlib import Path

from commonhold.gather import Gathered, gathered, open_source
from commonhold.gather.history import author_hash

from .conftest import Repository

ADA, BOB = "Ada <ada@example.org>", "Bob <bob@example.org>"


def opened(repository: Repository, cache: Path, pin: str = "") -> Gathered:
    return open_source(repository.source(pin), mirror=repository.mirror, cache=cache, offline=True)


def hashed(*addresses: str) -> frozenset[str]:
    return frozenset(author_hash("salt", address) for address in addresses)


def lines(repository: Repository, cache: Path, address: str, path: str = "a.md", pin: str = "") -> int:
    return opened(repository, cache, pin).lines_by(path, hashed(address), "salt")


def text(*words: str) -> str:
    return "".join(f"The {word} is a line of its own, long enough to be known again.\n" for word in words)


def test_lines_are_counted_by_who_changed_them_last(repository, cache):
    repository.write("a.md", text("one", "two", "three"))
    repository.commit(by=ADA)
    repository.write("a.md", text("one", "2", "three", "four"))
    repository.commit(by=BOB)
    assert lines(repository, cache, "ada@example.org") == 2
    assert lines(repository, cache, "bob@example.org") == 2
    assert lines(repository, cache, "cy@example.org") == 0
    both = hashed("ada@example.org", "bob@example.org")
    assert opened(repository, cache).lines_by("a.md", both, "salt") == 4
    assert opened(repository, cache).lines_by("a.md", both, "pepper") == 0


def test_whose_lines_are_all_replaced_has_none_left_though_they_committed(repository, cache):
    repository.write("a.md", text("one", "two"))
    repository.commit(by=ADA)
    repository.write("a.md", text("uno", "dos"))
    repository.commit(by=BOB)
    source = opened(repository, cache)
    (work,) = source.works(lambda _: True, "salt")
    assert hashed("ada@example.org") < set(work.people)
    assert source.lines_by("a.md", hashed("ada@example.org"), "salt") == 0


def test_blank_lines_and_mere_marks_are_nobodys_and_letters_of_any_script_are_somebodys(repository, cache):
    repository.write("a.md", "one\n\n---\n\n  \nдва\n三\n")
    pin = repository.commit(by=ADA)
    repository.write("a.md", "uno\n\n---\n\n  \ndos\ntres\n")
    repository.commit(by=BOB)
    assert lines(repository, cache, "ada@example.org", pin=pin) == 3
    assert lines(repository, cache, "ada@example.org") == 0


def test_the_pin_decides_not_what_came_later(repository, cache):
    repository.write("a.md", text("one", "two"))
    pin = repository.commit(by=ADA)
    repository.write("a.md", text("uno", "dos"))
    repository.commit(by=BOB)
    assert lines(repository, cache, "ada@example.org", pin=pin) == 2


def test_moves_within_a_file_of_a_file_and_changes_of_white_space_leave_lines_with_who_wrote_them(repository, cache):
    words = [f"number{number}" for number in range(12)]
    repository.write("a.md", text(*words))
    repository.commit(by=ADA)
    (repository.tree / "a.md").rename(repository.tree / "b.md")
    repository.write("b.md", text(*words, "more"))
    repository.commit(by=BOB)
    repository.write("b.md", text(*words[6:], *words[:6], "more").replace("The number3 is", "   The number3 is"))
    repository.commit(by=BOB)
    assert lines(repository, cache, "ada@example.org", "b.md") == 12
    assert lines(repository, cache, "bob@example.org", "b.md") == 1


def test_co_authors_and_every_address_of_the_mailmap_own_lines(repository, cache):
    repository.write("a.md", text("one", "two"))
    repository.commit("Add\n\nCo-authored-by: Cy <cy@old.example>", by="Ada <ada@old.example>")
    repository.write(".mailmap", "Ada <ada@example.org> <ada@old.example>\nCy <cy@example.org> <cy@old.example>\n")
    repository.commit(by=BOB)
    for address in ("ada@example.org", "ada@old.example", "cy@example.org", "cy@old.example"):
        assert lines(repository, cache, address) == 2, address


def test_lines_written_while_merging_are_the_mergers(repository, cache):
    repository.write("a.md", text("one"))
    repository.commit(by=ADA)
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a.md", text("uno"))
    repository.commit(by=ADA)
    repository.git("checkout", "--quiet", "main")
    repository.write("a.md", text("eins"))
    repository.commit(by=ADA)
    who = ("-c", "user.name=Bob", "-c", "user.email=bob@example.org")
    repository.git(*who, "merge", "--quiet", "--no-commit", "-s", "ours", "side")
    repository.write("a.md", text("moja"))
    repository.commit("Merge", by=BOB)
    assert lines(repository, cache, "bob@example.org") == 1


def test_lines_before_the_cut_of_a_shallow_history_are_nobodys(repository, cache):
    repository.write("a.md", text("one"))
    repository.commit(by=ADA)
    repository.write("b.md", text("one"))
    repository.commit(by=BOB)
    repository.write("c.md", text("one"))
    repository.commit(by=BOB)
    repository.bare.parent.mkdir(parents=True)
    repository.git("clone", "--quiet", "--bare", "--depth", "2", f"file://{repository.tree}", str(repository.bare))
    found = [lines(repository, cache, "bob@example.org", path) for path in ("a.md", "b.md", "c.md")]
    assert found == [0, 0, 1]


def test_bytes_of_every_kind_have_lines_and_huge_linked_or_unknown_files_none(repository, cache, monkeypatch):
    monkeypatch.setattr(gathered, "MAX_WORK_BYTES", 1000)
    repository.write("a.bin", bytes(range(256)) + b"\n\0\n" + b"\t" + b"0" * 40 + b" 1 1 9\n")
    repository.write("large.md", "x\n" * 501)
    repository.write("empty.md", "")
    (repository.tree / "link.md").symlink_to("a.bin")
    strange = "latin-\udce9 :(glob)*\n.md"
    (repository.tree / strange).write_text("x\ny\n")
    repository.commit(by=ADA)
    found = {
        path: lines(repository, cache, "ada@example.org", path)
        for path in ("a.bin", "large.md", "empty.md", "link.md", strange, "nothing.md", "no/where.md", "")
    }
    assert found == {
        "a.bin": 2, "large.md": 0, "empty.md": 0, "link.md": 0, strange: 2, "nothing.md": 0, "no/where.md": 0, "": 0,
    }  # fmt: skip


def test_a_hostile_configuration_or_attribute_is_never_obeyed(repository, cache, tmp_path):
    told = tmp_path / "told"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {told}\ncat $1\n")
    script.chmod(0o755)
    repository.write("a.md", text("one"))
    repository.write(".gitattributes", "* diff=evil\n")
    first = repository.commit(by=ADA)
    repository.source()
    (repository.bare / "config").write_text(
        f"[core]\n\tbare = true\n\tattributesFile = {tmp_path / 'all'}\n"
        f'[diff "evil"]\n\ttextconv = {script}\n[blame]\n\tignoreRevsFile = {tmp_path / "ignored"}\n'
    )
    (tmp_path / "all").write_text("* diff=evil\n")
    (tmp_path / "ignored").write_text(f"{first}\n")
    (repository.bare / "info").mkdir(exist_ok=True)
    (repository.bare / "info" / "attributes").write_text("* diff=evil\n")
    assert lines(repository, cache, "ada@example.org") == 1
    assert not told.exists()


def test_counting_leaves_nothing_in_the_cache(repository, cache):
    repository.write("a.md", text("one"))
    repository.commit(by=ADA)
    assert lines(repository, cache, "ada@example.org") == 1
    assert list(cache.iterdir()) == []
