"""Secrets and personal data in prose: found by form and checksum, replaced by a token of their kind.

Rules see single strings: keys and tokens of known make, private keys, assigned passwords, e-mail addresses, phone
numbers, IBANs, card numbers, public IPv4 addresses. They do not know names, postal addresses, or what a sentence
says about a person. Each rule has cases, also of what it must leave alone, in tests/curate/cases/secrets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import NewType

RedactedText = NewType("RedactedText", str)
"""Text in which every span found was replaced; only this may be trained on."""

VERSION = "1"
SECRET = frozenset({"key", "password"})
"""Kinds that open doors; the others are personal."""


@dataclass(frozen=True, slots=True)
class Span:
    """Between the code points ``start`` and ``end`` stands an ``email``, ``key``, …, found by ``rule``."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A ``pattern`` whose group 1 (or whole match) is a ``kind`` if it is ``plausible``.

    ``hints`` are plain strings of which one must be in the text; without any, digits decide. Patterns that start
    with a rare sign are ten times as fast as those that end with it: ``before`` must end where the match begins, and
    its group 1 belongs to the span; ``near`` must end where the span begins.
    """

    name: str
    kind: str
    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    plausible: Callable[[str], bool]
    before: re.Pattern[str] | None = None
    near: re.Pattern[str] | None = None


def find(text: str) -> tuple[Span, ...]:
    """Return the secrets and personal data of a text, ascending and without overlaps.

    >>> [(span.kind, span.start) for span in find("Mail anna@kolibri.org or call +49 30 901820.")]
    [('email', 5), ('phone', 30)]
    """
    found = [*_hinted(text), *_numbered(text)]
    if len(found) < 2:
        return tuple(found)
    kept: list[Span] = []
    for span in sorted(found, key=lambda span: (span.start, span.kind not in SECRET, -span.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return tuple(kept)


def redact(text: str, spans: Iterable[Span]) -> RedactedText:
    """Replace each span (ascending, no overlaps) by its kind in angle brackets.

    >>> redact("Mail anna@kolibri.org!", find("Mail anna@kolibri.org!"))
    'Mail <email>!'
    """
    parts, position = [], 0
    for span in spans:
        parts += [text[position : span.start], f"<{span.kind}>"]
        position = span.end
    return RedactedText("".join((*parts, text[position:])) if parts else text)


def find_in(passages: Sequence[str]) -> tuple[tuple[Span, ...], ...]:
    """Return ``find`` of each passage; all are looked at together first, as most works hold nothing."""
    if not find("\n".join(passages)):
        return ((),) * len(passages)
    return tuple(find(passage) for passage in passages)


def _hinted(text: str) -> Iterator[Span]:
    for rule in _HINTED:
        for hint in rule.hints:
            if hint in text:
                yield from _apply(rule, text, 0, len(text))
                break


def _numbered(text: str) -> Iterator[Span]:
    for cluster in _DIGITS.finditer(text):
        start, end = max(0, cluster.start() - _AROUND), min(len(text), cluster.end() + _AROUND)
        for rule in _NUMBERED:
            yield from _apply(rule, text, start, end)


def _apply(rule: Rule, text: str, start: int, end: int) -> Iterator[Span]:
    group = 1 if rule.pattern.groups else 0
    for match in rule.pattern.finditer(text, start, end):
        first, last = match.span(group)
        if rule.before:
            ahead = rule.before.search(text[max(0, match.start() - _BEFORE) : match.start()])
            if ahead is None:
                continue
            first -= len(ahead[1])
        if rule.plausible(text[first:last]) and (
            rule.near is None or rule.near.search(text[max(0, first - _AROUND) : first])
        ):
            yield Span(first, last, rule.kind, f"{rule.name}/{VERSION}")


def _always(found: str) -> bool:
    return True


_BEFORE = 80
_AROUND = 40
# Seven digits with at most two other signs between neighbours: nothing shorter is a phone, card or address.
_DIGITS = re.compile(r"\d(?<!\d\d)(?:[^\w\n]{0,2}\d){6,}")
_EXAMPLE_HOST = re.compile(
    r"(?:.*[.@])?(?:example\.(?:com|org|net|edu)|[\w-]+\.(?:example|test|invalid|localhost|local)|localhost|"
    r"(?:your|my|some)-?(?:domain|company|site|host|server)\.\w+|domain\.(?:com|tld)|email\.com|"
    r"users\.noreply\.github\.com)",
    re.IGNORECASE,
)
_NOT_A_HOST = re.compile(
    r".*\.(?:png|jpe?g|gif|svg|webp|js|css|py|md|html?|json|ya?ml|service|socket|target)", re.IGNORECASE
)
_ROLE = frozenset({"git", "user", "username", "you", "name", "someone", "noreply", "no-reply", "root", "me", "foo"})


def _is_mailbox(found: str) -> bool:
    """Addresses of example hosts, ``git@host`` and file names with an at sign are nobody's."""
    local, _, host = found.rpartition("@")
    return not (_EXAMPLE_HOST.fullmatch(host) or _NOT_A_HOST.fullmatch(host) or local.lower() in _ROLE)


