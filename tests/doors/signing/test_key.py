"""Keys from the command line: made, listed, locked, never overwritten, never shown."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

Run = Callable[..., tuple[int, str, str]]


def keys_of(tmp_path: Path, who: str) -> Path:
    return tmp_path / "homes" / who / "commonhold" / "keys"


def secrets_in(path: Path) -> list[str]:
    """A private key in the spellings in which it might slip out."""
    private = load_pem_private_key(path.read_bytes(), None)
    seed: bytes = private.private_bytes_raw()  # type: ignore[union-attr]
    body = path.read_text().partition("-----BEGIN PRIVATE KEY-----")[2].split()[0]
    return [seed.hex(), seed.hex().upper(), base64.b64encode(seed).decode(), body, repr(seed)[2:-1]]


def test_a_key_is_made_for_its_owner_alone(person: Run, tmp_path: Path) -> None:
    code, out, err = person("ada", "key", "new", "ada")
    path = keys_of(tmp_path, "ada") / "ada.key"
    assert (code, err) == (0, "")
    assert out.startswith(f"{path}: a new key, without a passphrase\npublic: ")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [each.name for each in path.parent.iterdir()] == ["ada.key"]


def test_rights_do_not_depend_on_the_mask(person: Run, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys_of(tmp_path, "ada").mkdir(parents=True, mode=0o777)
        person("ada", "key", "new", "ada")
    finally:
        os.umask(before)
    assert stat.S_IMODE((keys_of(tmp_path, "ada") / "ada.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(keys_of(tmp_path, "ada").stat().st_mode) == 0o700


def test_keys_are_shown_and_listed_without_their_private_halves(person: Run, tmp_path: Path, village: Path) -> None:
    path = keys_of(tmp_path, "ada") / "ada.key"
    said = [
        person("ada", *arguments)
        for arguments in [
            ("key", "show", "ada"),
            ("key", "show", "ada", "--json"),
            ("key", "list"),
            ("key", "list", "--json"),
            ("stewards", "show", "village.json", "--json"),
            ("stewards", "sign", "village.json", "--with", "ada", "--debug"),
            ("key", "new", "ada", "--debug"),
        ]
    ]
    written = village.read_text() + "".join(out + err for _, out, err in said)
    assert [code for code, _, _ in said] == [0] * 6 + [2]
    assert len(secrets_in(path)[0]) == 64
    assert [secret for secret in secrets_in(path) if secret in written] == []
    shown = json.loads(said[1][1])
    assert shown["key"] in path.read_text()
    assert json.loads(said[3][1]) == {"keys": [shown]}
    assert said[2][1] == f"{shown['id']}  ada\n"


def test_no_key_is_overwritten(person: Run, tmp_path: Path) -> None:
    person("ada", "key", "new", "ada")
    path = keys_of(tmp_path, "ada") / "ada.key"
    before = path.read_bytes()
    code, out, err = person("ada", "key", "new", "ada")
    assert (code, out) == (2, "")
    assert err.startswith(f"error: There is a key {path} already, and no key is ever overwritten.\nhelp: ")
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["../ada", ".ada", "", "a/b", "a b", "x" * 65])
def test_a_key_cannot_be_named_like_a_path(person: Run, tmp_path: Path, name: str) -> None:
    code, _, err = person("ada", "key", "new", "--", name)
    assert code == 2
    assert f"A key cannot be named “{name}”." in err
    assert not list(tmp_path.rglob("*.key"))


def test_a_locked_key_wants_its_passphrase(person: Run, tmp_path: Path) -> None:
    code, out, _ = person("ada", "key", "new", "ada", "--json", COMMONHOLD_PASSPHRASE="correct horse")
    assert (code, json.loads(out)["locked"]) == (0, True)
    assert "ENCRYPTED" in (keys_of(tmp_path, "ada") / "ada.key").read_text()
    assert person("ada", "key", "list")[1].endswith("  ada (locked)\n")
    assert person("ada", "stewards", "new", "village", "--key", "ada", "--threshold", "1")[0] == 0
    sign = ("stewards", "sign", "village.json", "--with", "ada")
    code, _, err = person("ada", *sign)
    assert (code, "there is no terminal to ask for it" in err) == (2, True)
    code, _, err = person("ada", *sign, COMMONHOLD_PASSPHRASE="wrong")
    assert (code, "That is not the passphrase of the key “ada”." in err) == (2, True)
    assert person("ada", *sign, COMMONHOLD_PASSPHRASE="correct horse")[0] == 0


def test_the_same_letters_are_the_same_passphrase_however_they_are_typed(person: Run) -> None:
    person("ada", "key", "new", "ada", COMMONHOLD_PASSPHRASE="caf\u00e9")
    person("ada", "stewards", "new", "village", "--key", "ada", "--threshold", "1")
    assert (
        person("ada", "stewards", "sign", "village.json", "--with", "ada", COMMONHOLD_PASSPHRASE="cafe\u0301")[0] == 0
    )


def test_a_passphrase_is_asked_twice_on_the_terminal_and_not_shown(
    terminal: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person: Run
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "homes" / "ada"))
    for second, code in (("other\n", 2), ("geheim\n", 0)):
        process = terminal("key", "new", "ada", "--passphrase")
        process.wait_for("Passphrase of the key ada: ")
        process.press("geheim\n")
        process.wait_for("Once more: ")
        process.press(second)
        assert process.end() == code
        assert "geheim" not in process.shown
    assert [each.name for each in keys_of(tmp_path, "ada").iterdir()] == ["ada.key"]
    person("ada", "stewards", "new", "village", "--key", "ada", "--threshold", "1")
    process = terminal("stewards", "sign", "village.json", "--with", "ada")
    process.wait_for("Passphrase of the key ada: ")
    process.press("geheim\n")
    process.wait_for("valid: enough stewards have signed it")
    assert process.end() == 0


def test_ctrl_c_at_the_question_makes_no_key(
    terminal: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "homes" / "ada"))
    process = terminal("key", "new", "ada", "--passphrase")
    process.wait_for("Passphrase of the key ada: ")
    process.press("\x03")
    assert process.end() == 130
    assert not list(tmp_path.rglob("*.key"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_not_used(person: Run, tmp_path: Path, village: Path, mode: int) -> None:
    path = keys_of(tmp_path, "ada") / "ada.key"
    path.chmod(mode)
    code, _, err = person("ada", "stewards", "sign", "village.json", "--with", "ada")
    assert code == 2
    assert f"Others can read the key {path}, so it is not used." in err
    assert f"chmod 600 {path}" in err
    assert person("ada", "key", "list")[0] == 2


@pytest.mark.parametrize(
    ("damage", "what"),
    [
        (lambda pem: b"", "it does not begin with its public key"),
        (lambda pem: pem.replace(b"PRIVATE KEY", b"PUBLIC KEY"), "it is no private key in PEM"),
        (lambda pem: pem[: len(pem) // 2 + 40], "it is no private key in PEM"),
        (lambda pem: b"public: " + b"0" * 64 + b"\n" + pem, "anybody could sign for it"),
        (
            lambda pem: b"public: d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n" + pem,
            "it is another key than its first lines say",
        ),
    ],
)
def test_a_damaged_key_is_refused_with_the_reason(
    person: Run, tmp_path: Path, village: Path, damage: Callable[[bytes], bytes], what: str
) -> None:
    path = keys_of(tmp_path, "ada") / "ada.key"
    path.write_bytes(damage(path.read_bytes()))
    code, _, err = person("ada", "stewards", "sign", "village.json", "--with", "ada")
    assert (code, what in err) == (3, True), err


def test_a_full_disk_makes_no_key(tmp_path: Path) -> None:
    program = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
from commonhold.doors.cli import main
main(["key", "new", "ada"])
"""
    environment = os.environ | {"XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-B", "-c", program], capture_output=True, text=True, env=environment)
    assert done.returncode == 4
    assert "ada.key: file too large." in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_without_keys_the_list_says_how_to_make_one(person: Run) -> None:
    assert person("ada", "key", "list") == (0, "You have no keys; `commonhold key new NAME` makes one.\n", "")
    assert json.loads(person("ada", "key", "list", "--json")[1]) == {"keys": []}
    assert person("ada", "key", "show", "ada")[0] == 2
