"""CycloneDX 1.7 as JSON, an ML-BOM: the model with its card, each source as data, each work as a file of it.

Wishes of sources are declarations with their evidence, the build is a light formulation. CycloneDX has no field for
words, commits or obligations: they are properties. Citations want a time, so there are none where none is known.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from commonhold.canonical import Json
from commonhold.manifest import Entry, Licence, Source
from commonhold.release.exports.spelling import address, one_line_of_json
from commonhold.release.exports.subject import WISHES, Subject, commit_of, is_time, locator
from commonhold.release.exports.told import LIMITS, PERSONAL, UNSETTLED, about
from commonhold.release.notice import holder

SCHEMA = "http://cyclonedx.org/schema/bom-1.7.schema.json"
_LONGEST_VERSION = 1024


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the pieces of the file, a component a line; without ``works`` it ends at sources."""
    head: dict[str, Json] = {
        "$schema": SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, subject.names_space)}",
        "version": 1,
        "metadata": _metadata(subject),
    }
    yield one_line_of_json(head)[:-1] + ',"components":['
    of_source = subject.works_of()
    for number, source in enumerate(subject.manifest.sources):
        yield (",\n" if number else "\n") + one_line_of_json(_source(source, of_source[source.name]))[:-1]
        if works and of_source[source.name]:
            yield ',"components":['
            for place, entry in enumerate(of_source[source.name]):
                yield (",\n" if place else "\n") + one_line_of_json(_work(entry))
            yield "]"
        yield "}"
    yield "\n]," + one_line_of_json(_rest(subject))[1:] + "\n"


def _property(name: str, value: object) -> dict[str, Json]:
    return {"name": f"commonhold:{name}", "value": str(value)}


def _licences(licence: Licence) -> list[Json]:
    return [
        {"expression": licence.expression, "acknowledgement": "declared"},
        {"expression": licence.elected, "acknowledgement": "concluded"},
    ]


def _metadata(subject: Subject) -> dict[str, Json]:
    program = {"type": "application", "name": "commonhold", "version": subject.info.commonhold}
    record: dict[str, Json] = {"tools": {"components": [program]}, "component": _model(subject)}
    if subject.time:
        record = {"timestamp": subject.time, **record}
    if subject.publication.provider:
        record["supplier"] = {"name": subject.publication.provider}
    return record


def _model(subject: Subject) -> dict[str, Json]:
    info, said = subject.info, subject.publication
    record: dict[str, Json] = {
        "type": "machine-learning-model",
        "bom-ref": "model",
        "name": subject.name,
        "version": subject.version,
        "description": about(subject),
        "hashes": [{"alg": "SHA-256", "content": info.paper("model.safetensors").sha256}],
        "licenses": [{"expression": info.licence, "acknowledgement": "declared"}],
        "components": [
            {"type": "file", "name": paper.name, "hashes": [{"alg": "SHA-256", "content": paper.sha256}]}
            for paper in info.files
        ],
        "modelCard": _card(subject),
        "properties": [
            _property("works", info.works),
            _property("words", info.words),
            _property("corrections", subject.corrections),
            _property("merkle-root", info.merkle_root),
            _property("recipe-sha256", info.recipe_sha256),
            *([_property("obligations", one_line_of_json(subject.obligations))] if subject.obligations else []),
        ],
    }
    if said.url:
        record["externalReferences"] = [{"type": "distribution", "url": address(said.url)}]
    return record


def _card(subject: Subject) -> dict[str, Json]:
    return {
        "modelParameters": {
            "task": "proofreading",
            "architectureFamily": "n-gram",
            "modelArchitecture": "counts of runs of words, an error model, boosted decision trees"
            + ", a network of gated convolutions" * subject.has_network,
            "datasets": [{"ref": _ref(source)} for source in subject.manifest.sources],
            "inputs": [{"format": "text"}],
            "outputs": [{"format": "findings: span, kind, suggestions, probability"}],
        },
        "considerations": {
            "useCases": ["Proofreading of plain written prose, with a person who decides."],
            "technicalLimitations": list(LIMITS),
            "ethicalConsiderations": [{"name": "licences", "mitigationStrategy": UNSETTLED}],
        },
    }


