"""The public summary: the sections of the template, in order, with figures that add up and honest empty rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from commonhold.manifest import Manifest
from commonhold.release.exports.subject import Subject
from commonhold.release.exports.tables import by_domain, by_licence

Written = Callable[..., str]
SECTIONS = ["1", "1.1", "1.2", "1.3", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3", "3.1", "3.2", "3.3"]


def test_the_sections_are_those_of_the_template(each: Subject, written: Written) -> None:
    assert re.findall(r"^##+ ([0-9.]+) ", written("summary", each), re.MULTILINE) == SECTIONS


def test_what_nobody_said_is_said_not_to_be_stated(subject: Subject, published: Subject, written: Written) -> None:
    unknown, known = written("summary", subject), written("summary", published)
    assert "| Provider name and contact | not stated |" in unknown
    assert "| Provider name and contact | The Press |" in known
    assert "| Date of placement on the market | 2026-11-30 |" in known
    assert "| Latest date of acquisition | 2026-09-13 |" in known


def test_figures_of_the_german_model_add_up(german: Subject, written: Written) -> None:
    for parts in (by_domain(german), by_licence(german)):
        assert sum(part.works for part in parts) == german.info.works
        assert sum(part.words for part in parts) == german.info.words
        assert [part.words for part in parts] == sorted((part.words for part in parts), reverse=True)
    text = written("summary", german)
    assert "| github.com | 3,952 | 89.6 % | 5,973,768 | 96.5 % |" in text
    assert "less than 1 billion words (4,411 works, 6,189,748 words)" in text


def test_large_models_are_of_a_larger_class(subject: Subject, written: Written) -> None:
    large = replace(subject, info=replace(subject.info, words=10**9))
    assert "1 billion to 10 trillion words" in written("summary", large)


def test_an_empty_manifest_is_told_without_tables(subject: Subject, written: Written) -> None:
    empty = replace(subject, manifest=Manifest((), ()), info=replace(subject.info, works=0, words=0))
    text = written("summary", empty)
    assert "Used: no." in text
    assert "| Domain |" not in text


def test_wishes_are_told_with_their_evidence(published: Subject, written: Written) -> None:
    text = written("summary", published)
    assert "- 1 source: said that it may be trained on (letters)." in text
    assert "  - letters: robots.txt at <https://example.org/robots.txt>: allow, as of 2026-09-13T00:00:00Z" in text
    assert "- 1 source: no signal about training was recorded, so the licence decided (tools)." in text
