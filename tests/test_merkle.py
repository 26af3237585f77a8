"""Merkle trees against the recursive definition of RFC 6962, section 2.1, and its proofs against forgery."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.merkle import inclusion_proof, merkle_root, verify_inclusion

some_lines = st.lists(st.binary(max_size=8), min_size=1, max_size=40)


def defined(lines):
    """The definition, word for word: split at the largest power of two smaller than the number of lines."""
    if not lines:
        return hashlib.sha256(b"").digest()
    if len(lines) == 1:
        return hashlib.sha256(b"\x00" + lines[0]).digest()
    split = 1 << (len(lines) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + defined(lines[:split]) + defined(lines[split:])).digest()


def test_the_root_is_that_of_the_definition_for_every_size_up_to_130():
    lines = [b"%d" % number for number in range(130)]
    for size in range(131):
        assert merkle_root(lines[:size]) == defined(lines[:size]).hex()


@settings(max_examples=50)
@given(some_lines, st.data())
def test_every_line_can_be_shown_to_be_there(lines, data):
    index = data.draw(st.integers(0, len(lines) - 1))
    assert verify_inclusion(lines[index], index, len(lines), inclusion_proof(lines, index), merkle_root(lines))


@settings(max_examples=50)
@given(some_lines, st.data())
def test_no_other_line_can(lines, data):
    index = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.binary(max_size=8).filter(lambda line: line != lines[index]))
    assert not verify_inclusion(other, index, len(lines), inclusion_proof(lines, index), merkle_root(lines))


@settings(max_examples=50)
@given(st.lists(st.binary(max_size=8), min_size=2, max_size=40, unique=True), st.data())
def test_nor_can_a_line_at_another_place(lines, data):
    index = data.draw(st.integers(0, len(lines) - 1))
    place = data.draw(st.integers(-1, len(lines)).filter(lambda place: place != index))
    assert not verify_inclusion(lines[index], place, len(lines), inclusion_proof(lines, index), merkle_root(lines))


def test_a_proof_cut_lengthened_or_garbled_shows_nothing():
    lines = [b"%d" % number for number in range(7)]
    proof, root = inclusion_proof(lines, 2), merkle_root(lines)
    assert verify_inclusion(lines[2], 2, 7, proof, root)
    for wrong in (proof[:-1], [*proof, proof[0]], ["no hash", *proof[1:]], proof[::-1]):
        assert not verify_inclusion(lines[2], 2, 7, wrong, root)


def test_a_node_is_not_taken_for_a_line():
    lines = [b"a", b"b"]
    children = b"".join(hashlib.sha256(b"\x00" + line).digest() for line in lines)
    assert merkle_root([children]) != merkle_root(lines)


def test_the_proof_for_one_of_a_hundred_thousand_lines_is_short():
    lines = [b"%d" % number for number in range(100_000)]
    assert len(inclusion_proof(lines, 77_777)) == 17


def test_there_is_no_proof_for_a_line_that_is_not_there():
    with pytest.raises(IndexError, match="no line 3 among 3"):
        inclusion_proof([b"a", b"b", b"c"], 3)
