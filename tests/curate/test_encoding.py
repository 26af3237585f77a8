"""Bytes become text, or are said not to be text; they are never patched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.encoding import Decoded, Undecodable, decode

PROSE = {
    "cp1252": "Der Käufer trägt die Kosten für die Rücksendung – außer bei Mängeln. „Größe“ und «taille» sind nötig. "
    * 8,
    "iso8859_2": "Příliš žluťoučký kůň úpěl ďábelské ódy, a proto všichni mlčeli až do rána. " * 8,
    "cp1251": "Все люди рождаются свободными и равными в своём достоинстве и правах. " * 8,
    "shift_jis": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。" * 8,
}


@given(st.text(alphabet=st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])))
def test_utf8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode()) == Decoded(text, "utf-8")


@given(
    # UTF-16 with a mark and a NUL first has the very bytes of the UTF-32 mark
    st.text(alphabet=st.characters(exclude_characters="\0\ufeff", exclude_categories=["Cs"])),
    st.sampled_from(["utf-8", "utf-16", "utf-32"]),
)
def test_a_mark_names_its_encoding_and_is_dropped(text: str, encoding: str) -> None:
    data = text.encode("utf-8-sig" if encoding == "utf-8" else encoding)
    assert decode(data) == Decoded(text, encoding)


@pytest.mark.parametrize("encoding", PROSE)
def test_older_encodings_of_prose_are_found_out(encoding: str) -> None:
    decoded = decode(PROSE[encoding].encode(encoding))
    assert isinstance(decoded, Decoded)
    assert decoded.text == PROSE[encoding]


def test_nul_bytes_mean_binary() -> None:
    assert decode(b"GIF89a\0\0") == Undecodable("binary")


def test_noise_is_not_text() -> None:
    assert decode(bytes(range(128, 256)) * 7) == Undecodable("not-text")


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf\xff", b"\xff\xfea"])
def test_a_mark_with_something_else_behind_it_is_not_text(data: bytes) -> None:
    assert decode(data) == Undecodable("not-text")


@given(st.binary(max_size=200))
def test_any_bytes_are_decided_and_nothing_is_replaced(data: bytes) -> None:
    decoded = decode(data)
    if isinstance(decoded, Decoded):
        # Some encodings have two spellings for one sign, so what is read is decoded again, not encoded back.
        assert decoded.text.lstrip("\ufeff") == data.decode(decoded.encoding).lstrip("\ufeff")
