"""The licence of one path of a source, decided from the source's papers and never guessed.

Closest evidence first: the path's own SPDX line and REUSE's papers, Debian's copyright stanzas, then the licence file
of the nearest folder. At the root the steward's reading, once proved by the paper it names, decides between papers.
Does not know whether a licence is welcome: that is ``lane``.
"""

from __future__ import annotations

from commonhold.curate.copyright import Stanza, read_copyright
from commonhold.curate.detection import Detection, identify
from commonhold.curate.expression import parse
from commonhold.curate.lane import Admission, gate, is_restricted
from commonhold.curate.papers import Licence, PapersIndex, Problem, Statement, is_paper, read_by_steward
from commonhold.curate.reuse import HEAD_BYTES, annotated, joined, own_line

__all__ = [
    "Admission",
    "Detection",
    "Licence",
    "PapersIndex",
    "Problem",
    "Statement",
    "gate",
    "identify",
    "is_paper",
    "licence_of",
]

_RESTRICTED_LINK = b"creativecommons.org/licenses/by-n"
"""By-nc or by-nd: what a work that is not for everyone links at its top or bottom."""


def licence_of(path: str, data: bytes, papers: PapersIndex, statement: Statement | None = None) -> Licence | Problem:
    """Return the licence of a path, or the problem that keeps it out.

    Of ``data``, the file's bytes, the first and last 4 KiB are looked at. Problems: ``no-licence``,
    ``unknown-licence``, ``unclear-licence``, ``licence-conflict``, ``statement-unproved``.
    """
    expression, evidence = annotated(path, own_line(data), papers.reuse)
    if expression:
        if parse(expression) is None:
            return Problem("unclear-licence", f"{evidence}: {expression}")
        return Licence(expression, 1.0, evidence, "reuse/1")
    if _RESTRICTED_LINK in data[:HEAD_BYTES] or _RESTRICTED_LINK in data[-HEAD_BYTES:]:
        return Problem("licence-conflict", f"{path}: links a licence without commerce or derivatives")
    found = _debian(path, papers, statement) or _nearest(path, papers, statement)
    return found or Problem("no-licence")


def _nearest(path: str, papers: PapersIndex, statement: Statement | None) -> Licence | Problem | None:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if folder and folder in papers.levels:
            return papers.levels[folder]
    root = papers.levels.get("")
    if statement is None:
        return root
    reading = read_by_steward(papers, statement)
    if isinstance(reading, Problem) or root is None:
        return reading
    return _weighed(reading, root, statement)


def _weighed(reading: Licence, root: Licence | Problem, statement: Statement) -> Licence | Problem:
    """Let the steward's proved reading decide at the root, unless the papers there object to it."""
    if isinstance(root, Licence):
        objects = is_restricted(root.expression) and not is_restricted(reading.expression)
        return Problem("licence-conflict", f"{root.evidence_path}: {root.expression}") if objects else reading
    read_it = root.reason == "unclear-licence" and any(paper in root.seen for paper in statement.papers)
    return reading if read_it else root


def _debian(path: str, papers: PapersIndex, statement: Statement | None) -> Licence | Problem | None:
    if not papers.debian:
        return None
    if statement and any(paper in papers.debian for paper in statement.papers):
        return read_by_steward(papers, statement)
    paper = next((paper for paper in papers.debian if _belongs(path, paper)), papers.debian[0])
    stanzas = read_copyright(papers.texts[paper])
    if not stanzas:
        return _in_prose(paper, papers.texts[paper])
    expression = _stanzas_for(path, paper, stanzas)
    if not expression:
        return Problem("unclear-licence", paper)
    return Licence(expression, 0.9, paper, "debian/1")


def _belongs(path: str, paper: str) -> bool:
    folder = paper.rpartition("/")[0]
    return path.startswith(f"{folder}/") or not paper.startswith("usr/")


def _stanzas_for(path: str, paper: str, stanzas: tuple[Stanza, ...]) -> str:
    """Return the last stanza's licence for a source path; for an installed file every stanza's, as paths differ."""
    if paper == "debian/copyright":
        last = next((found for found in reversed(stanzas) if found.speaks_of(path)), None)
        return last.expression if last else ""
    spoken = [found for found in stanzas if not all(pattern.startswith("debian/") for pattern in found.patterns)]
    return joined([found.expression for found in spoken]) if all(found.expression for found in spoken) else ""


def _in_prose(paper: str, text: str) -> Licence | Problem:
    seen = [found for found in identify(text) if found.score >= 0.8]
    names = list(dict.fromkeys(found.expression for found in seen))
    if not names:
        return Problem("unknown-licence", paper)
    return Licence(joined(names), min(found.score for found in seen), paper, "debian-prose/1")
