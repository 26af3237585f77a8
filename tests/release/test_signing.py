"""Signatures: the vectors of the standard, and no change of a bit that goes unseen."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from commonhold.release.signatures import Signature
from commonhold.release.signing import BUNDLE, STEWARDS, Key, bundle_payload, encoded, key_of, read_key, sign, verify

# RFC 8032, section 7.1, tests 1 to 3: secret, public, message, signature.
VECTORS = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555"
        "fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da0"
        "85ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac1"
        "8ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("secret", "public", "message", "value"), VECTORS)
def test_the_vectors_of_the_standard_hold(secret, public, message, value):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert key_of(key).hexadecimal == public
    signature = sign(key, bytes.fromhex(message))
    assert signature == Signature(key_of(key).id, value)
    assert verify(read_key(public), bytes.fromhex(message), signature)


def test_what_is_signed_is_spelt_as_dsse_spells_it():
    # The example of its protocol, and ours.
    assert encoded("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )
    kind = b"application/vnd.commonhold.bundle.v1+json;community=village;stewards=3"
    assert bundle_payload(b"{}\n", "village", 3) == b"DSSEv1 %d %b 3 {}\n" % (len(kind), kind)


def test_an_id_is_the_beginning_of_the_hash_of_the_key(private):
    assert read_key(VECTORS[0][1]).id == "21fe31dfa154a261"
    assert len({key_of(private(name)).id for name in "abcdefgh"}) == 8


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "it has 0 bytes"),
        ("xyz", "not 64 hexadecimal digits"),
        (VECTORS[0][1].upper(), "small hexadecimal digits"),
        (" " + VECTORS[0][1], "small hexadecimal digits"),
        (VECTORS[0][1][2:], "it has 31 bytes instead of 32"),
        ("00" * 32, "anybody could sign for it"),
    ],
)
def test_what_is_no_key_is_refused(text, what):
    with pytest.raises(ValueError, match=what):
        read_key(text)


def test_a_signature_over_a_list_is_none_over_a_bundle(private):
    key = private("ada")
    signature = sign(key, encoded(STEWARDS, b"{}"))
    assert verify(key_of(key), encoded(STEWARDS, b"{}"), signature)
    assert not verify(key_of(key), encoded(BUNDLE, b"{}"), signature)
    assert not verify(key_of(key), b"{}", signature)


def test_a_signature_for_a_community_and_a_version_is_none_for_others(private):
    key = private("ada")
    signature = sign(key, bundle_payload(b"{}\n", "village", 1))
    for community, version in [("town", 1), ("village", 2), ("village", 11)]:
        assert not verify(key_of(key), bundle_payload(b"{}\n", community, version), signature)


@given(st.binary(max_size=100), st.data())
def test_a_flipped_bit_is_seen_wherever_it_is(private, payload, data):
    key, signature = private("ada"), sign(private("ada"), payload)
    value = bytes.fromhex(signature.value)
    place = data.draw(st.integers(0, 511))
    other = bytes(byte ^ (1 << place % 8 if at == place // 8 else 0) for at, byte in enumerate(value))
    assert not verify(key_of(key), payload, Signature(signature.key_id, other.hex()))
    place = data.draw(st.integers(0, 8 * len(payload) + 7))
    longer = bytes(byte ^ (1 << place % 8 if at == place // 8 else 0) for at, byte in enumerate(payload + b"\0"))
    assert not verify(key_of(key), longer, signature)
    place = data.draw(st.integers(0, 255))
    public = bytes(byte ^ (1 << place % 8 if at == place // 8 else 0) for at, byte in enumerate(key_of(key).public))
    try:
        assert not verify(Key(public), payload, Signature(Key(public).id, signature.value))
    except ValueError as error:
        assert "is no public key" in str(error)


def test_a_second_spelling_of_a_signature_is_refused(private):
    signature = sign(private("ada"), b"text")
    value = bytes.fromhex(signature.value)
    again = value[:32] + (int.from_bytes(value[32:], "little") + ORDER).to_bytes(32, "little")
    assert not verify(key_of(private("ada")), b"text", Signature(signature.key_id, again.hex()))


def test_a_right_signature_under_the_id_of_another_key_does_not_count(private):
    signature = sign(private("ada"), b"text")
    assert not verify(key_of(private("ada")), b"text", Signature(key_of(private("ben")).id, signature.value))


@pytest.mark.parametrize("text", ["", "anything", "anything else"])
def test_without_our_own_look_at_keys_anybody_could_sign_for_the_neutral_point(text):
    neutral = (1).to_bytes(32, "little")
    Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), text.encode())
    with pytest.raises(ValueError, match="anybody could sign for it"):
        Key(neutral)