def _ref(source: Source) -> str:
    return f"source/{source.name}"


def _source(source: Source, works: Sequence[Entry]) -> dict[str, Json]:
    gives: dict[str, Json] = {
        "type": "dataset",
        "name": source.name,
        "contents": {"url": address(source.url)},
        "sensitiveData": [PERSONAL],
        "governance": {"custodians": [{"organization": {"name": holder(source.url)}}]},
    }
    record: dict[str, Json] = {
        "type": "data",
        "bom-ref": _ref(source),
        "name": source.name,
        "version": source.revision[:_LONGEST_VERSION],
        "licenses": _licences(source.licence),
        "externalReferences": [{"type": "vcs" if commit_of(source) else "distribution", "url": address(source.url)}],
        "data": [gives],
        "properties": [
            _property("locator", locator(source)),
            _property("works", len(works)),
            _property("words", sum(entry.words for entry in works)),
        ],
    }
    if commit_of(source):
        record["swhid"] = [source.revision]
    if source.licence.evidence:
        record["evidence"] = _evidence(source.licence)
    return record


def _evidence(licence: Licence) -> dict[str, Json]:
    return {"occurrences": [{"location": licence.evidence, "additionalContext": "states the licence"}]}


def _work(entry: Entry) -> dict[str, Json]:
    record: dict[str, Json] = {
        "type": "file",
        "bom-ref": entry.id,
        "name": entry.origins[0][1],
        "swhid": [entry.id],
        "licenses": _licences(entry.licence),
        "properties": [
            _property("words", entry.words),
            _property("training-swhid", entry.training_id),
            *(_property("copy", f"{name}/{path}") for name, path in entry.origins[1:]),
        ],
    }
    if entry.authors:
        record["authors"] = [{"name": author} for author, _ in entry.authors]
    if entry.licence.evidence:
        record["evidence"] = _evidence(entry.licence)
    return record


def _rest(subject: Subject) -> dict[str, Json]:
    record: dict[str, Json] = {
        "dependencies": [{"ref": "model", "dependsOn": [_ref(source) for source in subject.manifest.sources]}],
        "formulation": [{"bom-ref": "formula", "workflows": [_build(subject)]}],
    }
    if subject.consents:
        record["declarations"] = _declarations(subject)
    if subject.time and subject.manifest.sources:
        count = len(subject.manifest.sources)
        record["citations"] = [
            {
                "bom-ref": "citation/licences",
                "pointers": [f"/components/{number}/licenses" for number in range(count)],
                "timestamp": subject.time,
                "process": "build",
                "note": "Read by rules from the files named as evidence; the elected arm is the builder's choice.",
            }
        ]
    return record


def _build(subject: Subject) -> dict[str, Json]:
    return {
        "bom-ref": "build",
        "uid": f"sha256:{subject.info.recipe_sha256}",
        "name": "commonhold build recipe.toml",
        "taskTypes": ["clone", "build", "release"],
        "inputs": [{"resource": {"ref": _ref(source)}} for source in subject.manifest.sources],
        "outputs": [{"type": "artifact", "resource": {"ref": "model"}}],
    }


def _declarations(subject: Subject) -> dict[str, Json]:
    claims: list[Json] = []
    evidence: list[Json] = []
    for source in subject.manifest.sources:
        if source.name not in subject.consents:
            continue
        consent = subject.consents[source.name]
        refs = [f"consent/{source.name}/{number}" for number in range(len(consent.because))]
        claims.append(
            {
                "bom-ref": f"consent/{source.name}",
                "target": _ref(source),
                "predicate": f"consent to training: {consent.answer.value}",
                "reasoning": f"The source {WISHES[consent.answer]}."
                if refs
                else "No signal about training was recorded.",
                "evidence": refs,
            }
        )
        for ref, one in zip(refs, consent.because, strict=True):
            given: dict[str, Json] = {
                "bom-ref": ref,
                "propertyName": one.family,
                "description": "; ".join(filter(None, (one.answer.value, one.detail, *one.conditions))),
                "data": [{"name": f"{one.locator} sha256:{one.sha256}"}],
            }
            evidence.append({**given, "created": one.seen} if is_time(one.seen) else given)
    return {"claims": claims, "evidence": evidence}
