"""Croissant 1.1 as JSON-LD: the manifest as a description of works, with a record for each work and each source.

The works' records are read from ``works.jsonl`` beside it, the sources' stand in the file. Provenance is PROV, terms
of use are ODRL. The texts themselves are no part of it: a bundle does not hold them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from commonhold.canonical import Json
from commonhold.manifest import Source
from commonhold.release.exports.spelling import address, one_line_of_json
from commonhold.release.exports.subject import Subject, is_time, locator
from commonhold.release.exports.told import COLLECTION, LIMITS, PERSONAL, PREPROCESSING
from commonhold.release.exports.works import WORKS, lines
from commonhold.release.notice import licence_links

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_IN_CROISSANT = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field", "fileObject"),
    *("fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath", "key", "md5"),
    *("parentField", "path", "recordSet", "references", "regex", "repeated", "replace", "samplingRate", "separator"),
    *("source", "subField", "transform"),
)
_CONTEXT: dict[str, Json] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "prov": "http://www.w3.org/ns/prov#",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    **{name: f"cr:{name}" for name in _IN_CROISSANT},
}
_TEXT, _WHOLE = "sc:Text", "sc:Integer"
_WORK_FIELDS = {
    "swhid": (_TEXT, "SWHID of the work, as found"),
    "source": (_TEXT, "the source of its earliest origin"),
    "url": (_TEXT, "where that source is"),
    "revision": (_TEXT, "revision SWHID or version of that source"),
    "path": (_TEXT, "its path there"),
    "copies": (_TEXT, "other sources and paths that hold it"),
    "licence": (_TEXT, "its licence as an SPDX expression"),
    "elected": (_TEXT, "the arm of it that is relied on"),
    "evidence": (_TEXT, "the file that states the licence; empty: the work itself"),
    "consent": (_TEXT, "allow, condition, deny or unknown: what its source says of training"),
    "words": (_WHOLE, "words counted"),
    "training_swhid": (_TEXT, "SWHID of the bytes counted, after extraction and redaction"),
    "authors": (_TEXT, "salted hashes or names, most commits first"),
    "encoding": (_TEXT, "how its bytes are read"),
}
_SOURCE_FIELDS = {
    "name": (_TEXT, "name of the source"),
    "url": (_TEXT, "where it is"),
    "revision": (_TEXT, "revision SWHID or version"),
    "licence": (_TEXT, "its licence as a whole, as an SPDX expression"),
    "elected": (_TEXT, "the arm of it that is relied on"),
    "evidence": (_TEXT, "the file that states the licence"),
    "consent": (_TEXT, "allow, condition, deny or unknown: what it says of training"),
    "works": (_WHOLE, "works counted"),
    "words": (_WHOLE, "words counted"),
}
_LISTS = ("copies", "authors")
_PROPERTIES = {
    "authors": "prov:wasAttributedTo",
    "source": "prov:wasDerivedFrom",
    "licence": "https://schema.org/license",
}


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the file, one line; without ``works`` it has the sources' records alone."""
    info, said = subject.info, subject.publication
    program = f"commonhold {info.commonhold}"
    record: dict[str, Json] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": CONFORMS_TO,
        "name": f"{subject.name}-works",
        "description": f"The {info.works:,} works with {info.words:,} words behind the model {subject.name}, by id.",
        "version": subject.version,
        "inLanguage": info.language,
        "license": _licences(subject),
        "citeAs": f"{subject.name}, {subject.version}, Merkle root {info.merkle_root}",
        "usageInfo": _offers(subject),
        "prov:wasDerivedFrom": [{"@id": locator(source)} for source in subject.manifest.sources],
        "prov:wasGeneratedBy": {"@type": "prov:Activity", "prov:label": f"{program} build recipe.toml"},
        "prov:wasAttributedTo": {"@type": "prov:SoftwareAgent", "prov:label": program},
        "rai:dataCollection": COLLECTION,
        "rai:dataPreprocessingProtocol": list(PREPROCESSING),
        "rai:dataLimitations": list(LIMITS),
        "rai:personalSensitiveInformation": [PERSONAL],
        "distribution": _files(subject, works),
        "recordSet": [_sources(subject), *([_works()] if works else [])],
    }
    if said.url:
        record["url"] = address(said.url)
    if said.provider:
        record["publisher"] = {"@type": "sc:Organization", "name": said.provider}
    if is_time(subject.time):
        record["datePublished"] = subject.time[:10]
    yield one_line_of_json(record) + "\n"


