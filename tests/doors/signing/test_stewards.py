"""A community of three from the command line: a list that goes from hand to hand, and changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
Public = Callable[[str], str]


def shown(person: Run, file: str = "village.json") -> dict[str, Any]:
    code, out, err = person("reader", "stewards", "show", file, "--json")
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def names(found: dict[str, Any], field: str = "keys") -> list[str]:
    return sorted(each["name"] for each in found[field])


def test_a_list_becomes_valid_when_enough_have_signed(person: Run, public: Public, tmp_path: Path) -> None:
    keys = ["--key", f"Ada Lovelace={public('ada')}", "--key", f"ben={public('ben')}"]
    code, out, _ = person("ada", "stewards", "new", "village", *keys, "--threshold", "2", "--address", "post@village")
    assert code == 0
    assert "village, version 1: 2 of 2 stewards have to sign" in out
    assert "not valid yet: version 1 has 0 of the 2 signatures needed" in out
    person("ada", "stewards", "sign", "village.json", "--with", "ada")
    assert shown(person)["lacks"] == "version 1 has 1 of the 2 signatures needed from the stewards of version 1"
    code, out, _ = person("ben", "stewards", "sign", "village.json", "--with", "ben")
    assert code == 0
    assert "valid: enough stewards have signed it" in out
    found = shown(person)
    assert (found["lacks"], names(found), found["address"]) == ("", ["Ada Lovelace", "ben"], "post@village")
    assert sorted(found["signed_by"]) == ["Ada Lovelace", "ben"]


def test_a_lost_key_is_retired_and_another_takes_its_place(person: Run, public: Public, village: Path) -> None:
    assert person("ada", "stewards", "retire", "village.json", "cleo")[0] == 0
    person("cleo", "key", "new", "again")
    again = json.loads(person("cleo", "key", "show", "again", "--json")[1])["key"]
    code, out, _ = person("ada", "stewards", "add", "village.json", "--key", f"cleo={again}")
    assert code == 0
    assert "version 2: 2 of 3" in out
    for who in ("ada", "ben"):
        assert person(who, "stewards", "sign", "village.json", "--with", who)[0] == 0
    found = shown(person)
    assert (found["version"], found["lacks"]) == (2, "")
    assert (names(found), names(found, "retired")) == (["ada", "ben", "cleo"], ["cleo"])
    assert found["retired"][0]["key"] == public("cleo")
    code, _, err = person("ada", "stewards", "add", "village.json", "--key", f"old={public('cleo')}")
    assert (code, "appears twice" in err) == (2, True)


def test_removing_leaves_no_trace_and_the_threshold_can_change(person: Run, village: Path) -> None:
    ben = next(each["id"] for each in shown(person)["keys"] if each["name"] == "ben")
    assert person("ada", "stewards", "remove", "village.json", ben, "--threshold", "1")[0] == 0
    found = shown(person)
    assert (names(found), names(found, "retired"), found["threshold"]) == (["ada", "cleo"], [], 1)
    assert person("ada", "stewards", "threshold", "village.json", "2")[0] == 0
    assert (shown(person)["threshold"], shown(person)["version"]) == (2, 2)


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("remove", "village.json", "ada", "ben"), "the threshold cannot be 2 with 1 keys"),
        (("retire", "village.json", "nobody"), "Nobody in village.json has the name or the id “nobody”."),
        (("threshold", "village.json", "4"), "the threshold cannot be 4 with 3 keys"),
        (("add", "village.json", "--key", "eve=00"), "it has 1 bytes instead of 32"),
        (("add", "village.json", "--key", f"eve={'0' * 64}"), "anybody could sign for it"),
        (("add", "village.json", "--key", "eve"), "You have no key “eve”."),
        (("new", "village/..", "--key", "ada", "--threshold", "1"), "a community cannot be named 'village/..'"),
        (("new", "town", "--key", "ada", "--key", "ada", "--threshold", "1"), "appears twice"),
        (("new", "town", "--key", "ada", "--threshold", "2"), "the threshold cannot be 2 with 1 keys"),
    ],
)
def test_what_would_be_no_list_is_refused_and_nothing_changes(
    person: Run, village: Path, tmp_path: Path, arguments: tuple[str, ...], what: str
) -> None:
    before = village.read_bytes()
    code, out, err = person("ada", "stewards", *arguments)
    assert (code, out) == (2, "")
    assert what in err
    assert village.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["homes", "village.json"]


def test_a_list_is_never_begun_over_another(person: Run, village: Path) -> None:
    before = village.read_bytes()
    code, _, err = person("ada", "stewards", "new", "village", "--key", "ada", "--threshold", "1")
    assert (code, "there is a file of that name already" in err) == (4, True)
    assert village.read_bytes() == before


def test_a_stranger_cannot_sign_a_list(person: Run, public: Public, village: Path) -> None:
    public("eve")
    before = village.read_bytes()
    code, _, err = person("eve", "stewards", "sign", "village.json", "--with", "eve")
    assert (code, "The key “eve” cannot sign village.json" in err) == (2, True)
    assert village.read_bytes() == before


@pytest.mark.parametrize(
    ("damage", "code", "what"),
    [
        (lambda data: data.replace(b'"threshold":2', b'"threshold":1'), 12, "is not over version 1"),
        (lambda data: data[:-1], 12, "not the canonical spelling"),
        (lambda data: b"", 12, "not JSON"),
        (None, 3, "no such file"),
    ],
)
def test_a_damaged_list_is_refused_everywhere(
    person: Run, village: Path, damage: Callable[[bytes], bytes] | None, code: int, what: str
) -> None:
    if damage:
        village.write_bytes(damage(village.read_bytes()))
    else:
        village.unlink()
    for arguments in [
        ("stewards", "show", "village.json"),
        ("stewards", "sign", "village.json", "--with", "ada"),
        ("stewards", "retire", "village.json", "cleo"),
        ("trust", "add", "village.json", "--yes"),
        ("trust", "update", "village.json"),
    ]:
        done = person("ada", *arguments)
        assert (done[0], done[1]) == (code, "")
        assert what in done[2].lower() or what in done[2]
