"""CycloneDX: held against its own strict schema, and what it says is what the manifest says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from commonhold.release.exports.subject import Subject

Written = Callable[..., str]


def problem(text: str) -> object:
    return JsonStrictValidator(SchemaVersion.V1_7).validate_str(text)


@pytest.mark.parametrize("works", [True, False])
def test_the_strict_schema_has_nothing_against_it(each: Subject, works: bool, written: Written) -> None:
    assert problem(written("cyclonedx", each, works)) is None


def test_the_strict_schema_refuses_what_is_wrong(subject: Subject, written: Written) -> None:
    """Otherwise the test above proves nothing."""
    assert problem(written("cyclonedx", subject).replace('"swhid"', '"swhids"')) is not None


@pytest.mark.parametrize("name", ["subject", "published", "hostile"])
def test_every_reference_leads_to_one_part(name: str, written: Written, request: pytest.FixtureRequest) -> None:
    record = json.loads(written("cyclonedx", request.getfixturevalue(name)))
    named, meant = [], []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            named.extend([value["bom-ref"]] if "bom-ref" in value else [])
            for key in ("ref", "target", "process"):
                meant.extend([value[key]] if key in value else [])
            for key in ("dependsOn", "evidence"):
                if isinstance(value.get(key), list) and all(isinstance(one, str) for one in value[key]):
                    meant.extend(value[key])
            for one in value.values():
                walk(one)
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(record)
    assert len(set(named)) == len(named)
    assert set(meant) <= set(named)
    assert meant


def test_works_stand_in_their_source_with_id_licences_and_people(subject: Subject, written: Written) -> None:
    record = json.loads(written("cyclonedx", subject))
    found = {
        work["swhid"][0]: (source["name"], work["name"], [one["expression"] for one in work["licenses"]])
        for source in record["components"]
        for work in source.get("components", [])
    }
    assert found == {
        entry.id: (entry.source, entry.origins[0][1], [entry.licence.expression, entry.licence.elected])
        for entry in subject.manifest.entries
    }
    people = [
        one["name"]
        for source in record["components"]
        for work in source.get("components", [])
        for one in work.get("authors", [])
    ]
    assert sorted(people) == sorted(author for entry in subject.manifest.entries for author, _ in entry.authors)


def test_the_model_card_refers_to_every_source(subject: Subject, written: Written) -> None:
    record = json.loads(written("cyclonedx", subject))
    model = record["metadata"]["component"]
    assert model["type"] == "machine-learning-model"
    assert [one["ref"] for one in model["modelCard"]["modelParameters"]["datasets"]] == [
        one["bom-ref"] for one in record["components"]
    ]


def test_wishes_are_claims_with_evidence(published: Subject, written: Written) -> None:
    said = json.loads(written("cyclonedx", published))["declarations"]
    assert [(one["target"], one["predicate"]) for one in said["claims"]] == [
        ("source/handbook", "consent to training: condition"),
        ("source/letters", "consent to training: allow"),
    ]
    assert [one.get("created") for one in said["evidence"]] == [None, "2026-09-13T00:00:00Z"]


def test_citations_want_a_time(subject: Subject, published: Subject, written: Written) -> None:
    assert "citations" not in json.loads(written("cyclonedx", subject))
    record = json.loads(written("cyclonedx", published))
    [cited] = record["citations"]
    assert cited["pointers"] == ["/components/0/licenses", "/components/1/licenses", "/components/2/licenses"]
    assert cited["timestamp"] == record["metadata"]["timestamp"] == "2026-11-30T00:00:00Z"


def test_the_serial_number_is_that_of_the_works(subject: Subject, german: Subject, written: Written) -> None:
    numbers = {json.loads(written("cyclonedx", one, False))["serialNumber"] for one in (subject, german, subject)}
    assert len(numbers) == 2
