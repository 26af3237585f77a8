"""Small communities, each described in a file: which of their works may be learnt from, and why others may not."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.community.conftest import Community, described, names_of_cases

ACROSS_SOURCES = {"duplicate", "near-duplicate", "opted-out-copy", "over-share"}
"""Reasons that only the comparison of all sources gives; the record of one source says what it knew: kept."""


@pytest.mark.parametrize("community", names_of_cases(), indirect=True)
def test_every_work_meets_the_fate_its_community_decided(community: Community) -> None:
    lines, told = community.curated()
    expected = {
        (name, path): reason for name, works in community.told["expected"].items() for path, reason in works.items()
    }
    alone = {work: "kept" if reason in ACROSS_SOURCES else reason for work, reason in expected.items()}
    assert {work: told.get(work) for work in alone} == alone
    assert told.keys() == expected.keys(), "every work is expected, and no other is there"
    for name, works in community.told["expected"].items():
        reasons = Counter(works.values())
        assert lines[name]["kept"]["works"] == reasons.pop("kept", 0), name
        refused = {reason: amount["works"] for reason, amount in lines[name]["refused"].items()}
        assert refused == dict(reasons), name


@pytest.mark.parametrize("name", names_of_cases())
def test_a_description_says_what_it_is_about_and_expects_something_of_every_repository(name: str) -> None:
    told = described(name)
    assert told["about"].endswith(".")
    assert sorted(told["expected"]) == sorted(repository["name"] for repository in told["repository"])
    assert all(told["expected"].values())
