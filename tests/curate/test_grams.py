"""Hashes of words and runs of words: fixed values, and laws."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from commonhold.curate.grams import runs, words

WORD = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéñ0123456789", min_size=1, max_size=12)


def test_the_values_are_those_written_down() -> None:
    assert [hex(value) for value in words("The cat")] == ["0x361fc675925d3739", "0xadd245c3f658cb92"]


@given(st.lists(WORD, max_size=30))
def test_equal_words_hash_equally_and_different_ones_do_not(forms: list[str]) -> None:
    hashes = words(" ".join(forms)).tolist()
    assert len(hashes) == len(forms)
    assert len(set(hashes)) == len(set(forms))


@given(
    st.lists(WORD, min_size=1, max_size=30), st.lists(st.sampled_from([", ", " — ", "\n", "… ", "’ ", "/"]), min_size=1)
)
def test_punctuation_and_case_do_not_count(forms: list[str], between: list[str]) -> None:
    mixed = "".join(form.upper() + between[index % len(between)] for index, form in enumerate(forms))
    assert words(mixed).tolist() == words(" ".join(forms)).tolist()


def test_windows_do_not_show() -> None:
    long = " ".join(f"word{index}" for index in range(40_000))
    assert len(long) > 3 * 65_536
    hashes = words(long)
    assert hashes.size == 40_000
    assert all(hashes[index] == words(f"word{index}")[0] for index in range(0, 40_000, 997))


def test_a_run_is_its_words_in_order() -> None:
    assert runs(words("a b c d"), 2).tolist() == [runs(words(pair), 2)[0] for pair in ("a b", "b c", "c d")]
    assert runs(words("a b"), 2)[0] != runs(words("b a"), 2)[0]
    assert runs(words("a b"), 3).size == 0


def test_hashes_spread_over_all_bits() -> None:
    hashes = words(" ".join(f"w{index}" for index in range(4096)))
    ones = np.unpackbits(hashes.view(np.uint8)).reshape(4096, 64).mean(axis=0)
    assert ones.min() > 0.45
    assert ones.max() < 0.55
