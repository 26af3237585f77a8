"""The works as JSON Lines, one object a work, for readers that know nothing of the manifest: ``works.jsonl``.

Everything a work line of the manifest says, with what it refers to spelled out.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonhold.canonical import Json
from commonhold.manifest import Entry, Source
from commonhold.release.exports.spelling import one_line_of_json
from commonhold.release.exports.subject import Subject

WORKS = "works.jsonl"


def lines(subject: Subject) -> Iterator[str]:
    """Yield the lines, each with its line feed, in the order of the ids."""
    sources = {source.name: source for source in subject.manifest.sources}
    for entry in subject.manifest.entries:
        yield one_line_of_json(_record(entry, sources[entry.source], subject)) + "\n"


def _record(entry: Entry, source: Source, subject: Subject) -> dict[str, Json]:
    return {
        "swhid": entry.id,
        "source": source.name,
        "url": source.url,
        "revision": source.revision,
        "path": entry.origins[0][1],
        "copies": [f"{name}/{path}" for name, path in entry.origins[1:]],
        "licence": entry.licence.expression,
        "elected": entry.licence.elected,
        "evidence": entry.licence.evidence,
        "consent": subject.consent(source.name).answer.value,
        "words": entry.words,
        "training_swhid": entry.training_id,
        "authors": [author for author, _ in entry.authors],
        "encoding": entry.encoding,
    }
