"""How stewards lists change: by enough of the old and enough of the new, forward, and never by fewer."""

import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from commonhold.canonical import canonical
from commonhold.release.rotation import (
    Chain,
    Version,
    chain_bytes,
    continued,
    edited,
    lack,
    newest,
    read_chain,
    signed,
    successor,
)
from commonhold.release.signing import key_of, sign
from commonhold.release.stewards import Steward, ordered, stewards_payload

CASES = tomllib.loads(Path(__file__).with_name("rotation.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="session")
def by(private):
    """Sign a list by people: ``by("ada ben", stewards)``."""

    def version(names, stewards):
        made = [sign(private(name), stewards_payload(stewards)) for name in names.split()]
        return Version(stewards, tuple(sorted(made, key=lambda each: each.key_id)))

    return version


@pytest.fixture(scope="session")
def chain(by, listed):
    """Three versions: cleo's key is retired, then dora comes."""
    return Chain(
        (
            by("ada ben", listed("ada ben cleo", 2)),
            by("ada ben", listed("ada ben", 2, 2, retired="cleo")),
            by("ada ben", listed("ada ben dora", 2, 3, retired="cleo")),
        )
    )


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_change_goes_through_only_if_enough_have_signed(case, by, listed):
    old = listed(*case["old"], retired=case.get("old_retired", ""))
    retired = case.get("new_retired", "" if "comes back" in case.get("why", "") else case.get("old_retired", ""))
    new = listed(*case["new"], case.get("version", 2), retired, case.get("community", "village"))
    version = by(case["by"], new)
    if "why" not in case:
        assert successor(old, version) == new
        return
    with pytest.raises(ValueError, match=case["why"]):
        successor(old, version)


def test_a_chain_leads_to_its_newest_list(chain, listed):
    assert newest(chain) == listed("ada ben dora", 2, 3, retired="cleo")
    assert read_chain(chain_bytes(chain)) == chain


def test_a_key_in_both_lists_counts_once_in_each(by, listed):
    old, new = listed("ada ben", 2), listed("ada cleo", 2, 2)
    assert lack(old, by("ada", new)).endswith("1 of the 2 signatures needed from the stewards of version 1")
    assert lack(old, by("ada ben", new)).endswith("1 of the 2 signatures needed from the stewards of version 2")
    assert lack(old, by("ada ben cleo", new)) == ""


def test_the_first_version_is_signed_by_its_own_stewards(by, listed):
    first = listed("ada ben cleo", 2)
    assert newest(Chain((by("ada cleo", first),))) == first
    with pytest.raises(ValueError, match="version 1 has 1 of the 2 signatures needed from the stewards of version 1"):
        newest(Chain((by("ada", first),)))


def test_the_same_signature_twice_is_refused(by, listed):
    version = by("ada", listed("ada ben", 2))
    with pytest.raises(ValueError, match="signed twice"):
        replace(version, signatures=version.signatures * 2)


def test_a_signature_over_another_version_is_refused(by, listed):
    first, second = listed("ada ben", 2), listed("ada ben cleo", 2, 2)
    stolen = replace(by("ada ben", second), signatures=by("ada ben", first).signatures)
    with pytest.raises(ValueError, match=r"the signature of \w+ \([0-9a-f]{16}\) is not over version 2"):
        successor(first, stolen)


def test_a_trusted_version_is_continued(chain):
    for version in chain.versions:
        assert continued(version.stewards, chain) == chain.last.stewards
    assert continued(chain.versions[1].stewards, Chain(chain.versions[1:])) == chain.last.stewards


def test_a_rollback_is_refused(chain):
    with pytest.raises(ValueError, match="it ends with version 2, and version 3 is trusted already"):
        continued(chain.last.stewards, Chain(chain.versions[:2]))


def test_a_fork_is_refused(chain, by, listed):
    other = Chain((chain.versions[0], by("ada ben", listed("ada ben", 1, 2, retired="cleo"))))
    assert newest(other).threshold == 1
    with pytest.raises(ValueError, match="its version 2 is another one than the trusted version 2"):
        continued(chain.versions[1].stewards, other)


def test_a_chain_that_begins_after_the_trusted_version_is_refused(chain):
    with pytest.raises(ValueError, match="it begins with version 2, and nothing leads there from version 1"):
        continued(chain.versions[0].stewards, Chain(chain.versions[1:]))


def test_the_list_of_another_community_is_no_continuation(chain, by, listed):
    town = Chain((by("ada ben", listed("ada ben cleo", 2, community="town")),))
    with pytest.raises(ValueError, match="it is the list of town, not of village"):
        continued(chain.versions[0].stewards, town)


def test_a_forged_version_in_the_middle_is_found(chain, by, listed):
    forged = by("eve mallory", listed("eve mallory", 1, 2, retired="cleo"))
    end = by("eve mallory", listed("eve", 1, 3, retired="cleo"))
    with pytest.raises(ValueError, match="version 2 has 0 of the 2 signatures needed from the stewards of version 1"):
        continued(chain.versions[0].stewards, Chain((chain.versions[0], forged)))
    with pytest.raises(ValueError, match="version 2 has 0 of the 2"):
        newest(Chain((chain.versions[0], forged, end)))


def test_an_edit_makes_the_next_version_and_edits_of_a_draft_stay_in_it(chain, private):
    emil = Steward(key_of(private("emil")), "emil")
    once = edited(chain, lambda old: replace(old, keys=ordered((*old.keys, emil))))
    assert (once.last.stewards.version, once.last.signatures) == (4, ())
    begun = signed(once, private("ada"))
    twice = edited(begun, lambda old: replace(old, threshold=3))
    assert (twice.last.stewards.version, twice.last.stewards.threshold, twice.last.signatures) == (4, 3, ())
    assert twice.versions[:-1] == chain.versions
    assert edited(begun, lambda old: old) is begun


def test_people_sign_one_after_the_other(listed, private):
    begun = Chain((Version(listed("ada ben cleo", 2)),))
    once = signed(begun, private("cleo"))
    assert lack(None, once.last)
    both = signed(read_chain(chain_bytes(once)), private("ada"))
    assert lack(None, both.last) == ""
    assert signed(both, private("ada")) == both
    with pytest.raises(ValueError, match="is of no steward of version 1"):
        signed(both, private("eve"))


def test_later_fields_are_kept(chain):
    record = json.loads(chain_bytes(chain))
    record["later"] = 1
    record["versions"][0]["note"] = "the founding"
    written = canonical(record) + b"\n"
    assert chain_bytes(read_chain(written)) == written


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda record: record.update(format=2), "format 2 is not the one this program reads"),
        (lambda record: record.update(versions=[]), "there is no version in it"),
        (lambda record: record.update(versions=[1]), "a version is not a JSON object"),
        (lambda record: record["versions"].pop(1), "version 1 cannot be followed by version 3"),
        (lambda record: record["versions"][0].pop("signatures"), "signatures is not a list"),
        (lambda record: record["versions"][0].pop("stewards"), "a stewards list is not a JSON object"),
        (lambda record: record["versions"][0]["signatures"].reverse(), "is out of order"),
        (lambda record: record.update(filler="x" * 262144), "more than 262144 bytes"),
    ],
)
def test_what_is_no_chain_is_refused(chain, change, what):
    record = json.loads(chain_bytes(chain))
    change(record)
    with pytest.raises(ValueError, match=what):
        read_chain(canonical(record) + b"\n")


def test_another_spelling_is_refused(chain):
    with pytest.raises(ValueError, match="not the canonical spelling"):
        read_chain(json.dumps(json.loads(chain_bytes(chain))).encode() + b"\n")


def test_no_changed_byte_of_a_chain_is_trusted(chain):
    written = chain_bytes(chain)
    for place in range(0, len(written), 7):
        changed = written[:place] + bytes([written[place] ^ 1 << place % 7]) + written[place + 1 :]
        with pytest.raises(ValueError, match=re.compile(".")):
            newest(read_chain(changed))
