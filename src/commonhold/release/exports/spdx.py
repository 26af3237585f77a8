"""SPDX 3.0.1 as JSON-LD: the model an AIPackage, the manifest a DatasetPackage, a source a Package, a work a File.

One element a line, in one order. SPDX has no field for consent or obligations: they are annotations, as JSON.
Profiles are claimed only where all they require is known (``docs/exports.md``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commonhold.canonical import Json
from commonhold.manifest import Entry, Licence, Source
from commonhold.release.exports.spelling import address, one_line_of_json, part_of_address
from commonhold.release.exports.subject import Subject, commit_of, consent_record, locator
from commonhold.release.exports.told import COLLECTION, LIMITS, PERSONAL, PREPROCESSING, UNSETTLED, about
from commonhold.release.notice import holder, licence_links

CONTEXT = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld"
_NO_DATE = "No time is known to the bundle. This one is the beginning of Unix time, and no time at which anything was."
_EPOCH = "1970-01-01T00:00:00Z"


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the pieces of the file; without ``works`` it ends at sources."""
    yield '{"@context":' + one_line_of_json(CONTEXT) + ',"@graph":[\n'
    for number, element in enumerate(_elements(subject, _Names(subject.names_space), works)):
        yield (",\n" if number else "") + one_line_of_json(element)
    yield "\n]}\n"


@dataclass(frozen=True, slots=True)
class _Names:
    """Makes the names of elements; what is a stranger's is encoded into one part."""

    space: str

    def __call__(self, kind: str, name: str = "") -> str:
        return f"{self.space}{kind}" + (f"/{part_of_address(name)}" if name else "")

    def licence(self, expression: str) -> str:
        return self("licence", expression)

    def work(self, entry: Entry) -> str:
        return self("work", entry.id.removeprefix("swh:1:cnt:"))


def _elements(subject: Subject, names: _Names, works: bool) -> Iterator[Mapping[str, Json]]:
    yield _creation(subject, names)
    yield from _frame(subject, names)
    for expression in _expressions(subject):
        yield _element(
            "simplelicensing_LicenseExpression",
            names.licence(expression),
            simplelicensing_licenseExpression=expression,
            externalRef=_texts(expression),
        )
    of_source = subject.works_of()
    copies = _copies(subject)
    for source in subject.manifest.sources:
        yield from _source(source, subject, names)
        held = [names.work(entry) for entry in (*of_source[source.name], *copies.get(source.name, ()))]
        if works and held:
            yield _relation(names("source", source.name), "contains", held, names("contains", source.name))
    if works:
        yield from _people(subject, names)
        whole = {source.name: source.licence.evidence for source in subject.manifest.sources}
        for entry in subject.manifest.entries:
            yield from _work(entry, names, whole[entry.source])


def _creation(subject: Subject, names: _Names) -> Mapping[str, Json]:
    record: dict[str, Json] = {
        "type": "CreationInfo",
        "@id": "_:creation",
        "specVersion": "3.0.1",
        "created": subject.time or _EPOCH,
        "createdBy": [names("program")],
    }
    return record if subject.time else {**record, "comment": _NO_DATE}


def _element(kind: str, spdx_id: str, **fields: Json) -> dict[str, Json]:
    given = {key: value for key, value in fields.items() if value not in ("", [], None)}
    return {"type": kind, "spdxId": spdx_id, "creationInfo": "_:creation", **given}


def _relation(start: str, kind: str, ends: list[str], name: str, comment: str = "") -> dict[str, Json]:
    fields: dict[str, Json] = {"from": start, "relationshipType": kind, "to": ends, "comment": comment}
    return _element("Relationship", name, **fields)


def _annotation(about: str, statement: Json, name: str) -> dict[str, Json]:
    return _element(
        "Annotation",
        name,
        annotationType="other",
        subject=about,
        contentType="application/json",
        statement=one_line_of_json(statement),
    )


