"""What is found in a manifest is what is there, and what is proved holds for that line alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.manifest import Manifest
from commonhold.merkle import merkle_root, verify_inclusion
from commonhold.release.membership import Membership, at_revision, by_author, from_address, proof, with_ids
from commonhold.work import content_id

ONE, TWO, THREE = content_id(b"one"), content_id(b"two"), content_id(b"three")


def ids(found: Membership) -> set[str]:
    return {entry.id for entry in found.entries}


def test_a_work_is_found_by_its_id_and_by_that_of_what_was_counted(manifest: Manifest) -> None:
    assert ids(with_ids(manifest, {ONE})) == ids(with_ids(manifest, {content_id(b"1")})) == {ONE}
    assert not with_ids(manifest, {content_id(b"another")})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://github.com/press/handbook", {ONE, TWO}),
        ("https://GitHub.com/press/handbook.git/", {ONE, TWO}),
        ("https://github.com/press", {ONE, TWO}),
        ("https://github.com/pre", set()),
        ("https://github.com/press/handbooks", set()),
        ("https://github.com/press/handbook/two.md", {TWO}),
        ("https://github.com/press/handbook/two", set()),
        ("https://example.org", {ONE, THREE}),  # a copy counts too
    ],
)
def test_works_are_found_by_where_they_were_published(manifest: Manifest, address: str, expected: set[str]) -> None:
    assert ids(from_address(manifest, address)) == expected


def test_corrections_are_found_by_address_and_by_commit(manifest: Manifest) -> None:
    found = from_address(manifest, "https://pypi.org/project/tools")
    assert (found.entries, found.whole, found.corrections) == ((), ("tools",), manifest.corrections)
    assert at_revision(manifest, "swh:1:rev:" + "3" * 40).corrections == manifest.corrections
    assert ids(at_revision(manifest, "swh:1:rev:" + "1" * 40)) == {ONE, TWO}
    assert not at_revision(manifest, "swh:1:rev:" + "4" * 40)


def test_works_are_found_by_author(manifest: Manifest) -> None:
    assert ids(by_author(manifest, "a")) == {ONE, THREE}
    assert not by_author(manifest, "c")


@pytest.mark.parametrize("named", [ONE, TWO, THREE, content_id(b"2"), "swh:1:rev:" + "1" * 40, "swh:1:rev:" + "3" * 40])
def test_what_is_there_can_be_proved(manifest: Manifest, named: str) -> None:
    lines = manifest.to_lines()
    shown = proof(lines, named)
    assert shown is not None
    assert named in shown.line
    assert shown.root == merkle_root(lines)
    assert verify_inclusion(shown.line.encode(), shown.index, shown.size, shown.hashes, shown.root)


def test_what_is_not_there_cannot_be_proved(manifest: Manifest) -> None:
    assert proof(manifest.to_lines(), content_id(b"another")) is None
    # The id stands in the line, as a path: the line is not about it.
    lines = [line.replace(b"two.md", ONE.encode()) for line in manifest.to_lines() if ONE.encode() not in line]
    assert any(ONE.encode() in line for line in lines)
    assert proof(lines, ONE) is None


@given(st.data())
def test_a_proof_with_anything_changed_proves_nothing(manifest: Manifest, data: st.DataObject) -> None:
    shown = proof(manifest.to_lines(), TWO)
    assert shown is not None
    facts = [shown.line.encode(), shown.index, shown.size, list(shown.hashes), shown.root]
    place = data.draw(st.sampled_from(range(len(facts))))
    changed = {
        0: lambda: shown.line.encode().replace(b"30", b"31"),
        1: lambda: data.draw(st.integers(-1, shown.size).filter(lambda index: index != shown.index)),
        3: lambda: data.draw(st.permutations(shown.hashes).filter(lambda hashes: hashes != list(shown.hashes))),
        2: lambda: data.draw(st.integers(0, shown.index)),
        4: lambda: shown.root[::-1],
    }[place]()
    facts[place] = changed
    assert not verify_inclusion(*facts)  # type: ignore[arg-type]
