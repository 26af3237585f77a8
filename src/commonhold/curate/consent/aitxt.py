"""ai.txt as Spawning proposed it: robots.txt's lines, about training alone, with patterns of file endings.

All its groups speak to those who train, so a group for any of them counts as one for us. Of rules the longest wins,
and Allow a tie. Other files of that name say nothing that is known here.
"""

from __future__ import annotations

from commonhold.consent import Answer, Observation
from commonhold.curate.consent.patterns import Matcher, robots_pattern
from commonhold.curate.consent.robots import groups
from commonhold.curate.consent.rules import Evidence, Rules, noted, too_large

FAMILY = "ai.txt"


def ai_txt(evidence: Evidence) -> Rules:
    """Read one ai.txt."""
    if refused := too_large(evidence, FAMILY):
        return refused
    parsed, _ = groups(evidence.text)
    rules: list[tuple[str, Matcher, Observation]] = []
    for group in parsed:
        for line in group.lines:
            if line.key in ("allow", "disallow") and line.pattern:
                answer = Answer.DENY if line.key == "disallow" else Answer.ALLOW
                scope = "" if line.pattern in ("/", "*", "/*") else line.pattern
                said = evidence.says(FAMILY, answer, scope, f"{line.key.capitalize()}: {line.pattern}")
                rules.append((line.pattern, _matcher(line.pattern), said))
    if not rules:
        return noted(evidence, FAMILY, "no lines of Allow or Disallow")

    def decide(path: str) -> Observation | None:
        best, decided = (-1, False), None
        for pattern, matches, said in rules:
            weight = (len(pattern), said.answer is Answer.ALLOW)
            if weight > best and matches("/" + path):
                best, decided = weight, said
        return decided

    return Rules(tuple(dict.fromkeys(said for _, _, said in rules)), None, decide)


def _matcher(pattern: str) -> Matcher:
    """Return what a pattern matches; ``*.txt`` and ``.txt`` mean an ending, other bare words a folder or name."""
    if pattern.startswith((".", "*.")):
        return robots_pattern(f"*{pattern.lstrip('*')}$" if not pattern.endswith(("$", "*")) else pattern)
    return robots_pattern(pattern if pattern.startswith(("/", "*")) else f"/{pattern}")
