"""Arrays as safetensors: the same bytes for the same arrays, aligned, readable by others, and wary of strangers."""

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from commonhold.release.arrays import ALIGNMENT, TYPES, header_size, pieces, slots, views

names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,5}", fullmatch=True)
some_arrays = st.dictionaries(
    names,
    hnp.arrays(st.sampled_from(sorted(TYPES.values(), key=str)), hnp.array_shapes(min_dims=0, min_side=0, max_side=5)),
    max_size=5,
)


def as_bytes(arrays):
    return b"".join(pieces(arrays))


def looked_into(data):
    size = header_size(data[:8])
    return slots(data[8 : 8 + size], len(data) - 8 - size), size


def read(data):
    found, size = looked_into(data)
    return views(memoryview(data), 8 + size, found)


def same(one, other):
    return one.keys() == other.keys() and all(
        one[name].dtype == other[name].dtype
        and one[name].shape == other[name].shape
        and one[name].tobytes() == other[name].tobytes()
        for name in one
    )


@settings(max_examples=50)
@given(some_arrays)
def test_arrays_are_read_back_as_they_were(arrays):
    assert same(read(as_bytes(arrays)), arrays)


@settings(max_examples=50)
@given(some_arrays)
def test_the_safetensors_library_reads_the_same(arrays):
    theirs = safetensors.numpy.load(as_bytes(arrays))
    assert same({name: array for name, array in theirs.items() if not name.startswith("~")}, arrays)


@settings(max_examples=50)
@given(some_arrays)
def test_the_order_arrays_were_given_in_does_not_matter(arrays):
    assert as_bytes(dict(reversed(arrays.items()))) == as_bytes(arrays)


@settings(max_examples=50)
@given(some_arrays)
def test_every_array_begins_at_a_multiple_of_64_bytes(arrays):
    found, size = looked_into(as_bytes(arrays))
    assert [slot.name for slot in found if not slot.is_filler and (8 + size + slot.start) % ALIGNMENT] == []


def test_neither_byte_order_nor_stride_shows_in_the_bytes():
    plain = np.arange(12, dtype="<i4").reshape(3, 4)
    for other in (plain.astype(">i4"), np.asfortranarray(plain), np.repeat(plain, 2, axis=1)[:, ::2]):
        assert as_bytes({"a": other}) == as_bytes({"a": plain})


def test_views_copy_nothing_and_cannot_be_written():
    data = bytearray(as_bytes({"a": np.arange(5, dtype=np.uint16)}))
    array = read(data)["a"]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
    data[-2:] = b"\x07\x00"
    assert array[-1] == 7


@pytest.mark.parametrize(
    ("name", "array", "what"),
    [
        ("a", np.array([object()]), "type object"),
        ("a", np.array(["text"]), "type <U4"),
        ("a", np.array([True]), "type bool"),
        ("a", np.array([1j]), "type complex128"),
        ("a", np.zeros((1,) * 9), "9 dimensions"),
        ("~1", np.zeros(1), "cannot be named '~1'"),
        ("", np.zeros(1), "cannot be named ''"),
        ("a b", np.zeros(1), "cannot be named 'a b'"),
        ("a" * 129, np.zeros(1), "cannot be named"),
    ],
)
def test_what_a_bundle_has_no_place_for_is_not_written(name, array, what):
    with pytest.raises(ValueError, match=what):
        as_bytes({name: array})


def test_more_arrays_than_a_header_may_name_are_not_written():
    many = {f"{number:0128}": np.zeros(0, np.uint8) for number in range(7000)}
    with pytest.raises(ValueError, match="7000 arrays need a header of more than 1048576 bytes"):
        as_bytes(many)
