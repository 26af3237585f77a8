"""The statement: parsed by the protobufs of in-toto, every file a subject and every source a dependency."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from google.protobuf import json_format
from in_toto_attestation.predicates.provenance.v1 import provenance_pb2
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.resource_descriptor import ResourceDescriptor
from in_toto_attestation.v1.statement import Statement

from commonhold.release.exports.subject import Subject

Written = Callable[..., str]


def test_in_toto_reads_it(each: Subject, written: Written) -> None:
    text = written("statement", each)
    parsed = json_format.Parse(text, statement_pb2.Statement())
    Statement.copy_from_pb(parsed).validate()
    provenance = json_format.Parse(json.dumps(json.loads(text)["predicate"]), provenance_pb2.Provenance())
    assert len(provenance.build_definition.resolved_dependencies) == len(each.manifest.sources)
    for one in (*provenance.build_definition.resolved_dependencies, *provenance.run_details.byproducts):
        plain = type(one)()
        plain.CopyFrom(one)
        plain.digest.pop("rfc6962MerkleRoot", None)  # a digest it has no rule for
        ResourceDescriptor.copy_from_pb(plain).validate()


def test_in_toto_refuses_another_statement(subject: Subject, written: Written) -> None:
    """Otherwise the test above proves little."""
    parsed = json_format.Parse(
        written("statement", subject).replace("Statement/v1", "Statement/v9"), statement_pb2.Statement()
    )
    with pytest.raises(ValueError, match="statement type"):
        Statement.copy_from_pb(parsed).validate()


def test_every_file_of_the_bundle_is_a_subject(german: Subject, written: Written) -> None:
    found = {one["name"]: one["digest"] for one in json.loads(written("statement", german))["subject"]}
    assert found == {paper.name: {"sha256": paper.sha256} for paper in german.info.files}


def test_sources_are_dependencies_with_what_pins_them(german: Subject, written: Written) -> None:
    definition = json.loads(written("statement", german))["predicate"]["buildDefinition"]
    found = {one["name"]: one for one in definition["resolvedDependencies"]}
    assert found["php-doc-de"]["digest"] == {"gitCommit": "08e5b7a4e17be6c5aceb2563d4c3c5d482205c56"}
    assert found["debian-handbook"]["uri"] == "pkg:deb/debian/debian-handbook@11.20220922"
    assert len(found["debian-handbook"]["digest"]["sha256"]) == 64
    assert sum(one["annotations"]["words"] for one in found.values()) == german.info.words
    assert definition["externalParameters"]["policy"]["copyleft"] == "reaches"


def test_root_wishes_and_obligations_are_in_it(published: Subject, written: Written) -> None:
    predicate = json.loads(written("statement", published))["predicate"]
    manifest, obligations = predicate["runDetails"]["byproducts"]
    assert manifest["digest"]["rfc6962MerkleRoot"] == published.info.merkle_root
    assert obligations["annotations"] == published.obligations
    answers = [one["annotations"]["consent"]["answer"] for one in predicate["buildDefinition"]["resolvedDependencies"]]
    assert answers == ["condition", "allow", "unknown"]
