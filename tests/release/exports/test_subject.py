"""The subject: names, versions and addresses that follow from the papers alone."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest

from commonhold.manifest import Licence, Source
from commonhold.release.exports import spelling, subject, tables
from commonhold.release.exports.subject import Publication, Subject, host, is_time, locator

MIT = Licence("MIT", "MIT", "LICENSE")
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize("module", [spelling, subject, tables])
def test_the_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert (result.failed, result.attempted > 0) == (0, True)


@pytest.mark.parametrize(
    ("url", "revision", "address"),
    [
        ("https://github.com/a/b", f"swh:1:rev:{COMMIT}", f"git+https://github.com/a/b@{COMMIT}"),
        ("deb:g++-doc", "1:2~rc1", "pkg:deb/debian/g%2B%2B-doc@1%3A2~rc1"),
        ("pypi:Some_Name==1.0", "1.0", "pkg:pypi/some-name@1.0"),
        ("folder:my texts", "", "folder:my%20texts"),
    ],
)
def test_a_source_has_the_address_that_programs_know(url: str, revision: str, address: str) -> None:
    assert locator(Source("x", url, revision, MIT)) == address


def test_an_address_that_is_none_is_its_own_domain() -> None:
    assert host(Source("x", "https://[half", "", MIT)) == "https://[half"
    assert host(Source("x", "deb:fortunes", "1", MIT)) == "debian.org"


def test_the_version_names_program_and_works(subject: Subject) -> None:
    assert subject.version == "0.1.0+abababababababab"
    strange = replace(subject, info=replace(subject.info, commonhold="0.2.dev1"))
    assert strange.version == "0.0.0+abababababababab"


def test_the_time_is_the_day_given_or_that_of_the_newest_evidence(subject: Subject, published: Subject) -> None:
    assert published.time == "2026-11-30T00:00:00Z"
    assert replace(published, publication=Publication()).time == "2026-09-13T00:00:00Z"
    assert subject.time == ""
    assert not is_time("2026-09-13")
