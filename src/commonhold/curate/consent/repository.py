"""What repositories have begun to say in files of their own: opt-out files, plain sentences, licences without training.

No standard reads these; the file's name or a clear sentence is taken at its word. Below its folder a file speaks for
that folder. Sentences are read in English only, by the patterns of ``curate.mentions``; see docs/decisions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from posixpath import basename

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.aipref import preference, signal_conditions
from commonhold.curate.consent.rules import (
    MAX_EVIDENCE_BYTES,
    Evidence,
    Rules,
    folder_of,
    folder_rules,
    scope_of,
)
from commonhold.curate.detection import read
from commonhold.curate.mentions import RESTRICTIONS, SPEAKING_OF_RIGHTS

FAMILY = "repository"
LICENCE_FAMILY = "licence-text"
_OPT_OUT = re.compile(r"(?:\.?(?:ai-?opt-?out|no-?ai(?:-training)?)|ai-training-opt-out)(?:\.(?:md|txt|ya?ml))?", re.I)
_PREFERENCE = re.compile(r"\.?(?:content-usage|cc-signals)(?:\.txt)?", re.I)
_STATED = re.compile(r"^\s*[\"']?(?:ai-)?opt-?out[\"']?\s*[:=]\s*[\"']?(\w+)", re.IGNORECASE | re.MULTILINE)
_USAGE_LINE = re.compile(r"^[ >*`-]{0,3}content-usage:\s*([^`\r\n]+)", re.IGNORECASE | re.MULTILINE)
_SIGNAL_LINE = re.compile(r"^[ >*`-]{0,3}cc-signals?:\s*([^`\r\n]+)", re.IGNORECASE | re.MULTILINE)
_FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_HINT = re.compile(rb"train|\bai\b|content-usage:|cc-signal", re.IGNORECASE)
_NO_TRAINING = re.compile(next(pattern for pattern, name in RESTRICTIONS if name == "LicenseRef-NoTraining"))
_NEAR, _AROUND = 600, 160
_ENDS = (". ", ".\n", "! ", "? ", "\n\n")
_NO = frozenset({"false", "no", "off", "0"})
_PROHIBITS = re.compile(
    r"\b(?:(?:may|must|shall|can|do|is|are) (?:\w+ )?(?:not|never)|cannot|no one may|prohibit\w*|forbid\w*|"
    r"without permission|no ai training|not (?:be )?use\w*)\b"
)
_OF_THIS = re.compile(
    r"\b(?:this|these|our|the) (?:\w+ ){0,3}?(?:repository|repo|project|software|code|work|works|content|contents|"
    r"documentation|material|materials|files?|text|texts|book|site|source)\b|\blicen[cs]e\b|\bno ai training\b"
)


def is_opt_out(path: str) -> bool:
    """Tell whether a file is by its name an opt-out, or holds a preference.

    >>> [is_opt_out(path) for path in (".github/ai-opt-out", "NO-AI.md", "docs/.noai", "content-usage", "noai.py")]
    [True, True, True, True, False]
    """
    name = basename(path)
    return _OPT_OUT.fullmatch(name) is not None or _PREFERENCE.fullmatch(name) is not None


def opt_out_files(files: Iterable[Evidence]) -> Rules:
    """Read the files that ``is_opt_out`` names; one that does not take its name back is an opt-out."""
    return folder_rules((_spoken_of(evidence.locator), said) for evidence in files for said in _opt_out(evidence))


def plain_words(papers: Iterable[Evidence]) -> Rules:
    """Read READMEs for a preference in a line of its own, or a clear sentence that training is not wanted."""
    return folder_rules(
        (folder_of(evidence.locator), said)
        for evidence in papers
        if len(evidence.content) <= MAX_EVIDENCE_BYTES and _HINT.search(evidence.content)
        for said in (*_preferences(evidence), *_sentences(evidence))
    )


def licence_texts(papers: Iterable[Evidence]) -> Rules:
    """Read licence papers for terms that forbid training."""
    return folder_rules(
        (folder_of(evidence.locator), said)
        for evidence in papers
        if len(evidence.content) <= MAX_EVIDENCE_BYTES and re.search(rb"train", evidence.content, re.IGNORECASE)
        for said in _forbidding(evidence)
    )


def _spoken_of(path: str) -> str:
    """Return the folder a file speaks for: ``.github`` speaks for what it is in."""
    folder = folder_of(path)
    return folder_of(folder) if basename(folder) == ".github" else folder


def _opt_out(evidence: Evidence) -> Iterator[Observation]:
    scope = scope_of(_spoken_of(evidence.locator))
    found = list(_preferences(evidence, scope))
    yield from found
    if found or _PREFERENCE.fullmatch(basename(evidence.locator)):
        if not found:
            yield evidence.says(FAMILY, Answer.UNKNOWN, scope, "no preference that can be read")
        return
    match = _STATED.search(evidence.text[:4096])
    if match and match[1].lower() in _NO:
        yield evidence.says(FAMILY, Answer.UNKNOWN, scope, match.group())
    else:
        yield evidence.says(FAMILY, Answer.DENY, scope, match.group() if match else "an opt-out by its name")


def _preferences(evidence: Evidence, scope: str | None = None) -> Iterator[Observation]:
    scope = scope_of(folder_of(evidence.locator)) if scope is None else scope
    text = _FENCED.sub("", evidence.text[:MAX_EVIDENCE_BYTES])  # what is fenced is an example of something
    for match in _USAGE_LINE.finditer(text):
        found = preference(match[1].strip())
        yield evidence.says(FAMILY, found.answer, scope, f"Content-Usage: {found.detail}", found.conditions)
    for match in _SIGNAL_LINE.finditer(text):
        conditions = signal_conditions(match[1])
        answer = Answer.CONDITION if conditions else Answer.UNKNOWN
        yield evidence.says(FAMILY, answer, scope, match.group().strip(), conditions)


def _sentences(evidence: Evidence) -> Iterator[Observation]:
    """Yield a denial where words against training stand that are about these works, not about training as such."""
    scope = scope_of(folder_of(evidence.locator))
    for spoken, around in _against(evidence.text):
        if _PROHIBITS.search(read(spoken).words) and _OF_THIS.search(around):
            yield evidence.says(FAMILY, Answer.DENY, scope, spoken)
        else:
            yield evidence.says(FAMILY, Answer.UNKNOWN, scope, f"not clear: {spoken}")


def _forbidding(evidence: Evidence) -> Iterator[Observation]:
    scope = scope_of(folder_of(evidence.locator))
    for spoken, around in _against(evidence.text):
        if SPEAKING_OF_RIGHTS.search(around):
            yield evidence.says(LICENCE_FAMILY, Answer.DENY, scope, spoken)


def _against(text: str) -> Iterator[tuple[str, str]]:
    """Yield what takes training away, as it stands there, and the words around it; only near "train" is looked."""
    end = 0
    told: set[tuple[int, int]] = set()
    for near in re.finditer("train", text, re.IGNORECASE):
        if near.end() + _NEAR // 2 < end:
            continue
        start, end = max(0, near.start() - _NEAR), near.end() + _NEAR
        reading = read(text[start:end])
        for match in _NO_TRAINING.finditer(reading.words):
            first, last = (start + place for place in reading.place(*match.span()))
            if (first, last) in told:
                continue
            told.add((first, last))
            words = reading.words[max(0, match.start() - _AROUND) : match.end() + _AROUND]
            yield _sentence(text, first, last), words


def _sentence(text: str, first: int, last: int) -> str:
    """Return the sentence around a span, as far as full stops and blank lines tell, of bounded length."""
    starts = [at + len(end) for end in _ENDS if (at := text.rfind(end, max(0, first - _AROUND), first)) >= 0]
    stops = [at + 1 for end in _ENDS if (at := text.find(end, last, last + _AROUND)) >= 0]
    return text[max(starts, default=first) : min(stops, default=last)].strip()
