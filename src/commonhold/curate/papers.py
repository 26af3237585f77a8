"""The papers of one source, read once: which licence holds below which folder, and what the steward read.

A paper is a licence file, a README, a Debian copyright file or one of REUSE's. Licence files side by side are one
licence, alternatives (LICENSE-MIT and LICENSE-APACHE), or a conflict; nothing is guessed between them.
Does not know the works, nor which licences a model may use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath

from commonhold.curate.copyright import read_copyright
from commonhold.curate.detection import MENTION, STATEMENT, Detection, further_terms, identify, is_text
from commonhold.curate.expression import names
from commonhold.curate.lane import PUBLIC_DOMAIN, is_restricted
from commonhold.curate.reuse import Reuse, is_reuse, joined, read_reuse

_STEM = re.compile(r"(?P<stem>licen[cs]e|copying|unlicen[cs]e|copyright)s?(?P<rest>(?:[-_. ].*)?)", re.IGNORECASE)
_PROSE_ENDINGS = frozenset({"", "txt", "md", "markdown", "rst", "html", "htm", "asc", "adoc", "org", "text"})
_README = re.compile(r"readme(?:\.(?:md|markdown|rst|txt|adoc|asc|org|html))?", re.IGNORECASE)
_ABOUT_CODE = re.compile(r"code|source|src|software|script|snippet|example|lib\b", re.IGNORECASE)
_ABOUT_OTHERS = re.compile(
    r"third.?part|3rd|vendor|bundle|depend|notice|font|image|media|icon|logo|summary|short|header|template|"
    r"agreement|contribut",
    re.IGNORECASE,
)
_ABOUT_TEXT = re.compile(r"text|content|docs?\b|documentation|data|book|prose", re.IGNORECASE)
_CODE_LICENCES = re.compile(r"MIT|MIT-0|Apache-.*|BSD-.*|ISC|0BSD|Zlib|Unlicense|CC0-1\.0|[AL]?GPL-.*|MPL-.*|BSL-.*")
_HINT = re.compile(r"non-? ?commercial|by-n[cd]|noderiv|kommerziell|no-?comercial|commerciale", re.IGNORECASE)
SHORT_WORDS = 120
"""A paper up to this long may be a licence by a statement alone, whatever its name."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A path's licence: the SPDX ``expression``, how sure (0 to 1), the paper that says so, and by which rule."""

    expression: str
    score: float
    evidence_path: str
    rule: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a path has no licence that can be relied on: a ``reason`` code and what was ``seen`` where."""

    reason: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The steward's reading from the recipe: this ``expression``, from these ``papers`` of the source."""

    expression: str
    papers: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class PapersIndex:
    """What a source's papers say, by folder (``""`` is the root); ``reuse`` speaks of single paths.

    ``readings`` remembers the steward's statements already compared with the papers.
    """

    levels: Mapping[str, Licence | Problem]
    reuse: Reuse
    texts: Mapping[str, str]
    debian: tuple[str, ...]
    readings: dict[Statement, Licence | Problem] = field(default_factory=dict)

    @classmethod
    def of(cls, papers: Mapping[str, str]) -> PapersIndex:
        """Read the papers of a source (path to text): every path that ``is_paper``, and those the recipe names."""
        papers = {path: _followed(path, papers) for path in papers}
        folders: dict[str, list[str]] = {}
        for path in sorted(papers):
            if _role(path) or _README.fullmatch(basename(path)):
                folders.setdefault(_folder(path), []).append(path)
        levels = {folder: level for folder, paths in folders.items() if (level := _level(paths, papers))}
        debian = tuple(sorted(path for path in papers if _is_debian(path)))
        reuse = read_reuse({path: text for path, text in papers.items() if is_reuse(path)})
        return cls(levels, reuse, dict(papers), debian)


def is_paper(path: str) -> bool:
    """Tell whether a path of a source should be handed to ``PapersIndex.of``.

    >>> [is_paper(path) for path in ("LICENSE", "a/LICENSE-MIT", "README.md", "docs/licensing.md", "b.md.license")]
    [True, True, True, False, True]
    """
    return bool(_role(path) or _README.fullmatch(basename(path)) or is_reuse(path) or _is_debian(path))


