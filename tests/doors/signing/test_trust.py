"""Whom a reader trusts: asked for, followed forward, and never led back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commonhold.doors import trust as door
from commonhold.release.rotation import read_chain

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def second(person: Run, village: Path, tmp_path: Path) -> Path:
    """The list of the village with a second version, in which cleo's key is retired, signed by ada and ben."""
    path = tmp_path / "second.json"
    shutil.copy(village, path)
    person("ada", "stewards", "retire", "second.json", "cleo")
    for who in ("ada", "ben"):
        assert person(who, "stewards", "sign", "second.json", "--with", who)[0] == 0
    return path


def trusted(person: Run, who: str = "reader") -> list[tuple[str, int]]:
    code, out, _ = person(who, "trust", "list", "--json")
    assert code == 0
    lists = json.loads(out)["trusted"]
    return [(each["community"], each["version"]) for each in lists if each["origin"] == "yours"]


def fingerprint(person: Run, file: str) -> str:
    return str(json.loads(person("reader", "stewards", "show", file, "--json")[1])["fingerprint"])


def test_without_a_terminal_a_list_is_trusted_only_by_its_fingerprint_or_a_yes(person: Run, village: Path) -> None:
    code, out, err = person("reader", "trust", "add", "village.json")
    assert (code, out) == (2, "")
    assert "The list of village was not confirmed, so nothing was changed." in err
    assert "fingerprint: " in err
    code, _, err = person("reader", "trust", "add", "village.json", "--fingerprint", "0" * 64)
    assert (code, "has no version with the fingerprint" in err) == (2, True)
    assert trusted(person) == []
    right = fingerprint(person, "village.json")
    spaced = " ".join(right[at : at + 4] for at in range(0, 64, 4)).upper()
    assert person("reader", "trust", "add", "village.json", "--fingerprint", spaced)[0] == 0
    assert trusted(person) == [("village", 1)]
    code, _, err = person("reader", "trust", "add", "village.json", "--yes")
    assert (code, "A list of village is trusted already, version 1." in err) == (2, True)


def test_half_a_fingerprint_is_none(person: Run, village: Path) -> None:
    half = fingerprint(person, "village.json")[:32]
    assert person("reader", "trust", "add", "village.json", "--fingerprint", half)[0] == 2
    assert trusted(person) == []


def test_the_fingerprint_of_an_older_version_leads_to_the_newest(person: Run, village: Path, second: Path) -> None:
    older = fingerprint(person, "village.json")
    assert person("reader", "trust", "add", "second.json", "--fingerprint", older)[0] == 0
    assert trusted(person) == [("village", 2)]


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2), ("\x04", 2)])
def test_on_a_terminal_a_person_is_asked(
    terminal: Callable[..., Any],
    person: Run,
    village: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    code: int,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "homes" / "reader"))
    process = terminal("trust", "add", "village.json")
    process.wait_for("Is this the fingerprint that the community has published? [y/n] ")
    process.press(answer)
    assert process.end() == code
    assert trusted(person) == ([] if code else [("village", 1)])


def test_a_list_is_followed_forward_and_not_back(person: Run, village: Path, second: Path) -> None:
    assert person("reader", "trust", "update", "second.json")[0] == 2
    person("reader", "trust", "add", "village.json", "--yes")
    code, out, _ = person("reader", "trust", "update", "second.json")
    assert code == 0
    assert "village was trusted in version 1, now in 2" in out
    assert "retired: " in out
    assert person("reader", "trust", "update", "second.json")[1] == "village: version 2 is trusted already\n"
    code, _, err = person("reader", "trust", "update", "village.json")
    assert (code, "it ends with version 1, and version 2 is trusted already" in err) == (12, True)
    assert trusted(person) == [("village", 2)]


def test_a_version_that_too_few_signed_is_not_followed(person: Run, village: Path) -> None:
    person("reader", "trust", "add", "village.json", "--yes")
    person("ada", "stewards", "threshold", "village.json", "1")
    person("ada", "stewards", "sign", "village.json", "--with", "ada")
    code, _, err = person("reader", "trust", "update", "village.json")
    assert code == 12
    assert "version 2 has 1 of the 2 signatures needed from the stewards of version 1" in err
    assert trusted(person) == [("village", 1)]


def test_another_community_of_the_same_name_is_no_update(person: Run, village: Path) -> None:
    person("reader", "trust", "add", "village.json", "--yes")
    person("eve", "key", "new", "eve")
    person("eve", "stewards", "new", "village", "--key", "eve", "--threshold", "1", "--out", "forged.json")
    person("eve", "stewards", "sign", "forged.json", "--with", "eve")
    code, _, err = person("reader", "trust", "update", "forged.json")
    assert (code, "its version 1 is another one than the trusted version 1" in err) == (12, True)


def test_trust_can_be_taken_back(person: Run, village: Path, tmp_path: Path) -> None:
    person("reader", "trust", "add", "village.json", "--yes")
    assert person("reader", "trust", "remove", "village") == (0, "village is not trusted any more\n", "")
    assert trusted(person) == []
    for name in ("village", "../village", "Village"):
        code, _, err = person("reader", "trust", "remove", name)
        assert (code, f"No list of {name} is trusted here." in err) == (2, True)
    assert person("reader", "trust", "remove", "commonhold")[0] == 0, "that the program ships a list binds nobody"
    assert person("reader", "trust", "list")[1].startswith("No community is trusted here")


def test_a_damaged_list_is_named_and_the_others_are_listed(person: Run, village: Path, tmp_path: Path) -> None:
    person("reader", "trust", "add", "village.json", "--yes")
    (tmp_path / "homes/reader/commonhold/trust/town.json").write_text("{}")
    code, out, err = person("reader", "trust", "list")
    assert code == 12
    assert "village, version 1: 2 of 3 stewards have to sign" in out
    assert "town.json cannot be used: not the canonical spelling" in err


def test_a_list_that_ships_is_trusted_until_it_is_removed(
    village: Path, second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ships = tmp_path / "ships"
    ships.mkdir()
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "homes" / "reader"))
    monkeypatch.setattr(door, "shipped_folder", lambda: ships)
    assert door.trusted("village") is None
    shutil.copy(village, ships / "village.json")

    def now() -> tuple[int, str] | None:
        found = door.trusted("village")
        return (found.stewards.version, found.origin) if found else None

    assert now() == (1, "shipped")
    door.update(second)
    assert now() == (2, "yours")
    shutil.copy(second, ships / "village.json")
    door.remove("village")
    assert now() is None
    assert list(door.every_trusted()) == []
    door.add(read_chain(village.read_bytes()))
    assert now() == (2, "shipped"), "what ships continues her own"


def test_what_ships_under_the_same_name_does_not_displace_the_users_own(
    person: Run, village: Path, second: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    person("eve", "key", "new", "eve")
    person("eve", "stewards", "new", "village", "--key", "eve", "--threshold", "1", "--out", "ships.json")
    person("eve", "stewards", "sign", "ships.json", "--with", "eve")
    ships = tmp_path / "ships"
    ships.mkdir()
    shutil.copy(second, ships / "village.json")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "homes" / "reader"))
    monkeypatch.setattr(door, "shipped_folder", lambda: ships)
    person("reader", "trust", "add", "ships.json", "--yes")
    found = door.trusted("village")
    assert found
    assert (found.origin, [each.name for each in found.stewards.keys]) == ("yours", ["eve"])