def luhn(digits: str) -> bool:
    """Check the last digit of a card number.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    doubled = [int(digit) * 2 for digit in digits[-2::-2]]
    return (sum(map(int, digits[-1::-2])) + sum(digit - 9 if digit > 9 else digit for digit in doubled)) % 10 == 0


def _is_card(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return 13 <= len(digits) <= 19 and digits[0] in "3456" and len(set(digits)) > 3 and luhn(digits)


def _is_iban(found: str) -> bool:
    plain = found.replace(" ", "")
    turned = plain[4:] + plain[:4]
    return 15 <= len(plain) <= 34 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _is_public_ipv4(found: str) -> bool:
    """Not the private, local, documentation, multicast or reserved ranges, nor a version number like 1.2.3.4."""
    parts = found.split(".")
    if any(len(part) > 1 and part[0] == "0" for part in parts) or any(int(part) > 255 for part in parts):
        return False
    a, b, c, d = map(int, parts)
    special = (
        a in {0, 10, 127}
        or a >= 224
        or (a, b) in {(192, 168), (169, 254)}
        or (a == 172 and 16 <= b < 32)
        or (a == 100 and 64 <= b < 128)
        or (a, b, c) in {(192, 0, 2), (198, 51, 100), (203, 0, 113), (192, 0, 0)}
        or (a == 198 and b in {18, 19})
    )
    resolver = found in {"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"}
    return not special and not resolver and not (a < 20 and max(b, c, d) < 20) and d != 0


def _is_phone(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    if found.startswith(("+", "00")):
        return 9 <= len(digits) <= 15 and len(set(digits)) > 2
    if re.fullmatch(r"\(?555\)?.*|.*\b555[-. ]01\d\d", found):
        return False
    return 9 <= len(digits) <= 12 and len(set(digits)) > 2


def _is_random(found: str) -> bool:
    """A secret mixes letters and digits without order; a path, a name or a word does not."""
    if len(set(found)) < 10 or not re.search(r"\d", found) or not re.search(r"[A-Za-z]", found):
        return False
    counts = [found.count(sign) for sign in set(found)]
    entropy = -sum(count / len(found) * log2(count / len(found)) for count in counts)
    steps = sum(abs(ord(a) - ord(b)) == 1 for a, b in pairwise(found)) / len(found)
    return entropy > 3.2 and steps < 0.3


def _is_real(found: str) -> bool:
    return re.search(r"EXAMPLE|x{4}|\*{3}|0{8}|1234567|abcdefg", found, re.IGNORECASE) is None


def _rule(
    name: str,
    kind: str,
    hints: tuple[str, ...],
    pattern: str,
    plausible: Callable[[str], bool] = _always,
    before: str = "",
    near: str = "",
) -> Rule:
    behind = [re.compile(part) if part else None for part in (before, near)]
    return Rule(name, kind, hints, re.compile(pattern), plausible, *behind)


_ASSIGNED = (
    r"(?i:(?:api|access|secret|private|auth)[-_ ]?(?:key|token)|"
    r"(?<!by)passw(?:or)?d|passphrase|secret|token|credential)"
)

_HINTED: tuple[Rule, ...] = (
    _rule(
        "email",
        "email",
        ("@",),
        r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}(?![\w@])(?!:\w)",
        _is_mailbox,
        before=r"(?<![\w.+/@%-])([A-Za-z0-9][\w.+%-]{0,63})\Z",
    ),
    _rule("aws", "key", ("AKIA", "ASIA"), r"(?<![A-Z0-9])A[KS]IA[A-Z2-7]{16}(?![A-Z0-9])", _is_real),
    _rule(
        "github",
        "key",
        ("ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_"),
        r"\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})",
        _is_real,
    ),
    _rule("gitlab", "key", ("glpat-",), r"\bglpat-[\w-]{20,}", _is_real),
    _rule("slack", "key", ("xox",), r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}", _is_real),
    _rule("slack-hook", "key", ("hooks.slack.com",), r"slack\.com/services/(T\w{6,}/B\w{6,}/\w{16,})", _is_real),
    _rule("stripe", "key", ("k_live_",), r"\b[prs]k_live_[A-Za-z0-9]{16,}", _is_real),
    _rule("google", "key", ("AIza",), r"\bAIza[\w-]{35}(?![\w-])", _is_real),
    _rule("openai", "key", ("sk-",), r"\bsk-(?:proj-|ant-[a-z0-9]+-)?[A-Za-z0-9_-]{32,}", _is_random),
    _rule("jwt", "key", ("eyJ",), r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}"),
    _rule(
        "private-key",
        "key",
        ("PRIVATE KEY",),
        r"-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s:,.-]{40,}?"
        r"(?:-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----|\Z)",
    ),
    _rule("url-password", "password", ("://",), r"://[^\s/:@<>{}]{1,64}:([^\s/:@<>{}$*]{8,64})@[\w.-]", _is_random),
    _rule(
        "assigned",
        "password",
        ("=", ":"),
        r"[:=](?!//)\s{0,2}[\"'`]?([A-Za-z0-9+/_\-.~!@#$%^&*]{12,200}={0,2})",
        lambda found: _is_random(found) and _is_real(found),
        near=_ASSIGNED + r"[\"'`]?\s{0,2}:?[:=]\s{0,2}[\"'`]?\Z",
    ),
)

_NUMBERED: tuple[Rule, ...] = (
    _rule("iban", "iban", (), r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b", _is_iban),
    _rule("card", "card", (), r"(?<![\w.#/-])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\w-])", _is_card),
    _rule("ipv4", "ip", (), r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)", _is_public_ipv4),
    _rule(
        "phone-international",
        "phone",
        (),
        r"(?<![\w+.=/-])\+[1-9]\d{0,2}(?:[ .-]?\(?\d{1,5}\)?){2,6}(?![\w-])",
        _is_phone,
    ),
    _rule("phone-us", "phone", (), r"(?<![\w.#/=-])(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-.]\d{4}(?![\w-]|\.\d)", _is_phone),
    _rule(
        "phone-named",
        "phone",
        (),
        r"(?<![\w+.=/-])\(?\d[\d ()/.-]{6,17}\d(?![\w-])",
        _is_phone,
        near=r"(?i:\b(?:tel|phone|telephone|telefon|tél|téléphone|teléfono|mobile|mobil|fax|handy)\b)\.?:? ?\Z",
    ),
)
