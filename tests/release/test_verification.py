"""Verifying: what agrees holds, and every kind of disagreement fails for its own reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.release.sound import OUTBOUND, RECIPE, manifest_of, write_sound

from commonhold.canonical import canonical, parse
from commonhold.consent import Answer
from commonhold.manifest import Licence, Manifest
from commonhold.optouts import OptOut, OptOuts
from commonhold.release.inspection import found_in
from commonhold.release.notice import notice
from commonhold.release.verification import Outcome, Report, verify

NOBODY = OptOuts(())


def verified(folder: Path, opt_outs: OptOuts = NOBODY) -> Report:
    return verify(found_in(folder), {}, opt_outs)


def failed(report: Report) -> dict[str, tuple[str, ...]]:
    return {check.name: check.sentences for check in report.checks if check.outcome is Outcome.FAILS}


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    write_sound(tmp_path / "en")
    return tmp_path / "en"


def test_what_agrees_is_sound_but_unsigned_is_not_trusted(sound: Path) -> None:
    report = verified(sound)
    assert failed(report) == {}
    assert report.is_sound
    assert not report.is_trusted
    assert [check.name for check in report.checks] == [
        "structure", "checksums", "manifest", "recipe", "notices", "obligations", "consent", "signatures", "opt-outs",
    ]  # fmt: skip
    assert json.loads(json.dumps(report.record()))["sound"] is True


def resealed(folder: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Change a file and what ``bundle.json`` says of it, so that only what stands behind can tell."""
    import hashlib

    content = change((folder / name).read_bytes())
    (folder / name).write_bytes(content)
    info = parse((folder / "bundle.json").read_bytes().rstrip(b"\n"))
    assert isinstance(info, dict)
    files = {**info["files"], name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}}  # type: ignore
    changed = {**info, "files": files}
    if name == "recipe.toml":
        changed["recipe_sha256"] = files[name]["sha256"]
    (folder / "bundle.json").write_bytes(canonical(changed) + b"\n")


def replacing(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new, 1)

    return change


RESEALED = {
    "a notice that drops somebody": ("NOTICE", replacing(b"press", b"presto"), "notices"),
    "a notice that says more": ("NOTICE", lambda content: content + b"And buy our shoes.\n", "notices"),
    "an empty notice": ("NOTICE", lambda content: b"", "notices"),
    "another licence text": ("LICENSE.txt", replacing(b"CC-BY-SA-4.0", b"CC-BY-NC-4.0"), "recipe"),
    "a recipe with another outbound licence": ("recipe.toml", replacing(b"CC-BY-SA-4.0", b"CC-BY-4.0"), "recipe"),
    "a recipe in another language": ("recipe.toml", replacing(b'"en"', b'"de"'), "recipe"),
    "a recipe that is no recipe": ("recipe.toml", lambda content: b"schema = 1\n", "recipe"),
    "a recipe that runs elsewhere": ("recipe.toml", replacing(b"https://github.com/press/l", b"ext::sh -c"), "recipe"),
    "a recipe out of its folder": ("recipe.toml", replacing(b'name = "l', b'paths = ["../x"]\nname = "l'), "recipe"),
    "obligations that ask for less": ("obligations.json", replacing(b"MIT", b"XIT"), "obligations"),
    "obligations that are none": ("obligations.json", lambda content: b"{}\n", "obligations"),
    "obligations of two minds": ("obligations.json", replacing(b"{", b'{"a":1,"a":2,'), "structure"),
    "inputs of a later version": ("inputs.json", replacing(b'"version":1}\n', b'"version":7}\n'), "structure"),
    "inputs with a moving pin": ("inputs.json", replacing(b"swh:1:rev:" + b"2" * 40, b"main"), "structure"),
    "inputs with a registry of its own making": ("inputs.json", replacing(b'"opt-outs"', b'"opt-ins"'), "structure"),
    "a model of another licence": ("model.json", replacing(b"CC-BY-SA-4.0", b"CC0-1.0"), "structure"),
    "arrays that are none": ("model.safetensors", lambda content: b"\x80\x04pickled", "structure"),
    "arrays with a flipped header": ("model.safetensors", replacing(b'"U32"', b'"F64"'), "structure"),
    "a manifest that is no frame": ("manifest.jsonl.zst", lambda content: b"work", "manifest"),
}


@pytest.mark.parametrize("name", RESEALED)
def test_what_was_changed_and_sealed_again_fails_where_it_was_changed(name: str, sound: Path) -> None:
    file, change, check = RESEALED[name]
    resealed(sound, file, change)
    found = failed(verified(sound))
    assert check in found, found


