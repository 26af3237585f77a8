"""Bundles signed one after the other, judged, and never half-signed."""

import json
import os
import shutil
import threading

import pytest

from commonhold.errors import BundleError, DiskError
from commonhold.release.bundle import open_bundle, write_bundle
from commonhold.release.sealing import NoStewardError, SignedOtherwiseError, sign_bundle, signatures_of, standing_of
from commonhold.release.signing import key_of
from commonhold.release.standing import Kind


@pytest.fixture
def stewards(listed):
    return listed("ada ben cleo", 2)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_stewards_sign_one_after_the_other(bundle, stewards, private):
    before = contents(bundle)
    assert signatures_of(bundle) is None
    sign_bundle(bundle, [private("cleo")], stewards)
    assert standing_of(open_bundle(bundle), stewards).kind is Kind.TOO_FEW
    sign_bundle(bundle, [private("ada")], stewards)
    assert standing_of(open_bundle(bundle, verify=True), stewards).is_trusted
    after = contents(bundle)
    assert after.pop("signatures.json").endswith(b"\n")
    assert after == before
    assert [path.name for path in bundle.parent.iterdir()] == ["en"]


def test_several_sign_at_once_in_whatever_order(bundle, stewards, private, tmp_path):
    other = shutil.copytree(bundle, tmp_path / "other")
    sign_bundle(bundle, [private("ada"), private("ben")], stewards)
    sign_bundle(other, [private("ben")], stewards)
    sign_bundle(other, [private("ada")], stewards)
    assert contents(bundle) == contents(other)


def test_signing_twice_changes_nothing(bundle, stewards, private):
    sign_bundle(bundle, [private("ada")], stewards)
    before = contents(bundle)
    assert len(sign_bundle(bundle, [private("ada"), private("ada")], stewards).signatures) == 1
    assert contents(bundle) == before


def test_who_signs_at_the_same_moment_loses_nothing(bundle, listed, private):
    names = ["ada", "ben", "cleo", "dora", "emil", "fred"]
    stewards = listed(" ".join(names), 6)
    threads = [threading.Thread(target=sign_bundle, args=(bundle, [private(name)], stewards)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert standing_of(open_bundle(bundle), stewards).is_trusted


def test_who_is_no_steward_cannot_sign_and_then_nobody_does(bundle, stewards, private):
    with pytest.raises(NoStewardError, match=f"The key {key_of(private('eve')).id} is of no steward of village"):
        sign_bundle(bundle, [private("ada"), private("eve")], stewards)
    assert signatures_of(bundle) is None


def test_a_broken_bundle_is_not_signed(bundle, stewards, private):
    (bundle / "NOTICE").write_bytes(b"NOTICF\n")
    with pytest.raises(BundleError, match="NOTICE: another hash than stated"):
        sign_bundle(bundle, [private("ada")], stewards)
    assert signatures_of(bundle) is None


def test_signatures_under_another_list_stay_unless_told_otherwise(bundle, stewards, listed, private):
    sign_bundle(bundle, [private("ada"), private("ben")], stewards)
    before = contents(bundle)
    later = listed("ada ben dora", 2, 2, retired="cleo")
    town = listed("ada ben cleo", 2, community="town")
    for other in (later, town):
        with pytest.raises(SignedOtherwiseError, match="is signed for village under version 1 of its list already"):
            sign_bundle(bundle, [private("ada")], other)
    assert contents(bundle) == before
    assert len(sign_bundle(bundle, [private("ada")], later, anew=True).signatures) == 1
    assert standing_of(open_bundle(bundle), later).kind is Kind.TOO_FEW


def test_later_fields_of_signatures_are_kept(bundle, stewards, private):
    sign_bundle(bundle, [private("ada")], stewards)
    path = bundle / "signatures.json"
    path.write_bytes(path.read_bytes().replace(b'"format":1,', b'"format":1,"later":[1,2],'))
    sign_bundle(bundle, [private("ben")], stewards)
    assert json.loads(path.read_bytes())["later"] == [1, 2]
    assert standing_of(open_bundle(bundle, verify=True), stewards).is_trusted


def test_signatures_moved_to_another_bundle_are_wrong(bundle, stewards, private, tmp_path, meta, manifest):
    sign_bundle(bundle, [private("ada"), private("ben")], stewards)
    write_bundle(tmp_path / "other", {}, meta, manifest, 'schema = 1\nlanguage = "en"\n', "another notice\n")
    shutil.copy(bundle / "signatures.json", tmp_path / "other")
    assert standing_of(open_bundle(tmp_path / "other", verify=True), stewards).kind is Kind.WRONG


def test_a_newer_bundle_takes_the_place_of_a_signed_one_and_is_unsigned(bundle, stewards, private, meta, manifest):
    sign_bundle(bundle, [private("ada"), private("ben")], stewards)
    write_bundle(bundle, {}, meta, manifest, 'schema = 1\nlanguage = "en"\n', "NOTICE\n")
    assert standing_of(open_bundle(bundle, verify=True), stewards).kind is Kind.UNSIGNED


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(bundle, stewards, private):
    bundle.chmod(0o500)
    try:
        with pytest.raises(DiskError, match=r"signatures\.json: Permission denied"):
            sign_bundle(bundle, [private("ada")], stewards)
    finally:
        bundle.chmod(0o700)


def test_a_folder_in_the_way_is_said_and_nothing_is_left_behind(bundle, stewards, private):
    (bundle / "signatures.json").mkdir()
    with pytest.raises(BundleError, match=r"signatures\.json is not a plain file"):
        sign_bundle(bundle, [private("ada")], stewards)
    assert [path.name for path in bundle.parent.iterdir()] == ["en"]
