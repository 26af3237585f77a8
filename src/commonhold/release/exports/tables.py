"""What the Markdown exports share: tables of sources, licences and domains with their shares, wishes in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from commonhold.consent import Answer, Observation
from commonhold.manifest import Source
from commonhold.release.exports.spelling import address, link, markdown
from commonhold.release.exports.subject import WISHES, Subject, host
from commonhold.release.notice import holder, licence_links, pinned


@dataclass(frozen=True, slots=True)
class Part:
    """How many works and words something gave."""

    name: str
    works: int
    words: int


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table of ready Markdown cells; nothing where there are no rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if lines:
        yield f"| {' | '.join(head)} |"
        yield f"|{'|'.join(' --- ' for _ in head)}|"
        yield from lines
        yield ""


def by_source(subject: Subject) -> dict[str, Part]:
    """Return what each source gave, sources in order; one that gave only corrections or copies has zeros."""
    return {
        name: Part(name, len(works), sum(entry.words for entry in works)) for name, works in subject.works_of().items()
    }


def by_licence(subject: Subject) -> list[Part]:
    """Return what stands under each elected licence, most words first."""
    return _most((entry.licence.elected, 1, entry.words) for entry in subject.manifest.entries)


def by_domain(subject: Subject) -> list[Part]:
    """Return what is from each domain, most words first."""
    given = by_source(subject)
    return _most(
        (host(source), given[source.name].works, given[source.name].words) for source in subject.manifest.sources
    )


def _most(given: Iterable[tuple[str, int, int]]) -> list[Part]:
    sums: dict[str, tuple[int, int]] = {}
    for name, works, words in given:
        old = sums.get(name, (0, 0))
        sums[name] = (old[0] + works, old[1] + words)
    return sorted((Part(name, *both) for name, both in sums.items()), key=lambda part: (-part.words, part.name))


def share(part: int, whole: int) -> str:
    """Return a share in per cent.

    >>> share(1, 3), share(0, 0)
    ('33.3 %', '–')
    """
    return f"{100 * part / whole:.1f} %" if whole else "–"


def licence_rows(subject: Subject) -> Iterator[tuple[str, ...]]:
    """Yield licence, works, words and share of words."""
    for part in by_licence(subject):
        links = licence_links(part.name)
        name = f"[{markdown(part.name)}](<{address(links[0])}>)" if len(links) == 1 else markdown(part.name)
        yield name, f"{part.works:,}", f"{part.words:,}", share(part.words, subject.info.words)


def source_rows(subject: Subject) -> Iterator[tuple[str, ...]]:
    """Yield source, holder, address at its revision, licence as a whole, works, words and what it says of training."""
    given = by_source(subject)
    for source in subject.manifest.sources:
        part = given[source.name]
        yield (
            markdown(source.name),
            markdown(holder(source.url)),
            _pinned(source),
            markdown(source.licence.expression),
            f"{part.works:,}",
            f"{part.words:,}",
            subject.consent(source.name).answer.value,
        )


def _pinned(source: Source) -> str:
    place = pinned(source)
    first, mark, rest = place.partition(" (")
    return link(first) + (f" ({markdown(rest.removesuffix(')'))})" if mark else "")


def wishes(subject: Subject) -> Iterator[str]:
    """Yield a line of a list for each answer given, with the sources that gave it, and below it where they said so."""
    for answer in Answer:
        said = [source.name for source in subject.manifest.sources if subject.consent(source.name).answer is answer]
        if said:
            sources = "source" if len(said) == 1 else "sources"
            yield f"- {len(said)} {sources}: {WISHES[answer]} ({', '.join(map(markdown, said))})."
        for name in said:
            yield from (f"  - {markdown(name)}: {_told(one)}" for one in subject.consent(name).because)


def _told(one: Observation) -> str:
    """Say where a signal stands, what it speaks of, what it asks for in return and which time it speaks for."""
    parts = [f"{markdown(one.family)} at {link(one.locator)}: {one.answer.value}"]
    parts += [f"for {markdown(one.scope)}"] if one.scope else []
    parts += [f"if {markdown(condition)}" for condition in one.conditions]
    parts += [f"as of {markdown(one.seen)}"] if one.seen else []
    return ", ".join(parts)