def read_by_steward(papers: PapersIndex, statement: Statement) -> Licence | Problem:
    """Compare the steward's reading with the papers it names: every licence in it must be found in one of them."""
    if statement not in papers.readings:
        papers.readings[statement] = _prove(papers, statement)
    return papers.readings[statement]


def _prove(papers: PapersIndex, statement: Statement) -> Licence | Problem:
    wanted = names(statement.expression)
    named = [path for path in statement.papers if path in papers.texts]
    if not wanted or not named:
        return Problem("statement-unproved", "no such paper: " + ", ".join(statement.papers))
    found: dict[str, float] = {}
    for path in named:
        for name, score in _named_in(path, papers.texts[path]).items():
            found[name] = max(score, found.get(name, 0.0))
    missing = [name for name in wanted if found.get(name, 0.0) < STATEMENT]
    if missing:
        return Problem("statement-unproved", f"{', '.join(sorted(missing))} not in {', '.join(named)}")
    score = min(found[name] for name in wanted)
    return Licence(statement.expression, score, ", ".join(named), "steward/1")


def _named_in(path: str, text: str) -> dict[str, float]:
    """Return each licence a paper names with its best score."""
    found: dict[str, float] = {}
    if _is_debian(path):
        for stanza in read_copyright(text):
            found |= dict.fromkeys(names(stanza.expression), 0.9)
    for seen in identify(text):
        for name in names(seen.expression):
            found[name] = max(seen.score, found.get(name, 0.0))
    return found


def _level(paths: list[str], texts: Mapping[str, str]) -> Licence | Problem | None:
    """Decide what the licence files of one folder say together, or None where they say nothing of prose."""
    by_role: dict[str, list[str]] = {}
    for path in paths:
        by_role.setdefault(_role(path), []).append(path)
    for role in ("text", "plain"):
        decided = [(path, read) for path in by_role.get(role, []) if (read := _paper(path, texts[path]))]
        if decided:
            level = _together(decided)
            break
    else:
        level = None
    objections = [
        f"{path}: {seen.expression}"
        for path in by_role.get("", [])
        if _HINT.search(texts[path])
        for seen in identify(texts[path])
        if is_restricted(seen.expression) and _objects(seen)
    ]
    if objections and not (isinstance(level, Licence) and is_restricted(level.expression)):
        return Problem("licence-conflict", "; ".join(objections))
    return level


def _objects(seen: Detection) -> bool:
    """A README may speak of non-commercial flights; only a licence's name, or words beside licensing, object."""
    return not seen.rule.startswith("restriction") or seen.score >= STATEMENT


def _together(decided: list[tuple[str, Licence | Problem]]) -> Licence | Problem:
    problem = next((read for _, read in decided if isinstance(read, Problem)), None)
    if problem:
        return problem
    licences = [read for _, read in decided if isinstance(read, Licence)]
    expressions = list(dict.fromkeys(read.expression for read in licences))
    if len(expressions) == 1:
        return licences[0]
    alternatives = all("-" in basename(path) or "." in basename(path) for path, _ in decided)
    seen = ", ".join(f"{path}: {read.expression}" for (path, _), read in zip(decided, licences, strict=True))
    parts = frozenset().union(*(names(expression) for expression in expressions))
    whole = [read for read in licences if names(read.expression) >= parts]
    if whole:  # LICENSE names the others, such as "MIT or Apache 2.0, see LICENSE-MIT and LICENSE-APACHE"
        expressions = sorted(parts)
    elif not alternatives or not all(_CODE_LICENCES.fullmatch(part) for part in parts):
        return Problem("licence-conflict", seen)
    evidence = ", ".join(path for path, _ in decided)
    return Licence(" OR ".join(expressions), min(read.score for read in licences), evidence, "alternatives/1")


def _paper(path: str, text: str) -> Licence | Problem | None:
    """Read one licence file: its licence, why it is not clear, or None where it is only a chapter about licences."""
    seen = identify(text)
    words = text.split()
    expressions = _strongest(seen, len(words))
    if _may_be_a_chapter(path) and not _is_mostly_licence(seen, text, words):
        return None
    restricted = [found.expression for found in seen if is_restricted(found.expression)]
    rule = next((found.rule for found in seen if found.expression == expressions[0]), "") if expressions else ""
    score = min((found.score for found in seen if found.expression in expressions), default=0.0)
    expression = joined(expressions) if expressions else ""
    if restricted and not (expression and is_restricted(expression) and len(expressions) == 1):
        if not expressions:
            return Licence(joined(sorted(set(restricted))), STATEMENT, path, "restriction/1")
        return Problem("licence-conflict", f"{path}: {', '.join(dict.fromkeys((*expressions, *restricted)))}")
    if not expressions:
        return Problem("unknown-licence", path)
    if further_terms(text, seen):
        return Problem("unclear-licence", f"{path}: further terms beside {expression}")
    return Licence(expression, score, path, rule)


