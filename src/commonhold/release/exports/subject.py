"""What every export is made of: a bundle's papers, and the few facts that only its publisher knows.

Pure, and without a clock: the same subject gives the same bytes in every format. Whether the papers are true is not
asked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from commonhold.canonical import Json
from commonhold.consent import Answer, Consent
from commonhold.manifest import Entry, Licence, Manifest, Source
from commonhold.recipe import Recipe
from commonhold.release.exports.spelling import address, part_of_address
from commonhold.release.info import BundleInfo

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_SEMANTIC = re.compile(r"(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*)){2}")


@dataclass(frozen=True, slots=True)
class Publication:
    """What a bundle cannot say of itself: who gives it out, at which address, on which day (``2026-09-13``).

    Empty where it is not said; nothing is guessed then.
    """

    provider: str = ""
    url: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A bundle as exports see it.

    ``consents`` are by the name of the source; a source without one is not known to have said anything. ``recipe`` is
    None where the bundle's is not one this program reads; ``obligations`` is the record of them, empty if there is
    none.
    """

    info: BundleInfo
    meta: Mapping[str, Json]
    manifest: Manifest
    recipe: Recipe | None = None
    obligations: Mapping[str, Json] = field(default_factory=dict)
    consents: Mapping[str, Consent] = field(default_factory=dict)
    publication: Publication = field(default_factory=Publication)

    @property
    def has_network(self) -> bool:
        """Whether the model reads a second time with a network (since version 4 of its arrays)."""
        version = self.meta.get("version")
        return isinstance(version, int) and version >= 4

    @property
    def name(self) -> str:
        """The name of the model."""
        return f"commonhold-{self.info.language}"

    @property
    def version(self) -> str:
        """A semantic version: that of the program, and the beginning of the Merkle root, which names the works."""
        program = self.info.commonhold if _SEMANTIC.fullmatch(self.info.commonhold) else "0.0.0"
        return f"{program}+{self.info.merkle_root[:16]}"

    @property
    def names_space(self) -> str:
        """The beginning of all names given to parts of this bundle; half of the Merkle root keeps large files small."""
        return f"urn:x-commonhold:{part_of_address(self.info.language)}:{self.info.merkle_root[:32]}#"

    @property
    def time(self) -> str:
        """When it was published, or the newest time that evidence speaks for (``2026-09-13T00:00:00Z``), or empty."""
        if _DATE.fullmatch(self.publication.date):
            return f"{self.publication.date}T00:00:00Z"
        return self.newest_evidence

    @property
    def newest_evidence(self) -> str:
        """The newest time that evidence of consent speaks for, or empty."""
        seen = (one.seen for consent in self.consents.values() for one in consent.because)
        return max((time for time in seen if is_time(time)), default="")

    @property
    def corrections(self) -> int:
        """How many corrections taught the model."""
        return sum(used.count for used in self.manifest.corrections)

    def consent(self, source: str) -> Consent:
        """Return what is known of the wish of a source."""
        return self.consents.get(source, Consent())

    def licences(self) -> list[Licence]:
        """Return every licence of a source or a work without its evidence, sorted."""
        whole = (source.licence for source in self.manifest.sources)
        return sorted(
            {Licence(one.expression, one.elected, "") for one in (*whole, *(e.licence for e in self.manifest.entries))}
        )

    def works_of(self) -> dict[str, list[Entry]]:
        """Return the works by the source of their earliest origin; a source without any has an empty list."""
        found: dict[str, list[Entry]] = {source.name: [] for source in self.manifest.sources}
        for entry in self.manifest.entries:
            found[entry.source].append(entry)
        return found


def is_time(text: str) -> bool:
    """Tell whether text is a time as the formats want it: UTC, to the second."""
    return _TIME.fullmatch(text) is not None


def commit_of(source: Source) -> str:
    """Return the commit a source is pinned to, or nothing."""
    return source.revision.removeprefix("swh:1:rev:") if source.revision.startswith("swh:1:rev:") else ""


def locator(source: Source) -> str:
    """Return the address of a source at its revision as programs write it: a git address or a package URL.

    >>> from commonhold.manifest import Licence
    >>> locator(Source("fortunes-de", "deb:fortunes-de", "0.34-1", Licence("MIT", "MIT", "")))
    'pkg:deb/debian/fortunes-de@0.34-1'
    """
    scheme, _, rest = source.url.partition(":")
    version = f"@{part_of_address(source.revision)}" if source.revision else ""
    if scheme == "deb":
        return f"pkg:deb/debian/{part_of_address(rest)}{version}"
    if scheme == "pypi":
        name = re.sub(r"[-_.]+", "-", rest.partition("==")[0]).lower()
        return f"pkg:pypi/{part_of_address(name)}{version}"
    if commit_of(source):
        return f"git+{address(source.url)}@{commit_of(source)}"
    return address(source.url)


def host(source: Source) -> str:
    """Return the domain a source is from, or of a package the archive it is from.

    >>> from commonhold.manifest import Licence
    >>> host(Source("x", "https://github.com/a/b", "", Licence("MIT", "MIT", "")))
    'github.com'
    """
    scheme = source.url.partition(":")[0]
    try:
        named = urlsplit(source.url).hostname
    except ValueError:  # half an IPv6 address
        named = None
    return {"deb": "debian.org", "pypi": "pypi.org"}.get(scheme) or named or source.url


def consent_record(consent: Consent) -> dict[str, Json]:
    """Return what is known of a wish as JSON values."""
    return {
        "answer": consent.answer.value,
        "because": [
            {
                "family": one.family,
                "locator": one.locator,
                "scope": one.scope,
                "answer": one.answer.value,
                "sha256": one.sha256,
                "seen": one.seen,
                "detail": one.detail,
                "conditions": list(one.conditions),
            }
            for one in consent.because
        ],
    }


WISHES: Mapping[Answer, str] = {
    Answer.ALLOW: "said that it may be trained on",
    Answer.CONDITION: "said that it may be trained on if something is done for it",
    Answer.DENY: "said that it must not be trained on",
    Answer.UNKNOWN: "no signal about training was recorded, so the licence decided",
}
"""What an answer means, in words."""