def only(licence: str) -> Licence:
    return Licence(licence, licence, "COPYING")


MANIFESTS = {
    "a work counted against its holders' wish": (manifest_of(consent=Answer.DENY), "consent", "against its holders"),
    "consent that nobody observed": (manifest_of(heard=()), "consent", "nothing was observed"),
    "a licence outside the lane": (manifest_of(only("GPL-2.0-only")), "obligations", "GPL-2.0-only"),
    "a licence against commerce": (manifest_of(only("CC-BY-NC-4.0")), "obligations", "CC-BY-NC-4.0"),
    "no licence at all": (manifest_of(only("NONE")), "obligations", "NONE"),
}  # fmt: skip


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_that_agrees_with_itself_can_still_be_refused(name: str, tmp_path: Path) -> None:
    manifest, check, words = MANIFESTS[name]
    write_sound(tmp_path / "en", manifest)
    found = failed(verified(tmp_path / "en"))
    assert words in " ".join(found[check])


def test_a_policy_that_asks_for_consent_refuses_silence(tmp_path: Path) -> None:
    strict = RECIPE.replace(f'outbound = "{OUTBOUND}"\n', f'outbound = "{OUTBOUND}"\nunknown = "refuse"\n')
    write_sound(tmp_path / "en", recipe=strict)
    assert "without consent, which the policy asks for" in " ".join(failed(verified(tmp_path / "en"))["consent"])


def test_a_notice_that_leaves_a_source_out_names_it(tmp_path: Path) -> None:
    manifest = manifest_of()
    short = Manifest(manifest.sources[:1], manifest.entries[:1], manifest.corrections)
    if short.entries[0].source != "handbook":
        short = Manifest(manifest.sources[:1], manifest.entries[1:], manifest.corrections)
    write_sound(tmp_path / "en", manifest, thanks=notice(short, OUTBOUND, {}))
    assert "letters" in " ".join(failed(verified(tmp_path / "en"))["notices"])


def test_an_older_bundle_leaves_open_what_it_has_no_papers_for(tmp_path: Path, bundle: Path) -> None:
    outcomes = {check.name: check.outcome for check in verified(bundle).checks}
    assert outcomes["structure"] is Outcome.HOLDS
    assert outcomes["recipe"] is Outcome.FAILS, "its recipe lacks a policy"


def test_opt_outs_since_are_a_note_and_name_what_they_reach(sound: Path) -> None:
    since = OptOuts((OptOut("origin", origin="https://github.com/press/letters", date="2026-11-01"),))
    report = verified(sound, since)
    assert report.is_sound
    [note] = [check for check in report.checks if check.name == "opt-outs"]
    assert note.outcome is Outcome.NOTE
    assert note.sentences[0].startswith("Works in it whose holders have opted out since: 1.")
    assert "https://github.com/press/letters (2026-11-01)" in note.sentences[1]


def test_what_lies_beside_is_told_and_nothing_is_followed(sound: Path, tmp_path: Path) -> None:
    (sound / "run.sh").write_text("echo hello\n", encoding="utf-8")
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    (sound / "NOTICE").unlink()
    (sound / "NOTICE").symlink_to(tmp_path / "secret")
    said = failed(verified(sound))["structure"]
    assert "the folder holds 'run.sh', which is not listed" in said
    assert "NOTICE is a symbolic link" in said


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"", "bundle.json: not JSON"), (b"{}\n", "format None is not"), (b"\xff", "not UTF-8"), (b"[" * 9999, "nested")],
)
def test_without_a_readable_list_there_is_one_reason(content: bytes, what: str, sound: Path) -> None:
    (sound / "bundle.json").write_bytes(content)
    report = verified(sound)
    assert report.info is None
    assert what in " ".join(failed(report)["structure"])


def test_a_licence_that_nothing_goes_out_under_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "en"
    write_sound(folder)
    content = (folder / "recipe.toml").read_bytes()
    (folder / "recipe.toml").write_bytes(content.replace(b"CC-BY", b"BC-BY"))
    assert "there is no lane for BC-BY" in " ".join(failed(verified(folder))["obligations"])


@settings(max_examples=150)
@given(data=st.data())
def test_one_changed_byte_anywhere_never_passes(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    # bundle.json is what all others are held against; what guards it are signatures, see test_zoo_papers.
    folder = tmp_path_factory.mktemp("attacked") / "en"
    write_sound(folder)
    name = data.draw(st.sampled_from(sorted({path.name for path in folder.iterdir()} - {"bundle.json"})))
    content = bytearray((folder / name).read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    (folder / name).write_bytes(content)
    assert not verified(folder).is_sound
