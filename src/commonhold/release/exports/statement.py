"""An in-toto Statement v1 with SLSA provenance v1: these files were built from these sources. Unsigned JSON.

Sources are resolved dependencies with their commits; wishes are annotations of theirs, the manifest with its Merkle
root and the obligations by-products. Who ran the build is not known to a bundle: the builder is the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from commonhold.canonical import Json
from commonhold.manifest import Source
from commonhold.recipe import CHOICES, Recipe
from commonhold.release.exports.spelling import one_line_of_json, part_of_address
from commonhold.release.exports.subject import Subject, commit_of, consent_record, locator

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
BUILD_TYPE = "urn:x-commonhold:build:1"


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the file, one line. It names works by the Merkle root of the manifest alone, with or without ``works``."""
    info = subject.info
    outer: dict[str, Json] = {
        "_type": STATEMENT,
        "subject": [{"name": paper.name, "digest": {"sha256": paper.sha256}} for paper in info.files],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": _parameters(subject),
                "resolvedDependencies": _dependencies(subject),
            },
            "runDetails": _run(subject),
        },
    }
    yield one_line_of_json(outer) + "\n"


def _parameters(subject: Subject) -> dict[str, Json]:
    info = subject.info
    record: dict[str, Json] = {
        "recipe": {"name": "recipe.toml", "digest": {"sha256": info.recipe_sha256}},
        "language": info.language,
        "outbound": info.licence,
    }
    if subject.recipe is not None:
        record["policy"] = _policy(subject.recipe)
    return record


def _policy(recipe: Recipe) -> dict[str, Json]:
    policy = recipe.policy
    chosen = (policy.copyleft, policy.silent, policy.unknown, policy.condition, policy.narrowed, policy.person)
    return {"outbound": policy.outbound, "names": policy.names, **dict(zip(CHOICES, chosen, strict=True))}


def _dependencies(subject: Subject) -> list[Json]:
    hashes = {one.name: one.sha256 for one in subject.recipe.sources} if subject.recipe else {}
    works = subject.works_of()
    return [
        _dependency(
            source,
            hashes,
            {
                "works": len(works[source.name]),
                "words": sum(entry.words for entry in works[source.name]),
                "licence": source.licence.expression,
                "elected": source.licence.elected,
                "evidence": source.licence.evidence,
                "consent": consent_record(subject.consent(source.name)),
            },
        )
        for source in subject.manifest.sources
    ]


def _dependency(source: Source, hashes: Mapping[str, str], told: dict[str, Json]) -> dict[str, Json]:
    digest: dict[str, Json] = {}
    if commit_of(source):
        digest["gitCommit"] = commit_of(source)
    if hashes.get(source.name):
        digest["sha256"] = hashes[source.name]
    record: dict[str, Json] = {"name": source.name, "uri": locator(source), "annotations": told}
    return {**record, "digest": digest} if digest else record


def _run(subject: Subject) -> dict[str, Json]:
    info = subject.info
    manifest: dict[str, Json] = {
        "name": "manifest.jsonl.zst",
        "digest": {"sha256": info.paper("manifest.jsonl.zst").sha256, "rfc6962MerkleRoot": info.merkle_root},
        "annotations": {"works": info.works, "words": info.words, "corrections": subject.corrections},
    }
    made: list[Json] = [manifest]
    if subject.obligations:
        made.append({"name": "obligations", "annotations": subject.obligations})
    program = f"urn:x-commonhold:program:{part_of_address(info.commonhold)}"
    return {"builder": {"id": program, "version": {"commonhold": info.commonhold}}, "byproducts": made}
