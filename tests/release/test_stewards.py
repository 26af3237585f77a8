"""Stewards lists: one spelling, a threshold that can be met, nobody twice."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.canonical import canonical, parse
from commonhold.release.signing import key_of
from commonhold.release.stewards import Steward, Stewards, ordered, read_stewards, stewards_bytes, stewards_record


def test_the_one_spelling_of_a_list(listed, private):
    stewards = replace(listed("ada", 1, retired="ben"), address="https://village.example")
    ada, ben = key_of(private("ada")).hexadecimal, key_of(private("ben")).hexadecimal
    assert stewards_bytes(stewards).decode() == (
        f'{{"address":"https://village.example","community":"village","keys":[{{"key":"{ada}","name":"ada"}}],'
        f'"retired":[{{"key":"{ben}","name":"ben"}}],"threshold":1,"version":1}}'
    )


@given(st.integers(1, 6), st.data())
def test_what_was_written_is_read(private, number, data):
    names = data.draw(
        st.lists(
            st.text(st.characters(categories=["L", "N"]), min_size=1), min_size=number, max_size=number, unique=True
        )
    )
    keys = ordered(Steward(key_of(private(str(index))), name) for index, name in enumerate(names))
    stewards = Stewards("village", 7, data.draw(st.integers(1, number)), keys, "somewhere")
    read = read_stewards(parse(stewards_bytes(stewards)))
    assert read == stewards
    assert read.fingerprint == stewards.fingerprint


def test_later_fields_are_kept_and_signed(listed):
    record = json.loads(canonical(stewards_record(listed("ada ben", 1))))
    record["later"] = {"a": 1}
    record["keys"][0]["pronoun"] = "she"
    read = read_stewards(record)
    assert stewards_bytes(read) == canonical(record)
    assert read.fingerprint != listed("ada ben", 1).fingerprint


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"threshold": 0}, "the threshold cannot be 0 with 2 keys"),
        ({"threshold": 3}, "the threshold cannot be 3 with 2 keys"),
        ({"threshold": True}, "the threshold cannot be True"),
        ({"threshold": "1"}, "the threshold cannot be '1'"),
        ({"keys": []}, "the threshold cannot be 1 with 0 keys"),
        ({"keys": "ada"}, "keys is not a list"),
        ({"keys": [7]}, "a steward is not a JSON object"),
        ({"keys": [{"key": "00" * 32, "name": "eve"}]}, "anybody could sign for it"),
        ({"keys": [{"key": "2" + "0" * 63, "name": "eve"}]}, "is no public key"),
        ({"keys": [{}] * 65}, "there are 65 keys where 64 may be"),
        ({"retired": None}, "retired is not a list"),
        ({"version": 0}, "the version of a stewards list cannot be 0"),
        ({"version": None}, "the version of a stewards list cannot be None"),
        ({"community": "a/b"}, "a community cannot be named 'a/b'"),
        ({"address": None}, "address cannot be None"),
        ({"address": "two\nlines"}, r"the address cannot be 'two\\nlines'"),
    ],
)
def test_what_is_no_list_is_refused(listed, change, what):
    record = json.loads(canonical(stewards_record(listed("ada ben", 1)))) | change
    with pytest.raises(ValueError, match=what):
        read_stewards(record)


@pytest.mark.parametrize("name", ["", " ada", "a\tb", "\x1b[31mada", "a\u202eb", "x" * 201])
def test_a_name_that_could_deceive_a_reader_is_refused(private, name):
    with pytest.raises(ValueError, match="the name of a steward cannot be"):
        Steward(key_of(private("ada")), name)


def test_nobody_is_in_a_list_twice(listed, private):
    ada = Steward(key_of(private("ada")), "ada")
    with pytest.raises(ValueError, match=f"the key {ada.key.id} appears twice"):
        Stewards("village", 1, 2, (ada, replace(ada, name="another ada")))
    with pytest.raises(ValueError, match=f"the key {ada.key.id} appears twice"):
        Stewards("village", 1, 1, (ada,), retired=(ada,))
    with pytest.raises(ValueError, match="the name ada appears twice"):
        Stewards("village", 1, 2, ordered((ada, Steward(key_of(private("ben")), "ada"))))


def test_one_order_of_keys_is_right(listed):
    stewards = listed("ada ben cleo", 2)
    with pytest.raises(ValueError, match="not in the order of their ids"):
        replace(stewards, keys=stewards.keys[::-1])
