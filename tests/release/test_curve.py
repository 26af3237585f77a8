"""Public keys: sound ones pass, and every kind of unsound one is told by name."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from commonhold.release.curve import defect

FIELD = 2**255 - 19


def number(value):
    return value.to_bytes(32, "little")


# The eight points of small order, as they are written.
SMALL = [
    number(1),
    number(FIELD - 1),
    number(0),
    number(1 << 255),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
]
# The same and others, spelt so that strict readers refuse them.
TWICE_SPELT = [
    number(1 + (1 << 255)),
    number(FIELD - 1 + (1 << 255)),
    number(FIELD),
    number(FIELD + 1),
    number(2**255 - 1),
]


@given(st.binary(min_size=32, max_size=32))
def test_every_key_that_is_made_is_sound(seed):
    assert defect(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()) == ""


@pytest.mark.parametrize("point", SMALL, ids=bytes.hex)
def test_a_point_of_small_order_is_refused(point):
    assert defect(point) == "anybody could sign for it"


@pytest.mark.parametrize("point", TWICE_SPELT, ids=bytes.hex)
def test_a_second_spelling_of_a_point_is_refused(point):
    assert defect(point) == "it is no point of the curve"


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_another_length_is_refused(size):
    assert defect(bytes(size)) == f"it has {size} bytes instead of 32"


def test_most_points_of_the_curve_are_outside_its_group_and_refused():
    said = [defect(number(y)) for y in range(2, 200)]
    assert set(said) == {"", "it is no point of the curve", "it lies outside the group of the curve"}
    assert said.count("it lies outside the group of the curve") > 4 * said.count("")
