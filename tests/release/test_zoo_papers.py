"""A zoo of broken papers: signatures, stewards lists, and files a bundle may list beside the six it must.

Then two attacks by chance on a bundle that two of three have signed: one byte of any file, one field of its list. What
comes out is refused, or its signatures fail; nothing that was changed passes.
"""

import hashlib
import json
import os
import re
import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonhold.canonical import canonical
from commonhold.errors import BundleError
from commonhold.release.bundle import open_bundle
from commonhold.release.sealing import sign_bundle, signatures_of, standing_of
from commonhold.release.standing import Kind


@pytest.fixture(scope="session")
def stewards(listed):
    return listed("ada ben cleo", 2)


@pytest.fixture(scope="session")
def signed_once(made_once, stewards, private, tmp_path_factory):
    """A bundle with further papers, signed by two of three."""
    folder = shutil.copytree(made_once, tmp_path_factory.mktemp("signed") / "en")
    for name, text in (("consents.json", b'{"present":{}}\n'), ("obligations.json", b'{"notices":[]}\n')):
        add_listed(folder, name, text)
    sign_bundle(folder, [private("ada"), private("ben")], stewards)
    return folder


@pytest.fixture
def signed(signed_once, tmp_path):
    return shutil.copytree(signed_once, tmp_path / "en")


def info_of(folder):
    return json.loads((folder / "bundle.json").read_bytes())


def put(folder, record):
    (folder / "bundle.json").write_bytes(canonical(record) + b"\n")


def add_listed(folder, name, text):
    (folder / name).write_bytes(text)
    record = info_of(folder)
    record["files"][name] = {"size": len(text), "sha256": hashlib.sha256(text).hexdigest()}
    put(folder, record)


def rewriting(name, change):
    def broken(folder):
        (folder / name).write_bytes(change((folder / name).read_bytes()))

    return broken


def signatures(change):
    """Change what ``signatures.json`` says, in its right spelling."""

    def broken(folder):
        record = json.loads((folder / "signatures.json").read_bytes())
        change(record)
        (folder / "signatures.json").write_bytes(canonical(record) + b"\n")

    return broken


def listing(change):
    def broken(folder):
        record = info_of(folder)
        change(record)
        put(folder, record)

    return broken


def linked(name):
    def broken(folder):
        (folder / name).rename(folder.parent / "elsewhere")
        (folder / name).symlink_to(folder.parent / "elsewhere")

    return broken


def piped(folder):
    (folder / "signatures.json").unlink()
    os.mkfifo(folder / "signatures.json")


def listed_itself(folder):
    text = (folder / "signatures.json").read_bytes()
    add_listed(folder, "signatures.json", text)


def emptied(name):
    return rewriting(name, lambda data: b"")


