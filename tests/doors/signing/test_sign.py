"""Signing bundles from the command line: by two of three, one after the other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from commonhold.release.bundle import open_bundle

Run = Callable[..., tuple[int, str, str]]


def test_two_of_three_sign_a_bundle(person: Run, village: Path, bundle: Path) -> None:
    for who in ("ada", "ben"):
        person(who, "trust", "add", "village.json", "--yes")
    code, out, err = person("ada", "sign", "en", "--with", "ada")
    assert (code, err) == (0, "")
    assert out == (
        "en: Signed by too few stewards of village (ada): 1 of the 2 signatures needed.\n"
        "Ask further stewards of village to sign it.\n"
    )
    code, out, _ = person("ben", "sign", "en", "--with", "ben", "--json")
    said = json.loads(out)
    assert (code, said["standing"], sorted(said["signers"]), len(said["keys"])) == (0, "trusted", ["ada", "ben"], 2)
    open_bundle(bundle, verify=True)


def test_a_list_can_be_named_and_must_be_where_it_is_not_clear(person: Run, village: Path, bundle: Path) -> None:
    code, _, err = person("ada", "sign", "en", "--with", "ada")
    assert (code, "the keys are of stewards of no trusted one" in err) == (2, True)
    assert person("ada", "sign", "en", "--with", "ada", "--community", "village")[0] == 2
    assert person("ada", "sign", "en", "--with", "ada", "--stewards", "village.json")[0] == 0
    person("ada", "stewards", "new", "town", "--key", "ada", "--threshold", "1")
    person("ada", "stewards", "sign", "town.json", "--with", "ada")
    for file in ("village.json", "town.json"):
        person("ada", "trust", "add", file, "--yes")
    code, _, err = person("ada", "sign", "en", "--with", "ada")
    assert (code, "the keys are of stewards of town and village" in err) == (2, True)
    assert person("ada", "sign", "en", "--with", "ada", "--community", "village")[0] == 0
    code, _, err = person("ada", "sign", "en", "--with", "ada", "--community", "town")
    assert (code, "is signed for village under version 1 of its list already" in err) == (2, True)
    assert person("ada", "sign", "en", "--with", "ada", "--community", "town", "--anew")[0] == 0


def test_a_stranger_and_a_damaged_bundle_are_refused(person: Run, village: Path, bundle: Path) -> None:
    person("eve", "key", "new", "eve")
    code, _, err = person("eve", "sign", "en", "--with", "eve", "--stewards", "village.json")
    assert (code, "is of no steward of village in version 1" in err) == (2, True)
    (bundle / "NOTICE").write_bytes(b"NOTICF\n")
    code, _, err = person("ada", "sign", "en", "--with", "ada", "--stewards", "village.json")
    assert (code, "NOTICE: another hash than stated" in err) == (10, True)
    assert not (bundle / "signatures.json").exists()
    shutil.rmtree(bundle)
    assert person("ada", "sign", "en", "--with", "ada", "--stewards", "village.json")[0] == 10