def _licences(subject: Subject) -> list[Json]:
    """Return addresses of the licences relied on; a licence without one is named."""
    found: dict[str, None] = {}
    for licence in subject.licences():
        found.update(dict.fromkeys(licence_links(licence.elected) or [licence.elected]))
    return list(found)


def _offers(subject: Subject) -> list[Json]:
    """Return an offer for each licence relied on: use, once its terms have been read."""
    counts: dict[str, int] = {}
    for entry in subject.manifest.entries:
        counts[entry.licence.elected] = counts.get(entry.licence.elected, 0) + 1
    duty: Json = {"@type": "odrl:Duty", "odrl:action": {"@id": "odrl:reviewPolicy"}}
    return [
        {
            "@type": ["CreativeWork", "odrl:Offer"],
            "name": f"{elected}: {count:,} works",
            "license": licence_links(elected) or [elected],
            "odrl:permission": {"@type": "odrl:Permission", "odrl:action": {"@id": "odrl:use"}, "odrl:duty": duty},
        }
        for elected, count in sorted(counts.items())
    ]


def _files(subject: Subject, works: bool) -> list[Json]:
    paper = subject.info.paper("manifest.jsonl.zst")
    found: list[Json] = [
        {
            "@type": "cr:FileObject",
            "@id": "manifest",
            "name": paper.name,
            "description": "The manifest of the bundle: canonical JSON Lines under Zstandard.",
            "contentUrl": paper.name,
            "contentSize": f"{paper.size_bytes} B",
            "encodingFormat": "application/zstd",
            "sha256": paper.sha256,
        }
    ]
    if works:
        size, digest = _measured(subject)
        found.append(
            {
                "@type": "cr:FileObject",
                "@id": "works-file",
                "name": WORKS,
                "description": "The works of the manifest, spelled out.",
                "contentUrl": WORKS,
                "contentSize": f"{size} B",
                "encodingFormat": "application/jsonlines",
                "sha256": digest,
            }
        )
    return found


def _measured(subject: Subject) -> tuple[int, str]:
    """Return size in bytes and SHA-256 of ``works.jsonl``."""
    digest, size = hashlib.sha256(), 0
    for line in lines(subject):
        data = line.encode()
        digest.update(data)
        size += len(data)
    return size, digest.hexdigest()


def _works() -> dict[str, Json]:
    fields: list[Json] = []
    for name, (kind, words) in _WORK_FIELDS.items():
        one: dict[str, Json] = {
            **_field("works", name, kind, words),
            "source": {"fileObject": {"@id": "works-file"}, "extract": {"column": name}},
        }
        if name in _LISTS:
            one |= {"isArray": True, "arrayShape": "-1"}
        if name in _PROPERTIES:
            one["equivalentProperty"] = _PROPERTIES[name]
        fields.append(one)
    return {
        "@type": "cr:RecordSet",
        "@id": "works",
        "name": "works",
        "description": "One record a work.",
        "key": {"@id": "works/swhid"},
        "field": fields,
    }


def _field(where: str, name: str, kind: str, words: str) -> dict[str, Json]:
    return {"@type": "cr:Field", "@id": f"{where}/{name}", "name": name, "description": words, "dataType": kind}


def _sources(subject: Subject) -> dict[str, Json]:
    of_source = subject.works_of()
    rows: list[Json] = []
    for source in subject.manifest.sources:
        entries = of_source[source.name]
        words = sum(entry.words for entry in entries)
        rows.append(_row(source, subject.consent(source.name).answer.value, len(entries), words))
    record: dict[str, Json] = {
        "@type": "cr:RecordSet",
        "@id": "sources",
        "name": "sources",
        "description": "One record a source.",
        "key": {"@id": "sources/name"},
        "field": [_field("sources", name, kind, words) for name, (kind, words) in _SOURCE_FIELDS.items()],
    }
    return {**record, "data": rows} if rows else record


def _row(source: Source, answer: str, works: int, words: int) -> dict[str, Json]:
    values: dict[str, Json] = {
        "name": source.name,
        "url": source.url,
        "revision": source.revision,
        "licence": source.licence.expression,
        "elected": source.licence.elected,
        "evidence": source.licence.evidence,
        "consent": answer,
        "works": works,
        "words": words,
    }
    return {f"sources/{name}": value for name, value in values.items()}
