"""Patterns of paths as git, robots.txt and their relatives write them, matched in time linear in the path.

Each pattern becomes a list of steps whose states are the bits of one number, so that no pattern of a stranger's file
can make matching slow. Letters are bytes, as they are to git.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Matcher = Callable[[str], bool]
MAX_STEPS = 1024
_SLASH = ord("/")
_CLASSES: dict[str, Callable[[int], bool]] = {
    "alnum": lambda byte: chr(byte).isalnum(),
    "alpha": lambda byte: chr(byte).isalpha(),
    "blank": lambda byte: byte in b" \t",
    "cntrl": lambda byte: byte < 32 or byte == 127,
    "digit": lambda byte: chr(byte).isdigit(),
    "graph": lambda byte: 32 < byte < 127,
    "lower": lambda byte: chr(byte).islower(),
    "print": lambda byte: 31 < byte < 127,
    "punct": lambda byte: 32 < byte < 127 and not chr(byte).isalnum(),
    "space": lambda byte: byte in b" \t\n\v\f\r",
    "upper": lambda byte: chr(byte).isupper(),
    "xdigit": lambda byte: byte in b"0123456789abcdefABCDEF",
}


@dataclass(frozen=True, slots=True)
class _Step:
    """Bytes that are taken once, or (``many``) any number of times.

    With ``skip`` nothing is taken: one goes on with the next step, or so many steps further.
    """

    taken: frozenset[int]
    many: bool = False
    skip: int = 0


_ANY = frozenset(range(256))
_NO_SLASH = _ANY - {_SLASH}


def robots_pattern(pattern: str) -> Matcher:
    """Return the matcher of a path pattern of RFC 9309: a beginning of the path, ``*`` any bytes, ``$`` at its end.

    >>> matches = robots_pattern("/docs/*.md$")
    >>> matches("/docs/a/b.md"), matches("/docs/b.mdx")
    (True, False)
    """
    ends = pattern.endswith("$")
    steps = [
        _Step(_ANY, many=True) if byte == ord("*") else _Step(frozenset((byte,)))
        for byte in _unescaped(pattern.removesuffix("$"))
    ]
    return _matcher(steps if ends else [*steps, _Step(_ANY, many=True)])


def git_pattern(pattern: str, whole_path: bool) -> Matcher | None:
    """Return the matcher of git's wildmatch, None for a pattern that can match nothing.

    With ``whole_path`` a ``*`` does not cross slashes and ``**`` between slashes does; else the text is a bare name.
    """
    steps = _git_steps(pattern.encode("utf-8", "surrogateescape"), whole_path)
    return None if steps is None else _matcher(steps)


def _unescaped(pattern: str) -> bytes:
    """Return a pattern's bytes with percent escapes of robots.txt as what they mean, all but the slash's."""
    if "%" not in pattern:
        return pattern.encode("utf-8", "surrogateescape")
    found, rest = bytearray(), pattern.encode("utf-8", "surrogateescape")
    at = 0
    while at < len(rest):
        two = rest[at + 1 : at + 3]
        if rest[at : at + 1] == b"%" and len(two) == 2 and _is_hexadecimal(two) and int(two, 16) not in b"/*$":
            found.append(int(two, 16))
            at += 3
        else:
            found.append(rest[at])
            at += 1
    return bytes(found)


def _is_hexadecimal(two: bytes) -> bool:
    return all(byte in b"0123456789abcdefABCDEF" for byte in two)


def _git_steps(pattern: bytes, whole_path: bool) -> list[_Step] | None:
    steps: list[_Step] = []
    at = 0
    within = _NO_SLASH if whole_path else _ANY
    plain = next((place for place, byte in enumerate(pattern) if byte in b"*?[\\"), len(pattern))
    while at < len(pattern):
        sign = pattern[at : at + 1]
        if sign == b"*":
            end = at
            while pattern[end : end + 1] == b"*":
                end += 1
            # git compares the letters before the first wildcard by themselves, and forgets them.
            alone = at in (0, plain) or pattern[at - 1] == _SLASH
            rest = pattern[end:]
            if whole_path and end - at > 1 and alone and (not rest or rest.startswith((b"/", b"\\/"))):
                if not rest:
                    steps.append(_Step(_ANY, many=True))
                    at = end
                else:  # anything up to a slash; where that is not escaped, nothing at all as well
                    steps += [_Step(frozenset(), skip=3)] if rest.startswith(b"/") else []
                    steps += [_Step(_ANY, many=True), _Step(frozenset((_SLASH,)))]
                    at = end + (1 if rest.startswith(b"/") else 2)
            else:
                steps.append(_Step(_ANY if not whole_path else _NO_SLASH, many=True))
                at = end
        elif sign == b"?":
            steps.append(_Step(within))
            at += 1
        elif sign == b"[":
            found = _bracket(pattern, at + 1)
            if found is None:
                return None
            taken, at = found
            steps.append(_Step(taken & within))
        elif sign == b"\\":
            if at + 1 == len(pattern):
                return None
            steps.append(_Step(frozenset((pattern[at + 1],))))
            at += 2
        else:
            steps.append(_Step(frozenset((pattern[at],))))
            at += 1
    return steps


def _bracket(pattern: bytes, at: int) -> tuple[frozenset[int], int] | None:
    """Return the bytes of a bracket expression and the place after it; None where it never closes."""
    negated = pattern[at : at + 1] in (b"!", b"^")
    at += negated
    taken: set[int] = set()
    first, last = True, -1
    while first or pattern[at : at + 1] != b"]":
        if at >= len(pattern):
            return None
        if pattern[at : at + 2] == b"[:":
            end = pattern.find(b":]", at + 2)
            name = pattern[at + 2 : end].decode("ascii", "replace") if end >= 0 else ""
            if end >= 0 and b"]" not in pattern[at + 2 : end]:
                if name not in _CLASSES:
                    return None
                taken |= {byte for byte in range(128) if _CLASSES[name](byte)}
                at, last, first = end + 2, -1, False
                continue
        if pattern[at : at + 1] == b"-" and last >= 0 and at + 1 < len(pattern) and pattern[at + 1 : at + 2] != b"]":
            at += 1
            if pattern[at : at + 1] == b"\\":
                at += 1
                if at >= len(pattern):
                    return None
            taken |= set(range(last, pattern[at] + 1))
            last = -1
        else:
            if pattern[at : at + 1] == b"\\":
                at += 1
                if at >= len(pattern):
                    return None
            last = pattern[at]
            taken.add(last)
        at += 1
        first = False
    return frozenset(_ANY - taken if negated else taken), at + 1


def _matcher(steps: list[_Step]) -> Matcher:
    steps = [
        step for place, step in enumerate(steps)
        # Two equal stars are one, and a short list of states.
        if not (step.many and place and steps[place - 1] == step)
    ]  # fmt: skip
    if len(steps) > MAX_STEPS:
        return lambda path: False
    if len(steps) == 1 and steps[0] == _Step(_ANY, many=True):
        return lambda path: True
    end = 1 << len(steps)
    onward = [
        (1 << place, 1 << (place + 1) | 1 << (place + (step.skip or 1)))
        for place, step in enumerate(steps)
        if step.many or step.skip
    ]

    @lru_cache(maxsize=256)
    def masks(byte: int) -> tuple[int, int]:
        once = sum(1 << place for place, step in enumerate(steps) if not step.many and byte in step.taken)
        many = sum(1 << place for place, step in enumerate(steps) if step.many and byte in step.taken)
        return once, many

    def closed(states: int) -> int:
        for here, there in onward:
            if states & here:
                states |= there
        return states

    start = closed(1)

    def matches(path: str) -> bool:
        states = start
        for byte in path.encode("utf-8", "surrogateescape"):
            once, many = masks(byte)
            states = (states & once) << 1 | states & many
            if not states:
                return False
            states = closed(states)
        return bool(states & end)

    return matches