def _strongest(seen: tuple[Detection, ...], words: int) -> list[str]:
    """Return the licences a licence file holds: its texts if there are any, else its statements, else mere names."""
    texts = list(dict.fromkeys(found.expression for found in seen if is_text(found)))
    named = [found.expression for found in seen if not is_text(found) and not found.rule.startswith("restriction")]
    if texts:
        return [_or_later(text, named) for text in texts]
    least = MENTION if words <= SHORT_WORDS else STATEMENT
    named = [found.expression for found in seen if found.score >= least and not found.rule.startswith("restriction")]
    return _absorbed(list(dict.fromkeys(named)))


def _or_later(expression: str, named: list[str]) -> str:
    later = expression.removesuffix("-only") + "-or-later"
    return later if expression.endswith("-only") and later in named else expression


def _absorbed(expressions: list[str]) -> list[str]:
    """Drop what a more exact name of the same thing already says."""
    dropped = set()
    for name in expressions:
        exact = name.removeprefix("LicenseRef-")
        if name.startswith("LicenseRef-CC-") and any(
            re.fullmatch(rf"{exact}-\d\.\d.*", other) for other in expressions
        ):
            dropped.add(name)
        if name == PUBLIC_DOMAIN and {"CC0-1.0", "Unlicense"} & set(expressions):
            dropped.add(name)
        if name.endswith("-only") and name.removesuffix("-only") + "-or-later" in expressions:
            dropped.add(name)
    return [name for name in expressions if name not in dropped]


def _may_be_a_chapter(path: str) -> bool:
    """A book on free software has a chapter ``license.md``; a licence file in a folder is in capitals or unadorned."""
    name = basename(path)
    return "/" in path and name == name.lower() and "." in name and not name.endswith(".txt")


def _is_mostly_licence(seen: tuple[Detection, ...], text: str, words: list[str]) -> bool:
    covered = sum(found.end - found.start for found in seen if is_text(found))
    return covered * 2 > len(text) or (len(words) <= SHORT_WORDS and bool(seen))


def _role(path: str) -> str:
    """Return ``plain`` or ``text`` for a licence file about prose, ``other`` for one about code or others' parts."""
    name = basename(path)
    match = _STEM.fullmatch(name)
    if match is None or "LICENSES/" in path:
        return ""
    ending = name.rpartition(".")[2].lower() if "." in name[1:] else ""
    rest = match["rest"]
    if match["stem"].lower() == "copyright" and (name != name.upper() or "/" in path):
        return ""
    capital = match["stem"] == match["stem"].upper()
    if ending not in _PROSE_ENDINGS and not ((capital and rest.startswith("-")) or (capital and ending.isupper())):
        return "" if ending else "plain"
    qualifier = rest.removesuffix(f".{ending}") if ending in _PROSE_ENDINGS else rest
    if not capital and "/" in path and qualifier:
        return ""
    if match["stem"].lower() != "copying" and name[len(match["stem"]) : len(match["stem"]) + 1].lower() == "s":
        return ""
    if _ABOUT_OTHERS.search(qualifier) or _ABOUT_CODE.search(qualifier):
        return "other"
    return "text" if _ABOUT_TEXT.search(qualifier) else "plain"


def _followed(path: str, papers: Mapping[str, str]) -> str:
    """Return a paper's text; a symbolic link's content is the path of another one."""
    text = papers[path]
    target = normpath(join(dirname(path), text)) if len(text) < 200 and "\n" not in text.strip() else ""
    return papers.get(target, text) if target != path else text


def _folder(path: str) -> str:
    return dirname(path)


def _is_debian(path: str) -> bool:
    return path == "debian/copyright" or re.fullmatch(r"(?:\./)?usr/share/doc/[^/]+/copyright", path) is not None
