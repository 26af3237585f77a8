"""robots.txt: who is shut out by RFC 9309, and what Content-Usage, Content-Signal and License lines say.

Of Disallow and Allow the longest pattern wins, and Allow a tie; of usage rules the longest, and the strictest of equal
ones. Paths of works are read as paths of the site: a source stands for a site laid out as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.agents import OURS, TRAINING_AGENTS
from commonhold.curate.consent.aipref import Preference, preference
from commonhold.curate.consent.patterns import Matcher, robots_pattern
from commonhold.curate.consent.rules import Evidence, Rules, noted, strictest_of, too_large

FAMILY = "robots"
MAX_RULES = 5000


@dataclass(frozen=True, slots=True)
class Line:
    """A rule of a group: its ``key`` in lower case, the pattern (empty: none given) and what else stands there."""

    key: str
    pattern: str
    value: str
    matches: Matcher


@dataclass(slots=True)
class Group:
    """The names a group addresses, in lower case, and its rules in order."""

    agents: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


_RULES = ("allow", "disallow", "content-usage", "content-signal")


def groups(text: str) -> tuple[list[Group], list[str]]:
    """Return the groups of a robots.txt, and the addresses of its License lines."""
    found: list[Group] = []
    licences: list[str] = []
    loose = Group(["*"])
    count = 0
    for key, value in _records(text):
        if key == "user-agent":
            if not found or found[-1].lines:
                found.append(Group())
            found[-1].agents.append(value.split("/")[0].split()[0].lower() if value.split() else "")
        elif key == "license" and value:
            licences.append(value)
        elif key in _RULES and count < MAX_RULES:
            count += 1
            (found[-1] if found else loose).lines.append(_line(key, value))
    return ([loose, *found] if loose.lines else found), licences


def robots(evidence: Evidence) -> Rules:
    """Read one robots.txt."""
    if refused := too_large(evidence, FAMILY):
        return refused
    if evidence.content.count(b"\0") or evidence.content.lstrip()[:1] == b"<":
        return noted(evidence, FAMILY, "no robots.txt, but another kind of file")
    if b"{{" in evidence.content or b"{%" in evidence.content:
        return noted(evidence, FAMILY, "a template of a robots.txt, not what the site says")
    parsed, licences = groups(evidence.text)
    told = [
        evidence.says("rsl", Answer.UNKNOWN, detail=f"License: {address}: terms to be captured") for address in licences
    ]
    readers = list(_readers(evidence, parsed))
    told += [said for reader in readers for said in reader.told]
    if not readers:
        return Rules(tuple(dict.fromkeys(told)))

    def decide(path: str) -> Observation | None:
        return strictest_of(said for reader in readers if (said := reader.of_path("/" + path)))

    return Rules(tuple(dict.fromkeys(told)), None, decide)


@dataclass(frozen=True, slots=True)
class _Access:
    """The Allow and Disallow rules that hold for some agents: (pattern, matcher, observation or None for Allow)."""

    rules: tuple[tuple[str, Matcher, Observation | None], ...]

    @property
    def told(self) -> list[Observation]:
        return [said for _, _, said in self.rules if said]

    def of_path(self, path: str) -> Observation | None:
        best, decided = (-1, False), None
        for pattern, matches, said in self.rules:
            weight = (len(pattern), said is None)
            if weight > best and matches(path):
                best, decided = weight, said
        return decided


@dataclass(frozen=True, slots=True)
class _Usage:
    """Usage rules of one kind: (pattern, matcher, observation); those of the longest matching pattern count."""

    rules: tuple[tuple[str, Matcher, Observation], ...]
    access: _Access

    @property
    def told(self) -> list[Observation]:
        return [said for _, _, said in self.rules]

    def of_path(self, path: str) -> Observation | None:
        if self.access.of_path(path) is not None:
            return None  # no preference is implied for what may not be fetched
        matching = [(len(pattern), said) for pattern, matches, said in self.rules if matches(path)]
        longest = max((length for length, _ in matching), default=0)
        found = strictest_of(said for length, said in matching if length == longest)
        return found if found and found.answer is not Answer.UNKNOWN else None


def _readers(evidence: Evidence, parsed: Sequence[Group]) -> Iterator[_Access | _Usage]:
    """Yield what holds for us and for each program that gathers for training, equal groups once."""
    addressed: dict[tuple[int, ...], list[str]] = {}
    for agent in (OURS, *TRAINING_AGENTS):
        own = tuple(place for place, group in enumerate(parsed) if agent in group.agents)
        own = own or tuple(place for place, group in enumerate(parsed) if "*" in group.agents)
        addressed.setdefault(own, []).append(agent)
    for places, agents in addressed.items():
        lines = [line for place in places for line in parsed[place].lines]
        whom = ", ".join(agents) if OURS not in agents else OURS if OURS in _named(parsed, places) else "*"
        access = _access(evidence, lines, whom)
        if access.rules:
            yield access
        for key in ("content-usage", "content-signal"):
            usage = _usage(evidence, lines, key, whom, OURS in agents)
            if usage:
                yield _Usage(tuple(usage), access)


def _named(parsed: Sequence[Group], places: Sequence[int]) -> set[str]:
    return {agent for place in places for agent in parsed[place].agents}


def _access(evidence: Evidence, lines: Sequence[Line], whom: str) -> _Access:
    rules: list[tuple[str, Matcher, Observation | None]] = []
    for line in lines:
        if line.key == "allow" and line.pattern:
            rules.append((line.pattern, line.matches, None))
        elif line.key == "disallow" and line.pattern:
            detail = f"User-agent: {whom} Disallow: {line.pattern}"
            said = evidence.says(FAMILY, Answer.DENY, _scope(line.pattern), detail)
            rules.append((line.pattern, line.matches, said))
    return _Access(tuple(rules) if any(said for _, _, said in rules) else ())


def _usage(
    evidence: Evidence, lines: Sequence[Line], key: str, whom: str, ours: bool
) -> list[tuple[str, Matcher, Observation]]:
    found = []
    for line in lines:
        if line.key == key:
            read = preference(line.value) if key == "content-usage" else content_signal(line.value)
            # What another program is allowed is not allowed to us; what it is refused for training is.
            answer = read.answer if ours or read.answer is not Answer.ALLOW else Answer.UNKNOWN
            detail = f"User-agent: {whom} {key}: {read.detail}"
            said = evidence.says(FAMILY, answer, _scope(line.pattern), detail, read.conditions)
            found.append((line.pattern, line.matches, said))
    return found


def content_signal(value: str) -> Preference:
    """Read the list of a Content-Signal line, ``search=yes, ai-train=no``; of contradictions the stricter holds.

    >>> content_signal("search=yes, ai-train=no").answer
    <Answer.DENY: 'deny'>
    """
    said = set()
    for part in value.split(","):
        name, equals, word = (side.strip().lower() for side in part.partition("="))
        if equals and name == "ai-train":
            said.add(word)
    answer = Answer.DENY if "no" in said else Answer.ALLOW if said == {"yes"} else Answer.UNKNOWN
    return Preference(answer, value)


def _records(text: str) -> Iterator[tuple[str, str]]:
    for line in text.replace("\r", "\n").split("\n"):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _line(key: str, value: str) -> Line:
    pattern = value if key in ("allow", "disallow") else ""
    if not pattern and value.startswith(("/", "*")):
        pattern, _, value = value.partition(" ")
    return Line(key, pattern, value.strip(), robots_pattern(pattern))


def _scope(pattern: str) -> str:
    return "" if pattern in ("", "/", "*", "/*") else pattern
