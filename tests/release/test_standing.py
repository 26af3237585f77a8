"""What signatures are worth: k of n, case by case, and nothing that is not signed passes."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonhold.release.signatures import Signature, Signatures
from commonhold.release.signing import bundle_payload, key_of, sign
from commonhold.release.standing import Kind, judged

CASES = tomllib.loads(Path(__file__).with_name("standing.toml").read_text(encoding="utf-8"))["case"]
INFO = b'{"format":1}\n'


def damaged(signature):
    last = "0" if signature.value[-1] != "0" else "1"
    return Signature(signature.key_id, signature.value[:-1] + last)


@pytest.fixture(scope="session")
def signatures(private):
    """Sign as a case tells; None where nobody did."""

    def made(case, info=INFO):
        community, version = case.get("community", "village"), case.get("version", 1)
        payload = bundle_payload(info, case.get("signed_for", community), case.get("signed_under", version))
        found = []
        for name in case["by"].split():
            signature = sign(private(name), payload)
            found.append(damaged(signature) if name in case.get("damaged", "").split() else signature)
        ordered = tuple(sorted(found, key=lambda each: each.key_id))
        return Signatures(community, version, ordered) if ordered else None

    return made


def trusted_in(case, listed):
    if "keys" not in case:
        return None
    return listed(case["keys"], case["threshold"], case.get("trusted_version", 1), case.get("retired", ""))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_signatures_are_judged(case, signatures, listed):
    standing = judged(INFO, signatures(case), trusted_in(case, listed))
    assert standing.kind == case["kind"]
    assert standing.is_trusted is (case["kind"] == "trusted")
    assert standing.sentence.startswith(case.get("sentence", ""))
    assert case.get("advice", "") in standing.advice
    assert bool(standing.advice) is not standing.is_trusted
    if "signers" in case:
        assert sorted(standing.signers) == case["signers"].split()
    assert standing.sentence.endswith(".")
    assert "\n" not in standing.sentence + standing.advice


def test_every_standing_has_a_case():
    assert {case["kind"] for case in CASES} == set(Kind)


@pytest.mark.parametrize("case", [case for case in CASES if case["kind"] == "trusted"], ids=lambda case: case["name"])
def test_signatures_over_another_bundle_never_pass(case, signatures, listed):
    other = signatures(case, b'{"format":2}\n')
    assert judged(INFO, other, trusted_in(case, listed)).kind is Kind.WRONG


@given(st.data())
def test_it_passes_only_if_as_many_stewards_have_signed_as_must(signatures, listed, data):
    names = ["ada", "ben", "cleo", "dora", "emil"]
    keys = data.draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    threshold = data.draw(st.integers(1, len(keys)))
    by = data.draw(st.lists(st.sampled_from([*names, "eve", "mallory"]), unique=True))
    standing = judged(INFO, signatures({"by": " ".join(by)}), listed(" ".join(keys), threshold))
    assert standing.is_trusted is (len(set(by) & set(keys)) >= threshold)
    assert set(standing.signers) == (set(by) & set(keys))


def test_the_same_signature_under_two_ids_counts_once(private, listed):
    signature = sign(private("ada"), bundle_payload(INFO, "village", 1))
    borrowed = Signature(key_of(private("ben")).id, signature.value)
    both = Signatures("village", 1, tuple(sorted((signature, borrowed), key=lambda each: each.key_id)))
    assert judged(INFO, both, listed("ada ben", 2)).kind is Kind.WRONG


def test_a_verdict_is_told_to_programs(signatures, listed):
    record = judged(INFO, signatures({"by": "ada ben"}), listed("ada ben cleo", 2)).record()
    assert json.loads(json.dumps(record)) == record
    assert (record["standing"], record["trusted"], record["threshold"], record["stewards"]) == ("trusted", True, 2, 3)
