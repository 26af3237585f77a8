""".gitattributes: wishes of single paths, versioned with them, by the attributes ``content-usage`` and ``ai-training``.

Git's own rules decide: the deeper file wins, and in one file the last pattern that matches, for each attribute apart.
Macros are not expanded (git allows them at the root alone, and none is needed to say this).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.aipref import preference
from commonhold.curate.consent.patterns import Matcher, git_pattern
from commonhold.curate.consent.rules import SILENT, Evidence, Rules, folder_of, scope_of, strictest_of, too_large

FAMILY = "gitattributes"
ATTRIBUTES = ("content-usage", "ai-training")
MAX_LINE_BYTES = 2048
"""Git passes over longer lines."""
_SPACE = " \t\r\n\f\v"
_YES = frozenset({"true", "yes", "y", "1", "allow", "allowed"})
_NO = frozenset({"false", "no", "n", "0", "deny", "denied"})


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a line's pattern holds, and what it sets of one attribute; ``said`` is None where it unsets it again."""

    folder: str
    bare: bool
    matches: Matcher
    said: Observation | None


def is_attributes(path: str) -> bool:
    """Tell whether a path is one of git's files of attributes."""
    return path.rpartition("/")[2] == ".gitattributes"


def attributes(files: Iterable[Evidence]) -> Rules:
    """Read all ``.gitattributes`` of one revision, each by its path."""
    lines: dict[str, list[_Line]] = {name: [] for name in ATTRIBUTES}
    told: list[Observation] = []
    for evidence in sorted(files, key=lambda one: (one.locator.count("/"), one.locator)):
        if not any(name.encode() in evidence.content for name in ATTRIBUTES):
            continue
        if refused := too_large(evidence, FAMILY):
            told += refused.told
            continue
        for name, line in _read(evidence):
            lines[name].append(line)
            told += [line.said] if line.said else []
    if not told:
        return SILENT
    asked = [tuple(reversed(found)) for found in lines.values() if found]

    def decide(path: str) -> Observation | None:
        found = [said for group in asked if (said := _last(group, path)) and said.answer is not Answer.UNKNOWN]
        return strictest_of(found)

    return Rules(tuple(dict.fromkeys(told)), None, decide)


def _last(lines: tuple[_Line, ...], path: str) -> Observation | None:
    name = path.rpartition("/")[2]
    for line in lines:
        if line.folder and not path.startswith(line.folder):
            continue
        if line.matches(name if line.bare else path[len(line.folder) :]):
            return line.said
    return None


def _read(evidence: Evidence) -> Iterable[tuple[str, _Line]]:
    folder = scope_of(folder_of(evidence.locator))
    for raw in evidence.content.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if len(raw) >= MAX_LINE_BYTES or b"\0" in raw:
            continue
        text = raw.decode("utf-8", "surrogateescape").lstrip(_SPACE)
        pattern, rest = _pattern(text)
        if not pattern or pattern.startswith(("!", "[attr]")) or pattern.endswith("/"):
            continue
        bare = "/" not in pattern
        matches = git_pattern(pattern.removeprefix("/"), not bare)
        if matches is None:
            continue
        for state in rest.replace("\f", " ").replace("\v", " ").split():
            name, equals, value = state.partition("=")
            sign = name[:1] if name[:1] in "-!" and not equals else ""
            name = name.removeprefix(sign)
            if name in ATTRIBUTES:
                said = None if sign == "!" else _said(evidence, name, sign, value if equals else None, folder + pattern)
                yield name, _Line(folder, bare, matches, said)


def _said(evidence: Evidence, name: str, sign: str, value: str | None, scope: str) -> Observation:
    """Return what one attribute says; ``value`` is None for one that is only set, or with ``sign`` unset."""
    detail = f"{sign}{name}" + (f"={value}" if value is not None else "")
    if name == "content-usage" and value is not None:
        found = preference(value)
        return evidence.says(FAMILY, found.answer, scope, f"{name}={found.detail}", found.conditions)
    answer = Answer.UNKNOWN
    if name == "ai-training":
        word = (value if value is not None else "false" if sign else "true").lower()
        answer = Answer.DENY if word in _NO else Answer.ALLOW if word in _YES else Answer.UNKNOWN
    return evidence.says(FAMILY, answer, scope, detail)


def _pattern(text: str) -> tuple[str, str]:
    """Return the pattern of a line and what follows; empty for a remark."""
    if not text or text.startswith("#"):
        return "", ""
    if text.startswith('"') and (quoted := _unquoted(text)) is not None:
        return quoted
    end = next((place for place, sign in enumerate(text) if sign in " \t\r"), len(text))
    return text[:end], text[end:]


_ESCAPES = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, '"': 34, "\\": 92}


def _unquoted(text: str) -> tuple[str, str] | None:
    """Return a pattern in C's quotes and what follows, None where the quotes do not close."""
    found = bytearray()
    at = 1
    while at < len(text):
        sign = text[at]
        if sign == '"':
            return found.decode("utf-8", "surrogateescape"), text[at + 1 :]
        if sign != "\\":
            found += sign.encode("utf-8", "surrogateescape")
            at += 1
        elif text[at + 1 : at + 2] in _ESCAPES and at + 1 < len(text):
            found.append(_ESCAPES[text[at + 1]])
            at += 2
        elif len(octal := text[at + 1 : at + 4]) == 3 and octal[0] in "0123" and all(d in "01234567" for d in octal):
            found.append(int(octal, 8))
            at += 4
        else:
            return None
    return None