def _frame(subject: Subject, names: _Names) -> Iterator[Mapping[str, Json]]:
    """Yield the program, the publisher, the file itself, the model and the manifest, and how they hang together."""
    info, said = subject.info, subject.publication
    yield _element("SoftwareAgent", names("program"), name=f"commonhold {info.commonhold}")
    if said.provider:
        yield _element("Agent", names("provider"), name=said.provider)
    complete = all((said.provider, said.url, said.date))
    yield _element(
        "SpdxDocument",
        names("file"),
        name=f"{subject.name} {subject.version}",
        profileConformance=["core", "software", "simpleLicensing", *(["ai", "dataset"] if complete else [])],
        rootElement=[names("model")],
    )
    given: dict[str, Json] = {
        "software_packageVersion": subject.version,
        "software_downloadLocation": address(said.url) if said.url else "",
        "releaseTime": f"{said.date}T00:00:00Z" if said.date else "",
        "suppliedBy": names("provider") if said.provider else "",
    }
    weights = info.paper("model.safetensors")
    yield _element(
        "ai_AIPackage",
        names("model"),
        name=subject.name,
        description=about(subject),
        software_primaryPurpose="model",
        verifiedUsing=[_sha256(weights.sha256)],
        ai_typeOfModel=["n-gram language model", "gradient boosted decision trees"]
        + ["convolutional neural network"] * subject.has_network,
        ai_domain=["proofreading"],
        ai_autonomyType="no",
        ai_informationAboutTraining=f"{COLLECTION} {UNSETTLED}",
        ai_modelDataPreprocessing=list(PREPROCESSING),
        ai_limitation=" ".join(LIMITS),
        ai_useSensitivePersonalInformation="noAssertion",
        **given,
    )
    yield _element(
        "dataset_DatasetPackage",
        names("manifest"),
        name=f"{subject.name} manifest",
        description=f"{info.works} works with {info.words} words. RFC 6962 Merkle root: {info.merkle_root}.",
        software_primaryPurpose="manifest",
        verifiedUsing=[_sha256(info.paper("manifest.jsonl.zst").sha256)],
        dataset_datasetType=["text"],
        dataset_datasetSize=info.works,
        dataset_dataCollectionProcess=COLLECTION,
        dataset_dataPreprocessing=list(PREPROCESSING),
        dataset_anonymizationMethodUsed=[PERSONAL],
        dataset_hasSensitivePersonalInformation="noAssertion",
        originatedBy=[names("program")],
        builtTime=given["releaseTime"],
        **given,
    )
    yield _relation(names("model"), "trainedOn", [names("manifest")], names("trained-on"))
    for kind, key in (("hasDeclaredLicense", "declared"), ("hasConcludedLicense", "concluded")):
        yield _relation(names("model"), kind, [names.licence(info.licence)], names(key))
    sources = [names("source", source.name) for source in subject.manifest.sources]
    if sources:
        yield _relation(names("manifest"), "contains", sources, names("sources"))
    if subject.obligations:
        yield _annotation(names("model"), {"obligations": subject.obligations}, names("obligations"))


def _expressions(subject: Subject) -> list[str]:
    every = {text for licence in subject.licences() for text in (licence.expression, licence.elected)}
    return sorted(every | {subject.info.licence})


def _copies(subject: Subject) -> dict[str, list[Entry]]:
    """Return the works that a source holds too, though they are counted at an earlier origin."""
    found: dict[str, list[Entry]] = {}
    for entry in subject.manifest.entries:
        for name in dict.fromkeys(name for name, _ in entry.origins if name != entry.source):
            found.setdefault(name, []).append(entry)
    return found


def _source(source: Source, subject: Subject, names: _Names) -> Iterator[Mapping[str, Json]]:
    name = names("source", source.name)
    yield _element(
        "software_Package",
        name,
        name=source.name,
        software_packageVersion=source.revision,
        software_downloadLocation=locator(source),
        software_primaryPurpose="source",
        software_contentIdentifier=[_swhid(source.revision)] if commit_of(source) else [],
        software_attributionText=[f"{source.name} by {holder(source.url)}"],
    )
    yield from _licensed(name, source.licence, names, f"source/{source.name}")
    if source.name in subject.consents:
        record = {"consent": consent_record(subject.consents[source.name])}
        yield _annotation(name, record, names("consent", source.name))


def _licensed(about: str, licence: Licence, names: _Names, key: str, known: str = "") -> Iterator[Mapping[str, Json]]:
    """Yield what is declared and what is relied on; the file that says so is told unless it is the ``known`` one."""
    stated = f"Stated in {licence.evidence}." if licence.evidence else "Stated in the work itself."
    comment = "" if known and licence.evidence == known else stated
    ends = [names.licence(licence.expression)], [names.licence(licence.elected)]
    yield _relation(about, "hasDeclaredLicense", ends[0], names("declared", key), comment)
    yield _relation(about, "hasConcludedLicense", ends[1], names("concluded", key))


def _texts(expression: str) -> list[Json]:
    """Return where the texts of the licences in an expression are."""
    links = licence_links(expression)
    return [{"type": "ExternalRef", "externalRefType": "license", "locator": links}] if links else []


def _people(subject: Subject, names: _Names) -> Iterator[Mapping[str, Json]]:
    for author in sorted({author for entry in subject.manifest.entries for author, _ in entry.authors}):
        yield _element("Agent", names("author", author), name=author)


def _work(entry: Entry, names: _Names, known: str) -> Iterator[Mapping[str, Json]]:
    name = names.work(entry)
    yield _element(
        "software_File",
        name,
        name=entry.origins[0][1] or "(no name)",
        software_primaryPurpose="documentation",
        software_contentIdentifier=[_swhid(entry.id)],
        originatedBy=[names("author", author) for author, _ in entry.authors],
    )
    yield from _licensed(name, entry.licence, names, entry.id.removeprefix("swh:1:cnt:"), known)


def _swhid(value: str) -> dict[str, Json]:
    return {
        "type": "software_ContentIdentifier",
        "software_contentIdentifierType": "swhid",
        "software_contentIdentifierValue": value,
    }


def _sha256(value: str) -> dict[str, Json]:
    return {"type": "Hash", "algorithm": "sha256", "hashValue": value}