REFUSED = {
    "signatures that are no JSON": (
        rewriting("signatures.json", lambda data: b"signed!\n"),
        "signatures.json: not JSON",
    ),
    "no signatures in the file": (emptied("signatures.json"), "signatures.json: not JSON"),
    "signatures in another spelling": (
        rewriting("signatures.json", lambda data: data.replace(b",", b", ", 1)),
        "signatures.json: not the canonical spelling",
    ),
    "half of the signatures": (
        rewriting("signatures.json", lambda data: data[: len(data) // 2]),
        "signatures.json: not JSON",
    ),
    "deep nesting": (rewriting("signatures.json", lambda data: b"[" * 60_000), "signatures.json: nested too deeply"),
    "an endless file": (
        rewriting("signatures.json", lambda data: b" " * 65_537),
        "signatures.json has more than 65536 bytes",
    ),
    "a later format": (signatures(lambda record: record.update(format=2)), "format 2 is not the one"),
    "an empty list": (signatures(lambda record: record.update(signatures=[])), "there is no signature in it"),
    "the same signature twice": (
        signatures(lambda record: record["signatures"].insert(0, record["signatures"][0])),
        "the key [0-9a-f]{16} signed twice",
    ),
    "signatures out of order": (signatures(lambda record: record["signatures"].reverse()), "is out of order"),
    "a community with a path": (
        signatures(lambda record: record.update(community="../village")),
        "a community cannot be named '../village'",
    ),
    "a version below one": (
        signatures(lambda record: record.update(stewards=-1)),
        "the version of a stewards list cannot be -1",
    ),
    "a link to signatures": (linked("signatures.json"), "signatures.json is a symbolic link"),
    "a pipe for signatures": (piped, "signatures.json is not a plain file"),
    "signatures that are listed": (listed_itself, "no file of a bundle may be named 'signatures.json'"),
    "signatures under another name": (
        lambda folder: (folder / "signatures.json").rename(folder / "signature.json"),
        "the folder holds 'signature.json', which is not listed",
    ),
    "a second file of signatures": (
        lambda folder: shutil.copy(folder / "signatures.json", folder / "Signatures.json"),
        "the folder holds 'Signatures.json', which is not listed",
    ),
    "a stewards list brought along": (
        lambda folder: (folder / "village.json").write_text("{}"),
        "the folder holds 'village.json', which is not listed",
    ),
    "consents that are gone": (lambda folder: (folder / "consents.json").unlink(), "consents.json is missing"),
    "consents that grew": (
        rewriting("consents.json", lambda data: data + b"\n"),
        "consents.json has 16 bytes instead of 15",
    ),
    "other consents": (
        rewriting("consents.json", lambda data: data.replace(b"present", b"prevent")),
        "consents.json: another hash than stated",
    ),
    "obligations cut short": (emptied("obligations.json"), "obligations.json has 0 bytes instead of 15"),
    "a link to obligations": (linked("obligations.json"), "obligations.json is a symbolic link"),
    "consents that are not listed": (
        listing(lambda record: record["files"].pop("consents.json")),
        "the folder holds 'consents.json', which is not listed",
    ),
}


def obligations_dropped(folder):
    listing(lambda record: record["files"].pop("obligations.json"))(folder)
    (folder / "obligations.json").unlink()


def consents_replaced(folder):
    add_listed(folder, "consents.json", b'{"present":{"all":"swh"}}\n')


def of_another(field, value):
    return signatures(lambda record: record["signatures"][0].update({field: value}))


# Whole bundles by their form, that nobody signed as they are.
FAILING = {
    "obligations left out with care": (obligations_dropped, Kind.WRONG),
    "consents replaced with care": (consents_replaced, Kind.WRONG),
    "another version of the program": (listing(lambda record: record.update(commonhold="9")), Kind.WRONG),
    "a field more": (listing(lambda record: record.update(later=1)), Kind.WRONG),
    "another community": (signatures(lambda record: record.update(community="town")), Kind.UNKNOWN_COMMUNITY),
    "another version of the list": (signatures(lambda record: record.update(stewards=2)), Kind.WRONG),
    "another signature": (of_another("signature", "0" * 128), Kind.WRONG),
    "a signature of nobody": (of_another("key", "0" * 16), Kind.TOO_FEW),
    "one signature taken away": (signatures(lambda record: record["signatures"].pop()), Kind.TOO_FEW),
    "all signatures taken away": (lambda folder: (folder / "signatures.json").unlink(), Kind.UNSIGNED),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_paper_is_refused(name, signed):
    open_bundle(signed, verify=True)
    breaking, what = REFUSED[name]
    breaking(signed)
    with pytest.raises(BundleError, match=what) as caught:
        open_bundle(signed, verify=True)
    assert (caught.value.exit_code, str(signed) in str(caught.value)) == (10, True)


@pytest.mark.parametrize("name", [name for name in REFUSED if "signatures.json" in REFUSED[name][1]])
def test_broken_signatures_do_not_keep_a_bundle_from_being_used_but_from_being_judged(name, signed):
    REFUSED[name][0](signed)
    if name != "signatures that are listed":
        assert open_bundle(signed).info.language == "en"
        with pytest.raises(BundleError, match=re.escape("signatures.json")):
            signatures_of(signed)


@pytest.mark.parametrize("name", FAILING)
def test_what_was_not_signed_does_not_pass(name, signed, stewards):
    assert standing_of(open_bundle(signed, verify=True), stewards).is_trusted
    breaking, kind = FAILING[name]
    breaking(signed)
    standing = standing_of(open_bundle(signed, verify=True), stewards)
    assert (standing.kind, standing.is_trusted) == (kind, False)


def test_the_zoo_begins_with_a_bundle_that_passes(signed, stewards):
    standing = standing_of(open_bundle(signed, verify=True), stewards)
    assert standing.is_trusted
    assert sorted(standing.signers) == ["ada", "ben"]


@pytest.fixture(scope="session")
def target(signed_once, tmp_path_factory):
    """A bundle to attack over and over: what is changed is put back by `passes`."""
    return shutil.copytree(signed_once, tmp_path_factory.mktemp("target") / "en")


def passes(folder, stewards, name, content):
    """Tell whether a bundle passes with other content in one file, and put the file back."""
    before = (folder / name).read_bytes()
    (folder / name).write_bytes(content)
    try:
        return standing_of(open_bundle(folder, verify=True), stewards).is_trusted
    except BundleError:
        return False
    finally:
        (folder / name).write_bytes(before)


often = settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])


@often
@given(st.data())
def test_no_changed_byte_of_any_file_passes(target, stewards, data):
    name = data.draw(st.sampled_from(sorted(path.name for path in target.iterdir())))
    content = (target / name).read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    assert not passes(target, stewards, name, content[:place] + bytes([other]) + content[place + 1 :])


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.none() | st.booleans() | NUMBERS | st.text(max_size=20)


def places(value, path=()):
    """Every field of a record, however deep."""
    for name in sorted(value):
        yield (*path, name)
        if isinstance(value[name], dict):
            yield from places(value[name], (*path, name))


@often
@given(st.data())
def test_no_changed_field_of_the_list_passes(target, stewards, data):
    record = info_of(target)
    *path, last = data.draw(st.sampled_from(list(places(record))))
    within = record
    for name in path:
        within = within[name]
    old = within.pop(last)
    how = data.draw(st.sampled_from(["gone", "renamed", "another value", "one more"]))
    if how == "renamed":
        within[data.draw(st.text(max_size=20).filter(lambda name: name != last))] = old
    elif how == "another value":
        within[last] = data.draw(VALUES.filter(lambda value: canonical(value) != canonical(old)))
    elif how == "one more":
        within[last] = old
        within[data.draw(st.text(max_size=20).filter(lambda name: name not in within))] = data.draw(VALUES)
    try:
        content = canonical(record) + b"\n"
    except ValueError:  # a text that JSON cannot say
        content = b""
    assert not passes(target, stewards, "bundle.json", content)


def test_the_zoo_of_papers_has_more_than_fifteen_cases():
    assert len(REFUSED) + len(FAILING) >= 30
