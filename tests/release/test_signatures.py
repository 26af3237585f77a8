"""``signatures.json``: what was written is read, and everything else is refused with a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.canonical import canonical
from commonhold.release.signatures import Signature, Signatures, read_signatures, signatures_bytes

ONE, TWO = Signature("1" * 16, "a" * 128), Signature("2" * 16, "b" * 128)
BOTH = Signatures("village", 3, (ONE, TWO))


def changed(**fields):
    return canonical(json.loads(signatures_bytes(BOTH)) | fields) + b"\n"


def entry(**fields):
    return {"key": "1" * 16, "signature": "a" * 128} | fields


def test_the_format_is_the_one_of_the_page():
    assert signatures_bytes(Signatures("village", 1, (ONE,))) == (
        b'{"community":"village","format":1,"signatures":[{"key":"1111111111111111","signature":"'
        + b"a" * 128
        + b'"}],"stewards":1}\n'
    )


@given(
    st.dictionaries(st.from_regex("[0-9a-f]{16}", fullmatch=True), st.binary(min_size=64, max_size=64), min_size=1),
    st.from_regex("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?", fullmatch=True),
    st.integers(1, 2**31 - 1),
)
def test_what_was_written_is_read(made, community, version):
    signatures = Signatures(community, version, tuple(Signature(key, made[key].hex()) for key in sorted(made)))
    assert read_signatures(signatures_bytes(signatures)) == signatures


def test_later_fields_are_kept():
    data = changed(later=[1], signatures=[entry(note="at night")])
    read = read_signatures(data)
    assert signatures_bytes(read) == data
    assert json.loads(signatures_bytes(read.with_signatures([TWO])))["signatures"][0]["note"] == "at night"


def test_signing_again_takes_the_place_of_the_older_signature():
    newer = Signature("1" * 16, "c" * 128)
    assert BOTH.with_signatures([newer]).signatures == (newer, TWO)
    assert Signatures("village", 3, (TWO,)).with_signatures([ONE]) == BOTH


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "not JSON"),
        (b"[]\n", "not a JSON object"),
        (signatures_bytes(BOTH)[:-1], "not the canonical spelling"),
        (b" " + signatures_bytes(BOTH), "not the canonical spelling"),
        (signatures_bytes(BOTH).replace(b":3}", b':3,"stewards":4}'), "the key 'stewards' appears twice"),
        (changed(format=2), "format 2 is not the one"),
        (changed(format=True), "format True is not the one"),
        (changed(stewards=0), "the version of a stewards list cannot be 0"),
        (changed(stewards=True), "the version of a stewards list cannot be True"),
        (changed(stewards=1.0), "the version of a stewards list cannot be 1.0"),
        (changed(stewards=2**31), "the version of a stewards list cannot be 2147483648"),
        (changed(community="../etc"), "a community cannot be named '../etc'"),
        (changed(community="Village"), "a community cannot be named 'Village'"),
        (changed(community="village;stewards=1"), "a community cannot be named"),
        (changed(community="village\n"), "a community cannot be named"),
        (changed(community=7), "community cannot be 7"),
        (changed(signatures=[]), "there is no signature in it"),
        (changed(signatures={}), "signatures is not a list"),
        (changed(signatures=["x"]), "a signature is not a JSON object"),
        (changed(signatures=[entry(), entry()]), "the key 1111111111111111 signed twice"),
        (changed(signatures=[entry(key="2" * 16), entry()]), "the key 1111111111111111 is out of order"),
        (changed(signatures=[entry(key="A" * 16)]), "the id of a key cannot be 'AAAAAAAAAAAAAAAA'"),
        (changed(signatures=[entry(signature="A" * 128)]), "is not 128 small hexadecimal digits"),
        (changed(signatures=[entry(signature="a" * 126)]), "is not 128 small hexadecimal digits"),
        (changed(signatures=[entry(signature=None)]), "signature cannot be None"),
        (changed(filler="x" * 65536), "more than 65536 bytes"),
    ],
)
def test_what_is_no_list_of_signatures_is_refused(data, what):
    with pytest.raises(ValueError, match=what):
        read_signatures(data)


def test_more_than_can_be_read_is_not_written():
    long = Signatures("village", 1, (ONE,), (("filler", canonical("x" * 65536).decode()),))
    with pytest.raises(ValueError, match="more than 65536 bytes"):
        signatures_bytes(long)
