"""Canonical JSON: one spelling, and a reader that is not fooled."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonhold.canonical import canonical, parse

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@settings(max_examples=50)
@given(values)
def test_a_value_is_read_back_from_its_spelling(value):
    assert parse(canonical(value)) == value


@settings(max_examples=50)
@given(values)
def test_reading_and_writing_again_changes_nothing(value):
    assert canonical(parse(canonical(value))) == canonical(value)


@settings(max_examples=50)
@given(st.dictionaries(st.text(), st.integers(), min_size=2))
def test_the_order_keys_were_given_in_does_not_matter(record):
    assert canonical(dict(reversed(record.items()))) == canonical(record)


@settings(max_examples=50)
@given(values)
def test_other_readers_of_json_understand_it(value):
    assert json.loads(canonical(value)) == value


def test_bytes_of_a_path_that_are_not_utf8_survive():
    path = b"caf\xe9.txt".decode("utf-8", "surrogateescape")
    assert canonical(path) == b'"caf\\udce9.txt"'
    assert parse(canonical(path)) == path


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b'{"a":1,"a":1}', "the key 'a' appears twice"),
        (b'{"b":{"a":1,"c":2,"c":3}}', "the key 'c' appears twice"),
        (b"[NaN]", "NaN is no JSON number"),
        (b"[-Infinity]", "-Infinity is no JSON number"),
        (b"\xff", "not UTF-8"),
        (b"\xef\xbb\xbf{}", "not JSON"),
        (b"{} {}", "not JSON: Extra data at character 3"),
        (b"", "not JSON"),
        (b"[" * 200_000, "nested too deeply"),
        (b"9" * 10_000, "digits"),
    ],
)
def test_what_is_not_plain_json_is_refused_with_its_reason(data, what):
    with pytest.raises(ValueError, match=what):
        parse(data)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", "\ud800\udc80", {"\udbff": 1}])
def test_what_has_no_spelling_is_refused(value):
    with pytest.raises(ValueError, match=r"JSON|canonical"):
        canonical(value)
