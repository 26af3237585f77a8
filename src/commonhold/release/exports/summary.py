"""The public summary of training content that Article 53(1)(d) of the EU's AI Act asks for, as Markdown.

Follows the sections of the Commission's template of 24 July 2025. Whether a provider has to publish one is not judged
here; what a bundle cannot know is said to be "not stated". Repositories and packages are filed under 2.1: they are
published whole and fetched whole, and no crawler visits pages.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonhold.release.exports.spelling import link, markdown
from commonhold.release.exports.subject import Subject
from commonhold.release.exports.tables import by_domain, licence_rows, share, source_rows, table, wishes
from commonhold.release.exports.told import COLLECTION, PERSONAL, PREPROCESSING

_NOT_STATED = "not stated"
_BILLION = 10**9
_ROW = ("Field", "Answer")


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the lines. It names sources and domains, not single works, with or without ``works``."""
    for line in _lines(subject):
        yield f"{line}\n"


def _lines(subject: Subject) -> Iterator[str]:
    yield f"# Public summary of training content: {markdown(subject.name)}"
    yield ""
    yield "After the template of 24 July 2025 for Article 53(1)(d) of Regulation (EU) 2024/1689."
    yield "Made from the manifest of the model, which names every single work."
    yield ""
    yield from _general(subject)
    yield from _sources(subject)
    yield from _processing(subject)


def _general(subject: Subject) -> Iterator[str]:
    info, said = subject.info, subject.publication
    yield from ["## 1 General information", "", "### 1.1 Provider", ""]
    provider = markdown(said.provider) if said.provider else _NOT_STATED
    yield from table(_ROW, [("Provider name and contact", provider), ("Authorised representative", _NOT_STATED)])
    yield from ["### 1.2 Model", ""]
    placed = markdown(said.date) if said.date else _NOT_STATED
    rows = [
        ("Versioned model name", f"{markdown(subject.name)} {markdown(subject.version)}"),
        ("Address", link(said.url) if said.url else _NOT_STATED),
        ("Model dependencies", "none: it was not made from another model"),
        ("Date of placement on the market", placed),
    ]
    yield from table(_ROW, rows)
    yield from ["### 1.3 Modalities and size", ""]
    newest = subject.newest_evidence[:10]
    rows = [
        ("Text", f"{_size(info.words)} ({info.works:,} works, {info.words:,} words)"),
        ("Image, audio, video, other", "none"),
        ("Types of content", "documentation, textbooks and other prose of public repositories and packages"),
        ("Latest date of acquisition", newest or "not recorded; no source is newer than its revision in 2.1"),
        ("Languages", f"{markdown(info.language)}; works in other languages are left out"),
        ("Corrections", f"{subject.corrections:,}, from the history of the same sources"),
    ]
    yield from table(_ROW, rows)


def _size(words: int) -> str:
    if words < _BILLION:
        return "less than 1 billion words"
    return "1 billion to 10 trillion words" if words <= 10_000 * _BILLION else "more than 10 trillion words"


def _sources(subject: Subject) -> Iterator[str]:
    info = subject.info
    yield from ["## 2 List of data sources", "", "### 2.1 Publicly available datasets", ""]
    yield f"Used: {'yes' if subject.manifest.sources else 'no'}."
    yield "Each repository or package counts as one; all are listed, large and small."
    yield ""
    head = ("Source", "Holder, by its address", "Revision", "Licence", "Works", "Words", "Training")
    yield from table(head, source_rows(subject))
    yield from table(("Licence relied on", "Works", "Words", "Share of words"), licence_rows(subject))
    yield from ["By domain, all of them, most words first:", ""]
    rows = (
        (
            markdown(part.name),
            f"{part.works:,}",
            share(part.works, info.works),
            f"{part.words:,}",
            share(part.words, info.words),
        )
        for part in by_domain(subject)
    )
    yield from table(("Domain", "Works", "Share of works", "Words", "Share of words"), rows)
    yield from ["### 2.2 Private datasets obtained from third parties", ""]
    rows_2_2 = [
        ("2.2.1 Commercially licensed by rightsholders", "none"),
        ("2.2.2 Obtained from other third parties", "none"),
    ]
    yield from table(_ROW, rows_2_2)
    yield from ["### 2.3 Data crawled and scraped from online sources", ""]
    yield from table(_ROW, [("Crawlers used", "none"), ("Domains crawled", "not applicable")])
    yield from ["### 2.4 User data", ""]
    rows_2_4 = [
        ("From interactions with the model", "none: texts that are checked do not leave the machine"),
        ("From other services of the provider", "none"),
    ]
    yield from table(_ROW, rows_2_4)
    yield from ["### 2.5 Synthetic data", ""]
    synthetic = "slips drawn from the error model, set into works of 2.1, to fit the ranker; no output of other models"
    yield from table(_ROW, [("Created by or for the provider", synthetic)])
    yield from ["### 2.6 Other sources", "", "None.", ""]


def _processing(subject: Subject) -> Iterator[str]:
    yield from ["## 3 Data processing aspects", "", "### 3.1 Respect of reservations of rights", ""]
    yield COLLECTION
    yield "A work is kept only where a licence allows it; training does not rest on the text and data mining exception."
    yield "What the sources said of training:"
    yield ""
    yield from wishes(subject)
    yield ""
    yield "Signatory of the Code of Practice: " + _NOT_STATED + "."
    yield ""
    yield from ["### 3.2 Removal of illegal content", ""]
    yield PERSONAL
    yield "Sources are chosen one by one in the recipe; there is no other search for illegal content."
    yield ""
    yield from ["### 3.3 Other information", ""]
    yield from (f"- {line}" for line in PREPROCESSING)
    yield f"- Merkle root of the list of all works: `{subject.info.merkle_root}`."
