"""What an HTML page says of itself: ``noai`` among its words for robots, TDMRep's meta elements, RSL in a script.

Asked for every work that is HTML, so a page without any of the words is let go after one search.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.agents import speaks_of_training
from commonhold.curate.consent.headers import NO_IMAGES, NO_TRAINING
from commonhold.curate.consent.rsl import rsl
from commonhold.curate.consent.rules import Evidence
from commonhold.curate.consent.tdmrep import reserved

FAMILY = "noai"
HEAD_BYTES = 256 * 1024
"""Where the head of a page ends at the latest."""
_HINT = re.compile(rb"noai|noimageai|tdm-reservation|application/rsl\+xml", re.IGNORECASE)
_PAGES = (".html", ".htm", ".xhtml")


def is_page(path: str) -> bool:
    """Tell from its name whether a work is HTML."""
    return path.endswith(_PAGES)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: ``told`` in order; ``mining`` is its own reservation, which supersedes the site's, if any."""

    told: tuple[Observation, ...] = ()
    mining: Observation | None = None


NOTHING = Page()


def page(path: str, content: bytes, seen: str = "", scope: str | None = None) -> Page:
    """Read the head of a page; what it says is of itself, unless ``scope`` says otherwise."""
    if not _HINT.search(content, 0, HEAD_BYTES):
        return NOTHING
    evidence = Evidence(path, content, seen)
    scope = path if scope is None else scope
    head = _Head()
    head.feed(content[:HEAD_BYTES].decode("utf-8", "replace"))
    told: list[Observation] = []
    for name, words in head.robots:
        ours = name == "robots" or speaks_of_training(name)
        for word in words & (NO_TRAINING | NO_IMAGES):
            answer = Answer.DENY if word in NO_TRAINING and ours else Answer.UNKNOWN
            told.append(evidence.says(FAMILY, answer, scope, f'<meta name="{name}" content="{word}">'))
    mining = None
    if "tdm-reservation" in head.metas:
        found = reserved(evidence, head.metas["tdm-reservation"], head.metas.get("tdm-policy", ""), scope)
        told.append(found)
        mining = found if head.metas["tdm-reservation"] in ("0", "1") else None
    for script in head.scripts:
        inner = rsl(Evidence(path, script.encode("utf-8", "replace"), seen)).told
        told += [evidence.says(one.family, one.answer, scope, one.detail, one.conditions) for one in inner]
    told += [evidence.says("rsl", Answer.UNKNOWN, scope, f"{link}: terms to be captured") for link in head.links]
    return Page(tuple(sorted(set(told))), mining)


@dataclass
class _Found:
    robots: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Head(HTMLParser):
    """Collects meta elements, links to terms and scripts of RSL; comments and text are passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found = _Found()
        self.robots, self.metas = self._found.robots, self._found.metas
        self.scripts, self.links = self._found.scripts, self._found.links
        self._terms = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element that may speak."""
        told = {name: value or "" for name, value in attrs}
        kind = told.get("type", "").strip().lower()
        if tag == "meta":
            self._meta(told.get("name", "").strip().lower(), told.get("content", ""))
        elif tag == "script" and kind == "application/rsl+xml":
            self._terms = True
            self.scripts.append("")
        elif tag == "link" and "license" in told.get("rel", "").lower().split() and kind == "application/rsl+xml":
            self.links.append(told.get("href", ""))

    def _meta(self, name: str, content: str) -> None:
        if name == "robots" or speaks_of_training(name):
            words = frozenset(word.strip().lower() for word in content.split(","))
            if words & (NO_TRAINING | NO_IMAGES):
                self.robots.append((name, words))
        elif name in ("tdm-reservation", "tdm-policy"):
            self.metas.setdefault(name, content.strip())

    def handle_endtag(self, tag: str) -> None:
        """Leave a script of terms."""
        self._terms = self._terms and tag != "script"

    def handle_data(self, data: str) -> None:
        """Keep the text of a script of terms."""
        if self._terms:
            self.scripts[-1] += data
