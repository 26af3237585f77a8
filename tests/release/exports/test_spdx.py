"""SPDX: read by the bindings that are generated from its model, and what they read is what the manifest says."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from spdx_python_model.bindings import v3_0_1 as model

from commonhold.release.exports.subject import Subject

Written = Callable[..., str]


def graph(text: str) -> list[dict[str, Any]]:
    found = json.loads(text)["@graph"]
    assert isinstance(found, list)
    return found


def of_type(text: str, kind: str) -> list[dict[str, Any]]:
    return [one for one in graph(text) if one["type"] == kind]


@pytest.mark.parametrize("works", [True, False])
def test_the_bindings_read_it_find_every_reference_and_write_it(each: Subject, works: bool, written: Written) -> None:
    text = written("spdx", each, works)
    objects = model.SHACLObjectSet()
    model.JSONLDDeserializer().read(io.BytesIO(text.encode()), objects)
    objects.link()
    assert not objects.missing_ids
    assert len({one["spdxId"] for one in graph(text) if "spdxId" in one}) == len(graph(text)) - 1
    model.JSONLDSerializer().write(objects, io.BytesIO())  # refuses what lacks a field


def test_the_bindings_refuse_what_is_wrong(subject: Subject, written: Written) -> None:
    """Otherwise the test above proves nothing."""
    text = written("spdx", subject).replace('"trainedOn"', '"trainedUpon"')
    with pytest.raises(ValueError, match="trainedUpon"):
        model.JSONLDDeserializer().read(io.BytesIO(text.encode()), model.SHACLObjectSet())


def test_a_work_has_its_id_both_licences_and_its_people(subject: Subject, written: Written) -> None:
    text = written("spdx", subject)
    work = subject.manifest.entries[0]
    [file] = [one for one in of_type(text, "software_File") if one["spdxId"].endswith(work.id[10:])]
    assert file["software_contentIdentifier"][0]["software_contentIdentifierValue"] == work.id
    assert file["name"] == work.origins[0][1]
    expressions = {
        one["spdxId"]: one["simplelicensing_licenseExpression"]
        for one in of_type(text, "simplelicensing_LicenseExpression")
    }
    found = {
        one["relationshipType"]: [expressions[end] for end in one["to"]]
        for one in of_type(text, "Relationship")
        if one["from"] == file["spdxId"]
    }
    licence = work.licence
    assert found == {"hasDeclaredLicense": [licence.expression], "hasConcludedLicense": [licence.elected]}
    names = {one["spdxId"]: one["name"] for one in of_type(text, "Agent")}
    assert [names[author] for author in file.get("originatedBy", [])] == [author for author, _ in work.authors]


def test_a_source_contains_its_works_and_its_copies(subject: Subject, written: Written) -> None:
    text = written("spdx", subject)
    held = {
        one["from"].rpartition("/")[2]: len(one["to"])
        for one in of_type(text, "Relationship")
        if one["relationshipType"] == "contains" and "#source/" in one["from"]
    }
    assert held == {"handbook": 2, "letters": 2}


def test_the_model_is_trained_on_the_manifest(subject: Subject, written: Written) -> None:
    text = written("spdx", subject)
    [ai], [roll] = of_type(text, "ai_AIPackage"), of_type(text, "dataset_DatasetPackage")
    [trained] = [one for one in of_type(text, "Relationship") if one["relationshipType"] == "trainedOn"]
    assert (trained["from"], trained["to"]) == (ai["spdxId"], [roll["spdxId"]])
    assert roll["dataset_datasetSize"] == len(subject.manifest.entries)


def test_profiles_are_claimed_where_all_they_require_is_known(
    subject: Subject, published: Subject, written: Written
) -> None:
    [known] = of_type(written("spdx", published), "SpdxDocument")
    [unknown] = of_type(written("spdx", subject), "SpdxDocument")
    assert set(known["profileConformance"]) - set(unknown["profileConformance"]) == {"ai", "dataset"}
    [ai] = of_type(written("spdx", published), "ai_AIPackage")
    required = {
        *("releaseTime", "suppliedBy", "software_downloadLocation", "software_packageVersion"),
        "software_primaryPurpose",
    }
    assert required <= ai.keys()
    [roll] = of_type(written("spdx", published), "dataset_DatasetPackage")
    assert required | {"builtTime", "originatedBy", "dataset_datasetType"} <= roll.keys()


def test_without_a_time_the_file_says_that_its_time_is_none(
    subject: Subject, published: Subject, written: Written
) -> None:
    [made] = of_type(written("spdx", subject), "CreationInfo")
    assert made["created"] == "1970-01-01T00:00:00Z"
    assert "No time is known" in made["comment"]
    [made] = of_type(written("spdx", published), "CreationInfo")
    assert made["created"] == "2026-11-30T00:00:00Z"


def test_wishes_and_obligations_are_annotations(published: Subject, written: Written) -> None:
    notes = of_type(written("spdx", published), "Annotation")
    said = {one["subject"].partition("#")[2]: json.loads(one["statement"]) for one in notes}
    assert said["source/letters"]["consent"]["answer"] == "allow"
    assert said["source/handbook"]["consent"]["because"][0]["conditions"] == ["name the authors"]
    assert said["model"] == {"obligations": published.obligations}
    assert len(said) == 3


def test_hostile_paths_come_back_as_the_manifest_spells_them(hostile: Subject, written: Written) -> None:
    names = {one["name"] for one in of_type(written("spdx", hostile), "software_File")}
    paths = {entry.origins[0][1].encode("utf-8", "backslashreplace").decode() for entry in hostile.manifest.entries}
    assert names == paths
