"""A model card as the Hugging Face hub reads it: README.md with its facts as YAML in front.

``datasets`` is left out: the hub takes its values for names of data sets on the hub, and a repository elsewhere may
bear the name of somebody else's there. Energy is told only where a bundle tells it.
"""

from __future__ import annotations

from collections.abc import Iterator

from commonhold.canonical import Json
from commonhold.release.exports.spelling import address, json_in_markdown, link, markdown, yaml_scalar
from commonhold.release.exports.subject import Subject
from commonhold.release.exports.tables import licence_rows, source_rows, table, wishes
from commonhold.release.exports.told import COLLECTION, LIMITS, PERSONAL, PREPROCESSING, UNSETTLED, about, rebuilt
from commonhold.release.notice import licence_links

_ON_THE_HUB = (
    *("agpl-3.0", "apache-2.0", "bsd-2-clause", "bsd-3-clause", "bsl-1.0", "cc-by-2.0", "cc-by-3.0", "cc-by-4.0"),
    *("cc-by-sa-3.0", "cc-by-sa-4.0", "cc0-1.0", "etalab-2.0", "eupl-1.1", "eupl-1.2", "gfdl", "gpl-2.0", "gpl-3.0"),
    *("isc", "lgpl-2.1", "lgpl-3.0", "mit", "mpl-2.0", "odbl", "unlicense", "wtfpl", "zlib"),
)
"""Licences that the hub knows by the lower-case form of their SPDX identifier, and that a model may go out under."""


def pieces(subject: Subject, works: bool = True) -> Iterator[str]:
    """Yield the lines. It names sources, not single works, with or without ``works``."""
    yield "---\n"
    for key, value in _front(subject).items():
        yield f"{key}: {yaml_scalar(value)}\n"
    yield "---\n\n"
    for line in _body(subject):
        yield f"{line}\n"


def _front(subject: Subject) -> dict[str, Json]:
    licence = subject.info.licence
    record: dict[str, Json] = {"language": [subject.info.language.partition("-")[0]]}
    if licence.lower() in _ON_THE_HUB:
        record["license"] = licence.lower()
    else:
        record |= {"license": "other", "license_name": licence, "license_link": "LICENSE.txt"}
    tags = ["proofreading", "spell-checking", "grammar-checking", "offline", "n-gram"]
    tags += ["convolutional"] * subject.has_network
    return {**record, "library_name": "commonhold", "tags": tags}


def _body(subject: Subject) -> Iterator[str]:
    info, said = subject.info, subject.publication
    yield f"# {markdown(subject.name)}"
    yield ""
    yield about(subject)
    yield ""
    yield f"- Language: {markdown(info.language)}"
    yield f"- Version: {markdown(subject.version)}, made by commonhold {markdown(info.commonhold)}"
    links = licence_links(info.licence)
    yield f"- Licence: {markdown(info.licence)}" + "".join(f", <{address(one)}>" for one in links)
    if said.provider:
        yield f"- Published by: {markdown(said.provider)}"
    if said.url:
        yield f"- Address: {link(said.url)}"
    if said.date:
        yield f"- Date: {markdown(said.date)}"
    yield ""
    yield from _data(subject)
    yield from _consent(subject)
    yield from ["## Energy", "", "The bundle holds no measurement of the energy its build took.", ""]
    yield from ["## Limits", "", *(f"- {line}" for line in LIMITS), ""]
    yield from _answers(subject)


def _data(subject: Subject) -> Iterator[str]:
    info = subject.info
    yield from ["## What it stands on", ""]
    yield (
        f"{info.works:,} works with {info.words:,} words, and {subject.corrections:,} corrections that people made "
        f"in the history of their repositories, from {len(subject.manifest.sources):,} sources."
    )
    yield f"`manifest.jsonl.zst` names every work by its content id; its Merkle root is `{info.merkle_root}`."
    yield COLLECTION
    yield ""
    yield from (f"- {line}" for line in PREPROCESSING)
    yield ""
    yield PERSONAL
    yield ""
    head = ("Source", "Holder, by its address", "Revision", "Licence", "Works", "Words", "Training")
    yield from table(head, source_rows(subject))
    yield from ["## Licences", ""]
    yield from table(("Licence relied on", "Works", "Words", "Share of words"), licence_rows(subject))
    yield f"{UNSETTLED} `NOTICE` says thank you, source by source."
    yield ""
    if subject.obligations:
        yield from ["What follows from the licences, as computed when it was released:", "", "```json"]
        yield json_in_markdown(subject.obligations)
        yield from ["```", ""]


def _consent(subject: Subject) -> Iterator[str]:
    yield from ["## Consent", ""]
    yield from wishes(subject)
    yield ""


def _answers(subject: Subject) -> Iterator[str]:
    yield from ["## How to verify, rebuild, find a work, opt out", ""]
    yield f"Every hash stands in `bundle.json`; {rebuilt(subject)}."
    yield ""
    yield "```sh"
    yield "commonhold verify ."
    yield "commonhold rebuild ."
    yield "commonhold manifest find FILE --model ."
    yield "```"
    yield ""
    yield (
        "Is a work yours, and you do not want it here, or want to be named otherwise? "
        "Tell whoever gave you this bundle: the address of the repository, or the hashes, will do. "
        "Counts are sums over works, "
        + "and the network is learnt anew, " * subject.has_network
        + "so the next release can be made without it and hold nothing of it."
    )
